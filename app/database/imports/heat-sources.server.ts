/** 热源 of an import. */

import type { Sql } from '~/database/connection/sql.server';
import { type Counts, type ImportContext, refuseRepeated, refuseRows, type StagedTable } from './staging.server';
import { changedIn, countsOf, keepStored, storeChanges } from './store.server';

export const HEAT_SOURCES: StagedTable = {
  sheet: '热源',
  table: 'incoming_heat_source',
  key: ['number'],
  keyColumn: 'number',
  columns: [
    ['number', 'text'],
    ['name', 'text'],
    ['kind', 'text'],
    ['division_code', 'text'],
    ['tonnes_per_hour', 'numeric(10,2)'],
    ['rating', 'text'],
    ['closing', 'boolean'],
  ],
};

export async function takeHeatSources(sql: Sql, context: ImportContext, present: readonly string[]): Promise<Counts> {
  await refuseRepeated(sql, HEAT_SOURCES);
  await keepStored(sql, HEAT_SOURCES, { target: 'heat_source', columns: present });
  await sql.query(`UPDATE ${HEAT_SOURCES.table} SET closing = coalesce(closing, false)`);
  await refuseRows(sql, HEAT_SOURCES, {
    column: 'division',
    code: 'unknown_division',
    value: 's.division_code',
    where: 's.division_code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM division d WHERE d.code = s.division_code)',
  });
  await refuseRows(
    sql,
    HEAT_SOURCES,
    {
      column: 'division',
      code: 'out_of_scope',
      value: 's.division_code',
      from: 'JOIN division d ON d.code = s.division_code',
      where: 'NOT d.path && $1::text[]',
    },
    [context.roots],
  );
  await refuseRows(
    sql,
    HEAT_SOURCES,
    {
      column: 'number',
      code: 'heat_source_out_of_scope',
      value: 's.number',
      from: 'JOIN heat_source h ON h.number = s.number JOIN division d ON d.code = h.division_code',
      where: 'NOT d.path && $1::text[]',
    },
    [context.roots],
  );
  await changedIn(sql, HEAT_SOURCES, { target: 'heat_source', columns: present });
  const counts = await countsOf(sql, HEAT_SOURCES);
  await storeChanges(sql, HEAT_SOURCES, {
    target: 'heat_source',
    columns: present,
    history: { chain: `'system'`, entity: 'heat_source', key: 't.number' },
  });
  return counts;
}
