-- CreateTable
CREATE TABLE "division" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "parent_code" TEXT,
    "path" TEXT[],
    "zone_type" TEXT,
    "within_5km" BOOLEAN NOT NULL DEFAULT false,
    "relocating" BOOLEAN NOT NULL DEFAULT false,
    "completed_on" DATE,
    "valid_from" DATE,
    "valid_to" DATE,
    "merged_into" TEXT,
    "source" TEXT NOT NULL,

    CONSTRAINT "division_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "season" (
    "name" TEXT NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by" TEXT,

    CONSTRAINT "season_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "season_dates" (
    "season" TEXT NOT NULL,
    "division_code" TEXT NOT NULL,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE NOT NULL,

    CONSTRAINT "season_dates_pkey" PRIMARY KEY ("season","division_code")
);

-- CreateTable
CREATE TABLE "account" (
    "id" UUID NOT NULL,
    "username" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "phone_encrypted" TEXT,
    "phone_masked" TEXT,
    "password_hash" TEXT,
    "must_change_password" BOOLEAN NOT NULL DEFAULT true,
    "failed_sign_ins" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "language" TEXT NOT NULL DEFAULT 'zh-CN',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_division" (
    "account_id" UUID NOT NULL,
    "division_code" TEXT NOT NULL,

    CONSTRAINT "account_division_pkey" PRIMARY KEY ("account_id","division_code")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "user_agent" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_token" (
    "id" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "heat_source" (
    "number" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "division_code" TEXT NOT NULL,
    "tonnes_per_hour" DECIMAL(10,2),
    "rating" TEXT,
    "closing" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "heat_source_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "household" (
    "number" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "head" TEXT NOT NULL,
    "head_initials" TEXT NOT NULL,
    "id_number_encrypted" TEXT,
    "id_number_masked" TEXT,
    "id_number_fingerprint" TEXT,
    "id_missing_reason" TEXT,
    "phone_encrypted" TEXT,
    "phone_masked" TEXT,
    "address" TEXT,
    "residence" TEXT NOT NULL,
    "hardship_encrypted" TEXT,
    "house_use" TEXT,
    "status" TEXT NOT NULL,
    "people" INTEGER,
    "elderly" INTEGER,
    "heated_area" DECIMAL(10,2),
    "bank_account_encrypted" TEXT,
    "bank_account_masked" TEXT,
    "bank_account_fingerprint" TEXT,
    "bank_holder" TEXT,
    "note" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "source" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "household_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "head_change" (
    "id" BIGSERIAL NOT NULL,
    "household_number" TEXT NOT NULL,
    "head_before" TEXT NOT NULL,
    "head_after" TEXT NOT NULL,
    "changed_on" DATE NOT NULL,
    "reason" TEXT NOT NULL,
    "actor" TEXT NOT NULL,

    CONSTRAINT "head_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conversion" (
    "id" BIGSERIAL NOT NULL,
    "household_number" TEXT NOT NULL,
    "current" BOOLEAN NOT NULL DEFAULT true,
    "mode" TEXT NOT NULL,
    "device" TEXT,
    "brand" TEXT,
    "serial" TEXT,
    "invoice" TEXT,
    "contractor" TEXT,
    "year" INTEGER,
    "batch" TEXT,
    "in_plan" BOOLEAN,
    "applied_on" DATE,
    "agreed_on" DATE,
    "installed_on" DATE,
    "village_accepted_on" DATE,
    "town_accepted_on" DATE,
    "county_accepted_on" DATE,
    "connected_on" DATE,
    "stove_removed_on" DATE,
    "coal_cleared_on" DATE,
    "heat_source_number" TEXT,
    "electric_meter" TEXT,
    "gas_meter" TEXT,
    "heat_account" TEXT,

    CONSTRAINT "conversion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "room" (
    "household_number" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "room" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "heated_area" DECIMAL(10,2) NOT NULL,
    "letting" TEXT NOT NULL,
    "connected" BOOLEAN NOT NULL,
    "use" TEXT NOT NULL,

    CONSTRAINT "room_pkey" PRIMARY KEY ("household_number","season","room")
);

-- CreateTable
CREATE TABLE "visit" (
    "id" TEXT NOT NULL,
    "household_number" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "visited_at" TIMESTAMPTZ(3) NOT NULL,
    "visitor" TEXT NOT NULL,
    "account_id" UUID,
    "kind" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "answers" JSONB NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "content_hash" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "rule_version" TEXT NOT NULL,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL,
    "reviewed_at" TIMESTAMPTZ(3),
    "reviewed_by" TEXT,

    CONSTRAINT "visit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "visit_draft" (
    "account_id" UUID NOT NULL,
    "household_number" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "visit_id" TEXT NOT NULL,
    "typed" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "visit_draft_pkey" PRIMARY KEY ("account_id","household_number","season")
);

-- CreateTable
CREATE TABLE "visit_remark" (
    "id" BIGSERIAL NOT NULL,
    "visit_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "question" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "visit_remark_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "meter_usage" (
    "household_number" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "energy" TEXT NOT NULL,
    "start_reading" DECIMAL(14,3),
    "end_reading" DECIMAL(14,3),
    "usage" DECIMAL(14,3) NOT NULL,
    "source" TEXT NOT NULL,

    CONSTRAINT "meter_usage_pkey" PRIMARY KEY ("household_number","season","energy")
);

-- CreateTable
CREATE TABLE "conversion_plan" (
    "village_code" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "mode" TEXT NOT NULL,
    "households" INTEGER NOT NULL,

    CONSTRAINT "conversion_plan_pkey" PRIMARY KEY ("village_code","year","mode")
);

-- CreateTable
CREATE TABLE "history" (
    "chain" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "entity_key" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "history_pkey" PRIMARY KEY ("chain","seq")
);

-- CreateTable
CREATE TABLE "history_chain" (
    "chain" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "history_chain_pkey" PRIMARY KEY ("chain")
);

-- CreateTable
CREATE TABLE "history_day" (
    "day" DATE NOT NULL,
    "chains" INTEGER NOT NULL,
    "entries" BIGINT NOT NULL,
    "head" TEXT NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "history_day_pkey" PRIMARY KEY ("day")
);

-- CreateTable
CREATE TABLE "household_facts" (
    "season" TEXT NOT NULL,
    "household_number" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "changes_on" DATE,
    "visit_id" TEXT,
    "mode" TEXT NOT NULL,
    "h" SMALLINT NOT NULL DEFAULT 0,
    "r" SMALLINT NOT NULL DEFAULT 0,
    "e" SMALLINT NOT NULL DEFAULT 0,
    "v" SMALLINT NOT NULL DEFAULT 0,
    "x" SMALLINT NOT NULL DEFAULT 0,
    "p" SMALLINT NOT NULL DEFAULT 0,
    "ip" SMALLINT NOT NULL DEFAULT 0,
    "i" SMALLINT NOT NULL DEFAULT 0,
    "i_district_heat" SMALLINT NOT NULL DEFAULT 0,
    "i_electric_distributed" SMALLINT NOT NULL DEFAULT 0,
    "i_electric_household" SMALLINT NOT NULL DEFAULT 0,
    "i_gas" SMALLINT NOT NULL DEFAULT 0,
    "i_biomass" SMALLINT NOT NULL DEFAULT 0,
    "i_solar" SMALLINT NOT NULL DEFAULT 0,
    "i_other" SMALLINT NOT NULL DEFAULT 0,
    "c" SMALLINT NOT NULL DEFAULT 0,
    "u" SMALLINT NOT NULL DEFAULT 0,
    "s" SMALLINT NOT NULL DEFAULT 0,
    "unstable" SMALLINT NOT NULL DEFAULT 0,
    "b" SMALLINT NOT NULL DEFAULT 0,
    "q" SMALLINT NOT NULL DEFAULT 0,
    "cold" SMALLINT NOT NULL DEFAULT 0,
    "cv" SMALLINT NOT NULL DEFAULT 0,
    "crv" SMALLINT NOT NULL DEFAULT 0,
    "ur" SMALLINT NOT NULL DEFAULT 0,
    "iv" SMALLINT NOT NULL DEFAULT 0,
    "vne" SMALLINT NOT NULL DEFAULT 0,
    "let_rooms" SMALLINT NOT NULL DEFAULT 0,
    "let_connected" SMALLINT NOT NULL DEFAULT 0,
    "let_used" SMALLINT NOT NULL DEFAULT 0,
    "let_occupied" SMALLINT NOT NULL DEFAULT 0,
    "answered" SMALLINT NOT NULL DEFAULT 0,
    "satisfied" SMALLINT NOT NULL DEFAULT 0,
    "entitled" SMALLINT NOT NULL DEFAULT 0,
    "paid_in_full" SMALLINT NOT NULL DEFAULT 0,
    "continuity_arrears" SMALLINT NOT NULL DEFAULT 0,
    "continuity_interrupted" SMALLINT NOT NULL DEFAULT 0,
    "continuity_reduced" SMALLINT NOT NULL DEFAULT 0,
    "continuity_not_due" SMALLINT NOT NULL DEFAULT 0,
    "continuity_continuous" SMALLINT NOT NULL DEFAULT 0,
    "continuity_never" SMALLINT NOT NULL DEFAULT 0,
    "continuity_not_applicable" SMALLINT NOT NULL DEFAULT 0,
    "area" BIGINT NOT NULL DEFAULT 0,
    "clean_area" BIGINT NOT NULL DEFAULT 0,
    "due" BIGINT NOT NULL DEFAULT 0,
    "paid" BIGINT NOT NULL DEFAULT 0,
    "arrears" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "household_facts_pkey" PRIMARY KEY ("season","household_number")
);

-- CreateTable
CREATE TABLE "roll_up" (
    "season" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "h" INTEGER NOT NULL DEFAULT 0,
    "r" INTEGER NOT NULL DEFAULT 0,
    "e" INTEGER NOT NULL DEFAULT 0,
    "v" INTEGER NOT NULL DEFAULT 0,
    "x" INTEGER NOT NULL DEFAULT 0,
    "p" INTEGER NOT NULL DEFAULT 0,
    "ip" INTEGER NOT NULL DEFAULT 0,
    "i" INTEGER NOT NULL DEFAULT 0,
    "i_district_heat" INTEGER NOT NULL DEFAULT 0,
    "i_electric_distributed" INTEGER NOT NULL DEFAULT 0,
    "i_electric_household" INTEGER NOT NULL DEFAULT 0,
    "i_gas" INTEGER NOT NULL DEFAULT 0,
    "i_biomass" INTEGER NOT NULL DEFAULT 0,
    "i_solar" INTEGER NOT NULL DEFAULT 0,
    "i_other" INTEGER NOT NULL DEFAULT 0,
    "c" INTEGER NOT NULL DEFAULT 0,
    "u" INTEGER NOT NULL DEFAULT 0,
    "s" INTEGER NOT NULL DEFAULT 0,
    "unstable" INTEGER NOT NULL DEFAULT 0,
    "b" INTEGER NOT NULL DEFAULT 0,
    "q" INTEGER NOT NULL DEFAULT 0,
    "cold" INTEGER NOT NULL DEFAULT 0,
    "cv" INTEGER NOT NULL DEFAULT 0,
    "crv" INTEGER NOT NULL DEFAULT 0,
    "ur" INTEGER NOT NULL DEFAULT 0,
    "iv" INTEGER NOT NULL DEFAULT 0,
    "vne" INTEGER NOT NULL DEFAULT 0,
    "let_rooms" INTEGER NOT NULL DEFAULT 0,
    "let_connected" INTEGER NOT NULL DEFAULT 0,
    "let_used" INTEGER NOT NULL DEFAULT 0,
    "let_occupied" INTEGER NOT NULL DEFAULT 0,
    "answered" INTEGER NOT NULL DEFAULT 0,
    "satisfied" INTEGER NOT NULL DEFAULT 0,
    "entitled" INTEGER NOT NULL DEFAULT 0,
    "paid_in_full" INTEGER NOT NULL DEFAULT 0,
    "continuity_arrears" INTEGER NOT NULL DEFAULT 0,
    "continuity_interrupted" INTEGER NOT NULL DEFAULT 0,
    "continuity_reduced" INTEGER NOT NULL DEFAULT 0,
    "continuity_not_due" INTEGER NOT NULL DEFAULT 0,
    "continuity_continuous" INTEGER NOT NULL DEFAULT 0,
    "continuity_never" INTEGER NOT NULL DEFAULT 0,
    "continuity_not_applicable" INTEGER NOT NULL DEFAULT 0,
    "area" BIGINT NOT NULL DEFAULT 0,
    "clean_area" BIGINT NOT NULL DEFAULT 0,
    "due" BIGINT NOT NULL DEFAULT 0,
    "paid" BIGINT NOT NULL DEFAULT 0,
    "arrears" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "roll_up_pkey" PRIMARY KEY ("season","village_code")
);

-- CreateTable
CREATE TABLE "job" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "account_id" UUID,
    "asked" JSONB NOT NULL,
    "stage" TEXT,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "outcome" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "division_parent_code_idx" ON "division"("parent_code");

-- CreateIndex
CREATE INDEX "division_path_idx" ON "division" USING GIN ("path");

-- CreateIndex
CREATE INDEX "season_dates_division_code_idx" ON "season_dates"("division_code");

-- CreateIndex
CREATE UNIQUE INDEX "account_username_key" ON "account"("username");

-- CreateIndex
CREATE INDEX "account_division_division_code_idx" ON "account_division"("division_code");

-- CreateIndex
CREATE INDEX "session_account_id_idx" ON "session"("account_id");

-- CreateIndex
CREATE INDEX "api_token_account_id_idx" ON "api_token"("account_id");

-- CreateIndex
CREATE INDEX "heat_source_division_code_idx" ON "heat_source"("division_code");

-- CreateIndex
CREATE INDEX "household_village_code_number_idx" ON "household"("village_code", "number");

-- CreateIndex
CREATE INDEX "household_id_number_fingerprint_idx" ON "household"("id_number_fingerprint");

-- CreateIndex
CREATE INDEX "household_bank_account_fingerprint_idx" ON "household"("bank_account_fingerprint");

-- CreateIndex
CREATE INDEX "head_change_household_number_idx" ON "head_change"("household_number");

-- CreateIndex
CREATE INDEX "conversion_household_number_idx" ON "conversion"("household_number");

-- CreateIndex
CREATE INDEX "conversion_heat_source_number_idx" ON "conversion"("heat_source_number");

-- CreateIndex
CREATE INDEX "visit_household_number_season_idx" ON "visit"("household_number", "season");

-- CreateIndex
CREATE INDEX "visit_season_status_idx" ON "visit"("season", "status");

-- CreateIndex
CREATE INDEX "visit_draft_household_number_season_idx" ON "visit_draft"("household_number", "season");

-- CreateIndex
CREATE INDEX "visit_remark_visit_id_idx" ON "visit_remark"("visit_id");

-- CreateIndex
CREATE INDEX "history_entity_entity_key_idx" ON "history"("entity", "entity_key");

-- CreateIndex
CREATE INDEX "household_facts_season_village_code_idx" ON "household_facts"("season", "village_code");

-- CreateIndex
CREATE INDEX "household_facts_household_number_idx" ON "household_facts"("household_number");

-- CreateIndex
CREATE INDEX "household_facts_changes_on_idx" ON "household_facts"("changes_on");

-- CreateIndex
CREATE INDEX "job_account_id_created_at_idx" ON "job"("account_id", "created_at");

-- AddForeignKey
ALTER TABLE "division" ADD CONSTRAINT "division_parent_code_fkey" FOREIGN KEY ("parent_code") REFERENCES "division"("code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "season_dates" ADD CONSTRAINT "season_dates_season_fkey" FOREIGN KEY ("season") REFERENCES "season"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "season_dates" ADD CONSTRAINT "season_dates_division_code_fkey" FOREIGN KEY ("division_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_division" ADD CONSTRAINT "account_division_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_division" ADD CONSTRAINT "account_division_division_code_fkey" FOREIGN KEY ("division_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "heat_source" ADD CONSTRAINT "heat_source_division_code_fkey" FOREIGN KEY ("division_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "household" ADD CONSTRAINT "household_village_code_fkey" FOREIGN KEY ("village_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "head_change" ADD CONSTRAINT "head_change_household_number_fkey" FOREIGN KEY ("household_number") REFERENCES "household"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversion" ADD CONSTRAINT "conversion_household_number_fkey" FOREIGN KEY ("household_number") REFERENCES "household"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversion" ADD CONSTRAINT "conversion_heat_source_number_fkey" FOREIGN KEY ("heat_source_number") REFERENCES "heat_source"("number") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "room" ADD CONSTRAINT "room_household_number_fkey" FOREIGN KEY ("household_number") REFERENCES "household"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "visit" ADD CONSTRAINT "visit_household_number_fkey" FOREIGN KEY ("household_number") REFERENCES "household"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "visit_draft" ADD CONSTRAINT "visit_draft_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "visit_draft" ADD CONSTRAINT "visit_draft_household_number_fkey" FOREIGN KEY ("household_number") REFERENCES "household"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "visit_remark" ADD CONSTRAINT "visit_remark_visit_id_fkey" FOREIGN KEY ("visit_id") REFERENCES "visit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "meter_usage" ADD CONSTRAINT "meter_usage_household_number_fkey" FOREIGN KEY ("household_number") REFERENCES "household"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversion_plan" ADD CONSTRAINT "conversion_plan_village_code_fkey" FOREIGN KEY ("village_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "household_facts" ADD CONSTRAINT "household_facts_household_number_fkey" FOREIGN KEY ("household_number") REFERENCES "household"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job" ADD CONSTRAINT "job_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE SET NULL ON UPDATE CASCADE;


-- What Prisma's schema language cannot say.

-- A household has one current conversion.
CREATE UNIQUE INDEX "conversion_one_current" ON "conversion"("household_number") WHERE "current";

-- History is append-only, also for the owner of the tables. (The migration runner splits a script at every semicolon,
-- even inside a function body, therefore the body is one string in which \x3b stands for it.)
CREATE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS
  E'BEGIN RAISE EXCEPTION ''history is append-only: % refused'', TG_OP\x3b END';
CREATE TRIGGER "history_no_update_or_delete" BEFORE UPDATE OR DELETE ON "history"
  FOR EACH ROW EXECUTE FUNCTION refuse_history_change();
CREATE TRIGGER "history_no_truncate" BEFORE TRUNCATE ON "history"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();

-- What no program may write, whatever it believes.
ALTER TABLE "visit" ADD CONSTRAINT "visit_status" CHECK ("status" IN ('submitted', 'returned', 'approved'));
ALTER TABLE "room" ADD CONSTRAINT "room_area" CHECK ("heated_area" >= 0);
ALTER TABLE "meter_usage" ADD CONSTRAINT "meter_usage_not_negative" CHECK ("usage" >= 0);
ALTER TABLE "season_dates" ADD CONSTRAINT "season_dates_order" CHECK ("starts_on" <= "ends_on");
