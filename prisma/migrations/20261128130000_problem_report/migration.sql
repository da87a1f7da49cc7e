-- 值班电话: whom the cadres below a township or a county call.
ALTER TABLE "division" ADD COLUMN "duty_phone" TEXT;

-- 村干部上报: what is wrong at a household, said without a visit, and what the township answers. The id is made where it is written, so that
-- what is sent twice is one report. What people wrote is sealed.
CREATE TABLE "problem_report" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "household_sent" TEXT NOT NULL,
    "household_number" TEXT,
    "village_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "text_encrypted" TEXT NOT NULL,
    "photos" TEXT[] NOT NULL DEFAULT '{}',
    "reported_at" TIMESTAMPTZ(3) NOT NULL,
    "phone_said" TEXT,
    "ahead_seconds" INTEGER,
    "account_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "device_id" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "answer_encrypted" TEXT,
    "answered_at" TIMESTAMPTZ(3),
    "answered_by" TEXT,

    CONSTRAINT "problem_report_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "problem_report_kind" CHECK ("kind" IN ('stability', 'outage', 'cold', 'coal', 'subsidy', 'other')),
    CONSTRAINT "problem_report_source" CHECK ("source" IN ('phone', 'export', 'web')),
    CONSTRAINT "problem_report_answer" CHECK (num_nulls("answer_encrypted", "answered_at", "answered_by") IN (0, 3))
);
CREATE UNIQUE INDEX "problem_report_number_key" ON "problem_report"("number");
CREATE INDEX "problem_report_household_number_idx" ON "problem_report"("household_number");
CREATE INDEX "problem_report_village_code_idx" ON "problem_report"("village_code");
CREATE INDEX "problem_report_waiting_idx" ON "problem_report"("received_at") WHERE "answered_at" IS NULL;
ALTER TABLE "problem_report" ADD CONSTRAINT "problem_report_household_number_fkey" FOREIGN KEY ("household_number") REFERENCES "household"("number") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "problem_report" ADD CONSTRAINT "problem_report_village_code_fkey" FOREIGN KEY ("village_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "problem_report" ADD CONSTRAINT "problem_report_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
