/** 采暖季 of an import: the dates of a season in a division; the season itself is declared by its first dates. */

import type { Sql } from '~/database/connection/sql.server';
import { type Counts, type ImportContext, refuseRepeated, refuseRows, type StagedTable } from './staging.server';
import { changedIn, countsOf, sameValues, storeChanges } from './store.server';

export const SEASONS: StagedTable = {
  sheet: '采暖季',
  table: 'incoming_season',
  key: ['season', 'division_code'],
  keyColumn: 'season',
  columns: [
    ['season', 'text'],
    ['division_code', 'text'],
    ['starts_on', 'date'],
    ['ends_on', 'date'],
  ],
};

export async function takeSeasons(sql: Sql, context: ImportContext, present: readonly string[]): Promise<Counts> {
  await refuseRepeated(sql, SEASONS);
  await refuseRows(sql, SEASONS, {
    column: 'division',
    code: 'unknown_division',
    value: 's.division_code',
    where: 's.division_code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM division d WHERE d.code = s.division_code)',
  });
  await refuseRows(
    sql,
    SEASONS,
    {
      column: 'division',
      code: 'out_of_scope',
      value: 's.division_code',
      from: 'JOIN division d ON d.code = s.division_code',
      where: 'NOT d.path && $1::text[]',
    },
    [context.roots],
  );
  await refuseRows(sql, SEASONS, {
    column: 'season',
    code: 'season_closed',
    value: 's.season',
    from: `JOIN season c ON c.name = s.season AND c.closed_at IS NOT NULL
           LEFT JOIN season_dates r ON r.season = s.season AND r.division_code = s.division_code`,
    where: `NOT ${sameValues(SEASONS, present)}`,
  });
  await sql.query(`INSERT INTO season (name) SELECT DISTINCT season FROM ${SEASONS.table} WHERE NOT refused ON CONFLICT DO NOTHING`);
  await changedIn(sql, SEASONS, { target: 'season_dates', columns: present });
  const counts = await countsOf(sql, SEASONS);
  await storeChanges(sql, SEASONS, {
    target: 'season_dates',
    columns: present,
    history: { chain: `'system'`, entity: 'season', key: `t.season || '/' || t.division_code` },
  });
  await sql.query('INSERT INTO touched_season (season, division_code) SELECT season, division_code FROM changed_row');
  return counts;
}
