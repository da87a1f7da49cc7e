import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { divisionTrail, scopeRoots } from '~/database/divisions/division-trail.server';
import { refreshDueFacts } from '~/database/facts/facts.server';
import { scopeOf } from '~/database/scope.server';
import { seasonStates } from '~/database/seasons/seasons.server';
import {
  type HeatSourceRow,
  heatSourcesBelow,
  placesOfSources,
  type SuppliedVillage,
  villagesOnSource,
} from '~/database/targets/heat-sources.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { DivisionStep, SeasonState } from '~/domain/coverage/division';
import { seasonToShow } from '~/domain/coverage/which-season';
import { heatSourceOpened, isSmallCoalBoiler } from '~/domain/findings/rules/of-others/heat-source-not-allowed';
import { DEFAULT_THRESHOLDS } from '~/domain/findings/thresholds';
import { refuse } from '~/domain/problems';
import { dayInShanghai } from '~/domain/time/calendar-day';

/** A heat source with the verdict of docs/definitions.md#rule-r15: why it is not allowed, empty when nothing is wrong or nobody uses it. */
type HeatSource = HeatSourceRow & { faults: readonly string[]; smallCoal: boolean };

export async function heatSourcesOf(
  sql: Sql,
  person: Person,
  query: { division: string; season: string; number?: string },
): Promise<HeatSource[]> {
  const rows = await heatSourcesBelow(sql, scopeOf(person), query);
  return rows.map((row) => ({ ...row, faults: faultsOf(row), smallCoal: isSmallCoalBoiler(row) }));
}

function faultsOf({ used, ...source }: HeatSourceRow): readonly string[] {
  const found = heatSourceOpened({ ...source, installed: used ? 1 : 0 }, DEFAULT_THRESHOLDS);
  return (found?.cause.faults as readonly string[] | undefined) ?? [];
}

type Place = { seasons: SeasonState[]; season: SeasonState; division: DivisionStep; roots: DivisionStep[] };

/** 热源 below a division of the person, or below their first one; of the season shown. Null season before any is declared. */
export async function readHeatSources(
  db: Database,
  person: Person,
  query: { division: string | null; season: string | null },
  now: Date,
): Promise<Place & { sources: HeatSource[] }> {
  return inTransaction(db, async (sql) => {
    const place = await placeOf(sql, person, query, now);
    const sources = await heatSourcesOf(sql, person, { division: place.division.code, season: place.season.name });
    return { ...place, sources };
  });
}

/** One heat source with the villages on it. */
export async function readHeatSource(
  db: Database,
  person: Person,
  query: { number: string; season: string | null },
  now: Date,
): Promise<Place & { source: HeatSource; villages: SuppliedVillage[] }> {
  return inTransaction(db, async (sql) => {
    const place = await placeOf(sql, person, { ...query, division: null }, now);
    for (const root of place.roots) {
      const [source] = await heatSourcesOf(sql, person, { division: root.code, season: place.season.name, number: query.number });
      if (!source) continue;
      const villages = await villagesOnSource(sql, scopeOf(person), { number: source.number, season: place.season.name });
      return { ...place, division: root, source, villages };
    }
    return refuse('heat-source.unknown', { number: query.number });
  });
}

async function placeOf(sql: Sql, person: Person, query: { division: string | null; season: string | null }, now: Date): Promise<Place> {
  if (!mayPerson(person, 'coverage.read')) refuse('access.not-allowed');
  const scope = scopeOf(person);
  const roots = await scopeRoots(sql, scope);
  const seasons = await seasonStates(sql);
  const today = dayInShanghai(now);
  const season = seasonToShow(seasons, query.season, today) ?? refuse('season.unknown', { season: query.season ?? '—' });
  await refreshDueFacts(sql, today);
  const trail = query.division === null ? [roots[0]] : await divisionTrail(sql, scope, query.division);
  const division = trail?.at(-1) ?? refuse('division.unknown', { code: query.division ?? '' });
  return { seasons, season, division, roots };
}

/** The divisions of a person, down to the county, that a heat source can lie in; null for who may not keep heat sources. */
export async function placesForSources(db: Database, person: Person): Promise<{ code: string; name: string }[] | null> {
  if (!mayPerson(person, 'heat-sources.manage')) return null;
  return inTransaction(db, (sql) => placesOfSources(sql, scopeOf(person)), { readOnly: true });
}
