-- A city may be a schema beside others in one database, and advisory locks are of the database, so each city has its own.
-- The queue (pg-boss) keeps its tables in the city's schema. One of them is named job, so the register's own is renamed.
-- (\x3b stands for a semicolon, at which migrations are split.)
ALTER TABLE "job" RENAME TO "job_record";
ALTER TABLE "job_record" RENAME CONSTRAINT "job_pkey" TO "job_record_pkey";
ALTER TABLE "job_record" RENAME CONSTRAINT "job_account_id_fkey" TO "job_record_account_id_fkey";
ALTER INDEX "job_account_id_created_at_idx" RENAME TO "job_record_account_id_created_at_idx";

CREATE FUNCTION city_lock(what TEXT) RETURNS BIGINT LANGUAGE sql STABLE AS
  'SELECT hashtextextended(current_schema() || '' '' || what, 0)';
CREATE OR REPLACE FUNCTION forecast_lock(village TEXT) RETURNS BIGINT LANGUAGE sql STABLE AS
  'SELECT city_lock(''forecast '' || coalesce(village, ''of all''))';
CREATE OR REPLACE FUNCTION refresh_subsidy_sums(villages TEXT[]) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = 'auto' AS E'BEGIN
  PERFORM set_config(''plan_cache_mode'', CASE WHEN cardinality(villages) > 20 THEN ''force_custom_plan'' ELSE ''force_generic_plan'' END, true)\x3b
  -- One writer of a village at a time. The statements after this one see what the writer before has committed.
  PERFORM pg_advisory_xact_lock(city_lock(''subsidy sums '' || code)) FROM (SELECT DISTINCT unnest(villages) AS code ORDER BY 1) v\x3b
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
CREATE OR REPLACE FUNCTION refresh_batch_sums(divisions TEXT[], numbers TEXT[]) RETURNS void LANGUAGE plpgsql AS E'DECLARE key record\x3b
BEGIN
  FOR key IN SELECT DISTINCT division, number FROM unnest(divisions, numbers) k(division, number) ORDER BY 1, 2 LOOP
    PERFORM pg_advisory_xact_lock(city_lock(''batch sum '' || key.division || '' '' || key.number))\x3b
    DELETE FROM batch_sum b WHERE b.batch_division = key.division AND b.batch_number = key.number\x3b
    INSERT INTO batch_sum SELECT n.* FROM batch_sum_now n WHERE n.batch_division = key.division AND n.batch_number = key.number\x3b
  END LOOP\x3b
END';
CREATE OR REPLACE FUNCTION refresh_conversion_steps(villages TEXT[]) RETURNS void LANGUAGE plpgsql AS E'BEGIN
  -- One writer of a village at a time. The statements after this one see what the writer before has committed.
  PERFORM pg_advisory_xact_lock(city_lock(''conversion steps '' || code)) FROM (SELECT DISTINCT unnest(villages) AS code ORDER BY 1) v\x3b
  DELETE FROM conversion_step WHERE village_code = ANY(villages)\x3b
  INSERT INTO conversion_step SELECT n.* FROM conversion_step_now n WHERE village_code = ANY(villages)\x3b
END';
CREATE OR REPLACE FUNCTION refresh_heat_source_sums(villages TEXT[]) RETURNS void LANGUAGE plpgsql AS E'BEGIN
  PERFORM pg_advisory_xact_lock(city_lock(''heat source sums '' || code)) FROM (SELECT DISTINCT unnest(villages) AS code ORDER BY 1) v\x3b
  DELETE FROM heat_source_sum WHERE village_code = ANY(villages)\x3b
  INSERT INTO heat_source_sum SELECT n.* FROM heat_source_sum_now n WHERE village_code = ANY(villages)\x3b
END';
