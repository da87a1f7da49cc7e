-- 重新打开: when, by whom and why a season was last reopened, for everybody whose figures move again. Closing it clears this, the history
-- keeps all of it.
ALTER TABLE "season" ADD COLUMN "reopened_at" TIMESTAMPTZ(3), ADD COLUMN "reopened_by" TEXT, ADD COLUMN "reopened_why" TEXT,
  ADD CONSTRAINT "season_reopened" CHECK (num_nonnulls("reopened_at", "reopened_by", "reopened_why") IN (0, 3)
    AND ("reopened_at" IS NULL OR "closed_at" IS NULL));
