import type { Sql } from '~/database/connection/sql.server';
import { countOnly } from '~/database/findings/desk.server';
import { thresholdsOfSeason } from '~/database/plans/flagged-villages.server';
import { type FrozenFigure, figuresBelow, frozenFigures, type SignedReport, signedReports } from '~/database/report/signed-reports.server';
import { type TownshipState, townshipStates } from '~/database/report/township-closings.server';
import { waitingVisits } from '~/database/review/counts.server';
import { type Scope, scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { figureBehind } from '~/domain/indicators/household-lists';
import { figureDifferences } from '~/domain/report/replay';
import { isOver, type SigningLevel } from '~/domain/report/sign-off';
import { type OpenCounts, onlyOpen } from '~/domain/report/what-is-open';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { flaggedVillages } from '~/server/workflows/plans/read-plans.server';

type Asked = { division: string; level: SigningLevel; season: string; rollUp?: string };

/** A county of a city: the version that stands, and whether its figures are still what was accepted. */
export type CountyState = { code: string; name: string; report: SignedReport | null; changed: boolean };

/**
 * 定稿前核对: what is open in a division and season, from the same readers as the lists that each number links to; of a city also where its
 * counties stand.
 */
export async function readOpen(
  sql: Sql,
  person: Person,
  asked: Asked,
  today: CalendarDay,
): Promise<{ open: OpenCounts; counties: CountyState[]; townships: TownshipState[] }> {
  const scope = scopeOf(person);
  const { division, season, level, rollUp = 'roll_up' } = asked;
  const figures = await figuresBelow(sql, { division, season, rollUp, direct: true });
  const own = figures.find(({ code }) => code === division)!;
  const townships = await townshipStates(sql, scope, asked);
  const visits = await waitingVisits(sql, scope, division, season);
  const findings = await countOnly(sql, scope, { division, season, person, today });
  const limits = await thresholdsOfSeason(sql, season);
  const flagged = await flaggedVillages(sql, scope, { division, season }, limits, today);
  const below = figures.filter(({ parent, sums }) => parent === division && sums.H > 0);
  const counties = level === 'city' ? await countyStates(sql, scope, below, { division, season }) : [];
  const open = onlyOpen({
    missing: figureBehind('notVisited', own.sums),
    townships: townships.filter(({ last }) => !last?.closed).length,
    unreviewed: visits.reduce((sum, { submitted }) => sum + submitted, 0),
    returned: visits.reduce((sum, { returned }) => sum + returned, 0),
    urgent: findings.urgent,
    plans: flagged.filter(({ state }) => state === 'missing').length,
    counties: counties.filter(({ report }) => report?.state !== 'accepted').length,
    changed: counties.filter(({ changed }) => changed).length,
  });
  return { open, counties, townships };
}

/** The counties of a city that have households in scope, each with its standing version, or the last one when none stands. */
async function countyStates(
  sql: Sql,
  scope: Scope,
  counties: readonly FrozenFigure[],
  city: { division: string; season: string },
): Promise<CountyState[]> {
  const reports = await signedReports(sql, scope, city);
  const states: CountyState[] = [];
  for (const { code, name, sums } of counties) {
    const own = reports.filter((report) => report.division === code);
    const report = own.find(({ state }) => !isOver(state)) ?? own[0] ?? null;
    const [frozen] = report?.state === 'accepted' ? await frozenFigures(sql, report.id, code) : [];
    const changed = frozen !== undefined && figureDifferences(new Map([[code, frozen.sums]]), new Map([[code, sums]])).length > 0;
    states.push({ code, name, report, changed });
  }
  return states;
}
