/** 改造计划 of an import: planned households per village, year and mode. */

import type { Sql } from '~/database/connection/sql.server';
import { type Counts, type ImportContext, refuseRepeated, refuseRows, type StagedTable } from './staging.server';
import { changedIn, countsOf, storeChanges } from './store.server';

export const PLANS: StagedTable = {
  sheet: '改造计划',
  table: 'incoming_plan',
  key: ['village_code', 'year', 'mode'],
  keyColumn: 'village',
  columns: [
    ['village_code', 'text'],
    ['year', 'int'],
    ['mode', 'text'],
    ['households', 'int'],
  ],
};

export async function takePlans(sql: Sql, context: ImportContext, present: readonly string[]): Promise<Counts> {
  await refuseRepeated(sql, PLANS);
  await refuseVillages(sql, PLANS, context);
  await changedIn(sql, PLANS, { target: 'conversion_plan', columns: present });
  const counts = await countsOf(sql, PLANS);
  await storeChanges(sql, PLANS, {
    target: 'conversion_plan',
    columns: present,
    history: { chain: 't.village_code', entity: 'plan', key: `t.village_code || '/' || t.year || '/' || t.mode` },
  });
  return counts;
}

/** Refuses a code that does not exist, is no village, or lies outside the importer's area. */
export async function refuseVillages(sql: Sql, staged: StagedTable, context: ImportContext): Promise<void> {
  await refuseRows(sql, staged, {
    column: 'village',
    code: 'unknown_division',
    value: 's.village_code',
    where: 's.village_code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM division d WHERE d.code = s.village_code)',
  });
  await refuseRows(sql, staged, {
    column: 'village',
    code: 'not_a_village',
    value: 's.village_code',
    from: 'JOIN division d ON d.code = s.village_code',
    where: `d.level <> 'village'`,
    details: `jsonb_build_object('name', d.name)`,
  });
  await refuseRows(sql, staged, {
    column: 'village',
    code: 'village_merged',
    value: 's.village_code',
    from: 'JOIN division d ON d.code = s.village_code JOIN division m ON m.code = d.merged_into',
    where: 'true',
    details: `jsonb_build_object('name', d.name, 'into', m.code, 'intoName', m.name)`,
  });
  await refuseRows(
    sql,
    staged,
    {
      column: 'village',
      code: 'out_of_scope',
      value: 's.village_code',
      from: 'JOIN division d ON d.code = s.village_code',
      where: 'NOT d.path && $1::text[]',
    },
    [context.roots],
  );
}
