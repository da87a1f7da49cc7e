-- Whatever changes a key of a visit looks the visits of its household up. The season may not lead to them: in a register without statistics,
-- as in the middle of its first import, a whole season was read for each payment, which took 40 of the 44 seconds of 24,000 payments. So
-- the season is compared as it stands and found by no index. (\x3b stands for a semicolon, at which migrations are split.)

CREATE OR REPLACE FUNCTION visit_added_to_review() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE visits text[]\x3b
BEGIN
  SELECT array_agg(v.id) INTO visits FROM (
    SELECT id FROM changed UNION
    SELECT k.visit_id FROM changed c JOIN review_key k ON k.household_number = c.household_number AND k.season || '''' = season_after(c.season)
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
      AND k.season || '''' IN (season_after(b.season), season_after(a.season))
    WHERE (b.household_number, b.season, b.outcome, b.answers) IS DISTINCT FROM (a.household_number, a.season, a.outcome, a.answers)
  ) v\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_visits(visits)\x3b END IF\x3b
  RETURN NULL\x3b
END';

CREATE OR REPLACE FUNCTION facts_rows_of_review_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE
  visits text[]\x3b villages text[]\x3b later text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT c.village_code) INTO villages FROM changed c WHERE c.h > 0\x3b
  IF villages IS NOT NULL THEN PERFORM forget_forecasts(villages)\x3b END IF\x3b
  SELECT array_agg(k.visit_id) FILTER (WHERE k.season || '''' = c.season),
    array_agg(k.visit_id) FILTER (WHERE k.season || '''' = season_after(c.season) AND c.visit_id IS NOT NULL)
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
  SELECT array_agg(k.visit_id) FILTER (WHERE k.season || '''' = a.season),
    array_agg(k.visit_id) FILTER (WHERE k.season || '''' = season_after(a.season) AND b.visit_id IS DISTINCT FROM a.visit_id)
  INTO visits, later FROM before b JOIN after a USING (season, household_number)
  JOIN review_key k ON k.household_number = a.household_number
  WHERE (b.visit_id, b.h > 0, b.b > 0, b.cold > 0, b.unstable > 0, b.let_occupied > b.let_used)
    IS DISTINCT FROM (a.visit_id, a.h > 0, a.b > 0, a.cold > 0, a.unstable > 0, a.let_occupied > a.let_used)\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_signs(visits)\x3b END IF\x3b
  IF later IS NOT NULL THEN PERFORM refresh_review_visits(later)\x3b END IF\x3b
  RETURN NULL\x3b
END';

CREATE OR REPLACE FUNCTION record_of_season_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE visits text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT k.visit_id) INTO visits FROM changed c
  JOIN review_key k ON k.household_number = c.household_number AND k.season || '''' = c.season\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_signs(visits)\x3b END IF\x3b
  RETURN NULL\x3b
END';

CREATE OR REPLACE FUNCTION payment_of_review_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE visits text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT k.visit_id) INTO visits FROM changed c
  JOIN review_key k ON k.household_number = c.household_number AND k.season || '''' IN (c.season, season_after(c.season))
  JOIN visit t ON t.id = k.visit_id AND t.outcome = ''done'' AND (t.answers -> ''subsidyReceived'') = ''true''
  WHERE c.result = ''ok'' AND c.amount > 0\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_signs(visits)\x3b END IF\x3b
  RETURN NULL\x3b
END';

CREATE OR REPLACE FUNCTION payment_of_review_updated() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE visits text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT k.visit_id) INTO visits FROM before b JOIN after a USING (batch_number, household_number, policy_number, level)
  JOIN review_key k ON k.household_number = a.household_number
    AND k.season || '''' IN (a.season, season_after(a.season), b.season, season_after(b.season))
  JOIN visit t ON t.id = k.visit_id AND t.outcome = ''done'' AND (t.answers -> ''subsidyReceived'') = ''true''
  WHERE (b.season, b.result = ''ok'' AND b.amount > 0) IS DISTINCT FROM (a.season, a.result = ''ok'' AND a.amount > 0)\x3b
  IF visits IS NOT NULL THEN PERFORM refresh_review_signs(visits)\x3b END IF\x3b
  RETURN NULL\x3b
END';
