-- The sums of the ledger are worked out once a transaction, when it commits, however many statements changed the ledger: the villages and
-- batches concerned wait in a row of the transaction's own until then. One function a table and kind of change says what a change moves.
-- (\x3b stands for a semicolon, at which migrations are split.)
CREATE UNLOGGED TABLE "sums_to_settle" (
    "transaction" BIGINT NOT NULL,
    "villages" TEXT[] NOT NULL,
    "batch_divisions" TEXT[] NOT NULL,
    "batch_numbers" TEXT[] NOT NULL,

    CONSTRAINT "sums_to_settle_pkey" PRIMARY KEY ("transaction")
);

CREATE FUNCTION settle_at_commit(new_villages TEXT[], new_divisions TEXT[], new_numbers TEXT[]) RETURNS void LANGUAGE plpgsql AS E'BEGIN
  INSERT INTO sums_to_settle AS s VALUES (txid_current(), coalesce(new_villages, ''{}''), coalesce(new_divisions, ''{}''),
    coalesce(new_numbers, ''{}''))
  ON CONFLICT (transaction) DO UPDATE SET villages = ARRAY(SELECT unnest(s.villages) UNION SELECT unnest(excluded.villages)),
    (batch_divisions, batch_numbers) = (SELECT coalesce(array_agg(b.division), ''{}''), coalesce(array_agg(b.number), ''{}'') FROM (
      SELECT * FROM unnest(s.batch_divisions, s.batch_numbers) UNION SELECT * FROM unnest(excluded.batch_divisions, excluded.batch_numbers)
    ) b(division, number))
  WHERE NOT (s.villages @> excluded.villages AND excluded.batch_numbers = ''{}'')\x3b
END';

CREATE FUNCTION settle_sums() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE waiting sums_to_settle%ROWTYPE\x3b
BEGIN
  DELETE FROM sums_to_settle WHERE transaction = NEW.transaction RETURNING * INTO waiting\x3b
  IF cardinality(waiting.villages) > 0 THEN PERFORM refresh_subsidy_sums(waiting.villages)\x3b END IF\x3b
  IF cardinality(waiting.batch_numbers) > 0 THEN PERFORM refresh_batch_sums(waiting.batch_divisions, waiting.batch_numbers)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE CONSTRAINT TRIGGER "sums_to_settle_settle" AFTER INSERT ON "sums_to_settle" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION settle_sums();

-- A few villages are always read along the indexes, so planning for them again and again would cost more than the sums do.
CREATE OR REPLACE FUNCTION refresh_subsidy_sums(villages TEXT[]) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = 'auto' AS E'BEGIN
  PERFORM set_config(''plan_cache_mode'', CASE WHEN cardinality(villages) > 20 THEN ''force_custom_plan'' ELSE ''force_generic_plan'' END, true)\x3b
  -- One writer of a village at a time. The statements after this one see what the writer before has committed.
  PERFORM pg_advisory_xact_lock(hashtextextended(''subsidy sums '' || code, 0)) FROM (SELECT DISTINCT unnest(villages) AS code ORDER BY 1) v\x3b
  DELETE FROM subsidy_sum WHERE village_code = ANY(villages)\x3b
  INSERT INTO subsidy_sum SELECT n.* FROM subsidy_sum_now n WHERE village_code = ANY(villages)\x3b
  DELETE FROM subsidy_households WHERE village_code = ANY(villages)\x3b
  INSERT INTO subsidy_households SELECT n.* FROM subsidy_households_now n WHERE village_code = ANY(villages)\x3b
  DELETE FROM subsidy_open WHERE village_code = ANY(villages)\x3b
  INSERT INTO subsidy_open SELECT n.* FROM subsidy_open_now n WHERE village_code = ANY(villages)\x3b
  DELETE FROM unpaid_sum WHERE village_code = ANY(villages)\x3b
  INSERT INTO unpaid_sum SELECT n.* FROM unpaid_sum_now n WHERE village_code = ANY(villages)\x3b
  DELETE FROM resend_sum WHERE village_code = ANY(villages)\x3b
  INSERT INTO resend_sum SELECT n.* FROM resend_sum_now n WHERE village_code = ANY(villages)\x3b
END';

DROP TRIGGER "payment_batch_sum_insert" ON "payment";
DROP TRIGGER "payment_batch_sum_delete" ON "payment";
DROP TRIGGER "payment_batch_sum_update" ON "payment";
DROP FUNCTION batch_rows_changed();
DROP FUNCTION batch_changed();

-- Added or removed entitlements: sums and forecasts.
CREATE OR REPLACE FUNCTION ledger_rows_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT h.village_code) INTO villages FROM changed c JOIN household h ON h.number = c.household_number\x3b
  IF villages IS NOT NULL THEN
    PERFORM settle_at_commit(villages, NULL, NULL)\x3b
    PERFORM forget_forecasts(villages)\x3b
  END IF\x3b
  RETURN NULL\x3b
END';
DROP TRIGGER "entitlement_forecast_insert" ON "entitlement";
DROP TRIGGER "entitlement_forecast_delete" ON "entitlement";
DROP TRIGGER "entitlement_forecast_update" ON "entitlement";
DROP FUNCTION forecast_ledger_rows_changed();
DROP FUNCTION forecast_entitlement_changed();

-- Changed rows, when what changed is part of a sum or of a forecast.
CREATE OR REPLACE FUNCTION entitlement_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE sums text[]\x3b forecasts text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT h.village_code) FILTER (WHERE c.of_sums), array_agg(DISTINCT h.village_code) FILTER (WHERE c.of_forecasts)
  INTO sums, forecasts FROM (
    SELECT a.household_number,
      (b.season, b.due, b.due_central, b.due_province, b.due_city, b.due_county, b.paid)
        IS DISTINCT FROM (a.season, a.due, a.due_central, a.due_province, a.due_city, a.due_county, a.paid) AS of_sums,
      (b.season, b.quantity, b.due, b.due_central, b.due_province, b.due_city, b.due_county, b.source)
        IS DISTINCT FROM (a.season, a.quantity, a.due, a.due_central, a.due_province, a.due_city, a.due_county, a.source) AS of_forecasts
    FROM before b JOIN after a USING (household_number, policy_number)
  ) c JOIN household h ON h.number = c.household_number WHERE c.of_sums OR c.of_forecasts\x3b
  IF sums IS NOT NULL THEN PERFORM settle_at_commit(sums, NULL, NULL)\x3b END IF\x3b
  IF forecasts IS NOT NULL THEN PERFORM forget_forecasts(forecasts)\x3b END IF\x3b
  RETURN NULL\x3b
END';

CREATE FUNCTION payment_rows_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b divisions text[]\x3b numbers text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT h.village_code) INTO villages FROM changed c JOIN household h ON h.number = c.household_number\x3b
  IF villages IS NULL THEN RETURN NULL\x3b END IF\x3b
  SELECT array_agg(batch_division), array_agg(batch_number) INTO divisions, numbers
  FROM (SELECT DISTINCT batch_division, batch_number FROM changed) b\x3b
  PERFORM settle_at_commit(villages, divisions, numbers)\x3b
  RETURN NULL\x3b
END';
CREATE OR REPLACE FUNCTION payment_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b divisions text[]\x3b numbers text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT h.village_code) INTO villages FROM before b JOIN after a USING (batch_number, household_number, policy_number, level)
  JOIN household h ON h.number = a.household_number WHERE (b.batch_division, b.season, b.amount, b.result, b.resend_of)
    IS DISTINCT FROM (a.batch_division, a.season, a.amount, a.result, a.resend_of)\x3b
  IF villages IS NULL THEN RETURN NULL\x3b END IF\x3b
  SELECT array_agg(batch_division), array_agg(batch_number) INTO divisions, numbers FROM (
    SELECT DISTINCT unnest(ARRAY[b.batch_division, a.batch_division]) AS batch_division, a.batch_number
    FROM before b JOIN after a USING (batch_number, household_number, policy_number, level)
    WHERE (b.batch_division, b.season, b.amount, b.result) IS DISTINCT FROM (a.batch_division, a.season, a.amount, a.result)
  ) c\x3b
  PERFORM settle_at_commit(villages, divisions, numbers)\x3b
  RETURN NULL\x3b
END';
DROP TRIGGER "payment_sums_insert" ON "payment";
CREATE TRIGGER "payment_sums_insert" AFTER INSERT ON "payment" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION payment_rows_changed();
DROP TRIGGER "payment_sums_delete" ON "payment";
CREATE TRIGGER "payment_sums_delete" AFTER DELETE ON "payment" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION payment_rows_changed();

-- A household that moves, changes its account or what a forecast looks at.
DROP TRIGGER "household_sums_update" ON "household";
DROP TRIGGER "household_review_update" ON "household";
DROP TRIGGER "household_forecast_update" ON "household";
DROP FUNCTION household_of_ledger_changed();
DROP FUNCTION household_of_review_changed();
DROP FUNCTION forecast_household_changed();
CREATE FUNCTION household_of_sums_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE
  sums text[]\x3b moved text[]\x3b forecasts text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT v.code) FILTER (WHERE c.of_sums AND EXISTS (SELECT 1 FROM entitlement e WHERE e.household_number = c.number)),
    array_agg(DISTINCT v.code) FILTER (WHERE c.of_forecasts), array_agg(DISTINCT c.number) FILTER (WHERE c.moved)
  INTO sums, forecasts, moved FROM (
    SELECT number, b.village_code AS from_village, a.village_code AS to_village, b.village_code <> a.village_code AS moved,
      b.village_code <> a.village_code OR (b.bank_account_masked IS NULL) <> (a.bank_account_masked IS NULL) AS of_sums,
      (b.village_code, b.elderly, b.hardship_encrypted) IS DISTINCT FROM (a.village_code, a.elderly, a.hardship_encrypted) AS of_forecasts
    FROM before b JOIN after a USING (number)
  ) c CROSS JOIN LATERAL (VALUES (c.from_village), (c.to_village)) v(code) WHERE c.of_sums OR c.of_forecasts\x3b
  IF sums IS NOT NULL THEN PERFORM settle_at_commit(sums, NULL, NULL)\x3b END IF\x3b
  IF forecasts IS NOT NULL THEN PERFORM forget_forecasts(forecasts)\x3b END IF\x3b
  IF moved IS NOT NULL THEN PERFORM refresh_review_keys(moved)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE TRIGGER "household_sums_update" AFTER UPDATE ON "household" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION household_of_sums_changed();

CREATE OR REPLACE FUNCTION policy_of_ledger_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT h.village_code) INTO villages FROM before b JOIN after a USING (number)
  JOIN entitlement e ON e.policy_number = a.number JOIN household h ON h.number = e.household_number
  WHERE (b.kind, b.due_on, b.to_confirm = ''{}'') IS DISTINCT FROM (a.kind, a.due_on, a.to_confirm = ''{}'')\x3b
  IF villages IS NOT NULL THEN PERFORM settle_at_commit(villages, NULL, NULL)\x3b END IF\x3b
  RETURN NULL\x3b
END';

-- Facts that change move forecasts and the keys of visits.
DROP TRIGGER "household_facts_forecast_insert" ON "household_facts";
DROP TRIGGER "household_facts_forecast_delete" ON "household_facts";
DROP TRIGGER "household_facts_forecast_update" ON "household_facts";
DROP FUNCTION forecast_facts_rows_changed();
DROP FUNCTION forecast_facts_changed();
CREATE OR REPLACE FUNCTION facts_rows_of_review_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE
  visits text[]\x3b villages text[]\x3b later text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT c.village_code) INTO villages FROM changed c WHERE c.h > 0\x3b
  IF villages IS NOT NULL THEN PERFORM forget_forecasts(villages)\x3b END IF\x3b
  SELECT array_agg(k.visit_id) FILTER (WHERE k.season = c.season),
    array_agg(k.visit_id) FILTER (WHERE k.season = season_after(c.season) AND c.visit_id IS NOT NULL)
  INTO visits, later FROM changed c JOIN review_key k ON k.household_number = c.household_number\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_signs(visits)\x3b END IF\x3b
  IF later IS NOT NULL THEN PERFORM refresh_review_visits(later)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE OR REPLACE FUNCTION facts_of_review_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE
  visits text[]\x3b villages text[]\x3b later text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT v.code) INTO villages FROM before b JOIN after a USING (season, household_number)
  CROSS JOIN LATERAL (VALUES (b.village_code), (a.village_code)) v(code)
  WHERE (b.village_code, b.h, b.b) IS DISTINCT FROM (a.village_code, a.h, a.b)\x3b
  IF villages IS NOT NULL THEN PERFORM forget_forecasts(villages)\x3b END IF\x3b
  SELECT array_agg(k.visit_id) FILTER (WHERE k.season = a.season),
    array_agg(k.visit_id) FILTER (WHERE k.season = season_after(a.season) AND b.visit_id IS DISTINCT FROM a.visit_id)
  INTO visits, later FROM before b JOIN after a USING (season, household_number)
  JOIN review_key k ON k.household_number = a.household_number
  WHERE (b.visit_id, b.h > 0, b.b > 0, b.cold > 0, b.unstable > 0, b.let_occupied > b.let_used)
    IS DISTINCT FROM (a.visit_id, a.h > 0, a.b > 0, a.cold > 0, a.unstable > 0, a.let_occupied > a.let_used)\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_signs(visits)\x3b END IF\x3b
  IF later IS NOT NULL THEN PERFORM refresh_review_visits(later)\x3b END IF\x3b
  RETURN NULL\x3b
END';
