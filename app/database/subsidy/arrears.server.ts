/** 拖欠: amounts that are past their due date and not paid, by age, by division and by household. */

import type { Sql } from '~/database/connection/sql.server';
import { placeBelow } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import type { PolicyKind } from '~/domain/contract/enumerations';
import { ARREARS_AGES, type ArrearsAge, monthsOverdue } from '~/domain/subsidy/arrears-age';
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
    `WITH owed AS (
       SELECT v.path[(SELECT cardinality(path) FROM division WHERE code = $1) + 1] AS child,
         ${placeOfAge('u.due_on', '$4::date')} AS bucket,
         ${placeOfAge('u.before', '$4::date')} AS bucket_before, u.before, u.households,
         u.amount
       FROM division v JOIN unpaid_sum u ON u.village_code = v.code
       WHERE u.season = coalesce($3, '') AND u.kind = coalesce($5, '') AND ${pastDue('u.due_on', '$4::date')}
         AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
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

export type ArrearsOrder = 'age' | 'amount';
type ArrearsQuery = { division: string; season: string | null; kind: PolicyKind | null; age: ArrearsAge | null };
export const ARREARS_PAGE = 60;

/** The oldest or the largest first. Pages have numbers, because people work through the list from the top. */
export async function listArrears(
  sql: Sql,
  scope: Scope,
  query: ArrearsQuery & { order: ArrearsOrder; page: number },
  today: CalendarDay,
): Promise<ArrearsOfHousehold[]> {
  const [place] = await sql.query<{ level: string }>('SELECT level FROM division WHERE code = $1', [query.division]);
  // A large division takes the first rows of each policy from an index; in a small one all its arrears are fewer than a policy has.
  const first = ['township', 'village'].includes(place?.level ?? '') ? null : `$7::int + ${ARREARS_PAGE + 1}`;
  return (
    await sql.query<Listed>(`${listed(query, first)} LIMIT ${ARREARS_PAGE + 1} OFFSET $7`, [
      ...values(scope, query, today),
      (query.page - 1) * ARREARS_PAGE,
    ])
  ).map((row) => arrearsOf(row, today));
}

/** All rows one by one, for writing a file. */
export async function* streamArrears(
  sql: Sql,
  scope: Scope,
  query: ArrearsQuery & { order: ArrearsOrder },
  today: CalendarDay,
): AsyncIterable<ArrearsOfHousehold> {
  for await (const row of sql.stream<Listed>(listed(query), values(scope, query, today))) yield arrearsOf(row, today);
}

type Listed = Omit<ArrearsOfHousehold, 'age' | 'months'> & { bucket: number };

function values(scope: Scope, query: ArrearsQuery, today: CalendarDay): unknown[] {
  return [query.division, scope.roots, query.season, today, query.kind, query.age === null ? null : ARREARS_AGES.indexOf(query.age)];
}

function arrearsOf({ bucket, ...row }: Listed, today: CalendarDay): ArrearsOfHousehold {
  return { ...row, age: ARREARS_AGES[bucket]!, months: monthsOverdue(row.dueOn, today) };
}

/** `first`: how many rows of each policy are enough, the largest first. */
function listed({ order }: { order: ArrearsOrder }, first: string | null = null): string {
  return `SELECT h.number, h.head, e.season, e.policy_number AS policy, p.document, p.kind, p.due_on AS "dueOn", e.due, e.paid,
    e.due - e.paid AS owed, b.bucket,
      ${placeBelow('$1')} AS place,
      coalesce((SELECT f.b > 0 FROM household_facts f WHERE f.household_number = h.number AND f.season = e.season), false) AS reburning
    ${first === null ? OWED : largestOwed(first)} AND ($6::int IS NULL OR b.bucket = $6)
    ORDER BY ${order === 'age' ? 'p.due_on, e.due - e.paid DESC' : 'e.due - e.paid DESC, p.due_on'}, h.number, e.policy_number`;
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
