-- 撤销对账 is asked for by the person who confirmed it, with a reason, and done by another one. Nobody has asked for any before.
ALTER TABLE "payment_batch" ADD COLUMN "undo_asked_at" TIMESTAMPTZ(3),
    ADD COLUMN "undo_asked_by" TEXT,
    ADD COLUMN "undo_reason" TEXT;
ALTER TABLE "payment_batch" ADD CONSTRAINT "payment_batch_undo_asked" CHECK (("undo_asked_by" IS NULL) = ("undo_reason" IS NULL) AND ("undo_asked_by" IS NULL) = ("undo_asked_at" IS NULL));
