-- 意见反馈 (国办函〔2026〕12号): whoever must work with the app can complain about it, in the app.
CREATE TABLE "complaint" (
    "id" UUID NOT NULL,
    "account_id" UUID,
    "text" TEXT NOT NULL,
    "page" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "answer" TEXT,
    "answered_at" TIMESTAMPTZ(3),
    "answered_by" TEXT,

    CONSTRAINT "complaint_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "complaint_account_id_idx" ON "complaint"("account_id");
CREATE INDEX "complaint_answered_at_created_at_idx" ON "complaint"("answered_at", "created_at");
ALTER TABLE "complaint" ADD CONSTRAINT "complaint_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- How often a job was taken up: one whose process keeps dying is given up.
ALTER TABLE "job" ADD COLUMN "attempts" INTEGER NOT NULL DEFAULT 0;
