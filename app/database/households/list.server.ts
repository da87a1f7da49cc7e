import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import { placeBelow } from '~/database/divisions/place-name.server';
import { type FactsView, STORED } from '~/database/facts/facts.server';
import { measureColumn } from '~/database/facts/measure-columns.server';
import { onlyDay } from '~/database/facts/past/past-view.server';
import { foundBy } from '~/database/households/found-by.server';
import type { Scope } from '~/database/scope.server';
import type { HouseholdStatus, Mode, Residence } from '~/domain/contract/enumerations';
import type { HouseholdBehindFigure, HouseholdListQuery, ListPosition } from '~/domain/coverage/household-behind-figure';
import { signsOfListed } from '~/domain/coverage/signs-of-listed';
import { type ListKey, termsOf } from '~/domain/indicators/household-lists';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import type { CalendarDay } from '~/domain/time/calendar-day';

/** Where the facts of a list are read, and for a day gone by that day: visits after it are not shown. */
type ListedIn = Pick<FactsView, 'facts'> & { day?: CalendarDay | null };

/** The most rows that a screen writes into one file. */
export const LONGEST_EXPORT = 200_000;

/** One page of the list, and whether there are more rows before and after it. */
export async function listHouseholds(
  sql: Sql,
  scope: Scope,
  query: HouseholdListQuery,
  position: ListPosition = {},
  at: ListedIn = STORED,
): Promise<{ households: HouseholdBehindFigure[]; hasEarlier: boolean; hasLater: boolean }> {
  const { text, values } = selection(scope, query, at);
  if (query.order && !isKeyOrder(query)) {
    const skipped = (query.order.page - 1) * ROWS_A_PAGE;
    const found = await sql.query<ListRow>(
      `SELECT ${columns(query, at)} ${text} ${orderBy(query, at)} LIMIT ${ROWS_A_PAGE + 1} OFFSET $${values.push(skipped)}`,
      values,
    );
    return { households: found.slice(0, ROWS_A_PAGE).map(householdOf), hasEarlier: skipped > 0, hasLater: found.length > ROWS_A_PAGE };
  }
  const backwards = position.before !== undefined;
  const key = position.before ?? position.after;
  const beyond = key
    ? `AND (f.village_code, f.household_number) ${backwards ? '<' : '>'} ($${values.push(key.village)}, $${values.push(key.number)})`
    : '';
  const direction = backwards ? 'DESC' : 'ASC';
  const rows = await sql.query<ListRow>(
    `SELECT ${columns(query, at)} ${text} ${beyond} ORDER BY f.village_code ${direction}, f.household_number ${direction} LIMIT
      ${ROWS_A_PAGE + 1}`,
    values,
  );
  const more = rows.length > ROWS_A_PAGE;
  const page = rows.slice(0, ROWS_A_PAGE).map(householdOf);
  if (backwards) page.reverse();
  return { households: page, hasEarlier: backwards ? more : key !== undefined, hasLater: backwards ? true : more };
}

/** How many households are on the list, counted from the facts. */
export async function countListed(
  sql: Sql,
  scope: Scope,
  query: HouseholdListQuery,
  at: ListedIn = STORED,
): Promise<{ households: number; value: number }> {
  const { text, values } = selection(scope, query, at);
  const [row] = await sql.query<{ households: number; value: number }>(
    `SELECT count(*) AS households, coalesce(sum(${valueSql(query.list)}), 0) AS value ${text}`,
    values,
  );
  return row!;
}

/** The whole list row by row, for writing a file. */
export async function* streamListed(
  sql: Sql,
  scope: Scope,
  query: HouseholdListQuery,
  at: ListedIn = STORED,
): AsyncIterable<HouseholdBehindFigure> {
  const { text, values } = selection(scope, query, at);
  const rows = sql.stream<ListRow>(`SELECT ${columns(query, at)} ${text} ${orderBy(query, at)}`, values);
  for await (const row of rows) yield householdOf(row);
}

/** The order of village and number, which pages by key. */
function isKeyOrder({ order }: HouseholdListQuery): boolean {
  return order === undefined || (order.sort === 'number' && order.dir === 'asc');
}

/** Names in the order of their pinyin. The day is that of the visit shown. Equal ones stand by number. */
function orderBy(query: HouseholdListQuery, at: ListedIn): string {
  const dir = query.order?.dir === 'desc' ? 'DESC' : 'ASC';
  const by = {
    number: `f.village_code ${dir}`,
    head: `${HEAD_ORDER} ${dir}`,
    visit: `(SELECT t.visited_at ${visitShown(at)}) ${dir} NULLS LAST`,
    value: `${valueSql(query.list)} ${dir}`,
  }[query.order?.sort ?? 'number'];
  return `ORDER BY ${by}, f.household_number ${dir}`;
}

/** As the index household_head_order_idx has it. */
const HEAD_ORDER = 'coalesce(h.head_pinyin, h.head)';

/** The visit that decided; when none did, the latest of the season, or of it until the day. */
const visitShown = ({ day }: ListedIn): string => `FROM visit t WHERE t.household_number = f.household_number AND t.season = f.season
     ${day ? `AND ${chinaDay('t.visited_at')} <= '${onlyDay(day)}'` : ''}
     ORDER BY coalesce(t.id = f.visit_id, false) DESC, t.visited_at DESC, t.id DESC LIMIT 1`;

function valueSql(list: ListKey): string {
  return termsOf(list)
    .map(([measure, sign]) => `${sign < 0 ? '-' : '+'} f.${measureColumn(measure)}`)
    .join(' ')
    .replace(/^\+ /, '');
}

/** FROM and WHERE: the terms of the list's definition select the households, the village's path keeps them in the scope. */
function selection(scope: Scope, query: HouseholdListQuery, { facts }: ListedIn): { text: string; values: unknown[] } {
  const values: unknown[] = [query.season, query.division, scope.roots];
  let more = '';
  for (const also of query.also ?? []) more += ` AND ${valueSql(also)} > 0`;
  if (query.town) more += ` AND v.path @> ARRAY[$${values.push(query.town)}]::text[]`;
  if (query.mode) more += ` AND f.mode = $${values.push(query.mode)}`;
  if (query.source)
    more += ` AND f.household_number IN (SELECT c.household_number FROM conversion c WHERE c.current
      AND c.heat_source_number = $${values.push(query.source)})`;
  if (query.search) more += ` AND ${foundBy(query.search, values, query.division)}`;
  const text = `
    FROM ${facts} f JOIN division v ON v.code = f.village_code JOIN household h ON h.number = f.household_number
    WHERE f.season = $1 AND v.path @> ARRAY[$2]::text[] AND v.path && $3::text[] AND ${valueSql(query.list)} > 0 ${more}`;
  return { text, values };
}

function columns(query: HouseholdListQuery, at: ListedIn): string {
  return `f.household_number AS number, f.village_code AS village, h.head, h.address, h.phone_masked, h.residence, h.status, f.mode,
    ${valueSql(query.list)} AS value,
    f.v, f.x, f.i, f.c, f.u, f.b, f.q, f.unstable, f.cold, f.let_occupied, f.let_used,
    ${placeBelow('$2')} AS place,
    (SELECT json_build_object('day', ${chinaDay('t.visited_at')}, 'outcome', t.outcome,
       'status', t.status, 'decided', coalesce(t.id = f.visit_id, false), 'answers', t.answers)
     ${visitShown(at)}) AS visit`;
}

type ShownVisit = NonNullable<HouseholdBehindFigure['visit']>;

type ListRow = {
  number: string;
  village: string;
  place: string | null;
  head: string;
  address: string | null;
  phone_masked: string | null;
  residence: Residence;
  status: HouseholdStatus;
  mode: Mode;
  value: number;
  visit: (ShownVisit & { answers: VisitAnswers }) | null;
  v: number;
  x: number;
  i: number;
  c: number;
  u: number;
  b: number;
  q: number;
  unstable: number;
  cold: number;
  let_occupied: number;
  let_used: number;
};

const shownOf = ({ answers: _answers, ...visit }: ShownVisit & { answers: VisitAnswers }): ShownVisit => visit;

function householdOf(row: ListRow): HouseholdBehindFigure {
  return {
    number: row.number,
    village: row.village,
    place: row.place ?? '',
    head: row.head,
    address: row.address,
    phoneMasked: row.phone_masked,
    residence: row.residence,
    status: row.status,
    mode: row.mode,
    value: row.value,
    visit: row.visit && shownOf(row.visit),
    signs: signsOfListed({
      marks: {
        visited: row.v > 0,
        closed: row.x > 0,
        installed: row.i > 0,
        connected: row.c > 0,
        used: row.u > 0,
        reburning: row.b > 0,
        suspected: row.q > 0,
        unstable: row.unstable > 0,
        cold: row.cold > 0,
      },
      letRooms: { occupied: row.let_occupied, used: row.let_used },
      answers: row.visit?.decided ? row.visit.answers : {},
    }),
    used: row.u > 0,
  };
}
