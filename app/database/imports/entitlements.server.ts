/**
 * 应补 of an import: the sheet gives the quantity, the policy the amount. An amount in the sheet is only compared with the
 * computed one.
 */

import type { Sql } from '~/database/connection/sql.server';
import { makeWorkTable } from '~/database/connection/work-table.server';
import { policiesByNumber } from '~/database/subsidy/policies.server';
import { Refusal } from '~/domain/problems';
import { type AmountDue, amountDue } from '~/domain/subsidy/amount-due';
import type { Policy } from '~/domain/subsidy/policy';
import { refuseHouseholds } from './references.server';
import {
  type Counts,
  type ImportContext,
  noteRows,
  type ProblemRow,
  recordProblems,
  refuseRepeated,
  refuseRows,
  type StagedTable,
  touchLedgers,
} from './staging.server';
import { changedIn, countsOf, sameValues, storeChanges } from './store.server';

export const ENTITLEMENTS: StagedTable = {
  sheet: '应补',
  table: 'incoming_entitlement',
  key: ['household_number', 'policy_number'],
  keyColumn: 'policy',
  columns: [
    ['household_number', 'text'],
    ['policy_number', 'text'],
    ['quantity', 'bigint'],
    ['amount', 'bigint'],
    ['season', 'text'],
    ['due', 'bigint'],
    ['due_central', 'bigint'],
    ['due_province', 'bigint'],
    ['due_city', 'bigint'],
    ['due_county', 'bigint'],
    ['trace', 'jsonb'],
    ['source', 'text'],
  ],
};
/** The columns that are compared and changed; the trace follows from them and the policy. */
const VALUES = [
  'household_number',
  'policy_number',
  'season',
  'quantity',
  'due',
  'due_central',
  'due_province',
  'due_city',
  'due_county',
  'source',
];
const VILLAGE = '(SELECT h.village_code FROM household h WHERE h.number = t.household_number)';

export async function refusePolicies(sql: Sql, staged: StagedTable): Promise<void> {
  await refuseRows(sql, staged, {
    column: 'policy',
    code: 'unknown_policy',
    value: 's.policy_number',
    from: 'LEFT JOIN subsidy_policy p ON p.number = s.policy_number',
    where: 's.policy_number IS NOT NULL AND p.number IS NULL',
  });
}

export async function takeEntitlements(sql: Sql, context: ImportContext, withRoster: boolean): Promise<Counts> {
  await refuseRepeated(sql, ENTITLEMENTS);
  await refuseHouseholds(sql, ENTITLEMENTS, context, withRoster);
  await refusePolicies(sql, ENTITLEMENTS);
  await refuseRows(sql, ENTITLEMENTS, {
    column: 'policy',
    code: 'policy_elsewhere',
    value: 's.policy_number',
    from: `JOIN subsidy_policy p ON p.number = s.policy_number JOIN household h ON h.number = s.household_number JOIN division v
      ON v.code = h.village_code
           JOIN division d ON d.code = p.division_code`,
    where: 'NOT s.refused AND NOT p.division_code = ANY(v.path)',
    details: `jsonb_build_object('division', d.name, 'village', v.name)`,
  });
  await computeAmounts(sql);
  await refuseRows(sql, ENTITLEMENTS, {
    column: 'amount',
    code: 'amount_differs',
    value: `to_char(s.amount / 100.0, 'FM999999999990.00')`,
    where: 'NOT s.refused AND s.amount <> s.due',
    details:
      `jsonb_build_object('expected', to_char(s.due / 100.0, 'FM999999999990.00'), 'quantity', trim_scale(s.quantity / ` + `1000.0)::text)`,
  });
  const join = ENTITLEMENTS.key.map((column) => `r.${column} = s.${column}`).join(' AND ');
  await refuseRows(sql, ENTITLEMENTS, {
    column: 'policy',
    code: 'season_closed',
    value: 's.season',
    from: `JOIN season c ON c.name = s.season AND c.closed_at IS NOT NULL LEFT JOIN entitlement r ON ${join}`,
    where: `NOT s.refused AND NOT coalesce(${sameValues(ENTITLEMENTS, VALUES)}, false)`,
  });
  await noteRows(sql, ENTITLEMENTS, {
    column: 'quantity',
    code: `'paid_above_due'`,
    from: `JOIN entitlement r ON ${join}`,
    where: 'r.paid > s.due',
    details: `jsonb_build_object('paid', to_char(r.paid / 100.0, 'FM999999999990.00'), 'due', to_char(s.due / 100.0, 'FM999999999990.00'))`,
  });
  await changedIn(sql, ENTITLEMENTS, { target: 'entitlement', columns: VALUES });
  const counts = await countsOf(sql, ENTITLEMENTS);
  await touchLedgers(sql, `SELECT household_number FROM changed_row`);
  const computed = { computed_at: `current_setting('import.now')::timestamptz`, computed_by: `current_setting('import.actor')` };
  await storeChanges(sql, ENTITLEMENTS, {
    target: 'entitlement',
    columns: [...VALUES, 'trace'],
    added: computed,
    updated: computed,
    history: { chain: VILLAGE, entity: 'entitlement', key: `t.household_number || '/' || t.policy_number` },
  });
  if (counts.added > 1_000) await sql.query('ANALYZE entitlement');
  return counts;
}

type StagedRow = { sheet_row: number; household_number: string; policy_number: string; quantity: number };
const BATCH = 5_000;

/**
 * The amount of every row by its policy, in batches. Policies of the remainder come after the independent ones, in order of
 * their numbers, because what the earlier ones give is deducted first.
 */
async function computeAmounts(sql: Sql): Promise<void> {
  await sql.query(
    `UPDATE ${ENTITLEMENTS.table} s SET season = p.season, source = 'given' FROM subsidy_policy p WHERE p.number = s.policy_number
      AND NOT s.refused`,
  );
  const numbers = await sql.query<{ policy_number: string }>(
    `SELECT DISTINCT policy_number FROM ${ENTITLEMENTS.table} WHERE NOT refused AND policy_number IS NOT NULL`,
  );
  const policies = await policiesByNumber(
    sql,
    numbers.map((row) => row.policy_number),
  );
  const ordered = [...policies.values()].sort((a, b) => (a.policy < b.policy ? -1 : 1));
  const independent = ordered.filter(({ basis }) => basis === 'independent').map(({ policy }) => policy);
  await computeFor(sql, policies, independent, async () => new Map());
  for (const policy of ordered.filter(({ basis }) => basis === 'remainder')) {
    await computeFor(sql, policies, [policy.policy], (rows) =>
      givenBefore(
        sql,
        policy,
        rows.map((row) => row.household_number),
      ),
    );
  }
}

async function computeFor(
  sql: Sql,
  policies: ReadonlyMap<string, Policy>,
  numbers: readonly string[],
  givenTo: (rows: readonly StagedRow[]) => Promise<Map<string, number>>,
): Promise<void> {
  if (numbers.length === 0) return;
  await makeWorkTable(
    sql,
    'incoming_amount',
    'sheet_row int, due bigint, due_central bigint, due_province bigint, due_city bigint, due_county bigint, trace jsonb',
  );
  let after = 0;
  for (;;) {
    const rows = await sql.query<StagedRow>(
      `SELECT sheet_row, household_number, policy_number, quantity FROM ${ENTITLEMENTS.table}
       WHERE NOT refused AND sheet_row > $1 AND policy_number = ANY($2::text[]) ORDER BY sheet_row LIMIT ${BATCH}`,
      [after, numbers],
    );
    if (rows.length === 0) break;
    after = rows.at(-1)!.sheet_row;
    const given = await givenTo(rows);
    const amounts: unknown[][] = [];
    const problems: ProblemRow[] = [];
    for (const row of rows) {
      const amount = amountOrNull(policies.get(row.policy_number)!, row.quantity, given.get(row.household_number) ?? 0);
      if (amount) {
        const { central, province, city, county } = amount.levels;
        amounts.push([row.sheet_row, amount.due, central, province, city, county, JSON.stringify(amount.trace)]);
      } else
        problems.push({
          sheet: ENTITLEMENTS.sheet,
          row: row.sheet_row,
          column: 'quantity',
          value: String(row.quantity / 1_000),
          code: 'amount_too_large',
          level: 'refused',
        });
    }
    await sql.copyIn('incoming_amount', ['sheet_row', 'due', 'due_central', 'due_province', 'due_city', 'due_county', 'trace'], amounts);
    await recordProblems(sql, problems);
    await sql.query(`UPDATE ${ENTITLEMENTS.table} SET refused = true WHERE sheet_row = ANY($1::int[])`, [
      problems.map((problem) => problem.row),
    ]);
  }
  await sql.query('ANALYZE incoming_amount (sheet_row)');
  await sql.query(
    `UPDATE ${ENTITLEMENTS.table} s SET due = a.due, due_central = a.due_central, due_province = a.due_province, due_city = a.due_city,
      due_county = a.due_county, trace = a.trace
     FROM incoming_amount a WHERE a.sheet_row = s.sheet_row`,
  );
}

function amountOrNull(policy: Policy, quantity: number, given: number): AmountDue | null {
  try {
    return amountDue(policy, quantity, given);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/**
 * What the policies before one of the remainder give these households: from this file, and from the register where the file has
 * no row.
 */
async function givenBefore(sql: Sql, policy: Policy, households: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql.query<{ household_number: string; given: number }>(
    `SELECT e.household_number, sum(e.due)::bigint AS given FROM (
       SELECT s.household_number, s.policy_number, s.due FROM ${ENTITLEMENTS.table} s WHERE NOT s.refused AND s.due IS NOT NULL
       AND s.household_number = ANY($1::text[])
       UNION ALL
       SELECT r.household_number, r.policy_number, r.due FROM entitlement r WHERE r.household_number = ANY($1::text[])
         AND NOT EXISTS (SELECT 1 FROM ${ENTITLEMENTS.table} s WHERE s.household_number = r.household_number
         AND s.policy_number = r.policy_number AND NOT s.refused)
     ) e JOIN subsidy_policy p ON p.number = e.policy_number
     WHERE p.season = $2 AND p.kind = $3 AND (p.basis = 'independent' OR p.number < $4) GROUP BY 1`,
    [households, policy.season, policy.kind, policy.policy],
  );
  return new Map(rows.map((row) => [row.household_number, row.given]));
}
