/** The input of the subsidy forecast: the households of a division with their operating entitlements, as a stream. */

import type { Sql } from '~/database/connection/sql.server';
import { placeBelow } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import { datesOfVillage } from '~/database/seasons/dates-of-village.server';
import { comingSeasons, type ForecastHouseholds, usualStart } from '~/domain/subsidy/forecast';
import type { Policy } from '~/domain/subsidy/policy';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { DUE_BY_LEVEL } from './levels.server';

/** `villages` narrows it to some of the division. */
export type ForecastQuery = { division: string; season: string; facts: string; villages?: readonly string[] };

/** One household of the forecast with its name. */
export type ForecastHousehold = ForecastHouseholds & { number: string; head: string; village: string };

type Row = {
  number: string;
  head: string;
  village: string;
  b: number;
  elderly: number | null;
  hardship_encrypted: string | null;
  of: { policy: string; quantity: number; due: number; levels: ForecastHouseholds['entitlements'][number]['levels'] }[];
};

/**
 * The households in scope (H) with an operating entitlement in the season, one by one in bounded memory. `isPoor` opens the
 * sealed hardship; a caller that does not need it passes a rule that returns false.
 */
export async function* forecastHouseholds(
  sql: Sql,
  scope: Scope,
  query: ForecastQuery,
  policies: ReadonlyMap<string, Policy>,
  isPoor: (hardshipEncrypted: string | null, household: string) => boolean,
): AsyncGenerator<ForecastHousehold> {
  const starts = await startsOfVillages(sql, query);
  const rows = sql.stream<Row>(
    `SELECT h.number, h.head, h.village_code AS village, f.b, h.elderly, h.hardship_encrypted, e.of
     FROM ${query.facts} f JOIN division v ON v.code = f.village_code JOIN household h ON h.number = f.household_number
     JOIN LATERAL (
       SELECT json_agg(json_build_object('policy', e.policy_number, 'quantity', e.quantity, 'due', e.due,
                'levels', ${DUE_BY_LEVEL}) ORDER BY e.policy_number) AS of
       FROM entitlement e JOIN subsidy_policy p ON p.number = e.policy_number AND p.kind = 'operating'
       WHERE e.household_number = f.household_number AND e.season = f.season AND e.source <> 'withdrawn'
     ) e ON e.of IS NOT NULL
     WHERE f.season = $3 AND f.h = 1 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
       AND ($4::text[] IS NULL OR f.village_code = ANY($4)) ORDER BY h.village_code, h.number`,
    [query.division, scope.roots, query.season, query.villages ?? null],
  );
  for await (const row of rows) {
    yield {
      number: row.number,
      head: row.head,
      village: row.village,
      households: 1,
      elderly: (row.elderly ?? 0) > 0,
      hardship: isPoor(row.hardship_encrypted, row.number),
      reburning: row.b === 1,
      startsOn: starts.get(row.village),
      entitlements: row.of.map(({ policy, ...rest }) => ({ policy: policies.get(policy)!, ...rest })),
    };
  }
}

/**
 * The first days of the coming seasons in every village below: as declared for it or for a division above it, else the day on
 * which the base season began there.
 */
async function startsOfVillages(sql: Sql, query: ForecastQuery): Promise<Map<string, CalendarDay[]>> {
  const coming = comingSeasons(query.season);
  const rows = await sql.query<{ code: string; season: string; starts_on: CalendarDay }>(
    `SELECT v.code, s.season, d.starts_on FROM division v CROSS JOIN unnest($2::text[]) AS s(season)
     JOIN LATERAL ${datesOfVillage('s.season')} d ON true
     WHERE v.level = 'village' AND v.path @> ARRAY[$1]::text[] ORDER BY v.code, s.season`,
    [query.division, [query.season, ...coming]],
  );
  const declared = new Map(rows.map(({ code, season, starts_on }) => [`${code} ${season}`, starts_on]));
  return new Map(
    rows.map(({ code }) => [
      code,
      coming.map((season) => declared.get(`${code} ${season}`) ?? usualStart(season, declared.get(`${code} ${query.season}`) ?? null)),
    ]),
  );
}

/** The place of each village, as a list of the division shows it. */
export async function placesOfVillages(
  sql: Sql,
  scope: Scope,
  division: string,
  villages: readonly string[],
): Promise<Map<string, string>> {
  const rows = await sql.query<{ code: string; place: string | null }>(
    `SELECT v.code, ${placeBelow('$1')} AS place
     FROM division v WHERE v.code = ANY($3::text[]) AND v.path && $2::text[]`,
    [division, scope.roots, villages],
  );
  return new Map(rows.map(({ code, place }) => [code, place ?? '']));
}
