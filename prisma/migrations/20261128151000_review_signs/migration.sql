-- How many problem signs a visit has, kept beside what the lists of visits are sorted by: the signs of the facts that it decided, and what
-- its record contradicts (app/domain/household/contradictions.ts). Whatever a sign follows from moves the key of the visits concerned, and
-- only those. (\x3b stands for a semicolon, at which migrations are split.)
ALTER TABLE "review_key" ADD COLUMN "by_signs" INTEGER NOT NULL DEFAULT 0;

DROP VIEW "review_key_now";
CREATE VIEW "review_key_now" AS
SELECT t.id AS visit_id, t.household_number, t.season, t.status, h.village_code, t.submitted_at,
  CASE WHEN before.id IS NULL OR t.outcome <> 'done' THEN 0 ELSE (
    SELECT -count(*)::int FROM unnest(ARRAY[
      'mainHeat', 'otherHeat', 'connected', 'stability', 'unstableCauses', 'roomTemperature', 'outageDays', 'coalStock',
      'coalKg', 'stove', 'smoke', 'boughtCoal', 'coalTonnes', 'reburnReasons', 'subsidyKnown', 'subsidyReceived',
      'subsidyAmount', 'coAlarm', 'satisfaction'
    ]) AS q
    WHERE NOT coalesce((t.answers -> q) @> (before.answers -> q) AND (before.answers -> q) @> (t.answers -> q),
      (t.answers -> q) IS NULL AND (before.answers -> q) IS NULL)
  ) END AS by_changes,
  coalesce(f.h > 0, false) AND t.kind IN ('survey', 'recheck') AS listed,
  - CASE WHEN f.visit_id = t.id THEN (f.b > 0)::int + (f.cold > 0)::int + (f.unstable > 0)::int + (f.let_occupied > f.let_used)::int ELSE 0 END
  - CASE WHEN t.outcome <> 'done' THEN 0 ELSE
      CASE WHEN (t.answers -> 'connected') = 'false' AND EXISTS (SELECT 1 FROM room r
        WHERE r.household_number = t.household_number AND r.season = t.season AND r.connected) THEN 1 ELSE 0 END
      + CASE WHEN (t.answers -> 'connected') = 'false'
        AND (t.answers ->> 'mainHeat') IN ('district_heat', 'electric_distributed', 'electric_household', 'gas', 'biomass',
          'solar', 'geothermal', 'methanol') THEN 1 ELSE 0 END
      + CASE WHEN EXISTS (SELECT 1 FROM conversion k
        WHERE k.household_number = t.household_number AND k.current AND k.connected_on < k.installed_on) THEN 1 ELSE 0 END
      + CASE WHEN (t.answers -> 'subsidyReceived') = 'true' AND NOT EXISTS (SELECT 1 FROM payment p
        WHERE p.household_number = t.household_number AND p.result = 'ok' AND p.amount > 0
          AND p.season IN (t.season, (left(t.season, 4)::int - 1)::text || '-' || left(t.season, 4))) THEN 1 ELSE 0 END
      + CASE WHEN EXISTS (SELECT 1 FROM room r
          WHERE r.household_number = t.household_number AND r.season = t.season AND r.use = 'normal')
        AND (SELECT coalesce(bool_and(m.usage = 0) FILTER (WHERE m.energy = CASE cc.mode
            WHEN 'gas' THEN 'gas' WHEN 'electric_household' THEN 'electricity' WHEN 'electric_distributed' THEN 'electricity' END), bool_and(m.usage = 0), false)
          FROM meter_usage m LEFT JOIN conversion cc ON cc.household_number = m.household_number AND cc.current
          WHERE m.household_number = t.household_number AND m.season = t.season) THEN 1 ELSE 0 END
    END AS by_signs
FROM visit t JOIN household h ON h.number = t.household_number
LEFT JOIN household_facts f ON f.season = t.season AND f.household_number = t.household_number
LEFT JOIN household_facts last ON last.household_number = t.household_number
  AND last.season = (left(t.season, 4)::int - 1)::text || '-' || left(t.season, 4)
LEFT JOIN visit before ON before.id = last.visit_id;

UPDATE review_key k SET by_signs = n.by_signs FROM review_key_now n WHERE n.visit_id = k.visit_id AND n.by_signs <> 0;

CREATE INDEX "review_key_season_status_by_signs_submitted_at_visit_id_idx" ON "review_key"("season", "status", "by_signs", "submitted_at", "visit_id");
-- Those with signs in the order of time.
CREATE INDEX "review_key_with_signs_idx" ON "review_key"("season", "status", ("by_signs" < 0), "submitted_at", "visit_id");

-- The keys of visits, whole. A few are always read along the indexes: planning for one visit takes longer than working out its key.
CREATE FUNCTION refresh_review_visits(visits TEXT[]) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = 'auto' AS E'BEGIN
  PERFORM set_config(''plan_cache_mode'', CASE WHEN cardinality(visits) > 500 THEN ''force_custom_plan'' ELSE ''force_generic_plan'' END, true)\x3b
  INSERT INTO review_key AS k (visit_id, household_number, season, status, village_code, submitted_at, by_changes, listed, by_signs)
  SELECT n.visit_id, n.household_number, n.season, n.status, n.village_code, n.submitted_at, n.by_changes, n.listed, n.by_signs
  FROM review_key_now n WHERE n.visit_id = ANY(visits)
  ON CONFLICT (visit_id) DO UPDATE SET household_number = excluded.household_number, season = excluded.season, status = excluded.status,
    village_code = excluded.village_code, submitted_at = excluded.submitted_at, by_changes = excluded.by_changes,
    listed = excluded.listed, by_signs = excluded.by_signs
  WHERE (k.*) IS DISTINCT FROM (excluded.*)\x3b
END';

-- What of the keys follows from other records of the household in the same season.
CREATE FUNCTION refresh_review_signs(visits TEXT[]) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = 'auto' AS E'BEGIN
  PERFORM set_config(''plan_cache_mode'', CASE WHEN cardinality(visits) > 500 THEN ''force_custom_plan'' ELSE ''force_generic_plan'' END, true)\x3b
  UPDATE review_key k SET listed = n.listed, by_signs = n.by_signs FROM review_key_now n
  WHERE n.visit_id = ANY(visits) AND k.visit_id = n.visit_id AND (k.listed, k.by_signs) IS DISTINCT FROM (n.listed, n.by_signs)\x3b
END';

CREATE OR REPLACE FUNCTION refresh_review_keys(households TEXT[]) RETURNS void LANGUAGE plpgsql AS E'BEGIN
  PERFORM refresh_review_visits(ARRAY(SELECT id FROM visit WHERE household_number = ANY(households)))\x3b
END';

CREATE FUNCTION season_after(season TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS
  'SELECT right(season, 4) || ''-'' || (right(season, 4)::int + 1)::text';

-- A visit added: its own key, and those of later seasons that are compared with it.
CREATE FUNCTION visit_added_to_review() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE visits text[]\x3b
BEGIN
  SELECT array_agg(v.id) INTO visits FROM (
    SELECT id FROM changed UNION
    SELECT k.visit_id FROM changed c JOIN review_key k ON k.household_number = c.household_number AND k.season = season_after(c.season)
  ) v\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_visits(visits)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE OR REPLACE FUNCTION reviewed_visit_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE visits text[]\x3b
BEGIN
  SELECT array_agg(v.id) INTO visits FROM (
    SELECT a.id FROM before b JOIN after a USING (id)
    WHERE (b.household_number, b.season, b.status, b.submitted_at, b.outcome, b.kind, b.answers)
      IS DISTINCT FROM (a.household_number, a.season, a.status, a.submitted_at, a.outcome, a.kind, a.answers)
    UNION
    SELECT k.visit_id FROM before b JOIN after a USING (id)
    JOIN review_key k ON k.household_number IN (b.household_number, a.household_number)
      AND k.season IN (season_after(b.season), season_after(a.season))
    WHERE (b.household_number, b.season, b.outcome, b.answers) IS DISTINCT FROM (a.household_number, a.season, a.outcome, a.answers)
  ) v\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_visits(visits)\x3b END IF\x3b
  RETURN NULL\x3b
END';

-- Facts: those of the season give signs, those of the season before say which visit is compared with.
CREATE FUNCTION facts_rows_of_review_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE visits text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT k.visit_id) INTO visits FROM changed c
  JOIN review_key k ON k.household_number = c.household_number AND k.season = c.season\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_signs(visits)\x3b END IF\x3b
  SELECT array_agg(DISTINCT k.visit_id) INTO visits FROM changed c
  JOIN review_key k ON k.household_number = c.household_number AND k.season = season_after(c.season) WHERE c.visit_id IS NOT NULL\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_visits(visits)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE OR REPLACE FUNCTION facts_of_review_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE visits text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT k.visit_id) INTO visits FROM before b JOIN after a USING (season, household_number)
  JOIN review_key k ON k.household_number = a.household_number AND k.season = a.season
  WHERE (b.visit_id, b.h > 0, b.b > 0, b.cold > 0, b.unstable > 0, b.let_occupied > b.let_used)
    IS DISTINCT FROM (a.visit_id, a.h > 0, a.b > 0, a.cold > 0, a.unstable > 0, a.let_occupied > a.let_used)\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_signs(visits)\x3b END IF\x3b
  SELECT array_agg(DISTINCT k.visit_id) INTO visits FROM before b JOIN after a USING (season, household_number)
  JOIN review_key k ON k.household_number = a.household_number AND k.season = season_after(a.season)
  WHERE b.visit_id IS DISTINCT FROM a.visit_id\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_visits(visits)\x3b END IF\x3b
  RETURN NULL\x3b
END';

-- Rooms and readings of the season.
CREATE FUNCTION record_of_season_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE visits text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT k.visit_id) INTO visits FROM changed c
  JOIN review_key k ON k.household_number = c.household_number AND k.season = c.season\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_signs(visits)\x3b END IF\x3b
  RETURN NULL\x3b
END';
-- What was installed.
CREATE FUNCTION conversion_of_review_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE visits text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT k.visit_id) INTO visits FROM changed c
  JOIN review_key k ON k.household_number = c.household_number WHERE c.current\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_signs(visits)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION conversion_of_review_updated() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE visits text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT k.visit_id) INTO visits FROM before b JOIN after a USING (id)
  JOIN review_key k ON k.household_number IN (b.household_number, a.household_number)
  WHERE (b.household_number, b.current, b.mode, b.installed_on, b.connected_on)
    IS DISTINCT FROM (a.household_number, a.current, a.mode, a.installed_on, a.connected_on)\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_signs(visits)\x3b END IF\x3b
  RETURN NULL\x3b
END';
-- What arrived, where somebody says that it did: in the season of the payment and the one after.
CREATE FUNCTION payment_of_review_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE visits text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT k.visit_id) INTO visits FROM changed c
  JOIN review_key k ON k.household_number = c.household_number AND k.season IN (c.season, season_after(c.season))
  JOIN visit t ON t.id = k.visit_id AND t.outcome = ''done'' AND (t.answers -> ''subsidyReceived'') = ''true''
  WHERE c.result = ''ok'' AND c.amount > 0\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_signs(visits)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION payment_of_review_updated() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE visits text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT k.visit_id) INTO visits FROM before b JOIN after a USING (batch_number, household_number, policy_number, level)
  JOIN review_key k ON k.household_number = a.household_number
    AND k.season IN (a.season, season_after(a.season), b.season, season_after(b.season))
  JOIN visit t ON t.id = k.visit_id AND t.outcome = ''done'' AND (t.answers -> ''subsidyReceived'') = ''true''
  WHERE (b.season, b.result = ''ok'' AND b.amount > 0) IS DISTINCT FROM (a.season, a.result = ''ok'' AND a.amount > 0)\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_signs(visits)\x3b END IF\x3b
  RETURN NULL\x3b
END';

DROP TRIGGER "visit_review_insert" ON "visit";
CREATE TRIGGER "visit_review_insert" AFTER INSERT ON "visit" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION visit_added_to_review();
DROP TRIGGER "household_facts_review_insert" ON "household_facts";
CREATE TRIGGER "household_facts_review_insert" AFTER INSERT ON "household_facts" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION facts_rows_of_review_changed();
DROP TRIGGER "household_facts_review_delete" ON "household_facts";
CREATE TRIGGER "household_facts_review_delete" AFTER DELETE ON "household_facts" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION facts_rows_of_review_changed();
DROP FUNCTION review_rows_changed();

CREATE TRIGGER "room_review_insert" AFTER INSERT ON "room" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION record_of_season_changed();
CREATE TRIGGER "room_review_delete" AFTER DELETE ON "room" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION record_of_season_changed();
CREATE TRIGGER "room_review_update" AFTER UPDATE ON "room" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION record_of_season_changed();
CREATE TRIGGER "meter_usage_review_insert" AFTER INSERT ON "meter_usage" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION record_of_season_changed();
CREATE TRIGGER "meter_usage_review_delete" AFTER DELETE ON "meter_usage" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION record_of_season_changed();
CREATE TRIGGER "meter_usage_review_update" AFTER UPDATE ON "meter_usage" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION record_of_season_changed();
CREATE TRIGGER "conversion_review_insert" AFTER INSERT ON "conversion" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION conversion_of_review_changed();
CREATE TRIGGER "conversion_review_delete" AFTER DELETE ON "conversion" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION conversion_of_review_changed();
CREATE TRIGGER "conversion_review_update" AFTER UPDATE ON "conversion" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION conversion_of_review_updated();
CREATE TRIGGER "payment_review_insert" AFTER INSERT ON "payment" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION payment_of_review_changed();
CREATE TRIGGER "payment_review_delete" AFTER DELETE ON "payment" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION payment_of_review_changed();
CREATE TRIGGER "payment_review_update" AFTER UPDATE ON "payment" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION payment_of_review_updated();

ANALYZE review_key;
