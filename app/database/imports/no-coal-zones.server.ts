/** 禁煤区 of an import: the villages that a document puts into a zone. */

import type { Sql } from '~/database/connection/sql.server';
import { refuseEndBeforeBegin } from './divisions.server';
import { refuseVillages } from './plans.server';
import { type Counts, type ImportContext, refuseRepeated, refuseRows, type StagedTable } from './staging.server';
import { changedIn, countsOf, keepStored, storeChanges } from './store.server';

export const NO_COAL_ZONES: StagedTable = {
  sheet: '禁煤区',
  table: 'incoming_no_coal_zone',
  key: ['zone', 'village_code', 'document'],
  keyColumn: 'village',
  columns: [
    ['zone', 'text'],
    ['name', 'text'],
    ['document', 'text'],
    ['valid_from', 'date'],
    ['valid_to', 'date'],
    ['village_code', 'text'],
  ],
};

/**
 * A file states each village of a zone once. Another document than before is a new version: the older one stays and ends on the
 * day before the newer one begins (app/database/divisions/no-coal-zones.server.ts), in whichever order the two are imported.
 */
export async function takeNoCoalZones(sql: Sql, context: ImportContext, present: readonly string[]): Promise<Counts> {
  await refuseRepeated(sql, { ...NO_COAL_ZONES, key: ['zone', 'village_code'] });
  await keepStored(sql, NO_COAL_ZONES, { target: 'no_coal_zone', columns: [...new Set([...present, 'valid_from', 'valid_to'])] });
  await refuseEndBeforeBegin(sql, NO_COAL_ZONES);
  await refuseVillages(sql, NO_COAL_ZONES, context);
  await refuseRows(sql, NO_COAL_ZONES, {
    column: 'name',
    code: 'zone_named_twice',
    value: 's.name',
    from: `JOIN (SELECT zone, document, min(sheet_row) AS first FROM ${NO_COAL_ZONES.table} WHERE name IS NOT NULL GROUP BY 1, 2) k
      ON k.zone = s.zone AND k.document = s.document
           JOIN ${NO_COAL_ZONES.table} f ON f.sheet_row = k.first`,
    where: 'f.name <> s.name',
    details: `jsonb_build_object('first', k.first, 'name', f.name)`,
  });
  await changedIn(sql, NO_COAL_ZONES, { target: 'no_coal_zone', columns: present });
  const counts = await countsOf(sql, NO_COAL_ZONES);
  await storeChanges(sql, NO_COAL_ZONES, {
    target: 'no_coal_zone',
    columns: present,
    history: { chain: 't.village_code', entity: 'no_coal_zone', key: `t.zone || '/' || t.village_code || '/' || t.document` },
  });
  return counts;
}
