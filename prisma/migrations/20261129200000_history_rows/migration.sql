-- Every change of a decisive table is noted by the database as it happens, and the app seals what its transaction noted into the history
-- with a key that is not in the database (docs/decisions/0007). A row that stands otherwise than noted, or a note that no entry seals,
-- came from elsewhere. "digest" is null for a row that was removed.
CREATE TABLE "history_row" (
    "position" BIGSERIAL NOT NULL,
    "stamp" TEXT NOT NULL DEFAULT (pg_current_xact_id()::text || '@' || extract(epoch FROM transaction_timestamp())::text),
    "relation" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "digest" BYTEA,
    "columns" JSONB,

    CONSTRAINT "history_row_pkey" PRIMARY KEY ("position")
);
CREATE INDEX "history_row_stamp_position_idx" ON "history_row"("stamp", "position");
CREATE INDEX "history_row_relation_key_position_idx" ON "history_row"("relation", "key", "position");
CREATE TRIGGER "history_row_no_update_or_delete" BEFORE UPDATE OR DELETE ON "history_row"
  FOR EACH ROW EXECUTE FUNCTION refuse_history_change();
CREATE TRIGGER "history_row_no_truncate" BEFORE TRUNCATE ON "history_row"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();

-- Entries that seal notes, for finding them without reading the others.
CREATE INDEX "history_seals_idx" ON "history"("position") WHERE strpos("payload", '"rows":{"count":') > 0;

-- Where the chains ended when links began to be keyed: entries up to here have links without a key.
CREATE TABLE "history_before_keys" (
    "chain" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "history_before_keys_pkey" PRIMARY KEY ("chain")
);
INSERT INTO "history_before_keys" SELECT "chain", "seq", "hash" FROM "history_chain" WHERE "seq" > 0;

-- The end of a chain is keyed too, so that it cannot be moved back. "sealed_seq": how far the last head of a day covers it.
ALTER TABLE "history_chain" ADD COLUMN "seal" TEXT;
ALTER TABLE "history_chain" ADD COLUMN "sealed_seq" INTEGER NOT NULL DEFAULT 0;
UPDATE "history_chain" c SET "sealed_seq" = coalesce(
  (SELECT max(h."seq") FROM "history" h WHERE h."chain" = c."chain"
   AND h."at" < (SELECT (max("day") + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' FROM "history_day")), 0);

-- Heads follow each other by number, whatever a clock said, and list the chains that moved since the head before, with length and end.
-- One from before this migration lists none.
ALTER TABLE "history_day" ADD COLUMN "number" INTEGER;
UPDATE "history_day" d SET "number" = n."number"
  FROM (SELECT "day", row_number() OVER (ORDER BY "day") AS "number" FROM "history_day") n WHERE n."day" = d."day";
ALTER TABLE "history_day" DROP CONSTRAINT "history_day_pkey";
ALTER TABLE "history_day" ALTER COLUMN "number" SET NOT NULL;
ALTER TABLE "history_day" ADD CONSTRAINT "history_day_pkey" PRIMARY KEY ("number");
ALTER TABLE "history_day" ADD COLUMN "moved" JSONB;

CREATE FUNCTION history_key(record JSONB, keys TEXT[]) RETURNS TEXT LANGUAGE sql IMMUTABLE AS
  'SELECT CASE WHEN cardinality(keys) = 1 THEN record ->> keys[1]
   ELSE (SELECT string_agg(coalesce(record ->> k, ''''), E''\x1f'' ORDER BY n) FROM unnest(keys) WITH ORDINALITY u(k, n)) END';
-- Columns without a value are left out, so that a column added later leaves the digests of older rows as they are.
CREATE FUNCTION history_digest(record JSONB) RETURNS BYTEA LANGUAGE sql IMMUTABLE AS
  'SELECT sha256(convert_to(record::text, ''UTF8''))';

-- Arguments: the columns of the key, the columns that are not decisive, and whether the note keeps the columns.
CREATE FUNCTION note_rows() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' SET plan_cache_mode = 'auto' AS E'
DECLARE
  keys text[] := string_to_array(TG_ARGV[0], '','')\x3b
  apart text[] := string_to_array(TG_ARGV[1], '','')\x3b
BEGIN
  -- The shipped divisions are proven by the file they come from.
  IF current_setting(''qingnuan.shipped'', true) = ''on'' THEN RETURN NULL\x3b END IF\x3b
  IF TG_OP = ''INSERT'' THEN
    INSERT INTO history_row (relation, key, digest, columns)
      SELECT TG_TABLE_NAME, history_key(r, keys), history_digest(r), CASE WHEN TG_ARGV[2] = ''columns'' THEN r END
      FROM (SELECT jsonb_strip_nulls(to_jsonb(a) - apart) AS r FROM after a) x\x3b
  ELSIF TG_OP = ''UPDATE'' THEN
    INSERT INTO history_row (relation, key)
      SELECT TG_TABLE_NAME, key FROM (SELECT history_key(to_jsonb(b), keys) AS key FROM before b
        EXCEPT SELECT history_key(to_jsonb(a), keys) FROM after a) x\x3b
    INSERT INTO history_row (relation, key, digest, columns)
      SELECT TG_TABLE_NAME, history_key(r, keys), history_digest(r), CASE WHEN TG_ARGV[2] = ''columns'' THEN r END
      FROM (SELECT jsonb_strip_nulls(to_jsonb(a) - apart) AS r FROM after a
        EXCEPT SELECT jsonb_strip_nulls(to_jsonb(b) - apart) FROM before b) x\x3b
  ELSE
    INSERT INTO history_row (relation, key) SELECT TG_TABLE_NAME, history_key(to_jsonb(b), keys) FROM before b\x3b
  END IF\x3b
  RETURN NULL\x3b
END';

-- The facts of a closed season are not computed again, so each village of one is noted as it stands.
CREATE FUNCTION closed_facts_digest(of_season TEXT, village TEXT) RETURNS BYTEA LANGUAGE sql STABLE SET timezone = 'UTC' AS
  'SELECT sha256(string_agg(history_digest(jsonb_strip_nulls(to_jsonb(f))), ''''::bytea ORDER BY f.household_number COLLATE "C"))
   FROM household_facts f WHERE f.season = of_season AND f.village_code = village';
CREATE FUNCTION note_facts_of_closed() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  IF NOT EXISTS (SELECT FROM season WHERE closed_at IS NOT NULL) THEN RETURN NULL\x3b END IF\x3b
  INSERT INTO history_row (relation, key, digest)
    SELECT ''closed_facts'', season || E''\\x1f'' || village_code, closed_facts_digest(season, village_code)
    FROM (SELECT DISTINCT c.season, c.village_code FROM changed c JOIN season s ON s.name = c.season WHERE s.closed_at IS NOT NULL) x\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION note_facts_of_moved() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  IF NOT EXISTS (SELECT FROM season WHERE closed_at IS NOT NULL) THEN RETURN NULL\x3b END IF\x3b
  INSERT INTO history_row (relation, key, digest)
    SELECT ''closed_facts'', season || E''\\x1f'' || village_code, closed_facts_digest(season, village_code)
    FROM (SELECT c.season, c.village_code FROM before c JOIN season s ON s.name = c.season WHERE s.closed_at IS NOT NULL
      UNION SELECT c.season, c.village_code FROM after c JOIN season s ON s.name = c.season WHERE s.closed_at IS NOT NULL) x\x3b
  RETURN NULL\x3b
END';
CREATE TRIGGER "household_facts_closed_insert" AFTER INSERT ON "household_facts" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_facts_of_closed();
CREATE TRIGGER "household_facts_closed_delete" AFTER DELETE ON "household_facts" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_facts_of_closed();
CREATE TRIGGER "household_facts_closed_update" AFTER UPDATE ON "household_facts" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_facts_of_moved();
CREATE FUNCTION note_closing() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  INSERT INTO history_row (relation, key, digest)
    SELECT ''closed_facts'', NEW.name || E''\\x1f'' || v.code,
      CASE WHEN NEW.closed_at IS NOT NULL THEN closed_facts_digest(NEW.name, v.code) END
    FROM (SELECT DISTINCT village_code AS code FROM household_facts WHERE season = NEW.name) v\x3b
  RETURN NULL\x3b
END';
CREATE TRIGGER "season_closing" AFTER UPDATE ON "season" FOR EACH ROW
  WHEN ((OLD."closed_at" IS NULL) <> (NEW."closed_at" IS NULL)) EXECUTE FUNCTION note_closing();

-- What the register held before this migration is noted as it stands.
CREATE FUNCTION note_rows_as_they_stand(relation TEXT, keys TEXT, apart TEXT, kept TEXT) RETURNS void LANGUAGE plpgsql
  SET timezone = 'UTC' AS E'BEGIN
  EXECUTE format(''INSERT INTO history_row (relation, key, digest, columns)
    SELECT %1$L, history_key(r, %2$L), history_digest(r), CASE WHEN %4$L = ''''columns'''' THEN r END
    FROM (SELECT jsonb_strip_nulls(to_jsonb(t) - %3$L::text[]) AS r FROM %1$I t) x'',
    relation, string_to_array(keys, '',''), string_to_array(apart, '',''), kept)\x3b
END';

SELECT note_rows_as_they_stand('division', 'code', '', 'columns');
CREATE TRIGGER "division_noted_insert" AFTER INSERT ON "division" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('code', '', 'columns');
CREATE TRIGGER "division_noted_delete" AFTER DELETE ON "division" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('code', '', 'columns');
CREATE TRIGGER "division_noted_update" AFTER UPDATE ON "division" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('code', '', 'columns');
SELECT note_rows_as_they_stand('season', 'name', '', 'columns');
CREATE TRIGGER "season_noted_insert" AFTER INSERT ON "season" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('name', '', 'columns');
CREATE TRIGGER "season_noted_delete" AFTER DELETE ON "season" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('name', '', 'columns');
CREATE TRIGGER "season_noted_update" AFTER UPDATE ON "season" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('name', '', 'columns');
SELECT note_rows_as_they_stand('season_dates', 'season,division_code', '', 'columns');
CREATE TRIGGER "season_dates_noted_insert" AFTER INSERT ON "season_dates" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('season,division_code', '', 'columns');
CREATE TRIGGER "season_dates_noted_delete" AFTER DELETE ON "season_dates" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('season,division_code', '', 'columns');
CREATE TRIGGER "season_dates_noted_update" AFTER UPDATE ON "season_dates" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('season,division_code', '', 'columns');
SELECT note_rows_as_they_stand('account', 'id', 'failed_sign_ins,locked_until,language', '');
CREATE TRIGGER "account_noted_insert" AFTER INSERT ON "account" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', 'failed_sign_ins,locked_until,language', '');
CREATE TRIGGER "account_noted_delete" AFTER DELETE ON "account" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', 'failed_sign_ins,locked_until,language', '');
CREATE TRIGGER "account_noted_update" AFTER UPDATE ON "account" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', 'failed_sign_ins,locked_until,language', '');
SELECT note_rows_as_they_stand('account_division', 'account_id,division_code', '', 'columns');
CREATE TRIGGER "account_division_noted_insert" AFTER INSERT ON "account_division" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('account_id,division_code', '', 'columns');
CREATE TRIGGER "account_division_noted_delete" AFTER DELETE ON "account_division" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('account_id,division_code', '', 'columns');
CREATE TRIGGER "account_division_noted_update" AFTER UPDATE ON "account_division" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('account_id,division_code', '', 'columns');
SELECT note_rows_as_they_stand('heat_source', 'number', '', 'columns');
CREATE TRIGGER "heat_source_noted_insert" AFTER INSERT ON "heat_source" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('number', '', 'columns');
CREATE TRIGGER "heat_source_noted_delete" AFTER DELETE ON "heat_source" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('number', '', 'columns');
CREATE TRIGGER "heat_source_noted_update" AFTER UPDATE ON "heat_source" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('number', '', 'columns');
SELECT note_rows_as_they_stand('household', 'number', '', '');
CREATE TRIGGER "household_noted_insert" AFTER INSERT ON "household" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('number', '', '');
CREATE TRIGGER "household_noted_delete" AFTER DELETE ON "household" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('number', '', '');
CREATE TRIGGER "household_noted_update" AFTER UPDATE ON "household" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('number', '', '');
SELECT note_rows_as_they_stand('head_change', 'id', '', 'columns');
CREATE TRIGGER "head_change_noted_insert" AFTER INSERT ON "head_change" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
CREATE TRIGGER "head_change_noted_delete" AFTER DELETE ON "head_change" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
CREATE TRIGGER "head_change_noted_update" AFTER UPDATE ON "head_change" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
SELECT note_rows_as_they_stand('household_change', 'id', '', '');
CREATE TRIGGER "household_change_noted_insert" AFTER INSERT ON "household_change" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "household_change_noted_delete" AFTER DELETE ON "household_change" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "household_change_noted_update" AFTER UPDATE ON "household_change" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
SELECT note_rows_as_they_stand('conversion', 'id', '', '');
CREATE TRIGGER "conversion_noted_insert" AFTER INSERT ON "conversion" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "conversion_noted_delete" AFTER DELETE ON "conversion" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "conversion_noted_update" AFTER UPDATE ON "conversion" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
SELECT note_rows_as_they_stand('room', 'household_number,season,room', '', '');
CREATE TRIGGER "room_noted_insert" AFTER INSERT ON "room" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('household_number,season,room', '', '');
CREATE TRIGGER "room_noted_delete" AFTER DELETE ON "room" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('household_number,season,room', '', '');
CREATE TRIGGER "room_noted_update" AFTER UPDATE ON "room" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('household_number,season,room', '', '');
SELECT note_rows_as_they_stand('visit', 'id', '', '');
CREATE TRIGGER "visit_noted_insert" AFTER INSERT ON "visit" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "visit_noted_delete" AFTER DELETE ON "visit" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "visit_noted_update" AFTER UPDATE ON "visit" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
SELECT note_rows_as_they_stand('visit_remark', 'id', '', 'columns');
CREATE TRIGGER "visit_remark_noted_insert" AFTER INSERT ON "visit_remark" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
CREATE TRIGGER "visit_remark_noted_delete" AFTER DELETE ON "visit_remark" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
CREATE TRIGGER "visit_remark_noted_update" AFTER UPDATE ON "visit_remark" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
SELECT note_rows_as_they_stand('meter_usage', 'household_number,season,energy', '', '');
CREATE TRIGGER "meter_usage_noted_insert" AFTER INSERT ON "meter_usage" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('household_number,season,energy', '', '');
CREATE TRIGGER "meter_usage_noted_delete" AFTER DELETE ON "meter_usage" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('household_number,season,energy', '', '');
CREATE TRIGGER "meter_usage_noted_update" AFTER UPDATE ON "meter_usage" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('household_number,season,energy', '', '');
SELECT note_rows_as_they_stand('conversion_plan', 'village_code,year,mode', '', 'columns');
CREATE TRIGGER "conversion_plan_noted_insert" AFTER INSERT ON "conversion_plan" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('village_code,year,mode', '', 'columns');
CREATE TRIGGER "conversion_plan_noted_delete" AFTER DELETE ON "conversion_plan" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('village_code,year,mode', '', 'columns');
CREATE TRIGGER "conversion_plan_noted_update" AFTER UPDATE ON "conversion_plan" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('village_code,year,mode', '', 'columns');
SELECT note_rows_as_they_stand('no_coal_zone', 'zone,village_code,document', '', 'columns');
CREATE TRIGGER "no_coal_zone_noted_insert" AFTER INSERT ON "no_coal_zone" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('zone,village_code,document', '', 'columns');
CREATE TRIGGER "no_coal_zone_noted_delete" AFTER DELETE ON "no_coal_zone" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('zone,village_code,document', '', 'columns');
CREATE TRIGGER "no_coal_zone_noted_update" AFTER UPDATE ON "no_coal_zone" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('zone,village_code,document', '', 'columns');
SELECT note_rows_as_they_stand('subsidy_policy', 'number', '', 'columns');
CREATE TRIGGER "subsidy_policy_noted_insert" AFTER INSERT ON "subsidy_policy" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('number', '', 'columns');
CREATE TRIGGER "subsidy_policy_noted_delete" AFTER DELETE ON "subsidy_policy" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('number', '', 'columns');
CREATE TRIGGER "subsidy_policy_noted_update" AFTER UPDATE ON "subsidy_policy" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('number', '', 'columns');
SELECT note_rows_as_they_stand('policy_confirmation', 'policy_number,step', '', 'columns');
CREATE TRIGGER "policy_confirmation_noted_insert" AFTER INSERT ON "policy_confirmation" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('policy_number,step', '', 'columns');
CREATE TRIGGER "policy_confirmation_noted_delete" AFTER DELETE ON "policy_confirmation" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('policy_number,step', '', 'columns');
CREATE TRIGGER "policy_confirmation_noted_update" AFTER UPDATE ON "policy_confirmation" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('policy_number,step', '', 'columns');
SELECT note_rows_as_they_stand('entitlement', 'household_number,policy_number', '', '');
CREATE TRIGGER "entitlement_noted_insert" AFTER INSERT ON "entitlement" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('household_number,policy_number', '', '');
CREATE TRIGGER "entitlement_noted_delete" AFTER DELETE ON "entitlement" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('household_number,policy_number', '', '');
CREATE TRIGGER "entitlement_noted_update" AFTER UPDATE ON "entitlement" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('household_number,policy_number', '', '');
SELECT note_rows_as_they_stand('payment_batch', 'division_code,number', '', 'columns');
CREATE TRIGGER "payment_batch_noted_insert" AFTER INSERT ON "payment_batch" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('division_code,number', '', 'columns');
CREATE TRIGGER "payment_batch_noted_delete" AFTER DELETE ON "payment_batch" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('division_code,number', '', 'columns');
CREATE TRIGGER "payment_batch_noted_update" AFTER UPDATE ON "payment_batch" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('division_code,number', '', 'columns');
SELECT note_rows_as_they_stand('payment', 'household_number,policy_number,level,batch_number', '', '');
CREATE TRIGGER "payment_noted_insert" AFTER INSERT ON "payment" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('household_number,policy_number,level,batch_number', '', '');
CREATE TRIGGER "payment_noted_delete" AFTER DELETE ON "payment" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('household_number,policy_number,level,batch_number', '', '');
CREATE TRIGGER "payment_noted_update" AFTER UPDATE ON "payment" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('household_number,policy_number,level,batch_number', '', '');
SELECT note_rows_as_they_stand('payment_objection', 'id', '', 'columns');
CREATE TRIGGER "payment_objection_noted_insert" AFTER INSERT ON "payment_objection" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
CREATE TRIGGER "payment_objection_noted_delete" AFTER DELETE ON "payment_objection" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
CREATE TRIGGER "payment_objection_noted_update" AFTER UPDATE ON "payment_objection" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
SELECT note_rows_as_they_stand('fund', 'division_code,season,level,document', '', 'columns');
CREATE TRIGGER "fund_noted_insert" AFTER INSERT ON "fund" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('division_code,season,level,document', '', 'columns');
CREATE TRIGGER "fund_noted_delete" AFTER DELETE ON "fund" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('division_code,season,level,document', '', 'columns');
CREATE TRIGGER "fund_noted_update" AFTER UPDATE ON "fund" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('division_code,season,level,document', '', 'columns');
SELECT note_rows_as_they_stand('complaint', 'id', '', '');
CREATE TRIGGER "complaint_noted_insert" AFTER INSERT ON "complaint" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "complaint_noted_delete" AFTER DELETE ON "complaint" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "complaint_noted_update" AFTER UPDATE ON "complaint" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
SELECT note_rows_as_they_stand('device', 'id,account_id', 'last_seen_at,last_sequence', 'columns');
CREATE TRIGGER "device_noted_insert" AFTER INSERT ON "device" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id,account_id', 'last_seen_at,last_sequence', 'columns');
CREATE TRIGGER "device_noted_delete" AFTER DELETE ON "device" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id,account_id', 'last_seen_at,last_sequence', 'columns');
CREATE TRIGGER "device_noted_update" AFTER UPDATE ON "device" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id,account_id', 'last_seen_at,last_sequence', 'columns');
SELECT note_rows_as_they_stand('phone_record', 'id', '', '');
CREATE TRIGGER "phone_record_noted_insert" AFTER INSERT ON "phone_record" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "phone_record_noted_delete" AFTER DELETE ON "phone_record" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "phone_record_noted_update" AFTER UPDATE ON "phone_record" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
SELECT note_rows_as_they_stand('photo', 'sha256', '', '');
CREATE TRIGGER "photo_noted_insert" AFTER INSERT ON "photo" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('sha256', '', '');
CREATE TRIGGER "photo_noted_delete" AFTER DELETE ON "photo" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('sha256', '', '');
CREATE TRIGGER "photo_noted_update" AFTER UPDATE ON "photo" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('sha256', '', '');
SELECT note_rows_as_they_stand('photo_use', 'sha256,visit_id', '', '');
CREATE TRIGGER "photo_use_noted_insert" AFTER INSERT ON "photo_use" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('sha256,visit_id', '', '');
CREATE TRIGGER "photo_use_noted_delete" AFTER DELETE ON "photo_use" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('sha256,visit_id', '', '');
CREATE TRIGGER "photo_use_noted_update" AFTER UPDATE ON "photo_use" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('sha256,visit_id', '', '');
SELECT note_rows_as_they_stand('problem_report', 'id', '', '');
CREATE TRIGGER "problem_report_noted_insert" AFTER INSERT ON "problem_report" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "problem_report_noted_delete" AFTER DELETE ON "problem_report" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "problem_report_noted_update" AFTER UPDATE ON "problem_report" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
SELECT note_rows_as_they_stand('finding', 'id', '', '');
CREATE TRIGGER "finding_noted_insert" AFTER INSERT ON "finding" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "finding_noted_delete" AFTER DELETE ON "finding" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "finding_noted_update" AFTER UPDATE ON "finding" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
SELECT note_rows_as_they_stand('finding_place', 'finding_id,division_code,household_number', '', '');
CREATE TRIGGER "finding_place_noted_insert" AFTER INSERT ON "finding_place" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('finding_id,division_code,household_number', '', '');
CREATE TRIGGER "finding_place_noted_delete" AFTER DELETE ON "finding_place" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('finding_id,division_code,household_number', '', '');
CREATE TRIGGER "finding_place_noted_update" AFTER UPDATE ON "finding_place" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('finding_id,division_code,household_number', '', '');
SELECT note_rows_as_they_stand('finding_step', 'id', '', '');
CREATE TRIGGER "finding_step_noted_insert" AFTER INSERT ON "finding_step" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "finding_step_noted_delete" AFTER DELETE ON "finding_step" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "finding_step_noted_update" AFTER UPDATE ON "finding_step" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
SELECT note_rows_as_they_stand('operation_plan', 'number', '', '');
CREATE TRIGGER "operation_plan_noted_insert" AFTER INSERT ON "operation_plan" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('number', '', '');
CREATE TRIGGER "operation_plan_noted_delete" AFTER DELETE ON "operation_plan" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('number', '', '');
CREATE TRIGGER "operation_plan_noted_update" AFTER UPDATE ON "operation_plan" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('number', '', '');
SELECT note_rows_as_they_stand('operation_plan_village', 'plan_number,village_code', '', '');
CREATE TRIGGER "operation_plan_village_noted_insert" AFTER INSERT ON "operation_plan_village" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('plan_number,village_code', '', '');
CREATE TRIGGER "operation_plan_village_noted_delete" AFTER DELETE ON "operation_plan_village" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('plan_number,village_code', '', '');
CREATE TRIGGER "operation_plan_village_noted_update" AFTER UPDATE ON "operation_plan_village"
  REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION note_rows('plan_number,village_code', '', '');
SELECT note_rows_as_they_stand('operation_plan_step', 'id', '', '');
CREATE TRIGGER "operation_plan_step_noted_insert" AFTER INSERT ON "operation_plan_step" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "operation_plan_step_noted_delete" AFTER DELETE ON "operation_plan_step" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "operation_plan_step_noted_update" AFTER UPDATE ON "operation_plan_step" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
SELECT note_rows_as_they_stand('evaluation_text', 'division_code,season,version', '', '');
CREATE TRIGGER "evaluation_text_noted_insert" AFTER INSERT ON "evaluation_text" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('division_code,season,version', '', '');
CREATE TRIGGER "evaluation_text_noted_delete" AFTER DELETE ON "evaluation_text" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('division_code,season,version', '', '');
CREATE TRIGGER "evaluation_text_noted_update" AFTER UPDATE ON "evaluation_text" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('division_code,season,version', '', '');
SELECT note_rows_as_they_stand('received_household', 'id', '', '');
CREATE TRIGGER "received_household_noted_insert" AFTER INSERT ON "received_household" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "received_household_noted_delete" AFTER DELETE ON "received_household" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "received_household_noted_update" AFTER UPDATE ON "received_household" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
SELECT note_rows_as_they_stand('target', 'division_code,season,zone_type,indicator', '', 'columns');
CREATE TRIGGER "target_noted_insert" AFTER INSERT ON "target" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('division_code,season,zone_type,indicator', '', 'columns');
CREATE TRIGGER "target_noted_delete" AFTER DELETE ON "target" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('division_code,season,zone_type,indicator', '', 'columns');
CREATE TRIGGER "target_noted_update" AFTER UPDATE ON "target" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('division_code,season,zone_type,indicator', '', 'columns');
SELECT note_rows_as_they_stand('spot_draw', 'id', '', 'columns');
CREATE TRIGGER "spot_draw_noted_insert" AFTER INSERT ON "spot_draw" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
CREATE TRIGGER "spot_draw_noted_delete" AFTER DELETE ON "spot_draw" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
CREATE TRIGGER "spot_draw_noted_update" AFTER UPDATE ON "spot_draw" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
SELECT note_rows_as_they_stand('spot_check', 'id', '', 'columns');
CREATE TRIGGER "spot_check_noted_insert" AFTER INSERT ON "spot_check" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
CREATE TRIGGER "spot_check_noted_delete" AFTER DELETE ON "spot_check" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
CREATE TRIGGER "spot_check_noted_update" AFTER UPDATE ON "spot_check" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
SELECT note_rows_as_they_stand('quality_run', 'season,division_code', '', 'columns');
CREATE TRIGGER "quality_run_noted_insert" AFTER INSERT ON "quality_run" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('season,division_code', '', 'columns');
CREATE TRIGGER "quality_run_noted_delete" AFTER DELETE ON "quality_run" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('season,division_code', '', 'columns');
CREATE TRIGGER "quality_run_noted_update" AFTER UPDATE ON "quality_run" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('season,division_code', '', 'columns');
SELECT note_rows_as_they_stand('quality_reason', 'id', '', 'columns');
CREATE TRIGGER "quality_reason_noted_insert" AFTER INSERT ON "quality_reason" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
CREATE TRIGGER "quality_reason_noted_delete" AFTER DELETE ON "quality_reason" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
CREATE TRIGGER "quality_reason_noted_update" AFTER UPDATE ON "quality_reason" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
SELECT note_rows_as_they_stand('signed_report', 'id', '', '');
CREATE TRIGGER "signed_report_noted_insert" AFTER INSERT ON "signed_report" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "signed_report_noted_delete" AFTER DELETE ON "signed_report" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "signed_report_noted_update" AFTER UPDATE ON "signed_report" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
SELECT note_rows_as_they_stand('signed_figure', 'report_id,division_code', '', '');
CREATE TRIGGER "signed_figure_noted_insert" AFTER INSERT ON "signed_figure" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('report_id,division_code', '', '');
CREATE TRIGGER "signed_figure_noted_delete" AFTER DELETE ON "signed_figure" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('report_id,division_code', '', '');
CREATE TRIGGER "signed_figure_noted_update" AFTER UPDATE ON "signed_figure" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('report_id,division_code', '', '');
SELECT note_rows_as_they_stand('signed_evaluation', 'report_id', '', '');
CREATE TRIGGER "signed_evaluation_noted_insert" AFTER INSERT ON "signed_evaluation" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('report_id', '', '');
CREATE TRIGGER "signed_evaluation_noted_delete" AFTER DELETE ON "signed_evaluation" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('report_id', '', '');
CREATE TRIGGER "signed_evaluation_noted_update" AFTER UPDATE ON "signed_evaluation" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('report_id', '', '');
SELECT note_rows_as_they_stand('signed_report_step', 'id', '', '');
CREATE TRIGGER "signed_report_step_noted_insert" AFTER INSERT ON "signed_report_step" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "signed_report_step_noted_delete" AFTER DELETE ON "signed_report_step" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
CREATE TRIGGER "signed_report_step_noted_update" AFTER UPDATE ON "signed_report_step" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', '');
SELECT note_rows_as_they_stand('township_closing', 'id', '', 'columns');
CREATE TRIGGER "township_closing_noted_insert" AFTER INSERT ON "township_closing" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
CREATE TRIGGER "township_closing_noted_delete" AFTER DELETE ON "township_closing" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
CREATE TRIGGER "township_closing_noted_update" AFTER UPDATE ON "township_closing" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('id', '', 'columns');
SELECT note_rows_as_they_stand('accepted_signer', 'fingerprint', '', 'columns');
CREATE TRIGGER "accepted_signer_noted_insert" AFTER INSERT ON "accepted_signer" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('fingerprint', '', 'columns');
CREATE TRIGGER "accepted_signer_noted_delete" AFTER DELETE ON "accepted_signer" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('fingerprint', '', 'columns');
CREATE TRIGGER "accepted_signer_noted_update" AFTER UPDATE ON "accepted_signer" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('fingerprint', '', 'columns');
SELECT note_rows_as_they_stand('made_package', 'version', '', 'columns');
CREATE TRIGGER "made_package_noted_insert" AFTER INSERT ON "made_package" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('version', '', 'columns');
CREATE TRIGGER "made_package_noted_delete" AFTER DELETE ON "made_package" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('version', '', 'columns');
CREATE TRIGGER "made_package_noted_update" AFTER UPDATE ON "made_package" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('version', '', 'columns');
SELECT note_rows_as_they_stand('taken_package', 'division_code', '', '');
CREATE TRIGGER "taken_package_noted_insert" AFTER INSERT ON "taken_package" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('division_code', '', '');
CREATE TRIGGER "taken_package_noted_delete" AFTER DELETE ON "taken_package" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('division_code', '', '');
CREATE TRIGGER "taken_package_noted_update" AFTER UPDATE ON "taken_package" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION note_rows('division_code', '', '');
INSERT INTO history_row (relation, key, digest)
  SELECT 'closed_facts', f.season || E'\x1f' || f.village_code, closed_facts_digest(f.season, f.village_code)
  FROM (SELECT DISTINCT season, village_code FROM household_facts) f JOIN season s ON s.name = f.season AND s.closed_at IS NOT NULL;
DROP FUNCTION note_rows_as_they_stand(TEXT, TEXT, TEXT, TEXT);
