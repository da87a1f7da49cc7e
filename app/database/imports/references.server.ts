/**
 * Checks that rooms, visits and usages share: each belongs to a household that the importer sees, and to a season that is
 * declared for its village and open.
 */

import type { Sql } from '~/database/connection/sql.server';
import { HOUSEHOLDS } from './households.server';
import { type ImportContext, refuseRows, type StagedTable } from './staging.server';

/**
 * Refuses households that the importer does not see. A household whose own row was refused is not reported as missing, because
 * that row has to be corrected first.
 */
export async function refuseHouseholds(sql: Sql, staged: StagedTable, context: ImportContext, withRoster: boolean): Promise<void> {
  const inRoster = (condition: string) =>
    `EXISTS (SELECT 1 FROM ${HOUSEHOLDS.table} i WHERE i.number = s.household_number AND ${condition})`;
  const refusedHousehold = `(${inRoster('i.refused')} AND NOT ${inRoster('NOT i.refused')})`;
  if (withRoster)
    await refuseRows(sql, staged, { column: 'household', code: 'household_refused', where: refusedHousehold, value: 's.household_number' });
  await refuseRows(
    sql,
    staged,
    {
      column: 'household',
      code: 'unknown_household',
      value: 's.household_number',
      from: `LEFT JOIN household h ON h.number = s.household_number LEFT JOIN division v ON v.code = h.village_code
        AND v.path && $1::text[]`,
      where: `s.household_number IS NOT NULL AND v.code IS NULL ${withRoster ? `AND NOT ${refusedHousehold}` : ''}`,
    },
    [context.roots],
  );
}

/** `same`: the condition that the stored record `r` equals the staged row `s`; such a row is no change. */
export type OfHousehold = { staged: StagedTable; stored: string; join: string; same: string };

export async function checkHouseholdAndSeason(sql: Sql, context: ImportContext, of: OfHousehold, withRoster: boolean): Promise<void> {
  const { staged } = of;
  await refuseHouseholds(sql, staged, context, withRoster);
  await refuseRows(sql, staged, {
    column: 'season',
    code: 'season_not_declared',
    value: 's.season',
    from: 'JOIN household h ON h.number = s.household_number JOIN division v ON v.code = h.village_code',
    where: `s.season IS NOT NULL AND NOT EXISTS (SELECT 1 FROM season_dates d WHERE d.season = s.season AND d.division_code = ANY(v.path))`,
    details: `jsonb_build_object('season', s.season, 'village', v.name)`,
  });
  await refuseRows(sql, staged, {
    column: 'season',
    code: 'season_closed',
    value: 's.season',
    from: `JOIN season c ON c.name = s.season AND c.closed_at IS NOT NULL LEFT JOIN ${of.stored} r ON ${of.join}`,
    where: `NOT coalesce(${of.same}, false)`,
  });
}
