-- Offline work: phones, what they sent, photos.
ALTER TABLE "visit" ADD COLUMN "evidence" JSONB, ADD COLUMN "device_id" TEXT, ADD COLUMN "sequence" INTEGER;

-- A phone, or rather the browser storage of one person on it. The id is random and made there.
CREATE TABLE "device" (
    "id" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "app" TEXT,
    "registered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_sequence" INTEGER NOT NULL DEFAULT 0,
    "retired_at" TIMESTAMPTZ(3),
    "retired_by" TEXT,
    "retired_reason" TEXT,

    CONSTRAINT "device_pkey" PRIMARY KEY ("id", "account_id")
);
CREATE INDEX "device_account_id_idx" ON "device"("account_id");
ALTER TABLE "device" ADD CONSTRAINT "device_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Every record a phone sent and got a receipt for, once. The body stays, sealed: nothing a person typed is ever lost.
CREATE TABLE "phone_record" (
    "id" BIGSERIAL NOT NULL,
    "device_id" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "order_note" TEXT,
    "source" TEXT NOT NULL,
    "visit_id" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "household_number" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "base_revision" INTEGER,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "fields" TEXT[] NOT NULL DEFAULT '{}',
    "target_visit_id" TEXT,
    "revision_after" INTEGER,
    "body_encrypted" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "decision_reason" TEXT,

    CONSTRAINT "phone_record_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "phone_record_status" CHECK ("status" IN ('received', 'same', 'merged', 'conflict', 'decided', 'overtaken', 'quarantined', 'released', 'set_aside'))
);
CREATE INDEX "phone_record_visit_id_idx" ON "phone_record"("visit_id");
CREATE INDEX "phone_record_device_id_household_number_idx" ON "phone_record"("device_id", "household_number");
CREATE INDEX "phone_record_waiting_idx" ON "phone_record"("village_code", "status") WHERE "status" IN ('conflict', 'quarantined');
ALTER TABLE "phone_record" ADD CONSTRAINT "phone_record_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "phone_record" ADD CONSTRAINT "phone_record_village_code_fkey" FOREIGN KEY ("village_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A photo's bytes lie in DATA_DIR under its SHA-256, here is that they are there, and which visits carry it.
CREATE TABLE "photo" (
    "sha256" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "account_id" UUID,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "photo_pkey" PRIMARY KEY ("sha256")
);
CREATE TABLE "photo_use" (
    "sha256" TEXT NOT NULL,
    "visit_id" TEXT NOT NULL,
    "household_number" TEXT NOT NULL,

    CONSTRAINT "photo_use_pkey" PRIMARY KEY ("sha256", "visit_id")
);
CREATE INDEX "photo_use_household_number_idx" ON "photo_use"("household_number");
CREATE INDEX "photo_use_visit_id_idx" ON "photo_use"("visit_id");
ALTER TABLE "photo_use" ADD CONSTRAINT "photo_use_household_number_fkey" FOREIGN KEY ("household_number") REFERENCES "household"("number") ON DELETE RESTRICT ON UPDATE CASCADE;
