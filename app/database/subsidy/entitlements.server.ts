/** The queries and writes of computing entitlements, a batch of households at a time. */

import type { Sql } from '~/database/connection/sql.server';
import { makeWorkTable } from '~/database/connection/work-table.server';
import { statusInScope } from '~/database/households/status-in-scope.server';
import { datesOfVillage } from '~/database/seasons/dates-of-village.server';
import type { Energy, HouseholdStatus, Mode } from '~/domain/contract/enumerations';
import type { LevelAmounts } from '~/domain/subsidy/funding-levels';
import type { CalendarDay } from '~/domain/time/calendar-day';

export type ToEntitle = {
  number: string;
  village_code: string;
  status: HouseholdStatus;
  began_on: CalendarDay | null;
  ended_on: CalendarDay | null;
  hardship_encrypted: string | null;
  heated_area: number | null;
  mode: Mode | null;
  year: number | null;
  installed_on: CalendarDay | null;
};
export type StoredEntitlement = {
  household_number: string;
  policy_number: string;
  quantity: number;
  due: number;
  due_central: number;
  due_province: number;
  due_city: number;
  due_county: number;
  paid: number;
  source: 'computed' | 'given' | 'withdrawn';
};

/** How many households a computation covers. */
export async function countHouseholdsBelow(sql: Sql, division: string): Promise<number> {
  const [row] = await sql.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM household h JOIN division v ON v.code = h.village_code WHERE v.path && ARRAY[$1]::text[]',
    [division],
  );
  return row!.n;
}

/** Households with their current conversion; locked only when `lock` is set. Area in 1/100 m². */
export async function householdsToEntitle(sql: Sql, numbers: readonly string[], lock: boolean): Promise<ToEntitle[]> {
  if (lock)
    await sql.query('SELECT count(*) FROM (SELECT 1 FROM household WHERE number = ANY($1::text[]) ORDER BY number FOR UPDATE) locked', [
      numbers,
    ]);
  return sql.query<ToEntitle>(
    `SELECT h.number, h.village_code, h.status, h.began_on, h.ended_on, h.hardship_encrypted,
      (h.heated_area * 100)::bigint AS heated_area, c.mode, c.year, c.installed_on
     FROM household h LEFT JOIN conversion c ON c.household_number = h.number AND c.current WHERE h.number = ANY($1::text[])
     ORDER BY h.number`,
    [numbers],
  );
}

/** Metered use of the season in 1/1,000 kWh and m³. */
export function usagesOf(
  sql: Sql,
  numbers: readonly string[],
  season: string,
): Promise<{ household_number: string; energy: Energy; usage: number }[]> {
  return sql.query(
    `SELECT household_number, energy, (usage * 1000)::bigint AS usage FROM meter_usage WHERE household_number = ANY($1::text[])
      AND season = $2`,
    [numbers, season],
  );
}

export function storedEntitlements(sql: Sql, numbers: readonly string[], season: string): Promise<StoredEntitlement[]> {
  return sql.query<StoredEntitlement>(
    `SELECT household_number, policy_number, quantity, due, due_central, due_province, due_city, due_county, paid, source
     FROM entitlement WHERE household_number = ANY($1::text[]) AND season = $2`,
    [numbers, season],
  );
}

/** The path and the season's days of every village below a division; whole years where no dates were declared. */
export async function villagesOfSeason(
  sql: Sql,
  root: string,
  season: string,
): Promise<Map<string, { path: string[]; startsOn: CalendarDay; endsOn: CalendarDay }>> {
  const [first, second] = season.split('-');
  const rows = await sql.query<{ code: string; path: string[]; starts_on: CalendarDay | null; ends_on: CalendarDay | null }>(
    `SELECT v.code, v.path, d.starts_on, d.ends_on FROM division v LEFT JOIN LATERAL ${datesOfVillage('$2')} d ON true
     WHERE v.path && ARRAY[$1]::text[] ORDER BY v.code`,
    [root, season],
  );
  return new Map(
    rows.map((row) => [
      row.code,
      { path: row.path, startsOn: row.starts_on ?? `${first}-07-01`, endsOn: row.ends_on ?? `${second}-06-30` },
    ]),
  );
}

/** The households that a reason can be true of, as indexes find them: the rule itself decides about each. */
const MAY_LACK = {
  /** Every household. */
  any: { from: 'household h', where: 'true' },
  /** Out of scope on some day. */
  'out-of-scope': { from: 'household h', where: `NOT (${statusInScope('h.status')} AND h.began_on IS NULL AND h.ended_on IS NULL)` },
  /** Converted, and not by the last day. They are looked for by themselves (OFFSET 0), because few are. */
  'not-installed': {
    from: `(SELECT c.household_number FROM conversion c
       WHERE c.current AND (${installationDayOf('c')} IS NULL OR ${installationDayOf('c')} > $5::date) OFFSET 0) c
       JOIN household h ON h.number = c.household_number`,
    where: 'true',
  },
} as const;
export type MayLack = keyof typeof MAY_LACK;

/** As the index conversion_installation_day has it. */
function installationDayOf(conversion: string): string {
  const year = `${conversion}.year`;
  return `coalesce(${conversion}.installed_on, CASE WHEN ${year} BETWEEN 1 AND 9999 THEN make_date(${year}, 12, 31) END)`;
}

/** Their numbers by village and number, a few at first and then more and more, because most askers want one page. */
export async function* householdsThatMayLack(
  sql: Sql,
  villages: readonly string[],
  which: MayLack,
  installedBy: CalendarDay,
): AsyncIterable<string[]> {
  const { from, where } = MAY_LACK[which];
  let after = { village: '', number: '' };
  for (let size = 200; ; size = Math.min(2_000, size * 2)) {
    const values: unknown[] = [villages, after.village, after.number, size];
    if (which === 'not-installed') values.push(installedBy);
    const rows = await sql.query<{ village: string; number: string }>(
      `SELECT h.village_code AS village, h.number FROM ${from}
       WHERE h.village_code = ANY($1::text[]) AND (h.village_code, h.number) > ($2, $3) AND ${where}
       ORDER BY h.village_code, h.number LIMIT $4`,
      values,
    );
    if (rows.length > 0) yield rows.map(({ number }) => number);
    if (rows.length < size) return;
    after = rows.at(-1)!;
  }
}

export type EntitlementToStore = {
  household: string;
  policy: string;
  quantity: number;
  due: number;
  levels: LevelAmounts;
  trace: unknown;
  source: 'computed' | 'given' | 'withdrawn';
};

export async function openComputation(sql: Sql): Promise<void> {
  await makeWorkTable(
    sql,
    'computed_entitlement',
    `household_number text, policy_number text, quantity bigint, due bigint, due_central bigint, due_province bigint, due_city bigint,
     due_county bigint, trace jsonb, source text`,
  );
}

const COLUMNS = [
  'household_number',
  'policy_number',
  'quantity',
  'due',
  'due_central',
  'due_province',
  'due_city',
  'due_county',
  'trace',
  'source',
];

/** Writes new and changed entitlements, and their history into import_history. `paid` is never changed. */
export async function storeEntitlements(sql: Sql, season: string, rows: readonly EntitlementToStore[]): Promise<void> {
  if (rows.length === 0) return;
  await sql.query('TRUNCATE computed_entitlement');
  await sql.copyIn(
    'computed_entitlement',
    COLUMNS,
    rows.map(({ household, policy, quantity, due, levels, trace, source }) => [
      household,
      policy,
      quantity,
      due,
      levels.central,
      levels.province,
      levels.city,
      levels.county,
      JSON.stringify(trace),
      source,
    ]),
  );
  await sql.query(
    `WITH before AS MATERIALIZED (SELECT e.* FROM entitlement e JOIN computed_entitlement c USING (household_number, policy_number)),
     stored AS (
       INSERT INTO entitlement (${COLUMNS.join(', ')}, season, computed_at, computed_by)
       SELECT ${COLUMNS.join(', ')}, $1, current_setting('import.now')::timestamptz, current_setting('import.actor')
       FROM computed_entitlement
       ON CONFLICT (household_number, policy_number) DO UPDATE SET ${COLUMNS.slice(2)
         .map((column) => `${column} = excluded.${column}`)
         .join(', ')},
         computed_at = excluded.computed_at, computed_by = excluded.computed_by
       RETURNING *
     )
     INSERT INTO import_history (chain, entity, entity_key, before, after)
     SELECT h.village_code, 'entitlement', s.household_number || '/' || s.policy_number, to_json(b), to_json(s)
     FROM stored s JOIN household h ON h.number = s.household_number LEFT JOIN before b USING (household_number, policy_number)
     ORDER BY s.household_number, s.policy_number`,
    [season],
  );
}

/** Those of these entitlements with a payment, made or tried; they are kept. */
export async function withPayments(sql: Sql, keys: readonly { household_number: string; policy_number: string }[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await sql.query<{ key: string }>(
    `SELECT DISTINCT p.household_number || '/' || p.policy_number AS key FROM payment p
     JOIN unnest($1::text[], $2::text[]) k(household, policy) ON k.household = p.household_number AND k.policy = p.policy_number`,
    [keys.map((key) => key.household_number), keys.map((key) => key.policy_number)],
  );
  return new Set(rows.map((row) => row.key));
}

/** Removes entitlements that no longer apply and on which nothing was ever paid. */
export async function removeEntitlements(sql: Sql, keys: readonly { household_number: string; policy_number: string }[]): Promise<void> {
  if (keys.length === 0) return;
  await sql.query(
    `WITH gone AS (
       DELETE FROM entitlement e USING unnest($1::text[], $2::text[]) k(household, policy)
       WHERE e.household_number = k.household AND e.policy_number = k.policy RETURNING e.*
     )
     INSERT INTO import_history (chain, entity, entity_key, before, after)
     SELECT h.village_code, 'entitlement', g.household_number || '/' || g.policy_number, json_build_object('source', g.source, 'due',
     g.due, 'quantity', g.quantity),
            json_build_object('source', 'removed', 'due', 0, 'quantity', 0)
     FROM gone g JOIN household h ON h.number = g.household_number ORDER BY 3`,
    [keys.map((key) => key.household_number), keys.map((key) => key.policy_number)],
  );
}
