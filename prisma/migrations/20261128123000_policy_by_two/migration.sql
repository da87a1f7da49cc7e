-- A policy is in force once a second person and every level that it charges have confirmed it. "to_confirm" is what is missing, 'second' or
-- a level. Policies of before are in force. "entered_by" is who changed it last, when that was not who made it.
ALTER TABLE "subsidy_policy" ADD COLUMN "entered_by" TEXT;
ALTER TABLE "subsidy_policy" ADD COLUMN "to_confirm" TEXT[] NOT NULL DEFAULT '{}';
ALTER TABLE "subsidy_policy" ADD CONSTRAINT "subsidy_policy_to_confirm" CHECK ("to_confirm" <@ ARRAY['second', 'central', 'province', 'city', 'county']);

CREATE TABLE "policy_confirmation" (
    "policy_number" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "document" TEXT,
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_by" TEXT NOT NULL,

    CONSTRAINT "policy_confirmation_pkey" PRIMARY KEY ("policy_number", "step"),
    CONSTRAINT "policy_confirmation_step" CHECK ("step" IN ('second', 'central', 'province', 'city', 'county')),
    CONSTRAINT "policy_confirmation_document" CHECK ("step" = 'second' OR "document" IS NOT NULL)
);
ALTER TABLE "policy_confirmation" ADD CONSTRAINT "policy_confirmation_policy_number_fkey" FOREIGN KEY ("policy_number") REFERENCES "subsidy_policy"("number") ON DELETE RESTRICT ON UPDATE CASCADE;
