/**
 * 重复与违规申领: applies app/domain/subsidy/double-claims to the records of a division. It only reads; the result is a list until
 * findings exist.
 */

import type { Sql } from '~/database/connection/sql.server';
import { AREA_OF_VILLAGE, type AreaColumns } from '~/database/divisions/no-coal-zones.server';
import { placeFromCounty } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import type { Mode } from '~/domain/contract/enumerations';
import {
  type ClaimRule,
  coalSubsidyFault,
  HOUSEHOLDS_PER_ACCOUNT,
  isDoubleConversion,
  paidAboveRule,
  SHARED_KEYS,
  type SharedKey,
  type Sharer,
  sharedClaim,
} from '~/domain/subsidy/double-claims';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { dueUnlessWithdrawn } from './levels.server';

type ClaimHousehold = { number: string; head: string; place: string };
export type Claim = {
  rule: ClaimRule;
  /** What is shared, or why coal may not be subsidised; null where the rule needs no detail. */
  detail: SharedKey | 'completed' | 'no-coal-zone' | null;
  /** The shared number as a list may show it: IDs and accounts masked. Null where nothing is shared. */
  value: string | null;
  /** The households within the scope. */
  households: ClaimHousehold[];
  /** How many more lie outside the scope. */
  elsewhere: number;
  span: 'village' | 'county' | 'counties';
  /** The money these households received under the claim, in 分: all subsidies, for R07 the excess, for R13 the coal subsidy. */
  amount: number;
};

/** R01 and R02 by key: the groups that a list shows, and how many groups there are of each. */
type SharedGroups = {
  groups: { key: SharedKey; shared: string; households: ClaimHousehold[]; elsewhere: number }[];
  counts: Record<SharedKey, number>;
};
export type Claims = { listed: Claim[]; counts: Record<ClaimRule, number>; shared: SharedGroups };

/** The claims of every kind on a page; the first page by default, all with null. */
export async function readClaims(sql: Sql, scope: Scope, division: string, page: number | null = 1): Promise<Claims> {
  const all = [
    ...(await sharedClaims(sql, scope, division)),
    ...(await doubleConversions(sql, scope, division)),
    ...(await aboveRule(sql, scope, division)),
    ...(await coalSubsidies(sql, scope, division)),
  ];
  const counts: Claims['counts'] = { R01: 0, R02: 0, R03: 0, R07: 0, R13: 0 };
  const listed = all.filter(({ rule }) => {
    counts[rule] += 1;
    return isOnPage(counts[rule], page);
  });
  return { listed, counts, shared: sharedGroups(all, page) };
}

/** Whether the `place`th entry of a list is on a page; with null it is. */
export function isOnPage(place: number, page: number | null): boolean {
  return page === null || (place > (page - 1) * ROWS_A_PAGE && place <= page * ROWS_A_PAGE);
}

function sharedGroups(claims: readonly Claim[], page: number | null): SharedGroups {
  const counts = Object.fromEntries(SHARED_KEYS.map((key) => [key, 0])) as SharedGroups['counts'];
  const groups: SharedGroups['groups'] = [];
  for (const { rule, detail, value, households, elsewhere } of claims) {
    if (rule !== 'R01' && rule !== 'R02') continue;
    const key = detail as SharedKey;
    counts[key] += 1;
    if (isOnPage(counts[key], page)) groups.push({ key, shared: value ?? '', households, elsewhere });
  }
  return { groups, counts };
}

/** $1 division, $2 scope: the households looked at. */
const HERE = 'v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]';
const PLACE = placeFromCounty();
const COUNTY = `(SELECT d.code FROM division d WHERE d.code = ANY(v.path) AND d.level = 'county')`;
/** What a household received in all its subsidies. */
const RECEIVED = '(SELECT coalesce(sum(e.paid), 0)::bigint FROM entitlement e WHERE e.household_number = h.number)';

const CONVERSION_KEYS = { electric_meter: 'electric_meter', gas_meter: 'gas_meter', serial: 'serial', invoice: 'invoice' } as const;
const HOUSEHOLD_KEYS = { id: 'id_number_fingerprint', account: 'bank_account_fingerprint' } as const;
const SHOWN: Record<SharedKey, string> = {
  id: 'h.id_number_masked',
  account: 'h.bank_account_masked',
  electric_meter: 'o.value',
  gas_meter: 'o.value',
  serial: 'o.value',
  invoice: 'o.value',
};

type SharerRow = {
  value: string;
  shown: string | null;
  number: string;
  head: string;
  village_code: string;
  county: string;
  place: string;
  received: number;
  subsidised: boolean;
  visible: boolean;
};

/**
 * The households that share a key with one of the division. The key's index searches the whole register, so that a claim across
 * counties is found. Households outside the scope are counted, never named.
 */
async function sharedClaims(sql: Sql, scope: Scope, division: string): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (const [key, from, column] of [
    ...Object.entries(HOUSEHOLD_KEYS).map(([key, column]) => [key as SharedKey, 'household k', column] as const),
    ...Object.entries(CONVERSION_KEYS).map(([key, column]) => [key as SharedKey, 'conversion k', column] as const),
  ]) {
    const number = from.startsWith('household') ? 'k.number' : 'k.household_number';
    const rows = await sql.query<SharerRow>(
      `WITH here AS (
         SELECT DISTINCT k.${column} AS value FROM ${from} JOIN household h ON h.number = ${number} JOIN division v
         ON v.code = h.village_code
         WHERE k.${column} IS NOT NULL AND k.${column} <> '' AND ${HERE}
       ), holders AS (
         SELECT DISTINCT k.${column} AS value, ${number} AS number FROM here JOIN ${from} ON k.${column} = here.value
       ), shared AS (SELECT value FROM holders GROUP BY value HAVING count(*) > ${key === 'account' ? HOUSEHOLDS_PER_ACCOUNT : 1})
       SELECT o.value, ${SHOWN[key]} AS shown, h.number, h.head, h.village_code, ${COUNTY} AS county, ${PLACE} AS place, ${RECEIVED} AS
       received, v.path && $2::text[] AS visible,
              EXISTS (SELECT 1 FROM entitlement e WHERE e.household_number = h.number) AS subsidised
       FROM shared JOIN holders o USING (value) JOIN household h ON h.number = o.number JOIN division v ON v.code = h.village_code
       ORDER BY o.value, h.number`,
      [division, scope.roots],
    );
    for (const sharers of groupsOf(rows)) {
      const claim = sharedClaim(
        key,
        sharers.map(
          (one): Sharer => ({ household: one.number, village: one.village_code, county: one.county, subsidised: one.subsidised }),
        ),
      );
      if (!claim) continue;
      const visible = sharers.filter((one) => one.visible);
      claims.push({
        rule: claim.rule,
        detail: key,
        value: visible[0]?.shown ?? null,
        households: visible.map(householdOf),
        elsewhere: sharers.length - visible.length,
        span: claim.span,
        amount: visible.reduce((sum, one) => sum + one.received, 0),
      });
    }
  }
  return claims;
}

function groupsOf(rows: readonly SharerRow[]): SharerRow[][] {
  const groups = new Map<string, SharerRow[]>();
  for (const row of rows) groups.set(row.value, [...(groups.get(row.value) ?? []), row]);
  return [...groups.values()];
}

const householdOf = ({ number, head, place }: ClaimHousehold): ClaimHousehold => ({ number, head, place });

/**
 * R03: at least two equipment subsidies, for gas and for electricity. The modes come from their policies, else from the
 * household's conversions.
 */
async function doubleConversions(sql: Sql, scope: Scope, division: string): Promise<Claim[]> {
  const rows = await sql.query<ClaimHousehold & { modes: Mode[]; received: number }>(
    `SELECT h.number, h.head, ${PLACE} AS place, e.paid AS received,
            CASE WHEN cardinality(e.modes) > 0 AND NOT e.open THEN e.modes ELSE ARRAY(SELECT DISTINCT c.mode FROM conversion c
            WHERE c.household_number = h.number) END AS modes
     FROM (
       SELECT e.household_number, sum(e.paid)::bigint AS paid, bool_or(cardinality(p.modes) = 0) AS open,
              ARRAY(SELECT DISTINCT m FROM entitlement x JOIN subsidy_policy y ON y.number = x.policy_number CROSS
              JOIN LATERAL unnest(y.modes) m
                    WHERE x.household_number = e.household_number AND y.kind = 'equipment' AND cardinality(y.modes) = 1
                    AND x.source <> 'withdrawn') AS modes
       FROM entitlement e JOIN subsidy_policy p ON p.number = e.policy_number AND p.kind = 'equipment'
       WHERE e.source <> 'withdrawn' GROUP BY 1 HAVING count(*) > 1
     ) e JOIN household h ON h.number = e.household_number JOIN division v ON v.code = h.village_code
     WHERE ${HERE} ORDER BY h.number`,
    [division, scope.roots],
  );
  return rows.filter(({ modes }) => isDoubleConversion(modes)).map((row) => ofOne('R03', null, row, row.received));
}

/** R07: more arrived than is due. A withdrawn entitlement has nothing due. */
async function aboveRule(sql: Sql, scope: Scope, division: string): Promise<Claim[]> {
  const rows = await sql.query<ClaimHousehold & { paid: number; due: number }>(
    `SELECT h.number, h.head, ${PLACE} AS place, e.paid, ${dueUnlessWithdrawn('e.due')} AS due
     FROM entitlement e JOIN household h ON h.number = e.household_number JOIN division v ON v.code = h.village_code
     WHERE e.paid > ${dueUnlessWithdrawn('e.due')} AND ${HERE} ORDER BY h.number, e.policy_number`,
    [division, scope.roots],
  );
  return rows.map((row) => ofOne('R07', null, row, paidAboveRule(row.paid, row.due)));
}

/** R13: coal subsidies that arrived in a village on a day on which it was completed or lay in a no-coal zone, by household. */
async function coalSubsidies(sql: Sql, scope: Scope, division: string): Promise<Claim[]> {
  const rows = await sql.query<ClaimHousehold & AreaColumns & { paid_on: CalendarDay; amount: number }>(
    `SELECT h.number, h.head, ${PLACE} AS place, y.paid_on, y.amount, ${AREA_OF_VILLAGE}
     FROM payment y JOIN subsidy_policy p ON p.number = y.policy_number AND p.kind = 'coal'
     JOIN household h ON h.number = y.household_number JOIN division v ON v.code = h.village_code
     WHERE y.result = 'ok' AND ${HERE}
       AND (EXISTS (SELECT 1 FROM division c WHERE c.code = ANY(v.path) AND c.completed_on <= y.paid_on) OR EXISTS (SELECT 1
       FROM no_coal_zone z WHERE z.village_code = v.code AND z.valid_from <= y.paid_on))
     ORDER BY h.number, y.paid_on`,
    [division, scope.roots],
  );
  const claims = new Map<string, Claim>();
  for (const row of rows) {
    const fault = coalSubsidyFault(row.paid_on, { completedOn: row.completed_on, zones: row.zones });
    if (fault === null) continue;
    const claim = claims.get(row.number) ?? ofOne('R13', fault, row, 0);
    claims.set(row.number, { ...claim, detail: claim.detail === 'no-coal-zone' ? claim.detail : fault, amount: claim.amount + row.amount });
  }
  return [...claims.values()];
}

function ofOne(rule: ClaimRule, detail: Claim['detail'], household: ClaimHousehold, amount: number): Claim {
  return { rule, detail, value: null, households: [householdOf(household)], elsewhere: 0, span: 'village', amount };
}
