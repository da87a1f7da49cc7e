/** What the benchmark of findings needs of a filled register. */
import type { Sql } from '~/database/connection/sql.server';
import { BENCH_SEASON } from './bench-register.server';

export async function countFindings(sql: Sql): Promise<number> {
  return (await sql.query<{ n: number }>('SELECT count(*)::int AS n FROM finding'))[0]!.n;
}

/** The floor: every fact of the season read once and thrown away. */
export async function readFacts(sql: Sql): Promise<void> {
  await sql.query(
    `SELECT sum(h + b + q + cold + unstable), count(DISTINCT village_code) FROM household_facts WHERE season = '${BENCH_SEASON}'`,
  );
}

/** Households that were visited this season, spread over the whole register. */
export async function visitedHouseholds(sql: Sql, n: number): Promise<string[]> {
  const rows = await sql.query<{ number: string }>(
    `SELECT number FROM (SELECT f.household_number AS number, row_number() OVER (ORDER BY f.household_number) AS at, count(*) OVER () AS all
       FROM household_facts f WHERE f.season = '${BENCH_SEASON}' AND f.v > 0) f WHERE at % greatest(1, f.all / $1) = 0 LIMIT $1`,
    [n],
  );
  return rows.map(({ number }) => number);
}

/** Lets the stove of a visit burn, or burn no more, so that findings open and are proposed. */
export async function changeVisit(sql: Sql, household: string): Promise<void> {
  await sql.query(
    `UPDATE visit SET revision = revision + 1,
       answers = answers || jsonb_build_object('stove', CASE answers ->> 'stove' WHEN 'in_use' THEN 'removed' ELSE 'in_use' END)
     WHERE household_number = $1 AND season = '${BENCH_SEASON}'`,
    [household],
  );
}
