/** 重复与异常: the findings of double and impossible claims that are not closed, with their households. No rule is asked here. */
import type { Sql } from '~/database/connection/sql.server';
import { placeFromCounty } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import { type ClaimList, RULE_OF_CLAIM_LIST, sharedKeyOf } from '~/domain/findings/claim-lists';
import type { FindingState } from '~/domain/findings/life';
import { subjectOf } from '~/domain/findings/subject';
import type { SharedKey } from '~/domain/subsidy/double-claims';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import type { Direction } from '~/domain/tables/table-view';
import { isShared } from './counts.server';
import { placeOf } from './desk.server';

export type ClaimsQuery = { division: string; season: string };
export type ClaimOrder = { sort: 'number' | 'amount'; dir: Direction };
/** A household of a finding. `amount` is the finding's, in 分; `why` of R13 is the cause it names. */
export type ClaimHousehold = {
  finding: string;
  state: FindingState;
  amount: number | null;
  why: 'completed' | 'no-coal-zone' | null;
  /** The number that its households give, masked where it is personal. Null of a finding of one household. */
  shared: string | null;
  /** How many more households of the finding lie outside the scope. */
  elsewhere: number;
  number: string;
  head: string;
  place: string;
};

const LISTS = Object.keys(RULE_OF_CLAIM_LIST) as ClaimList[];
const LEFT = `f.state <> 'closed'`;

/** How many findings each list holds: of a shared number a group is one, wherever in the division one of its households lives. */
export async function claimCounts(sql: Sql, scope: Scope, query: ClaimsQuery): Promise<Record<ClaimList, number>> {
  const { values, below } = await placeOf(sql, scope, query);
  const rules = LISTS.filter((list) => sharedKeyOf(list) === null).map((list) => RULE_OF_CLAIM_LIST[list]);
  const rows = await sql.query<{ name: string; n: number }>(
    `SELECT s.rule AS name, sum(s.n)::int AS n FROM finding_sum s JOIN division w ON w.code = s.division_code
     WHERE s.season = $1 AND w.path && $2::text[] AND w.path @> ARRAY[$3]::text[] AND s.state <> 'closed'
       AND s.rule = ANY($${values.push(rules)}::text[]) GROUP BY 1
     UNION ALL
     SELECT split_part(f.subject, ':', 2), count(*)::int FROM finding f
     WHERE ${below} AND ${isShared('f')} AND ${LEFT} GROUP BY 1`,
    values,
  );
  const of = new Map(rows.map(({ name, n }) => [name, n]));
  return Object.fromEntries(LISTS.map((list) => [list, of.get(sharedKeyOf(list) ?? RULE_OF_CLAIM_LIST[list]) ?? 0])) as never;
}

const ORDERS: Record<ClaimOrder['sort'], string> = { number: 'f.household_number', amount: 'f.amount' };

/**
 * The households of a page of a list's findings, those of one finding together; of all its findings with `page` null. What is shared is
 * shown masked where it identifies a person. Households outside the scope are counted, never named.
 */
export async function claimHouseholds(
  sql: Sql,
  scope: Scope,
  query: ClaimsQuery & ClaimOrder & { list: ClaimList; page: number | null; findings?: number },
): Promise<ClaimHousehold[]> {
  const { list, sort, dir, page, findings = ROWS_A_PAGE } = query;
  const { values, below } = await placeOf(sql, scope, query);
  const put = (value: unknown) => `$${values.push(value)}`;
  const key = sharedKeyOf(list);
  const conditions = [below, 'cardinality($2::text[]) > 0 AND $3::text IS NOT NULL', `f.rule = ${put(RULE_OF_CLAIM_LIST[list])}`, LEFT];
  const prefix = key && put(subjectOf.sharedValue(key, ''));
  if (prefix) conditions.push(`starts_with(f.subject, ${prefix})`);
  const limit = page === null ? '' : `LIMIT ${put(findings)}::int OFFSET ${put((page - 1) * findings)}::int`;
  const order = `${ORDERS[sort]} ${dir} NULLS LAST, f.number`;
  const masked: Partial<Record<SharedKey, string>> = { id: 'h.id_number_masked', account: 'h.bank_account_masked' };
  const shared = prefix ? (masked[key!] ?? `substr(f.subject, length(${prefix}) + 1)`) : 'NULL';
  return sql.query<ClaimHousehold>(
    `SELECT f.number AS finding, f.state, f.amount::float8 AS amount, f.cause ->> 'why' AS why,
       ${shared} AS shared, h.number, h.head, ${placeFromCounty()} AS place,
       (all_of.n - count(*) OVER (PARTITION BY f.id))::int AS elsewhere
     FROM (SELECT f.* FROM finding f WHERE ${conditions.join(' AND ')} ORDER BY ${order} ${limit}) f
     CROSS JOIN LATERAL (SELECT array_agg(DISTINCT p.household_number) AS numbers, count(DISTINCT p.household_number) AS n
       FROM finding_place p WHERE p.finding_id = f.id AND p.household_number <> '') all_of
     JOIN household h ON h.number = ANY(all_of.numbers) JOIN division v ON v.code = h.village_code AND v.path && $2::text[]
     ORDER BY ${order}, h.number`,
    values,
  );
}
