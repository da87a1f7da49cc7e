/** 目标 of an import: what an indicator shall reach, by division, season and zone type. */

import type { Sql } from '~/database/connection/sql.server';
import { refuseDivisions } from './policies.server';
import { type Counts, type ImportContext, refuseRepeated, type StagedTable } from './staging.server';
import { changedIn, countsOf, keepStored, storeChanges } from './store.server';

export const TARGETS: StagedTable = {
  sheet: '目标',
  table: 'incoming_target',
  key: ['division_code', 'season', 'zone_type', 'indicator'],
  keyColumn: 'indicator',
  columns: [
    ['division_code', 'text'],
    ['season', 'text'],
    ['zone_type', 'text'],
    ['indicator', 'text'],
    ['target', 'int'],
    ['basis', 'text'],
  ],
};

export async function takeTargets(sql: Sql, context: ImportContext, present: readonly string[]): Promise<Counts> {
  await refuseRepeated(sql, TARGETS);
  await keepStored(sql, TARGETS, { target: 'target', columns: present });
  await refuseDivisions(sql, TARGETS, context);
  await changedIn(sql, TARGETS, { target: 'target', columns: present });
  const counts = await countsOf(sql, TARGETS);
  await storeChanges(sql, TARGETS, {
    target: 'target',
    columns: present,
    history: {
      chain: `'system'`,
      entity: 'target',
      key: `t.division_code || '/' || t.season || '/' || t.zone_type || '/' || t.indicator`,
    },
  });
  return counts;
}
