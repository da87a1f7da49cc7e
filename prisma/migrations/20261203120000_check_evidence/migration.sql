-- 抽查的照片和位置: what the first visit had beside its answers when the check came in, so that a later correction of it changes nothing that
-- was compared. Null for checks that were done before this was kept, and as long as a check is not done.
ALTER TABLE "spot_check" ADD COLUMN "first_evidence" JSONB;
ALTER TABLE "spot_check" ADD CONSTRAINT "spot_check_first_evidence" CHECK ("first_evidence" IS NULL OR "done_at" IS NOT NULL);
