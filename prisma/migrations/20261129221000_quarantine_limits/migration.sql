-- How many of a person's records came to wait for the township lately is asked before one more does.
CREATE INDEX "phone_record_quarantined_idx" ON "phone_record" ("account_id", "received_at") WHERE "reason" IS NOT NULL;
CREATE INDEX "received_household_waited_idx" ON "received_household" ("account_id", "received_at") WHERE "reason" IS NOT NULL;
