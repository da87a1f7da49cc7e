/**
 * The stored sums of the ledger by village (docs/decisions/0019-subsidy-ledger.md): what stands in a line, compared as due and paid, is its
 * state, and a filter of a list is some of the states.
 */

import type { EntitlementFilter } from '~/domain/subsidy/entitlement-list-view';

/** `not_due`: something arrived although nothing is due (the entitlement was withdrawn, or another level bears it). */
const LINE_STATES = ['none', 'not_due', 'unpaid', 'part', 'paid', 'overpaid'] as const;
type LineState = (typeof LINE_STATES)[number];

const STATES: Record<EntitlementFilter, readonly LineState[]> = {
  any: ['not_due', 'unpaid', 'part', 'paid', 'overpaid'],
  due: ['unpaid', 'part', 'paid', 'overpaid'],
  paid: ['not_due', 'part', 'paid', 'overpaid'],
  owed: ['unpaid', 'part'],
  overpaid: ['not_due', 'overpaid'],
};

/** Whether the lines of a row `t` of subsidy_sum belong to a filter. */
export function inFilter(filter: EntitlementFilter): string {
  return `t.state IN (${STATES[filter].map((state) => `'${state}'`).join(', ')})`;
}

/** What the rows `t` of subsidy_sum add up to. */
export const LEDGER_SUMS = `coalesce(sum(t.lines), 0)::bigint AS lines, coalesce(sum(t.due), 0)::bigint AS due,
  coalesce(sum(t.paid), 0)::bigint AS paid, coalesce(sum(t.due - t.paid) FILTER (WHERE ${inFilter('owed')}), 0)::bigint AS owed,
  coalesce(sum(t.paid - t.due) FILTER (WHERE ${inFilter('overpaid')}), 0)::bigint AS overpaid`;

/** The rows `t` of subsidy_sum of season $3 in the villages `v` of division $1 and scope $2. */
export const SUMS_HERE = `FROM division v JOIN subsidy_sum t ON t.village_code = v.code
  WHERE t.season = $3 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]`;

/**
 * Where a page of a list begins and ends, when the list is in the order of the villages and `counts` (rows of code and n) says how many
 * lines each has: as `page`, the codes, and how many lines of the first one come before.
 */
export function villagesOfPage(counts: string, size: number, offset: string): string {
  return `page AS (
    SELECT coalesce(array_agg(code ORDER BY code), '{}') AS codes, ${offset} - coalesce(min(earlier), 0) AS skipped FROM (
      SELECT code, n, sum(n) OVER (ORDER BY code) - n AS earlier FROM (${counts}) counts
    ) placed WHERE earlier < ${offset} + ${size} AND earlier + n > ${offset}
  )`;
}
