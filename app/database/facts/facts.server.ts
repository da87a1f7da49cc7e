import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import { dropWorkTable, makeWorkTable, nameOfItsOwn } from '~/database/connection/work-table.server';
import { rulesOfSeasons, type SeasonRules } from '~/database/findings/household-cases.server';
import { settleHouseholds } from '~/database/findings/household-findings.server';
import { settleVillages } from '~/database/findings/village-findings.server';
import { MEASURES } from '~/domain/indicators/measures';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { CONTINUITY, CONTINUITY_COLUMNS } from './continuity-sums.server';
import { MEASURE_COLUMNS, measureColumn } from './measure-columns.server';
import {
  type FactsRow,
  type FetchedRecords,
  fetchRecords,
  householdsOf,
  type LoadedHousehold,
  loadRecords,
  type MovedRollUp,
} from './records.server';

/**
 * Facts and roll-ups, updated in the transaction that changes a record. `factsOf` decides; this file only fetches records,
 * stores the result and moves the difference into the roll-ups of the villages concerned.
 */

/** Households in a batch. A few thousand keep the statements short and bound the memory when a county is imported. */
const BATCH = 2_000;
const COLUMNS = ['season', 'household_number', 'village_code', 'changes_on', 'visit_id', 'mode', ...MEASURE_COLUMNS];

/** The open seasons, oldest first: the ones whose facts may change. */
export async function openSeasons(sql: Sql): Promise<string[]> {
  return (await sql.query<{ name: string }>('SELECT name FROM season WHERE closed_at IS NULL ORDER BY name')).map((row) => row.name);
}

/**
 * Recomputes the facts of households in the given seasons (default: every open one) as of today and moves the change into the
 * roll-ups; their findings follow. A transaction that calls it several times hands the same `later` to each call and ends with
 * `settleMoved`. Locks the households, so that a second change of the same household waits and sees what the first wrote.
 */
export async function refreshFacts(
  sql: Sql,
  numbers: readonly string[],
  today: CalendarDay,
  seasons?: readonly string[],
  later?: RollUpsMoved,
): Promise<void> {
  const inSeasons = seasons ?? (await openSeasons(sql));
  if (inSeasons.length === 0) return;
  const moved = later ?? new RollUpsMoved();
  const rules = await rulesOfSeasons(sql, inSeasons);
  const batches = batchesOf([...new Set(numbers)].sort());
  await refreshEach(sql, toRefresh(batches, { today, seasons: inSeasons, rules }), moved);
  if (!later) await settleVillages(sql, moved.rollUps(), today, rules);
}

/** Holds the households until the transaction ends, in the order in which everybody locks them. */
export async function lockHouseholds(sql: Sql, numbers: readonly string[]): Promise<void> {
  await sql.query('SELECT 1 FROM household WHERE number = ANY($1::text[]) ORDER BY number FOR UPDATE', [numbers]);
}

/** The villages of what several calls with the same `later` moved, judged once. */
export async function settleMoved(sql: Sql, later: RollUpsMoved, today: CalendarDay): Promise<void> {
  const rollUps = later.rollUps();
  await settleVillages(sql, rollUps, today, await rulesOfSeasons(sql, [...new Set(rollUps.map(({ season }) => season))]));
}

/** Households whose facts in some seasons are worked out as of a day. */
export type ToRefresh = {
  numbers: readonly string[];
  today: CalendarDay;
  seasons: readonly string[];
  rules: ReadonlyMap<string, SeasonRules>;
};

async function* toRefresh(
  batches: Iterable<readonly string[]> | AsyncIterable<readonly string[]>,
  at: Omit<ToRefresh, 'numbers'>,
): AsyncGenerator<ToRefresh> {
  for await (const numbers of batches) yield { numbers, ...at };
}

/**
 * Facts, roll-ups and findings of each batch. The facts of one are worked out while those of the last are written, so that program and
 * database work at the same time; what is written about some households is not read for others.
 */
export async function refreshEach(sql: Sql, batches: AsyncIterable<ToRefresh>, moved: RollUpsMoved): Promise<void> {
  let writing: Promise<void> = Promise.resolve();
  let last: { batch: ToRefresh; loaded: LoadedHousehold[] } | null = null;
  try {
    for await (const batch of batches) {
      const fetched = await lockedRecords(sql, batch);
      if (last) writing = write(sql, last.batch, last.loaded, moved);
      writing.catch(() => undefined); // whoever awaits it below is told
      const loaded = await householdsOf(fetched);
      await writing;
      last = { batch, loaded };
    }
    if (last) await write(sql, last.batch, last.loaded, moved);
  } finally {
    // The next statement of the transaction must not meet one that is still under way.
    await writing.catch(() => undefined);
  }
}

async function write(sql: Sql, { today, rules }: ToRefresh, loaded: LoadedHousehold[], moved: RollUpsMoved): Promise<void> {
  moved.add(
    await storeFacts(
      sql,
      loaded.map(({ facts }) => facts),
    ),
  );
  await settleHouseholds(sql, loaded, today, rules);
}

async function lockedRecords(sql: Sql, { numbers, seasons, today }: ToRefresh): Promise<FetchedRecords> {
  await lockHouseholds(sql, numbers);
  return fetchRecords(sql, numbers, seasons, today);
}

/** The roll-ups that a transaction moved, as it left them: a village is judged once, when all its households are done. */
export class RollUpsMoved {
  private readonly last = new Map<string, MovedRollUp>();

  add(moved: readonly MovedRollUp[]): void {
    for (const one of moved) this.last.set(`${one.season}\n${one.village}`, one);
  }

  rollUps(): MovedRollUp[] {
    return [...this.last.values()];
  }
}

/** Refreshes the households whose facts or findings the calendar alone has changed since they were stored. */
export async function refreshDueFacts(sql: Sql, today: CalendarDay): Promise<void> {
  while ((await refreshSomeDueFacts(sql, today)) > 0);
}

/** The same for a batch of them: on the first day of a season they are many. Returns how many there were. */
export async function refreshSomeDueFacts(sql: Sql, today: CalendarDay): Promise<number> {
  const due = await sql.query<{ household_number: string }>(
    `SELECT DISTINCT f.household_number FROM household_facts f JOIN season s ON s.name = f.season
     WHERE f.changes_on <= $1::date AND s.closed_at IS NULL ORDER BY 1 LIMIT ${BATCH}`,
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
  const moved = new RollUpsMoved();
  const rules = await rulesOfSeasons(sql, seasons);
  await refreshEach(sql, toRefresh(householdBatches(sql, root), { today, seasons, rules }), moved);
  await settleVillages(sql, moved.rollUps(), today, rules);
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

/** Writes facts and moves the difference to what was stored into the roll-ups, in one statement; returns those it moved. */
export async function storeFacts(sql: Sql, facts: readonly FactsRow[]): Promise<MovedRollUp[]> {
  return facts.length === 0 ? [] : storeFactsJson(sql, factsJson(facts));
}

/** The same with facts in the form of `factsJson`. */
export function storeFactsJson(sql: Sql, facts: string): Promise<MovedRollUp[]> {
  return sql.query<MovedRollUp>(STORE, [facts]);
}

const COLUMN_OF = MEASURES.map((measure) => [measure, measureColumn(measure)] as const);

/** Facts as `FACTS_FROM_JSON` reads them. A household counts in few of the measures, so those of nought are left out. */
export function factsJson(facts: readonly FactsRow[]): string {
  return JSON.stringify(
    facts.map((row) => {
      const columns: Record<string, unknown> = {
        season: row.season,
        household_number: row.household,
        village_code: row.village,
        changes_on: row.changesOn,
        visit_id: row.visitId,
        mode: row.mode,
      };
      for (const [measure, column] of COLUMN_OF) if (row.sums[measure] !== 0) columns[column] = row.sums[measure];
      return columns;
    }),
  );
}

/** The rows of `factsJson`, which is $1. */
export const FACTS_FROM_JSON = `json_populate_recordset(jsonb_populate_record(null::household_facts, '${JSON.stringify(
  Object.fromEntries(MEASURE_COLUMNS.map((column) => [column, 0])),
)}'), $1::json)`;

const list = (make: (column: string) => string): string => MEASURE_COLUMNS.map(make).join(', ');
const plain = COLUMNS.join(', ');
const continuity = (sign: string): string => CONTINUITY_COLUMNS.map(([column, each]) => `${sign}(${each}) AS ${column}`).join(', ');
const STORE = `
  WITH new AS MATERIALIZED (SELECT ${plain} FROM ${FACTS_FROM_JSON}),
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
  ON CONFLICT (season, village_code) DO UPDATE SET ${list((column) => `${column} = roll_up.${column} + excluded.${column}`)}
  RETURNING season, village_code AS village, iv::int AS "IV", unstable::int AS unstable, b::int AS "B"`;

export function* batchesOf<T>(all: readonly T[], size = BATCH): Iterable<T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

export type FactsView = { facts: string; rollUp: string; stored: boolean };

/** What holds today, or held when a season was closed. */
export const STORED: FactsView = { facts: 'household_facts', rollUp: 'roll_up', stored: true };

/**
 * The relations that hold a season's facts and roll-ups as of a day. They are the stored ones when the day is today, or when
 * the season was closed by then. Otherwise they are tables of the transaction with the same columns, computed by the same function for the
 * households below `root` and dropped with the transaction; `seen` is shown what they were computed from, a batch at a time.
 * With `anew` they are computed whatever is stored.
 */
export async function factsView(
  sql: Sql,
  query: { season: string; asOf: CalendarDay; today: CalendarDay; root: string; anew?: boolean },
  seen: (loaded: readonly LoadedHousehold[]) => Promise<void> = async () => undefined,
): Promise<FactsView> {
  const [season] = await sql.query<{ closed_on: CalendarDay | null }>(
    `SELECT ${chinaDay('closed_at')} AS closed_on FROM season WHERE name = $1`,
    [query.season],
  );
  const closedOn = season?.closed_on ?? null;
  if (!query.anew && (closedOn === null ? query.asOf === query.today : query.asOf >= closedOn)) {
    return STORED;
  }
  const [facts, rollUp] = [nameOfItsOwn('facts_as_of'), nameOfItsOwn('roll_up_as_of')];
  await makeWorkTable(sql, facts, 'LIKE household_facts INCLUDING DEFAULTS');
  for await (const batch of householdBatches(sql, query.root)) {
    const loaded = await loadRecords(sql, batch, [query.season], query.asOf);
    await sql.query(`INSERT INTO ${facts} (${plain}) SELECT ${plain} FROM ${FACTS_FROM_JSON}`, [
      factsJson(loaded.map(({ facts }) => facts)),
    ]);
    await seen(loaded);
  }
  await makeWorkTable(sql, rollUp, `season text, village_code text, ${list((column) => `${column} bigint`)}`);
  await sql.query(
    `INSERT INTO ${rollUp} SELECT season, village_code, ${list((column) => `sum(${column})::bigint`)} FROM ${facts}
     GROUP BY season, village_code`,
  );
  await sql.query(`ALTER TABLE ${facts} ADD PRIMARY KEY (season, household_number)`);
  return { facts, rollUp, stored: false };
}

/** Lets go of a view before another one is made in the same transaction. */
export async function dropFactsView(sql: Sql, view: FactsView): Promise<void> {
  if (view.stored) return;
  await dropWorkTable(sql, view.facts);
  await dropWorkTable(sql, view.rollUp);
}
