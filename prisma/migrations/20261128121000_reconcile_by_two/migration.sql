-- 对账 is asked for by one person and confirmed by another, who sees how many payments and how much would arrive by it.
ALTER TABLE "payment_batch" ADD COLUMN "settle_asked_at" TIMESTAMPTZ(3),
    ADD COLUMN "settle_asked_by" TEXT,
    ADD COLUMN "settle_paid_on" DATE,
    ADD COLUMN "settle_payments" INTEGER,
    ADD COLUMN "settle_amount" BIGINT;
ALTER TABLE "payment_batch" ADD CONSTRAINT "payment_batch_reconciled_by_other" CHECK ("reconciled_by" <> "settle_asked_by");

-- The day on which the bank says that a payment arrived. It counts as paid once the batch is reconciled.
ALTER TABLE "payment" ADD COLUMN "answered_on" DATE;
