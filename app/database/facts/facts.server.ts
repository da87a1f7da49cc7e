import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import { datesOfVillage } from '~/database/seasons/dates-of-village.server';
import { type Facts, factsOf, type HouseholdRecords, type SubsidyRecords } from '~/domain/indicators/facts-of';
import type { RoomRecord, VisitRecord } from '~/domain/indicators/flags-of';
import { MEASURES } from '~/domain/indicators/measures';
import { type CalendarDay, earlierOf } from '~/domain/time/calendar-day';
import { seasonBefore } from '~/domain/time/heating-season';
import { CONTINUITY, CONTINUITY_COLUMNS } from './continuity-sums.server';
import { type EntitlementOfHousehold, entitlementsAsOf } from './entitlements-as-of.server';
import { MEASURE_COLUMNS, measureColumn } from './measure-columns.server';

/**
 * Facts and roll-ups, updated in the transaction that changes a record. `factsOf` decides; this file only fetches records,
 * stores the result and moves the difference into the roll-ups of the villages concerned.
 */

/** Households in a batch. A few thousand keep the statements short and bound the memory when a county is imported. */
const BATCH = 2_000;
const COLUMNS = ['season', 'household_number', 'village_code', 'changes_on', 'visit_id', 'mode', ...MEASURE_COLUMNS];

export type FactsRow = Facts & { season: string; household: string; village: string };

/** The open seasons, oldest first: the ones whose facts may change. */
export async function openSeasons(sql: Sql): Promise<string[]> {
  return (await sql.query<{ name: string }>('SELECT name FROM season WHERE closed_at IS NULL ORDER BY name')).map((row) => row.name);
}

/**
 * Recomputes the facts of households in the given seasons (default: every open one) as of today and moves the change into the
 * roll-ups. Locks the households, so that a second change of the same household waits and sees what the first wrote.
 */
export async function refreshFacts(sql: Sql, numbers: readonly string[], today: CalendarDay, seasons?: readonly string[]): Promise<void> {
  const inSeasons = seasons ?? (await openSeasons(sql));
  if (inSeasons.length === 0) return;
  for (const batch of batchesOf([...new Set(numbers)].sort())) {
    await sql.query('SELECT 1 FROM household WHERE number = ANY($1::text[]) ORDER BY number FOR UPDATE', [batch]);
    await storeFacts(sql, await computeFacts(sql, batch, inSeasons, today));
  }
}

/** Refreshes the households whose facts the calendar alone has changed since they were stored. */
export async function refreshDueFacts(sql: Sql, today: CalendarDay): Promise<number> {
  const due = await sql.query<{ household_number: string }>(
    `SELECT DISTINCT f.household_number FROM household_facts f JOIN season s ON s.name = f.season
     WHERE f.changes_on <= $1::date AND s.closed_at IS NULL ORDER BY 1`,
    [today],
  );
  await refreshFacts(
    sql,
    due.map((row) => row.household_number),
    today,
  );
  return due.length;
}

/** Recomputes the facts of all households of a village, or of everything, for a new season or new dates of a season. */
export async function refreshFactsBelow(sql: Sql, root: string, today: CalendarDay, seasons: readonly string[]): Promise<void> {
  for await (const batch of householdBatches(sql, root)) await refreshFacts(sql, batch, today, seasons);
}

/**
 * The numbers of all households below a division, in batches along the index by village. No cursor stays open while a batch is
 * worked on.
 */
export async function* householdBatches(sql: Sql, root: string): AsyncIterable<string[]> {
  const villages = await sql.query<{ code: string }>('SELECT code FROM division v WHERE v.path && ARRAY[$1]::text[] ORDER BY code', [root]);
  for (const some of batchesOf(
    villages.map((village) => village.code),
    50,
  )) {
    const rows = await sql.query<{ number: string }>(
      'SELECT number FROM household WHERE village_code = ANY($1::text[]) ORDER BY village_code, number',
      [some],
    );
    yield* batchesOf(rows.map((row) => row.number));
  }
}

/** The facts of households as `factsOf` gives them now; nothing is stored. */
export async function computeFacts(
  sql: Sql,
  numbers: readonly string[],
  seasons: readonly string[],
  asOf: CalendarDay,
): Promise<FactsRow[]> {
  const households = await sql.query<HouseholdRow>(
    `SELECT h.number, h.village_code, h.status, h.began_on, h.ended_on, h.residence, (h.heated_area * 100)::bigint AS heated_area,
            c.mode, c.in_plan, c.year, c.installed_on, c.connected_on
     FROM household h LEFT JOIN conversion c ON c.household_number = h.number AND c.current
     WHERE h.number = ANY($1::text[])`,
    [numbers],
  );
  const visits = await groupBySeason<VisitRow, VisitRecord>(
    sql,
    `SELECT household_number, season, id, visited_at, ${chinaDay('visited_at')} AS day,
            kind, outcome, status, answers FROM visit WHERE household_number = ANY($1::text[]) AND season = ANY($2::text[])`,
    [numbers, seasons],
    (row) => ({
      id: row.id,
      visitedAt: row.visited_at,
      day: row.day,
      kind: row.kind,
      outcome: row.outcome,
      status: row.status,
      answers: row.answers,
    }),
  );
  const rooms = await groupBySeason<RoomRow, RoomRecord>(
    sql,
    `SELECT household_number, season, kind, (heated_area * 100)::bigint AS heated_area, letting, connected, use
     FROM room WHERE household_number = ANY($1::text[]) AND season = ANY($2::text[])`,
    [numbers, seasons],
    (row) => ({ kind: row.kind, heatedArea: row.heated_area, letting: row.letting, connected: row.connected, use: row.use }),
  );
  const usages = await groupBySeason<UsageRow, HouseholdRecords['usages'][number]>(
    sql,
    'SELECT household_number, season, energy, usage FROM meter_usage WHERE household_number = ANY($1::text[]) AND season = ANY($2::text[])',
    [numbers, seasons],
    (row) => ({ energy: row.energy, usage: row.usage }),
  );
  const entitlements = new Map<string, EntitlementOfHousehold[]>();
  // Continuity compares with the season before.
  const withBefore = [...new Set([...seasons, ...seasons.map(seasonBefore)])];
  for (const one of await entitlementsAsOf(sql, numbers, withBefore, asOf)) {
    const key = keyOf(one.household, one.season);
    const others = entitlements.get(key);
    if (others) others.push(one);
    else entitlements.set(key, [one]);
  }
  const ends = await seasonEnds(sql, [...new Set(households.map((row) => row.village_code))], seasons);

  const facts: FactsRow[] = [];
  for (const household of households) {
    for (const season of seasons) {
      const key = keyOf(household.number, season);
      const records: HouseholdRecords = {
        status: household.status,
        beganOn: household.began_on,
        endedOn: household.ended_on,
        residence: household.residence,
        heatedArea: household.heated_area,
        conversion:
          household.mode === null
            ? null
            : {
                mode: household.mode,
                inPlan: household.in_plan,
                year: household.year,
                installedOn: household.installed_on,
                connectedOn: household.connected_on,
              },
        visits: visits.get(key) ?? [],
        rooms: rooms.get(key) ?? [],
        usages: usages.get(key) ?? [],
        subsidies: subsidiesOf(season, entitlements.get(key), entitlements.get(keyOf(household.number, seasonBefore(season)))),
      };
      const end = ends.get(keyOf(household.village_code, season)) ?? null;
      facts.push({ ...factsOf(records, end, asOf), season, household: household.number, village: household.village_code });
    }
  }
  return facts;
}

const NONE: readonly EntitlementOfHousehold[] = [];

function subsidiesOf(season: string, current = NONE, before = NONE): SubsidyRecords {
  const ahead = current.map(({ nextPaidOn }) => nextPaidOn).filter((day) => day !== null);
  const applying = (all: readonly EntitlementOfHousehold[]) => all.filter(({ withdrawn }) => !withdrawn);
  return {
    season,
    current: applying(current),
    before: applying(before),
    withdrawnPaid: current.reduce((sum, { withdrawn, paid }) => (withdrawn ? sum + paid : sum), 0),
    nextPaidOn: ahead.length === 0 ? null : ahead.reduce(earlierOf),
  };
}

type HouseholdRow = {
  number: string;
  village_code: string;
  status: HouseholdRecords['status'];
  began_on: CalendarDay | null;
  ended_on: CalendarDay | null;
  residence: HouseholdRecords['residence'];
  heated_area: number | null;
  mode: NonNullable<HouseholdRecords['conversion']>['mode'] | null;
  in_plan: boolean | null;
  year: number | null;
  installed_on: CalendarDay | null;
  connected_on: CalendarDay | null;
};
type OfSeason = { household_number: string; season: string };
type VisitRow = OfSeason & Omit<VisitRecord, 'visitedAt'> & { visited_at: string };
type RoomRow = OfSeason & Omit<RoomRecord, 'heatedArea'> & { heated_area: number };
type UsageRow = OfSeason & HouseholdRecords['usages'][number];

const keyOf = (first: string, second: string): string => `${first}\n${second}`;

async function groupBySeason<Row extends OfSeason, Part>(
  sql: Sql,
  text: string,
  values: unknown[],
  part: (row: Row) => Part,
): Promise<Map<string, Part[]>> {
  const groups = new Map<string, Part[]>();
  for (const row of await sql.query<Row>(text, values)) {
    const key = keyOf(row.household_number, row.season);
    const group = groups.get(key);
    if (group) group.push(part(row));
    else groups.set(key, [part(row)]);
  }
  return groups;
}

/** End of each season per village: the dates of the nearest division at or above it that has some. */
async function seasonEnds(sql: Sql, villages: readonly string[], seasons: readonly string[]): Promise<Map<string, CalendarDay>> {
  const rows = await sql.query<{ code: string; season: string; ends_on: CalendarDay }>(
    `SELECT v.code, s.season, d.ends_on FROM division v CROSS JOIN unnest($2::text[]) AS s(season)
     JOIN LATERAL ${datesOfVillage('s.season')} d ON true WHERE v.code = ANY($1::text[])`,
    [villages, seasons],
  );
  return new Map(rows.map((row) => [keyOf(row.code, row.season), row.ends_on]));
}

/** Writes facts and moves the difference to what was stored into the roll-ups, in one statement. */
export async function storeFacts(sql: Sql, facts: readonly FactsRow[]): Promise<void> {
  if (facts.length === 0) return;
  await sql.query(STORE, [factsJson(facts)]);
}

function factsJson(facts: readonly FactsRow[]): string {
  return JSON.stringify(
    facts.map((row) => ({
      season: row.season,
      household_number: row.household,
      village_code: row.village,
      changes_on: row.changesOn,
      visit_id: row.visitId,
      mode: row.mode,
      ...Object.fromEntries(MEASURES.map((measure) => [measureColumn(measure), row.sums[measure]])),
    })),
  );
}

const list = (make: (column: string) => string): string => MEASURE_COLUMNS.map(make).join(', ');
const plain = COLUMNS.join(', ');
const continuity = (sign: string): string => CONTINUITY_COLUMNS.map(([column, each]) => `${sign}(${each}) AS ${column}`).join(', ');
const STORE = `
  WITH new AS MATERIALIZED (SELECT ${plain} FROM json_populate_recordset(null::household_facts, $1::json)),
  old AS MATERIALIZED (SELECT ${COLUMNS.map((column) => `f.${column}`).join(', ')} FROM household_facts f
  JOIN new USING (season, household_number)),
  stored AS (
    INSERT INTO household_facts (${plain}) SELECT ${plain} FROM new
    ON CONFLICT (season, household_number) DO UPDATE SET ${COLUMNS.slice(2)
      .map((column) => `${column} = excluded.${column}`)
      .join(', ')}
  ),
  delta AS (
    SELECT season, village_code, ${list((column) => `sum(${column}) AS ${column}`)} FROM (
      SELECT season, village_code, ${list((column) => column)} FROM new
      UNION ALL SELECT season, village_code, ${list((column) => `-${column}`)} FROM old
    ) parts GROUP BY season, village_code
  ),
  moved AS (
    SELECT season, village_code, continuity, ${CONTINUITY_COLUMNS.map(([column]) => `sum(${column})::int AS ${column}`).join(', ')} FROM (
      SELECT season, village_code, ${CONTINUITY} AS continuity, ${continuity('')} FROM new f
      UNION ALL SELECT season, village_code, ${CONTINUITY}, ${continuity('-')} FROM old f
    ) parts GROUP BY season, village_code, continuity
  ),
  stored_continuity AS (
    INSERT INTO continuity_sum (season, village_code, continuity, ${CONTINUITY_COLUMNS.map(([column]) => column).join(', ')})
    SELECT * FROM moved WHERE ${CONTINUITY_COLUMNS.map(([column]) => `${column} <> 0`).join(' OR ')}
    ORDER BY season, village_code, continuity
    ON CONFLICT (season, village_code, continuity) DO UPDATE SET ${CONTINUITY_COLUMNS.map(
      ([column]) => `${column} = continuity_sum.${column} + excluded.${column}`,
    ).join(', ')}
  )
  INSERT INTO roll_up (season, village_code, ${list((column) => column)})
  SELECT season, village_code, ${list((column) => column)} FROM delta
  WHERE ${MEASURE_COLUMNS.map((column) => `${column} <> 0`).join(' OR ')}
  ORDER BY season, village_code
  ON CONFLICT (season, village_code) DO UPDATE SET ${list((column) => `${column} = roll_up.${column} + excluded.${column}`)}`;

export function* batchesOf<T>(all: readonly T[], size = BATCH): Iterable<T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

export type FactsView = { facts: string; rollUp: string; stored: boolean };

/**
 * The relations that hold a season's facts and roll-ups as of a day. They are the stored ones when the day is today, or when
 * the season was closed by then. Otherwise they are temporary ones with the same columns, computed by the same function for the
 * households below `root` and dropped with the transaction.
 */
export async function factsView(
  sql: Sql,
  query: { season: string; asOf: CalendarDay; today: CalendarDay; root: string },
): Promise<FactsView> {
  const [season] = await sql.query<{ closed_on: CalendarDay | null }>(
    `SELECT ${chinaDay('closed_at')} AS closed_on FROM season WHERE name = $1`,
    [query.season],
  );
  const closedOn = season?.closed_on ?? null;
  if (closedOn === null ? query.asOf === query.today : query.asOf >= closedOn) {
    return { facts: 'household_facts', rollUp: 'roll_up', stored: true };
  }
  await sql.query('CREATE TEMP TABLE facts_as_of (LIKE household_facts INCLUDING DEFAULTS) ON COMMIT DROP');
  for await (const batch of householdBatches(sql, query.root)) {
    const facts = await computeFacts(sql, batch, [query.season], query.asOf);
    await sql.query(`INSERT INTO facts_as_of (${plain}) SELECT ${plain} FROM json_populate_recordset(null::household_facts, $1::json)`, [
      factsJson(facts),
    ]);
  }
  await sql.query(
    `CREATE TEMP TABLE roll_up_as_of ON COMMIT DROP AS
     SELECT season, village_code, ${list((column) => `sum(${column})::bigint AS ${column}`)} FROM facts_as_of
     GROUP BY season, village_code`,
  );
  await sql.query('ALTER TABLE facts_as_of ADD PRIMARY KEY (season, household_number)');
  return { facts: 'facts_as_of', rollUp: 'roll_up_as_of', stored: false };
}
