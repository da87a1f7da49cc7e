-- 定稿与报送: the versions of a county's or a city's report. What was frozen never changes, only where the version stands.
CREATE TABLE "signed_report" (
    "id" UUID NOT NULL,
    "division_code" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "as_of" DATE NOT NULL,
    "prepared_at" TIMESTAMPTZ(3) NOT NULL,
    "prepared_by" TEXT NOT NULL,
    "open" JSONB NOT NULL,
    "reason" TEXT,
    "rule_version" TEXT NOT NULL,
    "history_head" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "facts_sha256" TEXT NOT NULL,
    "job_id" UUID,
    "file_name" TEXT NOT NULL,

    CONSTRAINT "signed_report_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "signed_report_state" CHECK ("state" IN ('prepared', 'submitted', 'accepted', 'returned', 'withdrawn', 'issued')),
    CONSTRAINT "signed_report_version" CHECK ("version" > 0),
    CONSTRAINT "signed_report_reason" CHECK ("open" = '{}' OR "reason" IS NOT NULL)
);
CREATE UNIQUE INDEX "signed_report_division_code_season_version_key" ON "signed_report"("division_code", "season", "version");
CREATE INDEX "signed_report_season_idx" ON "signed_report"("season");
-- One version of a report stands, the others were returned or withdrawn.
CREATE UNIQUE INDEX "signed_report_standing" ON "signed_report"("division_code", "season") WHERE "state" NOT IN ('returned', 'withdrawn');
ALTER TABLE "signed_report" ADD CONSTRAINT "signed_report_division_code_fkey" FOREIGN KEY ("division_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "signed_report" ADD CONSTRAINT "signed_report_season_fkey" FOREIGN KEY ("season") REFERENCES "season"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The frozen figures, a row for the division and each one below it.
CREATE TABLE "signed_figure" (
    "report_id" UUID NOT NULL,
    "division_code" TEXT NOT NULL,
    "parent_code" TEXT,
    "level" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sums" JSONB NOT NULL,

    CONSTRAINT "signed_figure_pkey" PRIMARY KEY ("report_id", "division_code")
);
ALTER TABLE "signed_figure" ADD CONSTRAINT "signed_figure_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "signed_report"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- 流转: every step of a version, with its words and what was remarked on single figures.
CREATE TABLE "signed_report_step" (
    "id" BIGSERIAL NOT NULL,
    "report_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "words" TEXT,
    "remarks" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "signed_report_step_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "signed_report_step_act" CHECK ("act" IN ('prepare', 'submit', 'accept', 'return', 'withdraw', 'issue')),
    CONSTRAINT "signed_report_step_words" CHECK ("act" NOT IN ('return', 'withdraw') OR "words" IS NOT NULL)
);
CREATE INDEX "signed_report_step_report_id_idx" ON "signed_report_step"("report_id");
ALTER TABLE "signed_report_step" ADD CONSTRAINT "signed_report_step_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "signed_report"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- 乡镇办结: a township says that the survey of its villages is complete, or takes that back.
CREATE TABLE "township_closing" (
    "id" BIGSERIAL NOT NULL,
    "division_code" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "closed" BOOLEAN NOT NULL,
    "missing" INTEGER NOT NULL,
    "words" TEXT,

    CONSTRAINT "township_closing_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "township_closing_words" CHECK ("words" IS NOT NULL OR ("closed" AND "missing" = 0))
);
CREATE INDEX "township_closing_season_division_code_id_idx" ON "township_closing"("season", "division_code", "id");
ALTER TABLE "township_closing" ADD CONSTRAINT "township_closing_division_code_fkey" FOREIGN KEY ("division_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "township_closing" ADD CONSTRAINT "township_closing_season_fkey" FOREIGN KEY ("season") REFERENCES "season"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE FUNCTION "signed_record_is_kept"() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
    RAISE EXCEPTION ''% is append-only'', TG_TABLE_NAME USING ERRCODE = ''restrict_violation''\x3b
END ';
CREATE TRIGGER "signed_figure_no_change" BEFORE UPDATE OR DELETE ON "signed_figure" FOR EACH ROW EXECUTE FUNCTION "signed_record_is_kept"();
CREATE TRIGGER "signed_figure_no_truncate" BEFORE TRUNCATE ON "signed_figure" FOR EACH STATEMENT EXECUTE FUNCTION "signed_record_is_kept"();
CREATE TRIGGER "signed_report_step_no_change" BEFORE UPDATE OR DELETE ON "signed_report_step" FOR EACH ROW EXECUTE FUNCTION "signed_record_is_kept"();
CREATE TRIGGER "signed_report_step_no_truncate" BEFORE TRUNCATE ON "signed_report_step" FOR EACH STATEMENT EXECUTE FUNCTION "signed_record_is_kept"();
CREATE TRIGGER "township_closing_no_change" BEFORE UPDATE OR DELETE ON "township_closing" FOR EACH ROW EXECUTE FUNCTION "signed_record_is_kept"();
CREATE TRIGGER "township_closing_no_truncate" BEFORE TRUNCATE ON "township_closing" FOR EACH STATEMENT EXECUTE FUNCTION "signed_record_is_kept"();
-- Of a version only the state moves.
CREATE FUNCTION "signed_report_is_kept"() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
    IF TG_OP = ''UPDATE'' AND to_jsonb(OLD) - ''state'' = to_jsonb(NEW) - ''state'' THEN RETURN NEW\x3b END IF\x3b
    RAISE EXCEPTION ''signed_report is kept as it was frozen'' USING ERRCODE = ''restrict_violation''\x3b
END ';
CREATE TRIGGER "signed_report_no_change" BEFORE UPDATE OR DELETE ON "signed_report" FOR EACH ROW EXECUTE FUNCTION "signed_report_is_kept"();
CREATE TRIGGER "signed_report_no_truncate" BEFORE TRUNCATE ON "signed_report" FOR EACH STATEMENT EXECUTE FUNCTION "signed_report_is_kept"();
