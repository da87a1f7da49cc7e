-- How many visits of a village wait for review, how many were returned and to how many households of the lists, kept by triggers: township,
-- county and city counted them one by one on each look. The oldest that waits is found by an index. A row of zeros is what is left when
-- nothing waits. (\x3b stands for a semicolon, at which migrations are split.)
CREATE TABLE "waiting_sum" (
    "season" TEXT NOT NULL,
    "village_code" TEXT NOT NULL,
    "submitted" INTEGER NOT NULL,
    "returned" INTEGER NOT NULL,
    "returned_households" INTEGER NOT NULL,

    CONSTRAINT "waiting_sum_pkey" PRIMARY KEY ("season", "village_code")
);
CREATE INDEX "waiting_sum_village_code_idx" ON "waiting_sum"("village_code");
CREATE VIEW "waiting_sum_now" AS
SELECT season, village_code, count(*) FILTER (WHERE status = 'submitted')::int AS submitted,
  count(*) FILTER (WHERE status = 'returned')::int AS returned,
  count(DISTINCT household_number) FILTER (WHERE status = 'returned' AND listed)::int AS returned_households
FROM review_key WHERE status IN ('submitted', 'returned') GROUP BY 1, 2;
INSERT INTO waiting_sum SELECT * FROM waiting_sum_now;

-- The sums are moved, which locks their rows in one order. A household counts once however many of its visits were returned, so where one is
-- concerned the households are counted, by a statement that sees what the writer before has committed.
CREATE FUNCTION waiting_sum_move(moved waiting_sum[]) RETURNS void LANGUAGE plpgsql AS E'BEGIN
  INSERT INTO waiting_sum AS s SELECT m.season, m.village_code, m.submitted, m.returned, 0 FROM unnest(moved) m
  ON CONFLICT (season, village_code) DO UPDATE SET submitted = s.submitted + excluded.submitted, returned = s.returned + excluded.returned\x3b
  UPDATE waiting_sum s SET returned_households = (SELECT count(DISTINCT k.household_number) FROM review_key k
    WHERE (k.season, k.village_code) = (s.season, s.village_code) AND k.status = ''returned'' AND k.listed)
  FROM unnest(moved) m WHERE m.returned_households > 0 AND (s.season, s.village_code) = (m.season, m.village_code)\x3b
END';
CREATE FUNCTION waiting_sum_moved() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE moved waiting_sum[]\x3b
BEGIN
  IF TG_OP = ''INSERT'' THEN
    SELECT array_agg((season, village_code, submitted, returned, returned)::waiting_sum ORDER BY season, village_code) INTO moved FROM (
      SELECT season, village_code, count(*) FILTER (WHERE status = ''submitted'')::int AS submitted,
        count(*) FILTER (WHERE status = ''returned'')::int AS returned
      FROM after WHERE status IN (''submitted'', ''returned'') GROUP BY 1, 2) k\x3b
  ELSIF TG_OP = ''DELETE'' THEN
    SELECT array_agg((season, village_code, -submitted, -returned, returned)::waiting_sum ORDER BY season, village_code) INTO moved FROM (
      SELECT season, village_code, count(*) FILTER (WHERE status = ''submitted'')::int AS submitted,
        count(*) FILTER (WHERE status = ''returned'')::int AS returned
      FROM before WHERE status IN (''submitted'', ''returned'') GROUP BY 1, 2) k\x3b
  ELSE
    SELECT array_agg((season, village_code, submitted, returned, of_returned)::waiting_sum ORDER BY season, village_code) INTO moved FROM (
      SELECT season, village_code, coalesce(sum(n) FILTER (WHERE status = ''submitted''), 0)::int AS submitted,
        coalesce(sum(n) FILTER (WHERE status = ''returned''), 0)::int AS returned,
        count(*) FILTER (WHERE status = ''returned'')::int AS of_returned
      FROM (
        SELECT season, village_code, status, 1 AS n FROM after
        UNION ALL SELECT season, village_code, status, -1 FROM before
      ) k WHERE status IN (''submitted'', ''returned'') GROUP BY 1, 2) k
    WHERE (submitted, returned, of_returned) <> (0, 0, 0)\x3b
  END IF\x3b
  IF moved IS NOT NULL THEN PERFORM waiting_sum_move(moved)\x3b END IF\x3b
  RETURN NULL\x3b
END';
CREATE TRIGGER "waiting_sum_insert" AFTER INSERT ON "review_key" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION waiting_sum_moved();
CREATE TRIGGER "waiting_sum_update" AFTER UPDATE ON "review_key" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION waiting_sum_moved();
CREATE TRIGGER "waiting_sum_delete" AFTER DELETE ON "review_key" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION waiting_sum_moved();

CREATE INDEX "review_key_oldest" ON "review_key" ("season", "village_code", "submitted_at") WHERE "status" = 'submitted';
