/** What the rules open that look at more than one household: shared values, heat sources, visitors, villages, plans. Of a whole season. */
import { chinaDay, chinaHour } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import type { FactsView } from '~/database/facts/facts.server';
import type { MovedRollUp } from '~/database/facts/records.server';
import { countedVisit } from '~/database/survey/counted-visit.server';
import { type HeatSourceCase, heatSourceOpened } from '~/domain/findings/rules/of-others/heat-source-not-allowed';
import { type PlanCase, planNotAsDoneOpened } from '~/domain/findings/rules/of-others/plan-not-as-done';
import { type SharerWithMoney, sharedValueOpened } from '~/domain/findings/rules/of-others/shared-value';
import { unlikelyVisitsOpened, type VisitorDay } from '~/domain/findings/rules/of-others/unlikely-visits';
import type { Thresholds } from '~/domain/findings/thresholds';
import type { SharedKey } from '~/domain/subsidy/double-claims';
import type { CalendarDay } from '~/domain/time/calendar-day';
import type { Placed } from './settle.server';

export type OtherQuery = { season: string; asOf: CalendarDay; thresholds: Thresholds; view: Pick<FactsView, 'facts' | 'rollUp'> };

/** R01, R02, R15, R21 and R24 of a season, of the whole register. */
export async function othersOpened(sql: Sql, query: OtherQuery): Promise<Placed[]> {
  const found = [
    ...(await sharedValues(sql, query)),
    ...(await heatSources(sql, query)),
    ...(await visitorDays(sql, query)),
    ...(await plans(sql, query)),
  ];
  return placedTogether(sql, found);
}

/** Where something lies that concerns several villages: the lowest division that holds all of them. */
type Found = Omit<Placed, 'division'> & { villages: readonly string[] };

async function placedTogether(sql: Sql, found: readonly Found[]): Promise<Placed[]> {
  const rows = await sql.query<{ code: string; path: string[] }>('SELECT code, path FROM division WHERE code = ANY($1::text[])', [
    [...new Set(found.flatMap(({ villages }) => villages))],
  ]);
  const paths = new Map(rows.map(({ code, path }) => [code, path]));
  return found.map(({ villages, ...one }) => ({ ...one, division: commonDivision(villages.map((code) => paths.get(code)!)) }));
}

/** The last step that all paths share. All divisions of a register have one root. */
function commonDivision(paths: readonly (readonly string[])[]): string {
  const [first, ...others] = paths as [readonly string[], ...(readonly string[])[]];
  return first.filter((code, at) => others.every((path) => path[at] === code)).at(-1)!;
}

const COUNTY = `(SELECT d.code FROM division d WHERE d.code = ANY(v.path) AND d.level = 'county')`;
const KEYS: readonly (readonly [key: SharedKey, table: string, column: string, number: string])[] = [
  ['id', 'household', 'id_number_fingerprint', 'number'],
  ['account', 'household', 'bank_account_fingerprint', 'number'],
  ['electric_meter', 'conversion', 'electric_meter', 'household_number'],
  ['gas_meter', 'conversion', 'gas_meter', 'household_number'],
  ['serial', 'conversion', 'serial', 'household_number'],
  ['invoice', 'conversion', 'invoice', 'household_number'],
];

/** A value that stands twice is searched along its index; the rule decides on all households that have it. */
async function sharedValues(sql: Sql, { season, thresholds }: OtherQuery): Promise<Found[]> {
  const found: Found[] = [];
  for (const [key, table, column, number] of KEYS) {
    const rows = await sql.query<SharerWithMoney & { value: string }>(
      `WITH twice AS MATERIALIZED (
         SELECT k.${column} AS value FROM ${table} k WHERE k.${column} IS NOT NULL AND k.${column} <> '' GROUP BY 1 HAVING count(*) > 1
       ), holder AS (SELECT DISTINCT k.${column} AS value, k.${number} AS number FROM twice JOIN ${table} k ON k.${column} = twice.value)
       SELECT o.value, h.number AS household, h.village_code AS village, ${COUNTY} AS county, e.subsidised, e.received
       FROM holder o JOIN household h ON h.number = o.number JOIN division v ON v.code = h.village_code
       CROSS JOIN LATERAL (SELECT coalesce(bool_or(e.source <> 'withdrawn'), false) AS subsidised,
         coalesce(sum(e.paid), 0)::bigint AS received
         FROM entitlement e WHERE e.household_number = h.number) e
       ORDER BY o.value, h.number`,
    );
    const groups = new Map<string, typeof rows>();
    for (const row of rows) {
      const group = groups.get(row.value);
      if (group) group.push(row);
      else groups.set(row.value, [row]);
    }
    for (const [value, sharers] of groups) {
      const opened = sharedValueOpened(key, value, sharers, thresholds);
      if (!opened) continue;
      const places = sharers.map(({ village, household }) => ({ division: village, household }));
      found.push({ season, opened, household: null, villages: sharers.map(({ village }) => village), places });
    }
  }
  return found;
}

async function heatSources(sql: Sql, { season, thresholds, view }: OtherQuery): Promise<Found[]> {
  const rows = await sql.query<HeatSourceCase & { division: string }>(
    `SELECT s.number, s.kind, s.rating, s.closing, s.tonnes_per_hour AS tonnes, s.division_code AS division,
       (EXISTS (SELECT 1 FROM conversion c JOIN ${view.facts} f ON f.household_number = c.household_number AND f.season = $1
         WHERE c.heat_source_number = s.number AND c.current AND f.i > 0))::int AS installed
     FROM heat_source s ORDER BY s.number`,
    [season],
  );
  return rows.flatMap(({ division, ...source }): Found[] => {
    const opened = heatSourceOpened(source, thresholds);
    return opened ? [{ season, opened, household: null, villages: [division] }] : [];
  });
}

/** Days with few visits, none of them late or early, are left to nobody's look: the rule opens nothing for them. */
async function visitorDays(sql: Sql, { season, asOf, thresholds }: OtherQuery): Promise<Found[]> {
  const hour = chinaHour('t.visited_at');
  const rows = await sql.query<VisitorDay & { villages: string[] }>(
    `SELECT t.visitor, ${chinaDay('t.visited_at')} AS day, array_agg(to_json(t.visited_at) #>> '{}') AS "visitedAt",
       array_agg(DISTINCT h.village_code) AS villages
     FROM visit t JOIN household h ON h.number = t.household_number
     WHERE t.season = $1 AND ${countedVisit('t')} AND ${chinaDay('t.visited_at')} <= $2::date
     GROUP BY 1, 2 HAVING count(*) > $3 OR bool_or(${hour} >= 22 OR ${hour} < 6) ORDER BY 1, 2`,
    [season, asOf, Math.min(thresholds.visitsAnHour, thresholds.visitsADay)],
  );
  return rows.flatMap(({ villages, ...day }): Found[] => {
    const opened = unlikelyVisitsOpened(day, thresholds);
    return opened ? [{ season, opened, household: null, villages }] : [];
  });
}

/**
 * The plans whose year is over, with the households of that village, year and mode. A conversion without a year has that of its
 * installation.
 */
async function plans(sql: Sql, { season, asOf, thresholds, view }: OtherQuery): Promise<Found[]> {
  const rows = await sql.query<PlanCase>(
    `WITH done AS MATERIALIZED (
       SELECT h.village_code, coalesce(c.year, extract(year FROM c.installed_on)::int) AS year, c.mode,
         count(*) FILTER (WHERE c.in_plan)::int AS installed, count(*) FILTER (WHERE c.in_plan IS NOT TRUE)::int AS outside
       FROM conversion c JOIN household h ON h.number = c.household_number
       JOIN ${view.facts} f ON f.household_number = h.number AND f.season = $1 AND f.i > 0
       WHERE c.current AND h.village_code IN (SELECT village_code FROM conversion_plan) GROUP BY 1, 2, 3
     )
     SELECT p.village_code AS village, p.year, p.mode, p.households AS planned, coalesce(d.installed, 0) AS installed,
       coalesce(d.outside, 0) AS outside
     FROM conversion_plan p LEFT JOIN done d ON d.village_code = p.village_code AND d.year = p.year AND d.mode = p.mode
     WHERE make_date(p.year, 12, 31) < $2::date ORDER BY 1, 2, 3`,
    [season, asOf],
  );
  return rows.flatMap((plan): Found[] => {
    const opened = planNotAsDoneOpened(plan, asOf, thresholds);
    return opened ? [{ season, opened, household: null, villages: [plan.village] }] : [];
  });
}

/**
 * The roll-ups of a season as the rule about villages reads them; locked, so that no visit moves one meanwhile, when it is to be
 * written.
 */
export async function rollUpsOfSeason(sql: Sql, season: string, rollUp: string, lock: boolean): Promise<MovedRollUp[]> {
  return sql.query<MovedRollUp>(
    `SELECT r.season, r.village_code AS village, r.iv::int AS "IV", r.unstable::int AS unstable, r.b::int AS "B" FROM ${rollUp} r
     WHERE r.season = $1 ORDER BY r.village_code ${lock ? 'FOR UPDATE' : ''}`,
    [season],
  );
}
