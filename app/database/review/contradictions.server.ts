/**
 * 自相矛盾 (app/domain/household/contradictions), decided in SQL where many visits are looked at; a test holds both together. The view
 * review_key_now counts the same, for the order of lists.
 */

import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import { CLEAN_MODES, type Mode } from '~/domain/contract/enumerations';
import { ENERGY_OF_MODE, isMeteredZero, type MeteredUsage } from '~/domain/heating/reburn';
import type { Contradiction } from '~/domain/household/contradictions';

const CLEAN = [...CLEAN_MODES].map((mode) => `'${mode}'`).join(', ');

const ENERGIES = Object.entries(ENERGY_OF_MODE)
  .map(([mode, energy]) => `WHEN '${mode}' THEN '${energy}'`)
  .join(' ');

/** A season's money comes after its winter, so that the one before counts too. */
const thisOrBefore = (season: string): string => `IN (${season}, (left(${season}, 4)::int - 1)::text || '-' || left(${season}, 4))`;

/** Of a visit `t`: which contradictions its record has. */
const HOLDS: Record<Exclude<Contradiction, 'connected-first'>, string> = {
  'rooms-connected': `(t.answers -> 'connected') = 'false' AND EXISTS (SELECT 1 FROM room r
    WHERE r.household_number = t.household_number AND r.season = t.season AND r.connected)`,
  'heats-clean': `(t.answers -> 'connected') = 'false' AND (t.answers ->> 'mainHeat') IN (${CLEAN})`,
  'received-unpaid': `(t.answers -> 'subsidyReceived') = 'true' AND NOT EXISTS (SELECT 1 FROM payment p
    WHERE p.household_number = t.household_number AND p.season ${thisOrBefore('t.season')} AND p.result = 'ok' AND p.amount > 0)`,
  'used-unmetered': `EXISTS (SELECT 1 FROM room r
      WHERE r.household_number = t.household_number AND r.season = t.season AND r.use = 'normal')
    AND (SELECT coalesce(bool_and(m.usage = 0) FILTER (WHERE m.energy = CASE cc.mode ${ENERGIES} END), bool_and(m.usage = 0), false)
      FROM meter_usage m LEFT JOIN conversion cc ON cc.household_number = m.household_number AND cc.current
      WHERE m.household_number = t.household_number AND m.season = t.season)`,
};

/** Of the household `number`: whether its current conversion was connected before it was installed. */
export const connectedFirst = (number: string): string => `EXISTS (SELECT 1 FROM conversion k
  WHERE k.household_number = ${number} AND k.current AND k.connected_on < k.installed_on)`;

/** The contradictions of a visit `t` as a list of texts; empty for a visit that was not completed. */
export const CONTRADICTIONS_OF_VISIT = `CASE WHEN t.outcome <> 'done' THEN '{}'::text[] ELSE array_remove(ARRAY[
  ${Object.entries({ ...HOLDS, 'connected-first': connectedFirst('t.household_number') })
    .map(([key, holds]) => `CASE WHEN ${holds} THEN '${key}' END`)
    .join(', ')}], NULL) END`;

/** The columns of what arrived for the household `h` in a season and the one before, and what its meters say of the season. */
export const PAID_AND_METERED = (season: string): string => `
  (SELECT coalesce(sum(p.amount), 0)::bigint FROM payment p
   WHERE p.household_number = h.number AND p.season ${thisOrBefore(season)} AND p.result = 'ok') AS paid,
  (SELECT coalesce(json_agg(json_build_object('energy', m.energy, 'usage', m.usage)), '[]'::json) FROM meter_usage m
   WHERE m.household_number = h.number AND m.season = ${season}) AS usages`;

/** What the register knows of a household that the answers of a visit may contradict. */
export async function registerBeside(
  sql: Sql,
  scope: Scope,
  number: string,
  season: string,
): Promise<{ paid: number | null; meteredZero: boolean | null }> {
  const [row] = await sql.query<{ paid: number; usages: MeteredUsage[]; mode: Mode }>(
    `SELECT ${PAID_AND_METERED('$2')}, coalesce(c.mode, 'none') AS mode FROM household h JOIN division v ON v.code = h.village_code
     LEFT JOIN conversion c ON c.household_number = h.number AND c.current WHERE h.number = $1 AND v.path && $3::text[]`,
    [number, season, scope.roots],
  );
  return row ? { paid: row.paid, meteredZero: isMeteredZero(row.mode, row.usages) } : { paid: null, meteredZero: null };
}
