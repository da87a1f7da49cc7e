-- 目标: what a document wants an indicator to reach, for a division, a season and a zone type ('all' is every village). The target is
-- whole hundredths of a percent, so that no binary fraction decides whether it is reached. (\x3b stands for a semicolon, at which migrations
-- are split.)
CREATE TABLE "target" (
    "division_code" TEXT NOT NULL,
    "season" TEXT NOT NULL,
    "zone_type" TEXT NOT NULL,
    "indicator" TEXT NOT NULL,
    "target" INTEGER NOT NULL,
    "basis" TEXT,

    CONSTRAINT "target_pkey" PRIMARY KEY ("division_code", "season", "zone_type", "indicator"),
    CONSTRAINT "target_range" CHECK ("target" BETWEEN 0 AND 10000)
);
CREATE INDEX "target_season_idx" ON "target"("season");
ALTER TABLE "target" ADD CONSTRAINT "target_division_code_fkey" FOREIGN KEY ("division_code") REFERENCES "division"("code") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "target" ADD CONSTRAINT "target_season_fkey" FOREIGN KEY ("season") REFERENCES "season"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- 确村确户: households in the plan of a year by village, the step they have reached and the day of it, so that any as-of day is a sum. The
-- view says what a row holds (app/domain/targets/conversion-steps.ts).
CREATE TABLE "conversion_step" (
    "year" INTEGER NOT NULL,
    "village_code" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "households" INTEGER NOT NULL,

    CONSTRAINT "conversion_step_pkey" PRIMARY KEY ("year", "village_code", "step", "day")
);
CREATE INDEX "conversion_step_village_code_idx" ON "conversion_step"("village_code");

CREATE VIEW "conversion_step_now" AS
SELECT c.year, h.village_code, s.step, s.day, count(*)::int AS households
FROM household h JOIN conversion c ON c.household_number = h.number AND c.current AND c.in_plan AND c.year IS NOT NULL
  AND c.mode IN ('district_heat', 'electric_distributed', 'electric_household', 'gas', 'biomass', 'solar', 'geothermal', 'methanol')
CROSS JOIN LATERAL (VALUES
  ('listed', DATE '1900-01-01'),
  ('started', least(c.applied_on, c.agreed_on, c.installed_on, c.village_accepted_on, c.town_accepted_on, c.county_accepted_on, c.connected_on)),
  ('installed', coalesce(c.installed_on, make_date(c.year, 12, 31))),
  ('accepted', least(c.town_accepted_on, c.county_accepted_on)),
  ('connected', c.connected_on)
) s(step, day)
WHERE h.status IN ('normal', 'idle') AND h.ended_on IS NULL AND s.day IS NOT NULL
GROUP BY c.year, h.village_code, s.step, s.day;

-- 热源: households with flag I by the heat source of their current conversion.
CREATE TABLE "heat_source_sum" (
    "season" TEXT NOT NULL,
    "heat_source_number" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "households" INTEGER NOT NULL,

    CONSTRAINT "heat_source_sum_pkey" PRIMARY KEY ("season", "heat_source_number", "village_code")
);
CREATE INDEX "heat_source_sum_village_code_idx" ON "heat_source_sum"("village_code");

CREATE VIEW "heat_source_sum_now" AS
SELECT f.season, c.heat_source_number, f.village_code, count(*)::int AS households
FROM household_facts f JOIN conversion c ON c.household_number = f.household_number AND c.current AND c.heat_source_number IS NOT NULL
WHERE f.i > 0 GROUP BY f.season, c.heat_source_number, f.village_code;

-- 入户进度: counted visits that close a door of the season (not 无人), by the day in China on which they were made.
CREATE TABLE "visit_day" (
    "season" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "visits" INTEGER NOT NULL,

    CONSTRAINT "visit_day_pkey" PRIMARY KEY ("season", "village_code", "day")
);
CREATE INDEX "visit_day_season_day_idx" ON "visit_day"("season", "day");
CREATE INDEX "visit_day_village_code_idx" ON "visit_day"("village_code");

CREATE VIEW "visit_day_now" AS
SELECT t.season, h.village_code, (t.visited_at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*)::int AS visits
FROM visit t JOIN household h ON h.number = t.household_number
WHERE t.status IN ('submitted', 'approved') AND t.kind IN ('survey', 'recheck') AND t.outcome <> 'nobody'
GROUP BY t.season, h.village_code, (t.visited_at AT TIME ZONE 'Asia/Shanghai')::date;

INSERT INTO conversion_step SELECT * FROM conversion_step_now;
INSERT INTO heat_source_sum SELECT * FROM heat_source_sum_now;
INSERT INTO visit_day SELECT * FROM visit_day_now;

CREATE FUNCTION refresh_conversion_steps(villages TEXT[]) RETURNS void LANGUAGE plpgsql AS E'BEGIN
  -- One writer of a village at a time. The statements after this one see what the writer before has committed.
  PERFORM pg_advisory_xact_lock(hashtextextended(''conversion steps '' || code, 0)) FROM (SELECT DISTINCT unnest(villages) AS code ORDER BY 1) v\x3b
  DELETE FROM conversion_step WHERE village_code = ANY(villages)\x3b
  INSERT INTO conversion_step SELECT n.* FROM conversion_step_now n WHERE village_code = ANY(villages)\x3b
END';
CREATE FUNCTION refresh_heat_source_sums(villages TEXT[]) RETURNS void LANGUAGE plpgsql AS E'BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(''heat source sums '' || code, 0)) FROM (SELECT DISTINCT unnest(villages) AS code ORDER BY 1) v\x3b
  DELETE FROM heat_source_sum WHERE village_code = ANY(villages)\x3b
  INSERT INTO heat_source_sum SELECT n.* FROM heat_source_sum_now n WHERE village_code = ANY(villages)\x3b
END';
CREATE FUNCTION refresh_visit_days(villages TEXT[]) RETURNS void LANGUAGE plpgsql AS E'BEGIN
  DELETE FROM visit_day WHERE village_code = ANY(villages)\x3b
  INSERT INTO visit_day SELECT n.* FROM visit_day_now n WHERE village_code = ANY(villages)\x3b
END';

CREATE FUNCTION conversion_rows_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT code) INTO villages FROM (
    SELECT h.village_code FROM changed c JOIN household h ON h.number = c.household_number WHERE c.current
  ) v(code)\x3b
  IF villages IS NOT NULL THEN PERFORM refresh_conversion_steps(villages)\x3b PERFORM refresh_heat_source_sums(villages)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION conversion_of_steps_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT code) INTO villages FROM (
    SELECT h.village_code FROM before b JOIN after a USING (id) JOIN household h ON h.number IN (a.household_number, b.household_number)
    WHERE (b.household_number, b.current, b.mode, b.year, b.in_plan, b.applied_on, b.agreed_on,
      b.installed_on, b.village_accepted_on, b.town_accepted_on, b.county_accepted_on, b.connected_on, b.heat_source_number)
      IS DISTINCT FROM (a.household_number, a.current, a.mode, a.year, a.in_plan, a.applied_on, a.agreed_on,
      a.installed_on, a.village_accepted_on, a.town_accepted_on, a.county_accepted_on, a.connected_on, a.heat_source_number)
  ) v(code)\x3b
  IF villages IS NOT NULL THEN PERFORM refresh_conversion_steps(villages)\x3b PERFORM refresh_heat_source_sums(villages)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION household_of_steps_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT code) INTO villages FROM (
    SELECT unnest(ARRAY[b.village_code, a.village_code]) FROM before b JOIN after a USING (number)
    WHERE (b.village_code, b.status, b.ended_on) IS DISTINCT FROM (a.village_code, a.status, a.ended_on)
  ) v(code)\x3b
  IF villages IS NOT NULL THEN PERFORM refresh_conversion_steps(villages)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION facts_of_sources_rows_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT code) INTO villages FROM (
    SELECT village_code FROM changed WHERE i > 0
  ) v(code)\x3b
  IF villages IS NOT NULL THEN PERFORM refresh_heat_source_sums(villages)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION facts_of_sources_changed() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE villages text[]\x3b
BEGIN
  SELECT array_agg(DISTINCT code) INTO villages FROM (
    SELECT unnest(ARRAY[b.village_code, a.village_code]) FROM before b JOIN after a USING (season, household_number)
    WHERE (b.village_code, b.i) IS DISTINCT FROM (a.village_code, a.i)
  ) v(code)\x3b
  IF villages IS NOT NULL THEN PERFORM refresh_heat_source_sums(villages)\x3b END IF\x3b
  RETURN NULL\x3b
END';

-- A visit moves the counts of its village and day by the difference, so that no other visit is read.
CREATE FUNCTION visits_of_day_added() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  INSERT INTO visit_day (season, village_code, day, visits)
  SELECT season, village_code, day, sum(n)::int FROM (
    SELECT t.season, h.village_code, (t.visited_at AT TIME ZONE ''Asia/Shanghai'')::date AS day, 1 AS n
    FROM changed t JOIN household h ON h.number = t.household_number
    WHERE t.status IN (''submitted'', ''approved'') AND t.kind IN (''survey'', ''recheck'') AND t.outcome <> ''nobody''
  ) p GROUP BY season, village_code, day HAVING sum(n) <> 0 ORDER BY season, village_code, day
  ON CONFLICT (season, village_code, day) DO UPDATE SET visits = visit_day.visits + excluded.visits\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION visits_of_day_removed() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  INSERT INTO visit_day (season, village_code, day, visits)
  SELECT season, village_code, day, sum(n)::int FROM (
    SELECT t.season, h.village_code, (t.visited_at AT TIME ZONE ''Asia/Shanghai'')::date AS day, -1 AS n
    FROM changed t JOIN household h ON h.number = t.household_number
    WHERE t.status IN (''submitted'', ''approved'') AND t.kind IN (''survey'', ''recheck'') AND t.outcome <> ''nobody''
  ) p GROUP BY season, village_code, day HAVING sum(n) <> 0 ORDER BY season, village_code, day
  ON CONFLICT (season, village_code, day) DO UPDATE SET visits = visit_day.visits + excluded.visits\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION visits_of_day_changed() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  INSERT INTO visit_day (season, village_code, day, visits)
  SELECT season, village_code, day, sum(n)::int FROM (
    SELECT t.season, h.village_code, (t.visited_at AT TIME ZONE ''Asia/Shanghai'')::date AS day, 1 AS n
    FROM after t JOIN household h ON h.number = t.household_number
    WHERE t.status IN (''submitted'', ''approved'') AND t.kind IN (''survey'', ''recheck'') AND t.outcome <> ''nobody''
    UNION ALL
    SELECT t.season, h.village_code, (t.visited_at AT TIME ZONE ''Asia/Shanghai'')::date AS day, -1 AS n
    FROM before t JOIN household h ON h.number = t.household_number
    WHERE t.status IN (''submitted'', ''approved'') AND t.kind IN (''survey'', ''recheck'') AND t.outcome <> ''nobody''
  ) p GROUP BY season, village_code, day HAVING sum(n) <> 0 ORDER BY season, village_code, day
  ON CONFLICT (season, village_code, day) DO UPDATE SET visits = visit_day.visits + excluded.visits\x3b
  RETURN NULL\x3b
END';
CREATE FUNCTION household_of_visits_moved() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
  INSERT INTO visit_day (season, village_code, day, visits)
  SELECT season, village_code, day, sum(n)::int FROM (
    SELECT t.season, a.village_code, (t.visited_at AT TIME ZONE ''Asia/Shanghai'')::date AS day, 1 AS n
    FROM before b JOIN after a USING (number) JOIN visit t ON t.household_number = number
    WHERE a.village_code <> b.village_code AND t.status IN (''submitted'', ''approved'') AND t.kind IN (''survey'', ''recheck'')
      AND t.outcome <> ''nobody''
    UNION ALL
    SELECT t.season, b.village_code, (t.visited_at AT TIME ZONE ''Asia/Shanghai'')::date AS day, -1 AS n
    FROM before b JOIN after a USING (number) JOIN visit t ON t.household_number = number
    WHERE a.village_code <> b.village_code AND t.status IN (''submitted'', ''approved'') AND t.kind IN (''survey'', ''recheck'')
      AND t.outcome <> ''nobody''
  ) p GROUP BY season, village_code, day HAVING sum(n) <> 0 ORDER BY season, village_code, day
  ON CONFLICT (season, village_code, day) DO UPDATE SET visits = visit_day.visits + excluded.visits\x3b
  RETURN NULL\x3b
END';

CREATE TRIGGER "conversion_steps_insert" AFTER INSERT ON "conversion" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION conversion_rows_changed();
CREATE TRIGGER "conversion_steps_delete" AFTER DELETE ON "conversion" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION conversion_rows_changed();
CREATE TRIGGER "conversion_steps_update" AFTER UPDATE ON "conversion" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION conversion_of_steps_changed();
CREATE TRIGGER "household_steps_update" AFTER UPDATE ON "household" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION household_of_steps_changed();
CREATE TRIGGER "household_facts_sources_insert" AFTER INSERT ON "household_facts" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION facts_of_sources_rows_changed();
CREATE TRIGGER "household_facts_sources_delete" AFTER DELETE ON "household_facts" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION facts_of_sources_rows_changed();
CREATE TRIGGER "household_facts_sources_update" AFTER UPDATE ON "household_facts" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION facts_of_sources_changed();
CREATE TRIGGER "visit_day_insert" AFTER INSERT ON "visit" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION visits_of_day_added();
CREATE TRIGGER "visit_day_delete" AFTER DELETE ON "visit" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION visits_of_day_removed();
CREATE TRIGGER "visit_day_update" AFTER UPDATE ON "visit" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION visits_of_day_changed();
CREATE TRIGGER "household_visit_day_update" AFTER UPDATE ON "household" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION household_of_visits_moved();

ANALYZE conversion_step;
ANALYZE heat_source_sum;
ANALYZE visit_day;
