/** 补贴政策 of an import. A policy is never deleted. app/domain/subsidy checks what it gives. */

import type { Sql } from '~/database/connection/sql.server';
import { neededInSql } from '~/database/subsidy/policy-confirmation.server';
import { OPERATOR } from '~/domain/access/person';
import { type Counts, type ImportContext, refuseRepeated, refuseRows, type StagedTable, touchLedgers } from './staging.server';
import { changedIn, countsOf, sameValues, storeChanges } from './store.server';

export const POLICIES: StagedTable = {
  sheet: '补贴政策',
  table: 'incoming_policy',
  key: ['number'],
  keyColumn: 'policy',
  columns: [
    ['number', 'text'],
    ['document', 'text'],
    ['issuer', 'text'],
    ['division_code', 'text'],
    ['season', 'text'],
    ['kind', 'text'],
    ['modes', 'text[]'],
    ['unit', 'text'],
    ['rate', 'bigint'],
    ['tiers', 'jsonb'],
    ['cap', 'bigint'],
    ['shares', 'jsonb'],
    ['target', 'text[]'],
    ['exclusive_group', 'text'],
    ['basis', 'text'],
    ['valid_from', 'date'],
    ['valid_to', 'date'],
    ['due_on', 'date'],
    ['supersedes', 'text'],
  ],
};
/** The terms of a policy are imported as a whole: a missing column clears the field. */
const ALL = POLICIES.columns.map(([name]) => name);
/** A sheet that the operator takes in was confirmed where it comes from; one that a person hands in is confirmed here. */
const TO_CONFIRM = `CASE WHEN current_setting('import.actor') = '${OPERATOR.username}' THEN '{}'
  ELSE ${neededInSql('s.division_code', 's.shares')} END`;

/** Refuses a division that does not exist or lies outside the importer's area. */
export async function refuseDivisions(sql: Sql, staged: StagedTable, context: ImportContext): Promise<void> {
  await refuseRows(sql, staged, {
    column: 'division',
    code: 'unknown_division',
    value: 's.division_code',
    where: 's.division_code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM division d WHERE d.code = s.division_code)',
  });
  await refuseRows(
    sql,
    staged,
    {
      column: 'division',
      code: 'out_of_scope',
      value: 's.division_code',
      from: 'JOIN division d ON d.code = s.division_code',
      where: 'NOT d.path && $1::text[]',
    },
    [context.roots],
  );
  await refuseRows(sql, staged, {
    column: 'season',
    code: 'season_unknown',
    value: 's.season',
    where: 's.season IS NOT NULL AND NOT s.refused AND NOT EXISTS (SELECT 1 FROM season c WHERE c.name = s.season)',
  });
}

export async function takePolicies(sql: Sql, context: ImportContext): Promise<Counts> {
  await refuseRepeated(sql, POLICIES);
  await refuseDivisions(sql, POLICIES, context);
  await refuseRows(
    sql,
    POLICIES,
    {
      column: 'policy',
      code: 'policy_out_of_scope',
      value: 's.number',
      from: 'JOIN subsidy_policy r ON r.number = s.number JOIN division d ON d.code = r.division_code',
      where: 'NOT d.path && $1::text[]',
    },
    [context.roots],
  );
  await refuseRows(sql, POLICIES, {
    column: 'season',
    code: 'season_closed',
    value: 's.season',
    from: 'JOIN season c ON c.name = s.season AND c.closed_at IS NOT NULL LEFT JOIN subsidy_policy r ON r.number = s.number',
    where: `NOT s.refused AND NOT coalesce(${sameValues(POLICIES, ALL)}, false)`,
  });
  // A policy with entitlements keeps its season, kind, unit and division. Other terms may change, and a recomputation shows the
  // differences.
  await refuseRows(sql, POLICIES, {
    column: 'policy',
    code: 'policy_in_use',
    value: 's.number',
    from: 'JOIN subsidy_policy r ON r.number = s.number',
    where: `NOT s.refused AND (r.season, r.kind, r.unit, r.division_code) IS DISTINCT FROM (s.season, s.kind, s.unit, s.division_code)
            AND EXISTS (SELECT 1 FROM entitlement e WHERE e.policy_number = s.number)`,
  });
  await refuseRows(sql, POLICIES, {
    column: 'supersedes',
    code: 'unknown_superseded',
    value: 's.supersedes',
    where: `NOT s.refused AND s.supersedes IS NOT NULL AND NOT EXISTS (SELECT 1 FROM subsidy_policy p WHERE p.number = s.supersedes)
            AND NOT EXISTS (SELECT 1 FROM ${POLICIES.table} i WHERE i.number = s.supersedes AND NOT i.refused)`,
  });
  await changedIn(sql, POLICIES, { target: 'subsidy_policy', columns: ALL });
  const counts = await countsOf(sql, POLICIES);
  await storeChanges(sql, POLICIES, {
    target: 'subsidy_policy',
    columns: ALL,
    added: {
      created_by: `current_setting('import.actor')`,
      created_at: `current_setting('import.now')::timestamptz`,
      to_confirm: TO_CONFIRM,
    },
    updated: { revision: 't.revision + 1', entered_by: `current_setting('import.actor')`, to_confirm: TO_CONFIRM },
    history: { chain: `'system'`, entity: 'policy', key: 't.number' },
  });
  await sql.query('DELETE FROM policy_confirmation p USING changed_row c WHERE c.number = p.policy_number AND NOT c.is_new');
  // Another due date or other terms: arrears and continuity of everybody who is entitled by it, this season and the next.
  await touchLedgers(sql, 'SELECT e.household_number FROM entitlement e JOIN changed_row c ON c.number = e.policy_number AND NOT c.is_new');
  return counts;
}
