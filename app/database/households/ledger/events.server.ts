/** What decides whether an event may happen to a household, and what events leave behind. */

import type { Sql } from '~/database/connection/sql.server';
import type { Columns } from '~/domain/household/ledger/changed-fields';
import type { AreaChange, Underway } from '~/domain/household/ledger/household-event';
import type { CalendarDay } from '~/domain/time/calendar-day';

export type EventFacts = { lastOn: CalendarDay | null; underway: Underway[]; mergedInto: string | null };

/** Of one household that the caller holds. Payments that a bank has, or is about to get, are on their way. */
export async function eventFactsOf(sql: Sql, number: string): Promise<EventFacts> {
  const [row] = await sql.query<EventFacts>(
    `SELECT greatest(h.began_on, (SELECT max(c.happened_on) FROM household_change c
         WHERE c.state = 'confirmed' AND (c.household_number = h.number OR c.other_number = h.number))) AS "lastOn",
       coalesce((SELECT json_agg(DISTINCT jsonb_build_object('batch', b.number, 'released', b.state = 'released')) FROM payment p
         JOIN payment_batch b ON b.division_code = p.batch_division AND b.number = p.batch_number
         WHERE p.household_number = h.number AND p.result = 'pending' AND b.state NOT IN ('reconciled', 'cancelled')), '[]') AS underway,
       (SELECT c.other_number FROM household_change c
         WHERE c.household_number = h.number AND c.kind = 'merge' AND c.state = 'confirmed') AS "mergedInto"
     FROM household h WHERE h.number = $1`,
    [number],
  );
  return row!;
}

/** The household that a split makes. */
export async function insertMadeHousehold(sql: Sql, columns: Columns): Promise<void> {
  const names = Object.keys(columns);
  if (names.some((name) => !/^[a-z_]+$/.test(name))) throw new Error('not a column');
  await sql.query(
    `INSERT INTO household (${names.join(', ')}) SELECT ${names.join(', ')} FROM json_populate_record(null::household, $1::json)`,
    [JSON.stringify(columns)],
  );
}

/** The areas that splits and mergers changed, by household; in 1/100 m². */
export async function areaChangesOf(sql: Sql, numbers: readonly string[]): Promise<Map<string, AreaChange[]>> {
  const rows = await sql.query<AreaChange & { number: string }>(
    `SELECT x.number, c.happened_on AS "on", (x.before ->> 'heated_area')::numeric * 100 AS before
     FROM household_change c CROSS JOIN LATERAL (VALUES
       (c.household_number, c.content -> 'household' -> 'before'), (c.other_number, c.content -> 'other' -> 'before')) x(number, before)
     WHERE c.state = 'confirmed' AND c.kind IN ('split', 'merge') AND x.before ? 'heated_area' AND x.number = ANY($1::text[])
     ORDER BY c.happened_on, c.decided_at`,
    [numbers],
  );
  const byNumber = new Map<string, AreaChange[]>();
  for (const { number, ...change } of rows) byNumber.set(number, [...(byNumber.get(number) ?? []), change]);
  return byNumber;
}
