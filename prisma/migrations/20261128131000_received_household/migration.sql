-- 手机补录的户: what a phone sent of a household that the roster missed, under the number the phone gave it. The register's number is given at
-- receipt. What might be a household that is there already, or comes from a phone that is looked at first, waits for the township.
CREATE TABLE "received_household" (
    "id" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "candidates" TEXT[] NOT NULL DEFAULT '{}',
    "household_number" TEXT,
    -- Equal for equal contents, and of no use without the key.
    "content_fingerprint" TEXT NOT NULL,
    "body_encrypted" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "device_id" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "decision_reason" TEXT,

    CONSTRAINT "received_household_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "received_household_status" CHECK ("status" IN ('numbered', 'waiting', 'set_aside')),
    CONSTRAINT "received_household_number" CHECK (("status" = 'numbered') = ("household_number" IS NOT NULL)),
    CONSTRAINT "received_household_reason" CHECK ("status" <> 'waiting' OR "reason" IN ('might_be_same', 'retired', 'out_of_scope'))
);
CREATE INDEX "received_household_village_code_content_fingerprint_idx" ON "received_household"("village_code", "content_fingerprint");
CREATE INDEX "received_household_household_number_idx" ON "received_household"("household_number");
ALTER TABLE "received_household" ADD CONSTRAINT "received_household_village_code_fkey" FOREIGN KEY ("village_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "received_household" ADD CONSTRAINT "received_household_household_number_fkey" FOREIGN KEY ("household_number") REFERENCES "household"("number") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "received_household" ADD CONSTRAINT "received_household_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
