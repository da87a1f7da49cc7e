/** 资金 of an import: what a level allotted to a division for a season, and what arrived. */

import type { Sql } from '~/database/connection/sql.server';
import { refuseDivisions } from './policies.server';
import { type Counts, type ImportContext, noteRows, refuseRepeated, type StagedTable } from './staging.server';
import { changedIn, countsOf, keepStored, storeChanges } from './store.server';

export const FUNDS: StagedTable = {
  sheet: '资金',
  table: 'incoming_fund',
  key: ['division_code', 'season', 'level', 'document'],
  keyColumn: 'document',
  columns: [
    ['division_code', 'text'],
    ['season', 'text'],
    ['level', 'text'],
    ['document', 'text'],
    ['allotted', 'bigint'],
    ['received', 'bigint'],
    ['received_on', 'date'],
  ],
};

export async function takeFunds(sql: Sql, context: ImportContext, present: readonly string[]): Promise<Counts> {
  await refuseRepeated(sql, FUNDS);
  await keepStored(sql, FUNDS, { target: 'fund', columns: present });
  await refuseDivisions(sql, FUNDS, context);
  await noteRows(sql, FUNDS, { column: 'receivedOn', code: `'received_without_day'`, where: 's.received > 0 AND s.received_on IS NULL' });
  await changedIn(sql, FUNDS, { target: 'fund', columns: present });
  const counts = await countsOf(sql, FUNDS);
  await storeChanges(sql, FUNDS, {
    target: 'fund',
    columns: present,
    history: { chain: `'system'`, entity: 'fund', key: `t.division_code || '/' || t.season || '/' || t.level || '/' || t.document` },
  });
  return counts;
}
