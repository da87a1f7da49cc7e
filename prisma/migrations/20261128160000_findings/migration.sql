-- 问题: what a rule or a person found, from opening to closing. (rule, season, subject) is its identity, so that computing again never makes
-- a second one. What a rule saw stands in cause, without personal values, and what a person wrote is sealed.
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
    CONSTRAINT "finding_result" CHECK ("state" <> 'closed' OR coalesce("result", '') <> ''),
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

-- 进展: every step of a finding's life, by a person or by the rules, never changed and never deleted.
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
-- (Migrations are split at every semicolon, even inside a function body, therefore \x3b stands for it there.)
CREATE FUNCTION "finding_step_is_kept"() RETURNS trigger LANGUAGE plpgsql AS
  E'BEGIN RAISE EXCEPTION ''finding_step is append-only: % refused'', TG_OP USING ERRCODE = ''restrict_violation''\x3b END';
CREATE TRIGGER "finding_step_no_change" BEFORE UPDATE OR DELETE ON "finding_step" FOR EACH ROW EXECUTE FUNCTION "finding_step_is_kept"();
CREATE TRIGGER "finding_step_no_truncate" BEFORE TRUNCATE ON "finding_step" FOR EACH STATEMENT EXECUTE FUNCTION "finding_step_is_kept"();

-- 门槛: the thresholds of the rules, kept with the season, NULL takes the defaults.
ALTER TABLE "season" ADD COLUMN "finding_thresholds" JSONB;

-- Whether the stored ID number fails GB 11643, judged when it is written, so that a rule need not open 400,000 seals. NULL: without a
-- number, or not judged yet.
ALTER TABLE "household" ADD COLUMN "id_number_faulty" BOOLEAN;

-- How many findings lie directly in a division, kept by triggers. Values that households share (R01, R02) are left out: they count once
-- in every division that holds one of their households, so they are counted where they are asked for.
CREATE TABLE "finding_sum" (
    "season" TEXT NOT NULL,
    "division_code" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "urgent" BOOLEAN NOT NULL,
    "n" INTEGER NOT NULL,

    CONSTRAINT "finding_sum_pkey" PRIMARY KEY ("season", "division_code", "rule", "state", "urgent")
);
CREATE INDEX "finding_sum_division_code_idx" ON "finding_sum"("division_code");
CREATE INDEX "finding_shared" ON "finding"("season") WHERE "rule" IN ('R01', 'R02');
CREATE VIEW "finding_sum_now" AS
SELECT season, division_code, coalesce(rule, '') AS rule, state, urgent, count(*)::int AS n FROM finding
WHERE rule IS NULL OR rule NOT IN ('R01', 'R02') GROUP BY 1, 2, 3, 4, 5;

CREATE FUNCTION finding_sum_added() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  INSERT INTO finding_sum SELECT season, division_code, coalesce(rule, ''''), state, urgent, count(*) FROM after
  WHERE rule IS NULL OR rule NOT IN (''R01'', ''R02'') GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
  ON CONFLICT (season, division_code, rule, state, urgent) DO UPDATE SET n = finding_sum.n + excluded.n\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION finding_sum_moved() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  INSERT INTO finding_sum SELECT season, division_code, coalesce(rule, ''''), state, urgent, sum(n) FROM (
    SELECT season, division_code, rule, state, urgent, 1 AS n FROM after
    UNION ALL SELECT season, division_code, rule, state, urgent, -1 FROM before
  ) f WHERE rule IS NULL OR rule NOT IN (''R01'', ''R02'') GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0 ORDER BY 1, 2, 3, 4, 5
  ON CONFLICT (season, division_code, rule, state, urgent) DO UPDATE SET n = finding_sum.n + excluded.n\x3b
  RETURN NULL\x3b
END';
CREATE TRIGGER "finding_sum_insert" AFTER INSERT ON "finding" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION finding_sum_added();
CREATE TRIGGER "finding_sum_update" AFTER UPDATE ON "finding" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION finding_sum_moved();

-- What changes the rules of many households at once is noted here by the transaction that changes it, and taken up by a job. part:
-- 'households' the rules about the households below a division, 'others' the rules about everything else of a season. Notes are only ever
-- added, so that nobody waits for another's transaction, and the job deletes those that it read before it began.
CREATE TABLE "finding_stale" (
    "id" BIGSERIAL NOT NULL,
    "part" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "division_code" TEXT NOT NULL,

    CONSTRAINT "finding_stale_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "finding_stale_part" CHECK ("part" IN ('households', 'others'))
);
CREATE FUNCTION mark_findings(what TEXT, seasons TEXT[], divisions TEXT[]) RETURNS void LANGUAGE sql AS '
  INSERT INTO finding_stale (part, season, division_code)
  SELECT DISTINCT what, s.name, d.code FROM season s CROSS JOIN unnest(divisions) d(code)
  WHERE s.closed_at IS NULL AND (seasons IS NULL OR s.name = ANY(seasons))';

CREATE FUNCTION finding_zone_mark() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  PERFORM mark_findings(''households'', NULL, (SELECT array_agg(DISTINCT village_code) FROM changed))\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION finding_rule_mark() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  PERFORM mark_findings(''households'', ARRAY[c.season], array_agg(DISTINCT c.division_code)) FROM changed c GROUP BY c.season\x3b
  PERFORM mark_findings(''others'', ARRAY[c.season], ARRAY['''']) FROM (SELECT DISTINCT season FROM changed) c\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION finding_others_mark() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  PERFORM mark_findings(''others'', NULL, ARRAY['''']) WHERE EXISTS (SELECT 1 FROM changed)\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION finding_division_mark() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  PERFORM mark_findings(''households'', NULL, array_agg(a.code)) FROM before b JOIN after a USING (code)
  WHERE (b.zone_type, b.relocating, b.completed_on, b.path) IS DISTINCT FROM (a.zone_type, a.relocating, a.completed_on, a.path)
  HAVING count(*) > 0\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION finding_batch_mark() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  PERFORM mark_findings(''households'', NULL, array_agg(DISTINCT a.division_code)) FROM before b JOIN after a USING (division_code, number)
  WHERE b.notice_to IS DISTINCT FROM a.notice_to HAVING count(*) > 0\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION finding_season_mark() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  PERFORM mark_findings(''households'', array_agg(a.name), ARRAY(SELECT code FROM division WHERE parent_code IS NULL))
  FROM before b JOIN after a USING (name) WHERE b.finding_thresholds IS DISTINCT FROM a.finding_thresholds HAVING count(*) > 0\x3b
  PERFORM mark_findings(''others'', array_agg(a.name), ARRAY['''']) FROM before b JOIN after a USING (name)
  WHERE (b.finding_thresholds, b.closed_at) IS DISTINCT FROM (a.finding_thresholds, a.closed_at) HAVING count(*) > 0\x3b
  RETURN NULL\x3b
END';
CREATE TRIGGER "no_coal_zone_finding_insert" AFTER INSERT ON "no_coal_zone" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION finding_zone_mark();
CREATE TRIGGER "no_coal_zone_finding_update" AFTER UPDATE ON "no_coal_zone" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION finding_zone_mark();
CREATE TRIGGER "no_coal_zone_finding_delete" AFTER DELETE ON "no_coal_zone" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION finding_zone_mark();
CREATE TRIGGER "subsidy_policy_finding_insert" AFTER INSERT ON "subsidy_policy" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION finding_rule_mark();
CREATE TRIGGER "subsidy_policy_finding_update" AFTER UPDATE ON "subsidy_policy" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION finding_rule_mark();
CREATE TRIGGER "subsidy_policy_finding_delete" AFTER DELETE ON "subsidy_policy" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION finding_rule_mark();
CREATE TRIGGER "season_dates_finding_insert" AFTER INSERT ON "season_dates" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION finding_rule_mark();
CREATE TRIGGER "season_dates_finding_update" AFTER UPDATE ON "season_dates" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION finding_rule_mark();
CREATE TRIGGER "season_dates_finding_delete" AFTER DELETE ON "season_dates" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION finding_rule_mark();
CREATE TRIGGER "conversion_plan_finding_insert" AFTER INSERT ON "conversion_plan" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION finding_others_mark();
CREATE TRIGGER "conversion_plan_finding_update" AFTER UPDATE ON "conversion_plan" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION finding_others_mark();
CREATE TRIGGER "conversion_plan_finding_delete" AFTER DELETE ON "conversion_plan" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION finding_others_mark();
CREATE TRIGGER "heat_source_finding_insert" AFTER INSERT ON "heat_source" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION finding_others_mark();
CREATE TRIGGER "heat_source_finding_update" AFTER UPDATE ON "heat_source" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION finding_others_mark();
CREATE TRIGGER "heat_source_finding_delete" AFTER DELETE ON "heat_source" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION finding_others_mark();
CREATE TRIGGER "division_finding_update" AFTER UPDATE ON "division" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION finding_division_mark();
CREATE TRIGGER "payment_batch_finding_update" AFTER UPDATE ON "payment_batch" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION finding_batch_mark();
CREATE TRIGGER "season_finding_update" AFTER UPDATE ON "season" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION finding_season_mark();

-- A register of before has no findings: its facts are due, so that the app brings them and the findings up to date when it starts.
UPDATE "household_facts" f SET "changes_on" = least(f."changes_on", CURRENT_DATE) FROM "season" s
  WHERE s."name" = f."season" AND s."closed_at" IS NULL;
INSERT INTO "finding_stale" ("part", "season", "division_code") SELECT 'others', "name", '' FROM "season" WHERE "closed_at" IS NULL;
