/** The cases of households as the rules look at them, made of the records that their facts were made of. */

import { openSealed } from '~/database/connection/opener.server';
import type { Sql } from '~/database/connection/sql.server';
import { isStanding, type LoadedHousehold } from '~/database/facts/records.server';
import { openFor } from '~/database/households/personal-columns.server';
import { policiesOfSeasons } from '~/database/subsidy/policies.server';
import { CLEAN_MODES, type Hardship, type Mode } from '~/domain/contract/enumerations';
import { equipmentModesOf } from '~/domain/findings/equipment-modes';
import type { CasePayment, HouseholdCase } from '~/domain/findings/household-case';
import { type Thresholds, thresholdsOf } from '~/domain/findings/thresholds';
import { hardshipOf } from '~/domain/household/hardship-text';
import { missingIdOf } from '~/domain/household/id-missing';
import { isInScopeOn } from '~/domain/household/in-scope';
import { installationDay } from '~/domain/indicators/flags-of';
import { continuityOf } from '~/domain/subsidy/continuity';
import type { Policy } from '~/domain/subsidy/policy';
import { policiesFor } from '~/domain/subsidy/which-policies';
import { isCounted } from '~/domain/survey/counted-visit';
import { type CalendarDay, earlierOf } from '~/domain/time/calendar-day';

/** What the rules of a season are measured by. */
export type SeasonRules = { thresholds: Thresholds; policies: readonly Policy[] };

/** Thresholds and policies in force of seasons; they are few. */
export async function rulesOfSeasons(sql: Sql, seasons: readonly string[]): Promise<Map<string, SeasonRules>> {
  const rows = await sql.query<{ name: string; finding_thresholds: unknown }>(
    'SELECT name, finding_thresholds FROM season WHERE name = ANY($1::text[])',
    [seasons],
  );
  const policies = await policiesOfSeasons(sql, seasons);
  return new Map(
    rows.map(({ name, finding_thresholds }) => [
      name,
      { thresholds: thresholdsOf(finding_thresholds), policies: policies.filter(({ season }) => season === name) },
    ]),
  );
}

/**
 * One case for each household and season that was loaded. `asOf` is the day that it was loaded for. Payments are those that a
 * rule looks at:
 * for coal, or of a batch with a public notice.
 */
export async function casesOf(
  sql: Sql,
  loaded: readonly LoadedHousehold[],
  asOf: CalendarDay,
  rules: ReadonlyMap<string, SeasonRules>,
): Promise<HouseholdCase[]> {
  const payments = await paymentsOf(sql, loaded, asOf);
  const conversions = await conversionModes(sql, loaded);
  return loaded.map((one) => caseOf(one, asOf, rules.get(one.facts.season)!, payments, conversions));
}

function caseOf(
  { facts, records, row, village, entitlements, equipment }: LoadedHousehold,
  asOf: CalendarDay,
  { thresholds, policies }: SeasonRules,
  payments: ReadonlyMap<string, CasePayment[]>,
  conversions: ReadonlyMap<string, Mode[]>,
): HouseholdCase {
  const { sums, season, visitId } = facts;
  const used = visitId === null ? null : records.visits.find(({ id }) => id === visitId)!;
  const flags = { H: sums.H > 0, V: sums.V > 0, C: sums.C > 0, U: sums.U > 0 };
  const standing = equipment.filter(isStanding);
  const targeted = row.hardship_encrypted !== null && policies.some(({ target }) => target.length > 0);
  const hardship = targeted
    ? hardshipOf(openFor(openSealed, 'hardship_encrypted', row.number, row.hardship_encrypted!)).filter((one) => one !== 'none')
    : [];
  return {
    household: row.number,
    season,
    asOf,
    physicalOn: village.ends_on === null ? asOf : earlierOf(asOf, village.ends_on),
    startsOn: village.starts_on,
    endsOn: village.ends_on,
    status: row.status,
    residence: row.residence,
    sums,
    continuity: continuityOf(flags, season, records.subsidies!.current, records.subsidies!.before, asOf),
    visit: used && { id: used.id, day: used.day, answers: used.answers },
    foundDemolished: records.visits.some((visit) => visit.outcome === 'demolished' && isCounted(visit) && visit.day <= asOf),
    idNumber: idNumberOf(row),
    hardship,
    conversion: row.mode && {
      mode: row.mode,
      installedOn: row.installed_on,
      connectedOn: row.connected_on,
      townAcceptedOn: row.town_accepted_on,
      countyAcceptedOn: row.county_accepted_on,
      stoveRemovedOn: row.stove_removed_on,
      coalClearedOn: row.coal_cleared_on,
    },
    equipmentModes: equipmentModesOf(
      standing.map(({ policy }) => policy),
      conversions.get(row.number) ?? [],
    ),
    equipmentPaid: standing.reduce((sum, { paid }) => sum + paid, 0),
    rooms: records.rooms,
    usages: records.usages,
    entitlements: entitlements.map(({ policy, due, paid, withdrawn }) => ({ policy, due: withdrawn ? 0 : due, paid, withdrawn })),
    payments: payments.get(keyOf(row.number, season)) ?? [],
    // Only a household with a hardship can lack what a policy gives for it.
    policies: hardship.length === 0 ? [] : applyingTo({ row, village }, hardship, season, policies),
    village: {
      zoneType: village.zone_type,
      relocating: village.relocating,
      coalFree: { completedOn: village.completed_on, zones: village.zones },
    },
    thresholds,
  };
}

const keyOf = (household: string, season: string): string => `${household}\n${season}`;

function idNumberOf(row: LoadedHousehold['row']): HouseholdCase['idNumber'] {
  return row.has_id_number ? (row.id_number_faulty ? 'faulty' : 'good') : missingIdOf(row.id_missing_reason);
}

/** As entitlements are computed: by what the household was at the start of the season, of whole years where no days were set. */
function applyingTo(
  { row, village }: Pick<LoadedHousehold, 'row' | 'village'>,
  hardship: readonly Hardship[],
  season: string,
  policies: readonly Policy[],
): Policy[] {
  const [first, second] = season.split('-');
  const days = { startsOn: village.starts_on ?? `${first}-07-01`, endsOn: village.ends_on ?? `${second}-06-30` };
  const mode = row.mode ?? 'none';
  return policiesFor(
    {
      inScope: isInScopeOn({ status: row.status, beganOn: row.began_on, endedOn: row.ended_on }, days.startsOn),
      divisions: village.path,
      hardship,
      mode,
      installedOn: CLEAN_MODES.has(mode) ? installationDay({ installedOn: row.installed_on, year: row.year }) : null,
    },
    { name: season, ...days },
    policies,
  );
}

async function paymentsOf(sql: Sql, loaded: readonly LoadedHousehold[], asOf: CalendarDay): Promise<Map<string, CasePayment[]>> {
  const paid = loaded.filter(({ entitlements }) => entitlements.some((one) => one.paid > 0));
  const found = new Map<string, CasePayment[]>();
  if (paid.length === 0) return found;
  const rows = await sql.query<CasePayment & { household: string; season: string }>(
    `SELECT y.household_number AS household, y.season, p.kind, y.amount, y.paid_on AS "paidOn", b.notice_to AS "noticeTo"
     FROM payment y JOIN subsidy_policy p ON p.number = y.policy_number
     JOIN payment_batch b ON b.division_code = y.batch_division AND b.number = y.batch_number
     WHERE y.household_number = ANY($1::text[]) AND y.season = ANY($2::text[]) AND y.result = 'ok' AND y.paid_on <= $3::date
       AND (p.kind = 'coal' OR b.notice_to IS NOT NULL)
     ORDER BY y.household_number, y.paid_on, y.policy_number, y.level, y.batch_number`,
    [[...new Set(paid.map(({ row }) => row.number))], [...new Set(paid.map(({ facts }) => facts.season))], asOf],
  );
  for (const { household, season, ...payment } of rows) {
    const key = keyOf(household, season);
    const group = found.get(key);
    if (group) group.push(payment);
    else found.set(key, [payment]);
  }
  return found;
}

/** The modes of every conversion of the households with several equipment subsidies. */
async function conversionModes(sql: Sql, loaded: readonly LoadedHousehold[]): Promise<Map<string, Mode[]>> {
  const several = loaded.filter(({ equipment }) => equipment.filter(isStanding).length > 1).map(({ row }) => row.number);
  if (several.length === 0) return new Map();
  const rows = await sql.query<{ number: string; modes: Mode[] }>(
    `SELECT household_number AS number, array_agg(DISTINCT mode) AS modes FROM conversion
     WHERE household_number = ANY($1::text[]) GROUP BY 1`,
    [[...new Set(several)]],
  );
  return new Map(rows.map(({ number, modes }) => [number, modes]));
}
