-- How many findings that are not closed lie directly in a division, by the day they are due, kept by triggers: those overdue were counted
-- one by one wherever they are shown. Values that households share (R01, R02) are left out, as in finding_sum. A day without findings has
-- no row. (\x3b stands for a semicolon, at which migrations are split.)
CREATE TABLE "finding_due_sum" (
    "season" TEXT NOT NULL,
    "division_code" TEXT NOT NULL,
    "due_on" DATE NOT NULL,
    "n" INTEGER NOT NULL,

    CONSTRAINT "finding_due_sum_pkey" PRIMARY KEY ("season", "division_code", "due_on")
);
CREATE VIEW "finding_due_sum_now" AS
SELECT season, division_code, due_on, count(*)::int AS n FROM finding
WHERE state <> 'closed' AND (rule IS NULL OR rule NOT IN ('R01', 'R02')) GROUP BY 1, 2, 3;
INSERT INTO finding_due_sum SELECT * FROM finding_due_sum_now;

CREATE FUNCTION finding_due_sum_moved() RETURNS trigger LANGUAGE plpgsql AS E'DECLARE moved finding_due_sum[]\x3b
BEGIN
  IF TG_OP = ''INSERT'' THEN
    SELECT array_agg((season, division_code, due_on, n)::finding_due_sum ORDER BY season, division_code, due_on) INTO moved FROM (
      SELECT season, division_code, due_on, count(*)::int AS n FROM after
      WHERE state <> ''closed'' AND (rule IS NULL OR rule NOT IN (''R01'', ''R02'')) GROUP BY 1, 2, 3) f\x3b
  ELSIF TG_OP = ''DELETE'' THEN
    SELECT array_agg((season, division_code, due_on, n)::finding_due_sum ORDER BY season, division_code, due_on) INTO moved FROM (
      SELECT season, division_code, due_on, -count(*)::int AS n FROM before
      WHERE state <> ''closed'' AND (rule IS NULL OR rule NOT IN (''R01'', ''R02'')) GROUP BY 1, 2, 3) f\x3b
  ELSE
    SELECT array_agg((season, division_code, due_on, n)::finding_due_sum ORDER BY season, division_code, due_on) INTO moved FROM (
      SELECT season, division_code, due_on, sum(n)::int AS n FROM (
        SELECT season, division_code, due_on, state, rule, 1 AS n FROM after
        UNION ALL SELECT season, division_code, due_on, state, rule, -1 FROM before
      ) f WHERE state <> ''closed'' AND (rule IS NULL OR rule NOT IN (''R01'', ''R02'')) GROUP BY 1, 2, 3 HAVING sum(n) <> 0) f\x3b
  END IF\x3b
  IF moved IS NULL THEN RETURN NULL\x3b END IF\x3b
  INSERT INTO finding_due_sum AS s SELECT m.* FROM unnest(moved) m
  ON CONFLICT (season, division_code, due_on) DO UPDATE SET n = s.n + excluded.n\x3b
  DELETE FROM finding_due_sum s USING unnest(moved) m
  WHERE m.n < 0 AND s.n = 0 AND (s.season, s.division_code, s.due_on) = (m.season, m.division_code, m.due_on)\x3b
  RETURN NULL\x3b
END';
CREATE TRIGGER "finding_due_sum_insert" AFTER INSERT ON "finding" REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION finding_due_sum_moved();
CREATE TRIGGER "finding_due_sum_update" AFTER UPDATE ON "finding" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION finding_due_sum_moved();
CREATE TRIGGER "finding_due_sum_delete" AFTER DELETE ON "finding" REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION finding_due_sum_moved();

-- The closed ones of a season, where they are few: the lists in other orders walk over all that are open.
CREATE INDEX "finding_desk_closed" ON "finding" ("season", "division_code") WHERE "state" = 'closed';
