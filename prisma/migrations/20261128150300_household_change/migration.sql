-- 变更: a correction on which money hangs, or an event of a household (分户, 并户, 迁移, 去世), as one person asked for it and another
-- decided. What happened to the lineage stands in household_number and other_number: a split made the other household, a merged household
-- lives on in it.
CREATE TABLE "household_change" (
    "id" UUID NOT NULL,
    "household_number" TEXT NOT NULL,
    "other_number" TEXT,
    "kind" TEXT NOT NULL,
    "happened_on" DATE,
    "document" TEXT,
    "reason" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "asked_by" TEXT NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "decision" TEXT,

    CONSTRAINT "household_change_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "household_change_kind" CHECK ("kind" IN ('correction', 'split', 'merge', 'move', 'death')),
    CONSTRAINT "household_change_state" CHECK ("state" IN ('waiting', 'confirmed', 'declined', 'withdrawn')),
    CONSTRAINT "household_change_decided" CHECK (("state" = 'waiting') = ("decided_at" IS NULL) AND ("state" = 'waiting') = ("decided_by" IS NULL)),
    CONSTRAINT "household_change_second_person" CHECK ("state" NOT IN ('confirmed', 'declined') OR "decided_by" <> "asked_by"),
    CONSTRAINT "household_change_day" CHECK (("kind" = 'correction') = ("happened_on" IS NULL)),
    CONSTRAINT "household_change_other" CHECK (
        CASE WHEN "kind" = 'merge' OR ("kind" = 'split' AND "state" = 'confirmed') THEN "other_number" IS NOT NULL ELSE "other_number" IS NULL END
    ),
    CONSTRAINT "household_change_other_itself" CHECK ("other_number" <> "household_number")
);
CREATE INDEX "household_change_household_number_idx" ON "household_change"("household_number");
CREATE INDEX "household_change_other_number_idx" ON "household_change"("other_number");
CREATE INDEX "household_change_waiting" ON "household_change"("household_number") WHERE "state" = 'waiting';
ALTER TABLE "household_change" ADD CONSTRAINT "household_change_household_number_fkey" FOREIGN KEY ("household_number") REFERENCES "household"("number") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "household_change" ADD CONSTRAINT "household_change_other_number_fkey" FOREIGN KEY ("other_number") REFERENCES "household"("number") ON DELETE RESTRICT ON UPDATE CASCADE;
-- A household that a split made begins on a day, and one that was merged, moved away or died out ends on one. All others have neither.
ALTER TABLE "household" ADD COLUMN "began_on" DATE, ADD COLUMN "ended_on" DATE;
ALTER TABLE "household" ADD CONSTRAINT "household_days" CHECK ("began_on" <= "ended_on");
