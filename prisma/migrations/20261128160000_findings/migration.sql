-- 问题: what a rule or a person found, from opening to closing. (rule, season, subject) is its identity, so that computing again never makes
-- a second one. What a rule saw stands in cause, without personal values; what a person wrote is sealed.
CREATE SEQUENCE "finding_number_seq";
CREATE TABLE "finding" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL DEFAULT 'WT' || lpad(nextval('finding_number_seq')::text, 6, '0'),
    "season" TEXT NOT NULL,
    "rule" TEXT,
    "subject" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "kind" TEXT,
    "division_code" TEXT NOT NULL,
    "household_number" TEXT,
    "report_id" TEXT,
    "level" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "urgent" BOOLEAN NOT NULL DEFAULT false,
    "opened_on" DATE NOT NULL,
    "due_on" DATE NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,
    "cause" JSONB NOT NULL DEFAULT '{}',
    "cause_key" TEXT NOT NULL DEFAULT '',
    "amount" BIGINT,
    "text_encrypted" TEXT,
    "unit" TEXT,
    "person" TEXT,
    "owner_account_id" UUID,
    "measures" TEXT,
    "progress" TEXT,
    "cleared" JSONB,
    "proposed_at" TIMESTAMPTZ(3),
    "proposed_by" TEXT,
    "result" TEXT,
    "exception" BOOLEAN NOT NULL DEFAULT false,
    "evidence_note" TEXT,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "finding_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "finding_source" CHECK ("source" IN ('rule', 'self_check', 'province', 'mee', 'audit', 'hotline', 'cadre')),
    CONSTRAINT "finding_of_rule" CHECK (("source" = 'rule') = ("rule" IS NOT NULL)),
    CONSTRAINT "finding_rule" CHECK ("rule" ~ '^R(0[1-9]|1[0-9]|2[0-5])$'),
    CONSTRAINT "finding_level" CHECK ("level" IN ('township', 'county', 'city')),
    CONSTRAINT "finding_state" CHECK ("state" IN ('open', 'in_progress', 'proposed', 'closed')),
    CONSTRAINT "finding_closed" CHECK (("state" = 'closed') = ("closed_at" IS NOT NULL) AND ("state" = 'closed') = ("closed_by" IS NOT NULL)),
    CONSTRAINT "finding_result" CHECK ("state" <> 'closed' OR "result" <> ''),
    CONSTRAINT "finding_proposed" CHECK ("state" <> 'proposed' OR ("proposed_at" IS NOT NULL AND "proposed_by" IS NOT NULL)),
    CONSTRAINT "finding_exception" CHECK (NOT "exception" OR "state" = 'closed')
);
ALTER SEQUENCE "finding_number_seq" OWNED BY "finding"."number";
CREATE UNIQUE INDEX "finding_number_key" ON "finding"("number");
CREATE UNIQUE INDEX "finding_identity" ON "finding"("season", "rule", "subject");
CREATE UNIQUE INDEX "finding_report_id_key" ON "finding"("report_id");
CREATE INDEX "finding_household_number_idx" ON "finding"("household_number");
CREATE INDEX "finding_division_code_idx" ON "finding"("division_code");
CREATE INDEX "finding_due" ON "finding"("season", "due_on") WHERE "state" <> 'closed';
ALTER TABLE "finding" ADD CONSTRAINT "finding_season_fkey" FOREIGN KEY ("season") REFERENCES "season"("name") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "finding" ADD CONSTRAINT "finding_division_code_fkey" FOREIGN KEY ("division_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "finding" ADD CONSTRAINT "finding_household_number_fkey" FOREIGN KEY ("household_number") REFERENCES "household"("number") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "finding" ADD CONSTRAINT "finding_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "problem_report"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "finding" ADD CONSTRAINT "finding_owner_account_id_fkey" FOREIGN KEY ("owner_account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Where a finding counts: one row for most, one per household for a shared value. division_code is the village, or the division at which
-- a subject of another kind lies.
CREATE TABLE "finding_place" (
    "finding_id" UUID NOT NULL,
    "division_code" TEXT NOT NULL,
    "household_number" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "finding_place_pkey" PRIMARY KEY ("finding_id", "division_code", "household_number")
);
CREATE INDEX "finding_place_division_code_idx" ON "finding_place"("division_code");
CREATE INDEX "finding_place_household_number_idx" ON "finding_place"("household_number") WHERE "household_number" <> '';
ALTER TABLE "finding_place" ADD CONSTRAINT "finding_place_finding_id_fkey" FOREIGN KEY ("finding_id") REFERENCES "finding"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "finding_place" ADD CONSTRAINT "finding_place_division_code_fkey" FOREIGN KEY ("division_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- 进展: every step of a finding's life, by a person or by the rules; never changed and never deleted.
CREATE TABLE "finding_step" (
    "id" BIGSERIAL NOT NULL,
    "finding_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "text_encrypted" TEXT,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "files" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "finding_step_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "finding_step_kind" CHECK ("kind" IN ('opened', 'assigned', 'progress', 'proposed', 'returned', 'closed', 'exception', 'reopened', 'cause'))
);
CREATE INDEX "finding_step_finding_id_idx" ON "finding_step"("finding_id");
ALTER TABLE "finding_step" ADD CONSTRAINT "finding_step_finding_id_fkey" FOREIGN KEY ("finding_id") REFERENCES "finding"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE FUNCTION "finding_step_is_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'finding_step is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "finding_step_no_change" BEFORE UPDATE OR DELETE ON "finding_step" FOR EACH ROW EXECUTE FUNCTION "finding_step_is_kept"();
CREATE TRIGGER "finding_step_no_truncate" BEFORE TRUNCATE ON "finding_step" FOR EACH STATEMENT EXECUTE FUNCTION "finding_step_is_kept"();

-- 门槛: the thresholds of the rules, kept with the season; NULL takes the defaults.
ALTER TABLE "season" ADD COLUMN "finding_thresholds" JSONB;
