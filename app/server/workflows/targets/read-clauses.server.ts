import type { Database } from '~/database/connection/open.server';
import type { Sql } from '~/database/connection/sql.server';
import { villagesInZones } from '~/database/divisions/no-coal-zones.server';
import { sumsOfDivisionAndChildren } from '~/database/facts/sums.server';
import { findingCounts } from '~/database/findings/counts.server';
import { scopeOf } from '~/database/scope.server';
import { visitsSince } from '~/database/targets/clause-counts.server';
import { markedVillages } from '~/database/targets/readiness.server';
import { targetsBelow } from '~/database/targets/targets.server';
import type { Person } from '~/domain/access/person';
import { CLAUSES, type ClauseKey } from '~/domain/clauses/clauses';
import { type Pace, paceOf } from '~/domain/clauses/pace';
import { whoIsLast } from '~/domain/clauses/who-is-last';
import { type FindingCounts, findingTotals, openCount } from '~/domain/findings/counts';
import type { RuleCode } from '~/domain/findings/rule-codes';
import { figureBehind, LISTS_BEHIND, type ListKey } from '~/domain/indicators/household-lists';
import { type Indicator, type IndicatorKey, indicator } from '~/domain/indicators/indicators';
import type { Sums } from '~/domain/indicators/measures';
import type { Readiness } from '~/domain/targets/readiness';
import { isLessBetter, targetGap } from '~/domain/targets/target-gap';
import { addDays } from '~/domain/time/calendar-day';
import { seasonBefore } from '~/domain/time/heating-season';
import { atPlaceAndSeason, type CoveragePlace, type NoSeasonYet } from '~/server/workflows/facts/read-coverage.server';
import { heatSourcesOf } from '~/server/workflows/targets/read-heat-sources.server';
import { planYear, readinessIn } from './read-readiness.server';

/** A rate with what lies behind it. Areas are 1/100 m², amounts 分. */
type ClauseFigure = {
  key: IndicatorKey;
  unit: Indicator['unit'];
  numerator: number;
  denominator: number;
  before: { numerator: number; denominator: number } | null;
  missing: { list: ListKey; count: number } | null;
  last: { code: string; name: string; numerator: number; denominator: number }[];
};

type ClauseStanding = {
  key: ClauseKey;
  figures: ClauseFigure[];
  lists: { list: ListKey; count: number }[];
  findings: { rule: RuleCode; count: number }[];
};

type ClausesPage = CoveragePlace & {
  seasonBefore: string | null;
  clauses: ClauseStanding[];
  /** visits in the last 7 and 30 days. */
  pace: { days: number; visits: number; pace: Pace }[];
  notVisited: number;
  /** targets of the division itself. */
  targets: { set: number; reached: number };
  villages: { within5km: number; relocating: number };
  leftOver: number;
  year: number;
  readiness: Readiness;
  /** villages in a no-coal zone on the as-of date. */
  inZones: number;
  heatSources: { all: number; faulty: number; smallCoal: number };
};

const PACE_DAYS = [7, 30] as const;

/** 对照条款: where a division stands by each clause of the source document. Roll-ups and kept sums alone. */
export async function readClauses(
  db: Database,
  person: Person,
  query: { division: string; season: string | null },
  now: Date,
): Promise<ClausesPage | NoSeasonYet> {
  return atPlaceAndSeason(db, person, query, now, async (sql, place) => {
    const scope = scopeOf(person);
    const season = place.season.name;
    const of = { division: query.division, season };
    const last = place.seasons.find(({ name }) => name === seasonBefore(season))?.name ?? null;
    const { own, divisionsBelow } = await sumsOfDivisionAndChildren(sql, scope, query.division, last ? [season, last] : [season]);
    const [now0, before] = [own[0]!, own[1] ?? null];
    const findings = await findingCounts(sql, scope, season, [query.division, ...divisionsBelow.map(({ code }) => code)]);
    const findingsBefore = last && (await findingCounts(sql, scope, last, [query.division]));
    const open0 = findings.get(query.division)!;
    const notVisited = figureBehind('notVisited', now0);
    const marked = await markedVillages(sql, scope, of);
    const year = planYear(season, null);
    return {
      ...place,
      seasonBefore: last,
      clauses: CLAUSES.map(({ key, indicators, lists, rules }) => ({
        key,
        figures: indicators.map((one) =>
          one === 'rectifiedRate'
            ? rectified(query.division, findings, findingsBefore || null, divisionsBelow)
            : figureOf(one, now0, before, divisionsBelow),
        ),
        lists: lists.map((list) => ({ list, count: figureBehind(list, now0) })),
        findings: rules.map((rule) => ({ rule, count: openCount(open0[rule]) })),
      })),
      pace: await paces(sql, person, { ...of, asOf: place.asOf, remaining: notVisited }),
      notVisited,
      targets: await ownTargets(sql, person, of),
      villages: {
        within5km: marked.filter(({ within5km }) => within5km).length,
        relocating: marked.filter(({ relocating }) => relocating).length,
      },
      leftOver: openCount(open0.hand),
      year,
      readiness: (await readinessIn(sql, person, { ...of, year }, now)).own,
      inZones: [...(await villagesInZones(sql, scope, query.division, place.asOf)).values()].filter(Boolean).length,
      heatSources: countsOf(await heatSourcesOf(sql, person, of)),
    };
  });
}

function figureOf(
  key: IndicatorKey,
  own: Sums,
  before: Sums | null,
  below: readonly { code: string; name: string; sums: readonly Sums[] }[],
): ClauseFigure {
  const { unit, numerator, denominator } = indicator(key);
  const lacking = LISTS_BEHIND[key]?.lacking;
  const places = below.map(({ code, name, sums }) => ({ code, name, numerator: numerator(sums[0]!), denominator: denominator(sums[0]!) }));
  return {
    key,
    unit,
    numerator: numerator(own),
    denominator: denominator(own),
    before: before && { numerator: numerator(before), denominator: denominator(before) },
    missing: lacking && lacking !== LISTS_BEHIND[key]?.numerator ? { list: lacking, count: figureBehind(lacking, own) } : null,
    last: whoIsLast(places, isLessBetter(key)),
  };
}

/** 整改率 counts findings and not households: closed ones of all of the season. */
function rectified(
  division: string,
  counts: ReadonlyMap<string, FindingCounts>,
  before: ReadonlyMap<string, FindingCounts> | null,
  below: readonly { code: string; name: string }[],
): ClauseFigure {
  const rateOf = (all: ReadonlyMap<string, FindingCounts>, code: string) => {
    const { closed, findings } = findingTotals(all.get(code)!);
    return { numerator: closed, denominator: findings };
  };
  return {
    key: 'rectifiedRate',
    unit: 'findings',
    ...rateOf(counts, division),
    before: before && rateOf(before, division),
    missing: null,
    last: whoIsLast(
      below.map(({ code, name }) => ({ code, name, ...rateOf(counts, code) })),
      false,
    ),
  };
}

async function paces(
  sql: Sql,
  person: Person,
  { remaining, ...query }: { division: string; season: string; asOf: string; remaining: number },
): Promise<ClausesPage['pace']> {
  const found: ClausesPage['pace'] = [];
  for (const days of PACE_DAYS) {
    const visits = await visitsSince(sql, scopeOf(person), { ...query, since: addDays(query.asOf, -days) });
    found.push({ days, visits, pace: paceOf({ visits, days, remaining }) });
  }
  return found;
}

async function ownTargets(sql: Sql, person: Person, of: { division: string; season: string }): Promise<ClausesPage['targets']> {
  const all = await targetsBelow(sql, scopeOf(person), { ...of, rollUp: 'roll_up' });
  const own = all.filter(({ division }) => division === of.division);
  return { set: own.length, reached: own.filter((one) => targetGap(one.indicator, one.sums, one.target).reached).length };
}

function countsOf(sources: Awaited<ReturnType<typeof heatSourcesOf>>): ClausesPage['heatSources'] {
  return {
    all: sources.length,
    faulty: sources.filter(({ faults }) => faults.length > 0).length,
    smallCoal: sources.filter(({ smallCoal }) => smallCoal).length,
  };
}
