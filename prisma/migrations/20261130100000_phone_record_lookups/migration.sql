-- Every record that arrives asks for what the phone sent under its running number and for what was merged into its visit.
CREATE INDEX "phone_record_device_id_account_id_sequence_idx" ON "phone_record"("device_id", "account_id", "sequence");
CREATE INDEX "phone_record_other_target_idx" ON "phone_record"("target_visit_id") WHERE "target_visit_id" <> "visit_id";
