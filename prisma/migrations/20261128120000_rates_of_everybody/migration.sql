-- 清洁取暖率(户) takes households away all year out of both its parts: U and not E gets a measure of its own.
ALTER TABLE "household_facts" ADD COLUMN "une" SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE "roll_up" ADD COLUMN "une" INTEGER NOT NULL DEFAULT 0;
UPDATE "household_facts" SET "une" = 1 WHERE "u" = 1 AND "e" = 0;

-- 补贴到位率(户) counts a household in H or not, as the amounts do. A season that is closed keeps the day on which it was closed.
WITH "asked" AS (
    SELECT "name" AS "season", least(("closed_at" AT TIME ZONE 'Asia/Shanghai')::date, (now() AT TIME ZONE 'Asia/Shanghai')::date) AS "as_of"
    FROM "season"
), "entitled" AS (
    SELECT e."season", e."household_number",
        bool_and(e."paid" - coalesce((
            SELECT sum(p."amount") FROM "payment" p WHERE p."household_number" = e."household_number"
            AND p."policy_number" = e."policy_number" AND p."result" = 'ok' AND p."paid_on" > a."as_of"
        ), 0) >= e."due") AS "in_full"
    FROM "entitlement" e JOIN "asked" a ON a."season" = e."season"
    WHERE e."source" <> 'withdrawn'
    GROUP BY e."season", e."household_number"
)
UPDATE "household_facts" f SET "entitled" = 1, "paid_in_full" = CASE WHEN n."in_full" THEN 1 ELSE 0 END
FROM "entitled" n WHERE n."season" = f."season" AND n."household_number" = f."household_number" AND f."h" = 0;

UPDATE "roll_up" r SET "une" = n."une", "entitled" = n."entitled", "paid_in_full" = n."paid_in_full"
FROM (
    SELECT "season", "village_code", sum("une") AS "une", sum("entitled") AS "entitled", sum("paid_in_full") AS "paid_in_full"
    FROM "household_facts" GROUP BY "season", "village_code"
) n WHERE n."season" = r."season" AND n."village_code" = r."village_code"
AND (r."une", r."entitled", r."paid_in_full") IS DISTINCT FROM (n."une", n."entitled", n."paid_in_full");
