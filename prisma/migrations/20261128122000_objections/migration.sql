-- 异议: what somebody said against a household of a batch on public notice, and how it was decided. A household that was taken out of a
-- batch before its release has an entry too, decided at once.
CREATE TABLE "payment_objection" (
    "id" UUID NOT NULL,
    "batch_division" TEXT NOT NULL,
    "batch_number" TEXT NOT NULL,
    "household_number" TEXT NOT NULL,
    "raised_by" TEXT,
    "raised_on" DATE,
    "what" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "decision" TEXT,
    "reason" TEXT,
    "amount" BIGINT,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,

    CONSTRAINT "payment_objection_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "payment_objection_decision" CHECK ("decision" IN ('kept', 'taken_out')),
    CONSTRAINT "payment_objection_decided" CHECK (("decision" IS NULL) = ("reason" IS NULL) AND ("decision" IS NULL) = ("decided_at" IS NULL)),
    CONSTRAINT "payment_objection_raised" CHECK ("decision" IS NOT NULL OR ("raised_by" IS NOT NULL AND "raised_on" IS NOT NULL AND "what" IS NOT NULL))
);
CREATE INDEX "payment_objection_batch_division_batch_number_idx" ON "payment_objection"("batch_division", "batch_number");
CREATE INDEX "payment_objection_household_number_idx" ON "payment_objection"("household_number");
ALTER TABLE "payment_objection" ADD CONSTRAINT "payment_objection_batch_division_batch_number_fkey" FOREIGN KEY ("batch_division", "batch_number") REFERENCES "payment_batch"("division_code", "number") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "payment_objection" ADD CONSTRAINT "payment_objection_household_number_fkey" FOREIGN KEY ("household_number") REFERENCES "household"("number") ON DELETE RESTRICT ON UPDATE CASCADE;
