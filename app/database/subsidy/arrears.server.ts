/** 拖欠: amounts that are past their due date and not paid, by age, by division and by household. */

import type { Sql } from '~/database/connection/sql.server';
import { placeBelow } from '~/database/divisions/place-name.server';
import { foundBy } from '~/database/households/found-by.server';
import type { Scope } from '~/database/scope.server';
import type { PolicyKind } from '~/domain/contract/enumerations';
import { ARREARS_AGES, type ArrearsAge, monthsOverdue } from '~/domain/subsidy/arrears-age';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import type { ArrearsSort } from '~/domain/tables/subsidy-tables';
import type { Direction } from '~/domain/tables/table-view';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { pastDue, placeOfAge } from './arrears-age.server';

/**
 * What is owed today, with its age by app/domain/subsidy/arrears-age. Without a season it covers all seasons, without a kind every kind
 * of subsidy.
 */
const OWED = `
  FROM entitlement e JOIN subsidy_policy p ON p.number = e.policy_number JOIN household h ON h.number = e.household_number
  JOIN division v ON v.code = h.village_code
  CROSS JOIN LATERAL (SELECT ${placeOfAge('p.due_on', '$4::date')} AS bucket) b
  WHERE e.paid < e.due AND ${pastDue('p.due_on', '$4::date')} AND ($3::text IS NULL OR e.season = $3)
    AND ($5::text IS NULL OR p.kind = $5)
    AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]`;

export type ArrearsOfAge = Record<ArrearsAge, { households: number; amount: number }>;
export type ArrearsOfDivision = { code: string; name: string; ages: Record<ArrearsAge, number>; amount: number; households: number };

/** The ages of what is owed in a division and in each of its children, and how many households it is owed to. */
export async function arrearsByAge(
  sql: Sql,
  scope: Scope,
  division: string,
  season: string | null,
  today: CalendarDay,
  kind: PolicyKind | null = null,
): Promise<{ own: ArrearsOfAge; households: number; divisionsBelow: ArrearsOfDivision[] }> {
  const rows = await sql.query<{ code: string | null; name: string | null; bucket: number | null; households: number; amount: number }>(
    `WITH by_day AS (
       SELECT v.path[(SELECT cardinality(path) FROM division WHERE code = $1) + 1] AS child, u.due_on, u.before,
         sum(u.households) AS households, sum(u.amount) AS amount
       FROM division v JOIN unpaid_sum u ON u.village_code = v.code
       WHERE u.season = coalesce($3, '') AND u.kind = coalesce($5, '') AND ${pastDue('u.due_on', '$4::date')}
         AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[] GROUP BY 1, 2, 3
     ), owed AS (
       SELECT child, ${placeOfAge('u.due_on', '$4::date')} AS bucket, ${placeOfAge('u.before', '$4::date')} AS bucket_before, u.before,
         u.households, u.amount FROM by_day u
     ), added AS (
       SELECT child, grouping(child) = 1 AS is_whole, bucket, CASE WHEN grouping(bucket) = 1
         THEN coalesce(sum(households) FILTER (WHERE before = '-infinity'), 0)
         ELSE coalesce(sum(households) FILTER (WHERE before = '-infinity' OR bucket_before <> bucket), 0) END::bigint AS households,
         sum(amount)::bigint AS amount
       FROM owed GROUP BY GROUPING SETS ((child, bucket), (child), (bucket), ())
     )
     SELECT added.child AS code, d.name, bucket, households, amount FROM added LEFT JOIN division d ON d.code = added.child
     WHERE is_whole OR added.child IS NOT NULL ORDER BY added.child NULLS FIRST`,
    [division, scope.roots, season, today, kind],
  );
  let whole = 0;
  const own = Object.fromEntries(ARREARS_AGES.map((age) => [age, { households: 0, amount: 0 }])) as ArrearsOfAge;
  const divisionsBelow = new Map<string, ArrearsOfDivision>();
  for (const { code, name, bucket, households, amount } of rows) {
    const age = bucket === null ? null : ARREARS_AGES[bucket]!;
    if (code === null) {
      if (age) own[age] = { households, amount };
      else whole = households;
      continue;
    }
    const child = divisionsBelow.get(code) ?? {
      code,
      name: name ?? code,
      ages: Object.fromEntries(ARREARS_AGES.map((one) => [one, 0])) as Record<ArrearsAge, number>,
      amount: 0,
      households: 0,
    };
    if (age) child.ages[age] = amount;
    else Object.assign(child, { amount, households });
    divisionsBelow.set(code, child);
  }
  return { own, households: whole, divisionsBelow: [...divisionsBelow.values()].sort((a, b) => b.amount - a.amount) };
}

export type ArrearsOfHousehold = {
  number: string;
  head: string;
  place: string;
  season: string;
  policy: string;
  document: string;
  kind: string;
  dueOn: CalendarDay;
  months: number;
  due: number;
  paid: number;
  owed: number;
  age: ArrearsAge;
  reburning: boolean;
};

type ArrearsOrder = { sort: ArrearsSort; dir: Direction };
type ArrearsQuery = {
  division: string;
  season: string | null;
  kind: PolicyKind | null;
  age: ArrearsAge | null;
  town?: string | null;
  search?: string;
};

/** The oldest or the largest first, or by village. Pages have numbers, because people work through the list from the top. */
export async function listArrears(
  sql: Sql,
  scope: Scope,
  query: ArrearsQuery & ArrearsOrder & { page: number },
  today: CalendarDay,
): Promise<ArrearsOfHousehold[]> {
  const listing = listed(scope, query, today, (await isLarge(sql, query)) ? query.page * ROWS_A_PAGE + 1 : null);
  return (await sql.query<Listed>(...paged(listing, query.page))).map((row) => arrearsOf(row, today));
}

/** All rows one by one, for writing a file. */
export async function* streamArrears(
  sql: Sql,
  scope: Scope,
  query: ArrearsQuery & ArrearsOrder,
  today: CalendarDay,
): AsyncIterable<ArrearsOfHousehold> {
  for await (const row of sql.stream<Listed>(...listed(scope, query, today))) yield arrearsOf(row, today);
}

type Listed = Omit<ArrearsOfHousehold, 'age' | 'months'> & { bucket: number };

function arrearsOf({ bucket, ...row }: Listed, today: CalendarDay): ArrearsOfHousehold {
  return { ...row, age: ARREARS_AGES[bucket]!, months: monthsOverdue(row.dueOn, today) };
}

/**
 * Whether each policy's first rows are taken from an index, the largest first, which both orders by money and by age begin with. In a
 * township all its arrears are fewer than a policy has, and a filter may leave out the first ones.
 */
async function isLarge(sql: Sql, { division, town, search, sort, dir }: ArrearsQuery & ArrearsOrder): Promise<boolean> {
  if (town || search || !(sort === 'dueOn' || (sort === 'owed' && dir === 'desc'))) return false;
  const [place] = await sql.query<{ level: string }>('SELECT level FROM division WHERE code = $1', [division]);
  return !['township', 'village'].includes(place?.level ?? '');
}

/** `enough`: how many rows of each policy are enough, the largest first; null: all. */
function listed(
  scope: Scope,
  query: ArrearsQuery & ArrearsOrder,
  today: CalendarDay,
  enough: number | null = null,
): [text: string, values: unknown[]] {
  const age = query.age === null ? null : ARREARS_AGES.indexOf(query.age);
  const values: unknown[] = [query.division, scope.roots, query.season, today, query.kind, age];
  const from = enough === null ? OWED : largestOwed(`$${values.push(enough)}`);
  const town = query.town ? `AND v.path @> ARRAY[$${values.push(query.town)}]::text[]` : '';
  const found = query.search ? `AND ${foundBy(query.search, values, query.division)}` : '';
  const dir = query.dir === 'desc' ? 'DESC' : 'ASC';
  const by = {
    dueOn: `p.due_on ${dir}, e.due - e.paid DESC, h.number, e.policy_number`,
    owed: `e.due - e.paid ${dir}, p.due_on, h.number, e.policy_number`,
    place: `h.village_code ${dir}, h.number ${dir}, e.policy_number`,
  }[query.sort];
  const text = `SELECT h.number, h.head, e.season, e.policy_number AS policy, p.document, p.kind, p.due_on AS "dueOn", e.due, e.paid,
    e.due - e.paid AS owed, b.bucket,
      ${placeBelow('$1')} AS place,
      coalesce((SELECT f.b > 0 FROM household_facts f WHERE f.household_number = h.number AND f.season = e.season), false) AS reburning
    ${from} AND ($6::int IS NULL OR b.bucket = $6) ${town} ${found}
    ORDER BY ${by}`;
  return [text, values];
}

function paged([text, values]: [string, unknown[]], page: number): [string, unknown[]] {
  return [`${text} LIMIT ${ROWS_A_PAGE + 1} OFFSET $${values.length + 1}`, [...values, (page - 1) * ROWS_A_PAGE]];
}

function largestOwed(first: string): string {
  return `
    FROM subsidy_policy p CROSS JOIN LATERAL (SELECT ${placeOfAge('p.due_on', '$4::date')} AS bucket) b
    CROSS JOIN LATERAL (
      SELECT e.* FROM entitlement e JOIN household h ON h.number = e.household_number JOIN division v ON v.code = h.village_code
      WHERE e.policy_number = p.number AND e.paid < e.due AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
      ORDER BY e.due - e.paid DESC, e.household_number LIMIT ${first}
    ) e JOIN household h ON h.number = e.household_number JOIN division v ON v.code = h.village_code
    WHERE ${pastDue('p.due_on', '$4::date')} AND ($3::text IS NULL OR p.season = $3) AND ($5::text IS NULL OR p.kind = $5)`;
}
