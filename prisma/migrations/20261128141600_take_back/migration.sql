-- 收回批准: the revision of the household right after the decision about a visit. What was changed since has a later one. Decisions of before
-- have none, and nobody takes those back.
ALTER TABLE "visit" ADD COLUMN "decided_at_revision" INTEGER;
