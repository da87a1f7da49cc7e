-- The subsidy ledger: policies, entitlements, batches of payments, payments, funds. Amounts are integer 分.
-- Rates are in 1/10,000 元, quantities in 1/1,000 units, as app/domain/subsidy/exact-decimal.ts has them.
CREATE TABLE "subsidy_policy" (
    "number" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    "issuer" TEXT,
    "division_code" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "modes" TEXT[] NOT NULL DEFAULT '{}',
    "unit" TEXT NOT NULL,
    "rate" BIGINT,
    "tiers" JSONB,
    "cap" BIGINT,
    "shares" JSONB NOT NULL,
    "target" TEXT[] NOT NULL DEFAULT '{}',
    "exclusive_group" TEXT,
    "basis" TEXT NOT NULL DEFAULT 'independent',
    "valid_from" DATE,
    "valid_to" DATE,
    "due_on" DATE NOT NULL,
    "supersedes" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subsidy_policy_pkey" PRIMARY KEY ("number"),
    CONSTRAINT "subsidy_policy_rate_or_tiers" CHECK (("rate" IS NULL) <> ("tiers" IS NULL))
);
CREATE INDEX "subsidy_policy_season_division_code_idx" ON "subsidy_policy"("season", "division_code");
CREATE INDEX "subsidy_policy_division_code_idx" ON "subsidy_policy"("division_code");
ALTER TABLE "subsidy_policy" ADD CONSTRAINT "subsidy_policy_division_code_fkey" FOREIGN KEY ("division_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What a household is entitled to by a policy. "paid" is the sum of its payments that arrived, kept with them.
CREATE TABLE "entitlement" (
    "household_number" TEXT NOT NULL,
    "policy_number" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "quantity" BIGINT NOT NULL,
    "due" BIGINT NOT NULL,
    "due_central" BIGINT NOT NULL DEFAULT 0,
    "due_province" BIGINT NOT NULL DEFAULT 0,
    "due_city" BIGINT NOT NULL DEFAULT 0,
    "due_county" BIGINT NOT NULL DEFAULT 0,
    "paid" BIGINT NOT NULL DEFAULT 0,
    "trace" JSONB NOT NULL,
    "source" TEXT NOT NULL,
    "computed_at" TIMESTAMPTZ(3) NOT NULL,
    "computed_by" TEXT NOT NULL,

    CONSTRAINT "entitlement_pkey" PRIMARY KEY ("household_number", "policy_number"),
    CONSTRAINT "entitlement_levels" CHECK ("due" = "due_central" + "due_province" + "due_city" + "due_county"),
    CONSTRAINT "entitlement_amounts" CHECK ("due" >= 0 AND "paid" >= 0 AND "quantity" >= 0)
);
CREATE INDEX "entitlement_season_household_number_idx" ON "entitlement"("season", "household_number");
CREATE INDEX "entitlement_policy_number_idx" ON "entitlement"("policy_number");
CREATE INDEX "entitlement_owed_idx" ON "entitlement"("season", "household_number") WHERE "paid" < "due";
ALTER TABLE "entitlement" ADD CONSTRAINT "entitlement_household_number_fkey" FOREIGN KEY ("household_number") REFERENCES "household"("number") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "entitlement" ADD CONSTRAINT "entitlement_policy_number_fkey" FOREIGN KEY ("policy_number") REFERENCES "subsidy_policy"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A batch belongs to a division. One that came with a sheet belongs to the county of its households.
CREATE TABLE "payment_batch" (
    "division_code" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "season" TEXT,
    "state" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "method" TEXT,
    "policies" TEXT[] NOT NULL DEFAULT '{}',
    "levels" TEXT[] NOT NULL DEFAULT '{}',
    "resend_of" TEXT,
    "drafted_at" TIMESTAMPTZ(3) NOT NULL,
    "drafted_by" TEXT NOT NULL,
    "checked_at" TIMESTAMPTZ(3),
    "checked_by" TEXT,
    "notice_from" DATE,
    "notice_to" DATE,
    "noticed_at" TIMESTAMPTZ(3),
    "noticed_by" TEXT,
    "released_at" TIMESTAMPTZ(3),
    "released_by" TEXT,
    "reconciled_at" TIMESTAMPTZ(3),
    "reconciled_by" TEXT,
    "cancelled_at" TIMESTAMPTZ(3),
    "cancelled_by" TEXT,
    "cancel_reason" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "payment_batch_pkey" PRIMARY KEY ("division_code", "number"),
    CONSTRAINT "payment_batch_state" CHECK ("state" IN ('drafted', 'checked', 'noticed', 'released', 'reconciled', 'cancelled')),
    CONSTRAINT "payment_batch_second_person" CHECK ("checked_by" IS NULL OR "checked_by" <> "drafted_by"),
    CONSTRAINT "payment_batch_notice" CHECK ("notice_from" <= "notice_to")
);
CREATE INDEX "payment_batch_number_idx" ON "payment_batch"("number");
ALTER TABLE "payment_batch" ADD CONSTRAINT "payment_batch_division_code_fkey" FOREIGN KEY ("division_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A payment of one level of government to a household under a policy. Money counts when "result" is 'ok'.
CREATE TABLE "payment" (
    "batch_number" TEXT NOT NULL,
    "household_number" TEXT NOT NULL,
    "policy_number" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "batch_division" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "method" TEXT,
    "paid_on" DATE,
    "result" TEXT NOT NULL,
    "fail_reason" TEXT,
    "resend_of" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("batch_number", "household_number", "policy_number", "level"),
    CONSTRAINT "payment_result" CHECK ("result" IN ('ok', 'failed', 'pending')),
    CONSTRAINT "payment_amount" CHECK ("amount" >= 0),
    CONSTRAINT "payment_day" CHECK ("result" <> 'ok' OR "paid_on" IS NOT NULL)
);
CREATE INDEX "payment_household_number_policy_number_idx" ON "payment"("household_number", "policy_number");
CREATE INDEX "payment_policy_number_idx" ON "payment"("policy_number");
CREATE INDEX "payment_batch_division_batch_number_idx" ON "payment"("batch_division", "batch_number");
CREATE INDEX "payment_not_arrived_idx" ON "payment"("result", "season") WHERE "result" <> 'ok';
ALTER TABLE "payment" ADD CONSTRAINT "payment_batch_division_batch_number_fkey" FOREIGN KEY ("batch_division", "batch_number") REFERENCES "payment_batch"("division_code", "number") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "payment" ADD CONSTRAINT "payment_household_number_policy_number_fkey" FOREIGN KEY ("household_number", "policy_number") REFERENCES "entitlement"("household_number", "policy_number") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "fund" (
    "division_code" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    "allotted" BIGINT NOT NULL,
    "received" BIGINT NOT NULL,
    "received_on" DATE,

    CONSTRAINT "fund_pkey" PRIMARY KEY ("division_code", "season", "level", "document"),
    CONSTRAINT "fund_amounts" CHECK ("allotted" >= 0 AND "received" >= 0)
);
CREATE INDEX "fund_season_idx" ON "fund"("season");
ALTER TABLE "fund" ADD CONSTRAINT "fund_division_code_fkey" FOREIGN KEY ("division_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;
