-- Findings of a past day: which were not there yet is told by their rows alone, `cameMore` of app/database/findings/state-then.server.ts says
-- of which not. Of the steps only those after the first are looked for by their moment.
CREATE INDEX "finding_came" ON "finding"("division_code", "created_at") INCLUDE ("season", "rule", "state", "id")
WHERE NOT ("created_by" = 'package' OR "times" <> 1
  OR coalesce(("closed_at" AT TIME ZONE 'Asia/Shanghai')::date, ("created_at" AT TIME ZONE 'Asia/Shanghai')::date)
    < ("created_at" AT TIME ZONE 'Asia/Shanghai')::date);
CREATE INDEX "finding_of_package" ON "finding"("division_code") INCLUDE ("id") WHERE "created_by" = 'package';
DROP INDEX "finding_step_at_idx";
CREATE INDEX "finding_step_moved" ON "finding_step"("at") WHERE "kind" <> 'opened';
-- A finding is there from the day of its first step on, also where the rules wrote it when that day was over.
UPDATE "finding" f SET "created_at" = s."ended" - interval '1 second'
FROM (SELECT "finding_id", ((min(("detail" ->> 'on')::date) + 1)::timestamp AT TIME ZONE 'Asia/Shanghai') AS "ended"
  FROM "finding_step" WHERE "kind" = 'opened' AND "detail" ? 'on' GROUP BY 1) s
WHERE s."finding_id" = f."id" AND f."created_at" >= s."ended";
