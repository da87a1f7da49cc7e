/**
 * The households of a division about which a rule may open something: a superset, chosen on stored facts and indexed records, so that the
 * rules read a part of a city and not all of it. tests/server/findings/candidates.test.ts holds both together.
 */
import type { Sql } from '~/database/connection/sql.server';
import { statusInScope } from '~/database/households/status-in-scope.server';
import { countedVisit } from '~/database/survey/counted-visit.server';

/** $1 season, $2 division. `f` the stored facts, `h` the household, `c` its current conversion. */
const BY_FACTS = `f.b > 0 OR f.q > 0 OR f.cold > 0 OR (f.i > 0 AND f.c = 0) OR (f.r > 0 AND f.i = 0)
  OR f.continuity_arrears > 0 OR f.continuity_interrupted > 0 OR f.continuity_reduced > 0
  OR f.let_connected < f.let_rooms OR f.let_used < f.let_occupied`;
const BY_CONVERSION = `c.stove_removed_on IS NOT NULL OR c.coal_cleared_on IS NOT NULL OR c.installed_on > c.town_accepted_on
  OR c.town_accepted_on > c.county_accepted_on OR c.installed_on > c.county_accepted_on OR c.installed_on > c.connected_on`;
const BY_VISIT = `t.answers ->> 'mainHeat' = 'wood' OR (t.answers ->> 'roomTemperature')::numeric < $3`;

/** In the order of their numbers. `coldBelow`: the season's threshold. */
export async function candidates(sql: Sql, season: string, division: string, coldBelow: number): Promise<string[]> {
  const rows = await sql.query<{ number: string }>(
    `WITH here AS MATERIALIZED (SELECT code FROM division WHERE path @> ARRAY[$2]::text[]),
     entitled AS MATERIALIZED (
       SELECT e.household_number AS number,
         bool_or(e.paid > CASE WHEN e.source = 'withdrawn' THEN 0 ELSE e.due END) AS above, bool_or(e.source <> 'withdrawn') AS standing,
         bool_or(e.paid > 0 AND p.kind = 'operating') AS operating, bool_or(e.paid > 0 AND p.kind = 'coal') AS coal
       FROM entitlement e JOIN subsidy_policy p ON p.number = e.policy_number WHERE e.season = $1 GROUP BY 1
     )
     SELECT number FROM (
       SELECT f.household_number AS number FROM household_facts f JOIN here ON here.code = f.village_code
       WHERE f.season = $1 AND (${BY_FACTS})
       UNION SELECT c.household_number FROM conversion c WHERE c.current AND (${BY_CONVERSION})
       UNION SELECT f.household_number FROM household_facts f JOIN here ON here.code = f.village_code JOIN visit t ON t.id = f.visit_id
       WHERE f.season = $1 AND (${BY_VISIT})
       UNION SELECT e.number FROM entitled e JOIN household h ON h.number = e.number
       WHERE e.above OR e.coal OR (e.standing AND (NOT ${statusInScope('h.status')} OR h.ended_on IS NOT NULL OR h.began_on IS NOT NULL
         OR h.id_number_faulty OR h.id_missing_reason IS NOT NULL))
       UNION SELECT e.number FROM entitled e JOIN meter_usage u ON u.household_number = e.number AND u.season = $1 AND u.usage = 0
       WHERE e.operating
       UNION SELECT t.household_number FROM visit t WHERE t.season = $1 AND t.outcome = 'demolished' AND ${countedVisit('t')}
       UNION SELECT e.household_number FROM entitlement e JOIN subsidy_policy p ON p.number = e.policy_number AND p.kind = 'equipment'
       WHERE e.source <> 'withdrawn' GROUP BY 1 HAVING count(*) > 1
       UNION SELECT y.household_number FROM payment_batch b
       JOIN payment y ON y.batch_division = b.division_code AND y.batch_number = b.number
       WHERE b.notice_to IS NOT NULL AND y.season = $1 AND y.result = 'ok' AND y.paid_on < b.notice_to
       UNION SELECT h.number FROM household h WHERE h.hardship_encrypted IS NOT NULL
         AND EXISTS (SELECT 1 FROM subsidy_policy p WHERE p.season = $1 AND p.target <> '{}')
       UNION SELECT g.household_number FROM finding g WHERE g.season = $1 AND g.rule IS NOT NULL AND g.household_number IS NOT NULL
     ) chosen JOIN household h USING (number) JOIN here ON here.code = h.village_code ORDER BY number`,
    [season, division, coldBelow],
  );
  return rows.map(({ number }) => number);
}
