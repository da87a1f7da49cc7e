/** What the forecast of subsidies looks at: the households of a division with their operating entitlements, as a stream. */
import type { ForecastHouseholds } from '~/domain/subsidy/forecast';
import type { Policy } from '~/domain/subsidy/policy';
import type { Scope } from './scope.server';
import type { Sql } from './sql.server';

export type ForecastAsk = { division: string; season: string; facts: string };

type Row = { b: number; elderly: number | null; hardship_encrypted: string | null; of: { policy: string; quantity: number; due: number; levels: ForecastHouseholds['entitlements'][number]['levels'] }[] };

/**
 * The households in scope (H) with an operating entitlement in the season, one by one in bounded memory. `isPoor` opens the hardship;
 * whoever needs no answer to it gives a rule that says no.
 */
export async function* forecastHouseholds(sql: Sql, scope: Scope, ask: ForecastAsk, policies: ReadonlyMap<string, Policy>, isPoor: (hardshipEncrypted: string | null) => boolean): AsyncGenerator<ForecastHouseholds> {
  const rows = sql.stream<Row>(
    `SELECT f.b, h.elderly, h.hardship_encrypted, e.of
     FROM ${ask.facts} f JOIN division v ON v.code = f.village_code JOIN household h ON h.number = f.household_number
     JOIN LATERAL (
       SELECT json_agg(json_build_object('policy', e.policy_number, 'quantity', e.quantity, 'due', e.due,
                'levels', json_build_object('central', e.due_central, 'province', e.due_province, 'city', e.due_city, 'county', e.due_county)) ORDER BY e.policy_number) AS of
       FROM entitlement e JOIN subsidy_policy p ON p.number = e.policy_number AND p.kind = 'operating'
       WHERE e.household_number = f.household_number AND e.season = f.season AND e.source <> 'withdrawn'
     ) e ON e.of IS NOT NULL
     WHERE f.season = $3 AND f.h = 1 AND v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]`,
    [ask.division, scope.roots, ask.season],
  );
  for await (const row of rows) {
    yield {
      households: 1,
      elderly: (row.elderly ?? 0) > 0,
      hardship: isPoor(row.hardship_encrypted),
      reburning: row.b === 1,
      entitlements: row.of.map(({ policy, ...rest }) => ({ policy: policies.get(policy)!, ...rest })),
    };
  }
}
