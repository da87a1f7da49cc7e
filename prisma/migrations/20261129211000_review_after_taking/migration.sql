-- While a package is taken the keys of visits wait: every table of its records would have them worked out anew for all visits, in the
-- middle of a transaction whose new tables nobody has analysed yet. They are worked out once, by villages, when all records are there
-- (app/database/package/records-in.server.ts). (\x3b stands for a semicolon, at which migrations are split.)
CREATE FUNCTION package_is_taken_now() RETURNS boolean LANGUAGE sql STABLE AS
  'SELECT coalesce(current_setting(''package.taking'', true), '''') = ''on''';

CREATE OR REPLACE FUNCTION refresh_review_visits(visits TEXT[]) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = 'auto' AS E'BEGIN
  IF package_is_taken_now() THEN RETURN\x3b END IF\x3b
  PERFORM set_config(''plan_cache_mode'', CASE WHEN cardinality(visits) > 500 THEN ''force_custom_plan'' ELSE ''force_generic_plan'' END, true)\x3b
  INSERT INTO review_key AS k (visit_id, household_number, season, status, village_code, submitted_at, by_changes, listed, by_signs)
  SELECT n.visit_id, n.household_number, n.season, n.status, n.village_code, n.submitted_at, n.by_changes, n.listed, n.by_signs
  FROM review_key_now n WHERE n.visit_id = ANY(visits)
  ON CONFLICT (visit_id) DO UPDATE SET household_number = excluded.household_number, season = excluded.season, status = excluded.status,
    village_code = excluded.village_code, submitted_at = excluded.submitted_at, by_changes = excluded.by_changes,
    listed = excluded.listed, by_signs = excluded.by_signs
  WHERE (k.*) IS DISTINCT FROM (excluded.*)\x3b
END';

CREATE OR REPLACE FUNCTION refresh_review_signs(visits TEXT[]) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = 'auto' AS E'BEGIN
  IF package_is_taken_now() THEN RETURN\x3b END IF\x3b
  PERFORM set_config(''plan_cache_mode'', CASE WHEN cardinality(visits) > 500 THEN ''force_custom_plan'' ELSE ''force_generic_plan'' END, true)\x3b
  UPDATE review_key k SET listed = n.listed, by_signs = n.by_signs FROM review_key_now n
  WHERE n.visit_id = ANY(visits) AND k.visit_id = n.visit_id AND (k.listed, k.by_signs) IS DISTINCT FROM (n.listed, n.by_signs)\x3b
END';
