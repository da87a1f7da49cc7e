-- What a forecast gives for a village (app/domain/subsidy/forecast-of-village.ts), removed as soon as something it follows from changes.
-- A writer holds the lock of the village in common with other writers until it commits, a reader that stores holds it alone. The lock
-- without a village is of all. (\x3b stands for a semicolon, at which migrations are split.)
CREATE TABLE "forecast_sum" (
    "season" TEXT NOT NULL,
    "percent" INTEGER NOT NULL,
    "village_code" TEXT NOT NULL,
    "numbers" BIGINT[] NOT NULL,

    CONSTRAINT "forecast_sum_pkey" PRIMARY KEY ("season", "percent", "village_code")
);
CREATE INDEX "forecast_sum_village_code_idx" ON "forecast_sum"("village_code");

CREATE FUNCTION forecast_lock(village TEXT) RETURNS BIGINT LANGUAGE sql IMMUTABLE AS
  'SELECT hashtextextended(''forecast '' || coalesce(village, ''of all''), 0)';

CREATE FUNCTION forget_forecasts(villages TEXT[]) RETURNS void LANGUAGE plpgsql AS E'BEGIN
  PERFORM pg_advisory_xact_lock_shared(forecast_lock(code)) FROM (SELECT DISTINCT unnest(villages) AS code ORDER BY 1) v\x3b
  DELETE FROM forecast_sum WHERE village_code = ANY(villages)\x3b
END';

CREATE FUNCTION forecast_facts_rows_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT code) INTO villages FROM (
    SELECT village_code FROM changed WHERE h > 0
  ) v(code)\x3b
  IF villages IS NOT NULL THEN PERFORM forget_forecasts(villages)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION forecast_facts_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT code) INTO villages FROM (
    SELECT unnest(ARRAY[b.village_code, a.village_code]) FROM before b JOIN after a USING (season, household_number)
    WHERE (b.village_code, b.h, b.b) IS DISTINCT FROM (a.village_code, a.h, a.b)
  ) v(code)\x3b
  IF villages IS NOT NULL THEN PERFORM forget_forecasts(villages)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION forecast_ledger_rows_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT code) INTO villages FROM (
    SELECT h.village_code FROM changed c JOIN household h ON h.number = c.household_number
  ) v(code)\x3b
  IF villages IS NOT NULL THEN PERFORM forget_forecasts(villages)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION forecast_entitlement_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT code) INTO villages FROM (
    SELECT h.village_code FROM before b JOIN after a USING (household_number, policy_number)
    JOIN household h ON h.number = a.household_number
    WHERE (b.season, b.quantity, b.due, b.due_central, b.due_province, b.due_city, b.due_county, b.source)
      IS DISTINCT FROM (a.season, a.quantity, a.due, a.due_central, a.due_province, a.due_city, a.due_county, a.source)
  ) v(code)\x3b
  IF villages IS NOT NULL THEN PERFORM forget_forecasts(villages)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION forecast_household_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT code) INTO villages FROM (
    SELECT unnest(ARRAY[b.village_code, a.village_code]) FROM before b JOIN after a USING (number)
    WHERE (b.village_code, b.elderly, b.hardship_encrypted) IS DISTINCT FROM (a.village_code, a.elderly, a.hardship_encrypted)
  ) v(code)\x3b
  IF villages IS NOT NULL THEN PERFORM forget_forecasts(villages)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION forget_all_forecasts() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  PERFORM pg_advisory_xact_lock_shared(forecast_lock(NULL))\x3b
  DELETE FROM forecast_sum\x3b
  RETURN NULL\x3b
END';

CREATE TRIGGER "household_facts_forecast_insert" AFTER INSERT ON "household_facts" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION forecast_facts_rows_changed();
CREATE TRIGGER "household_facts_forecast_delete" AFTER DELETE ON "household_facts" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION forecast_facts_rows_changed();
CREATE TRIGGER "household_facts_forecast_update" AFTER UPDATE ON "household_facts" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION forecast_facts_changed();
CREATE TRIGGER "entitlement_forecast_insert" AFTER INSERT ON "entitlement" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION forecast_ledger_rows_changed();
CREATE TRIGGER "entitlement_forecast_delete" AFTER DELETE ON "entitlement" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION forecast_ledger_rows_changed();
CREATE TRIGGER "entitlement_forecast_update" AFTER UPDATE ON "entitlement" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION forecast_entitlement_changed();
CREATE TRIGGER "household_forecast_update" AFTER UPDATE ON "household" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION forecast_household_changed();
CREATE TRIGGER "subsidy_policy_forecast" AFTER INSERT OR UPDATE OR DELETE ON "subsidy_policy"
  FOR EACH STATEMENT EXECUTE FUNCTION forget_all_forecasts();
CREATE TRIGGER "season_dates_forecast" AFTER INSERT OR UPDATE OR DELETE ON "season_dates"
  FOR EACH STATEMENT EXECUTE FUNCTION forget_all_forecasts();
CREATE TRIGGER "division_forecast" AFTER INSERT OR UPDATE OR DELETE ON "division"
  FOR EACH STATEMENT EXECUTE FUNCTION forget_all_forecasts();
