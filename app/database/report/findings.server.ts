/** 问题整改 in the workbook: 附件8, and the finding beside a household in 附件5 and 附件6. */
import { actorName } from '~/database/access/actor-name.server';
import type { Sql } from '~/database/connection/sql.server';
import { findingThen } from '~/database/findings/state-then.server';
import type { Scope } from '~/database/scope.server';
import type { Cause } from '~/domain/findings/opened';
import type { ProblemKind } from '~/domain/findings/problem-report';
import type { FindingReportRow } from '~/domain/report/report-rows';
import type { CalendarDay } from '~/domain/time/calendar-day';

/** $1 root, $2 scope, $3 season, $4 as-of day: those that were there then, \`y\` as they were. A finding of several places is one row. */
export const FINDINGS_OF_REPORT = `FROM finding x CROSS JOIN ${findingThen('$4::date')} y WHERE x.season = $3 AND y.state IS NOT NULL
  AND EXISTS (SELECT 1 FROM finding_place p JOIN division w ON w.code = p.division_code
    WHERE p.finding_id = x.id AND w.path @> ARRAY[$1]::text[] AND w.path && $2::text[])`;

/** 附件5: what a person opened about the household, else that its village is unstable. */
export const FINDINGS_OF_UNSTABLE = `(x.household_number = h.number AND x.rule IS NULL
  OR x.rule = 'R22' AND x.subject = 'village:' || h.village_code)`;
/** 附件6 */
export const FINDINGS_OF_REBURNING = `x.household_number = h.number AND x.rule IN ('R08', 'R09')`;

/** The finding of household h and season $3 that stands for it: one that is not closed first, one about itself before its village's. */
export function findingOf(which: string, asOf: string): string {
  return `(SELECT json_build_object('measures', x.measures, 'owner', nullif(concat_ws(' ', x.unit, x.person), ''), 'dueOn', x.due_on,
      'state', y.state, 'closedOn', y.closed_on, 'closedBy', ${actorName('y.closed_by')})
    FROM finding x CROSS JOIN ${findingThen(`${asOf}::date`)} y WHERE x.season = $3 AND y.state IS NOT NULL AND ${which}
    ORDER BY y.state = 'closed', x.household_number IS NULL, x.due_on, x.number LIMIT 1)`;
}

/** 附件8, by number; what people wrote is still sealed. */
export type SealedFindingRow = Omit<FindingReportRow, 'kind' | 'description'> & {
  kindTyped: string | null;
  reportKind: ProblemKind | null;
  cause: Cause;
  textSealed: string | null;
};

export function streamFindings(
  sql: Sql,
  scope: Scope,
  query: { root: string; season: string; asOf: CalendarDay },
): AsyncIterable<SealedFindingRow> {
  const at = (level: string) => `(SELECT a.name FROM division a WHERE a.code = ANY(v.path) AND a.level = '${level}' LIMIT 1)`;
  return sql.stream<SealedFindingRow>(
    `SELECT x.number, x.source, x.rule, x.kind AS "kindTyped", r.kind AS "reportKind", ${at('county')} AS county,
       ${at('township')} AS township, ${at('village')} AS village, x.household_number AS household, x.cause,
       coalesce(x.text_encrypted, r.text_encrypted) AS "textSealed", x.amount::float8 AS amount, x.unit, x.person, x.measures,
       x.due_on AS "dueOn", x.state_then AS state, x.progress, x.closed_then AS "closedOn", x.evidence_note AS evidence,
       (SELECT count(*)::int FROM finding_step s, jsonb_array_elements(s.files) WHERE s.finding_id = x.id) AS files
     FROM (SELECT x.*, y.state AS state_then, y.closed_on AS closed_then ${FINDINGS_OF_REPORT}) x
     JOIN division v ON v.code = x.division_code
     LEFT JOIN problem_report r ON r.id = x.report_id
     ORDER BY x.number COLLATE "C"`,
    [query.root, scope.roots, query.season, query.asOf],
  );
}
