-- What the lists of visits are sorted and counted by, kept by triggers in the transaction that changes a visit, its household's facts or
-- its household's village. The view says what a row holds. (\x3b stands for a semicolon, at which migrations are split.)
CREATE TABLE "review_key" (
    "visit_id" TEXT NOT NULL,
    "household_number" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL,
    "by_changes" INTEGER NOT NULL,
    "listed" BOOLEAN NOT NULL,

    CONSTRAINT "review_key_pkey" PRIMARY KEY ("visit_id")
);
ALTER TABLE "review_key" ADD CONSTRAINT "review_key_visit_id_fkey" FOREIGN KEY ("visit_id") REFERENCES "visit"("id") ON DELETE CASCADE ON UPDATE CASCADE;

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
  coalesce(f.h > 0, false) AND t.kind IN ('survey', 'recheck') AS listed
FROM visit t JOIN household h ON h.number = t.household_number
LEFT JOIN household_facts f ON f.season = t.season AND f.household_number = t.household_number
LEFT JOIN household_facts last ON last.household_number = t.household_number
  AND last.season = (left(t.season, 4)::int - 1)::text || '-' || left(t.season, 4)
LEFT JOIN visit before ON before.id = last.visit_id;

INSERT INTO review_key SELECT * FROM review_key_now;

CREATE INDEX "review_key_household_number_idx" ON "review_key"("household_number");
CREATE INDEX "review_key_waiting_idx" ON "review_key"("season", "status", "village_code", "listed", "household_number", "submitted_at");
CREATE INDEX "review_key_season_status_submitted_at_visit_id_idx" ON "review_key"("season", "status", "submitted_at", "visit_id");
CREATE INDEX "review_key_season_status_by_changes_submitted_at_visit_id_idx" ON "review_key"("season", "status", "by_changes", "submitted_at", "visit_id");

CREATE FUNCTION refresh_review_keys(households TEXT[]) RETURNS void LANGUAGE plpgsql AS E'BEGIN
  INSERT INTO review_key SELECT n.* FROM review_key_now n WHERE n.household_number = ANY(households)
  ON CONFLICT (visit_id) DO UPDATE SET household_number = excluded.household_number, season = excluded.season, status = excluded.status,
    village_code = excluded.village_code, submitted_at = excluded.submitted_at, 
    by_changes = excluded.by_changes, listed = excluded.listed
  WHERE (review_key.*) IS DISTINCT FROM (excluded.*)\x3b
END';

CREATE FUNCTION review_rows_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE households text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT number) INTO households FROM (
    SELECT household_number FROM changed
  ) h(number)\x3b
  IF households IS NOT NULL THEN PERFORM refresh_review_keys(households)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION reviewed_visit_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE households text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT number) INTO households FROM (
    SELECT unnest(ARRAY[b.household_number, a.household_number]) FROM before b JOIN after a USING (id)
    WHERE (b.household_number, b.season, b.status, b.submitted_at, b.outcome, b.kind, b.answers)
      IS DISTINCT FROM (a.household_number, a.season, a.status, a.submitted_at, a.outcome, a.kind, a.answers)
  ) h(number)\x3b
  IF households IS NOT NULL THEN PERFORM refresh_review_keys(households)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION facts_of_review_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE households text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT number) INTO households FROM (
    SELECT a.household_number FROM before b JOIN after a USING (season, household_number)
    WHERE (b.visit_id, b.h)
      IS DISTINCT FROM (a.visit_id, a.h)
  ) h(number)\x3b
  IF households IS NOT NULL THEN PERFORM refresh_review_keys(households)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION household_of_review_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE households text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT number) INTO households FROM (
    SELECT number FROM before b JOIN after a USING (number) WHERE b.village_code <> a.village_code
  ) h(number)\x3b
  IF households IS NOT NULL THEN PERFORM refresh_review_keys(households)\x3b END IF\x3b
  RETURN NULL\x3b
END';

CREATE TRIGGER "visit_review_insert" AFTER INSERT ON "visit" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION review_rows_changed();
CREATE TRIGGER "visit_review_update" AFTER UPDATE ON "visit" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION reviewed_visit_changed();
CREATE TRIGGER "household_facts_review_insert" AFTER INSERT ON "household_facts" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION review_rows_changed();
CREATE TRIGGER "household_facts_review_delete" AFTER DELETE ON "household_facts" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION review_rows_changed();
CREATE TRIGGER "household_facts_review_update" AFTER UPDATE ON "household_facts" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION facts_of_review_changed();
CREATE TRIGGER "household_review_update" AFTER UPDATE ON "household" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION household_of_review_changed();

ANALYZE review_key;
