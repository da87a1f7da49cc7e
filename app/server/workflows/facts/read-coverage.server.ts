import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { divisionTrail, scopeRoots } from '~/database/divisions/division-trail.server';
import { nameBelow, type Town, townsBelow } from '~/database/divisions/towns-below.server';
import { refreshDueFacts } from '~/database/facts/facts.server';
import { sumsOfDivision, sumsOfDivisionAndChildren } from '~/database/facts/sums.server';
import { findingCounts } from '~/database/findings/counts.server';
import { countListed, listHouseholds } from '~/database/households/list.server';
import { type Scope, scopeOf } from '~/database/scope.server';
import { seasonStates } from '~/database/seasons/seasons.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { DivisionStep, DivisionSums, SeasonState } from '~/domain/coverage/division';
import type { HouseholdBehindFigure, HouseholdListQuery, ListPosition } from '~/domain/coverage/household-behind-figure';
import { seasonToShow } from '~/domain/coverage/which-season';
import { type FindingTotals, findingTotals } from '~/domain/findings/counts';
import { figureBehind, unitOf } from '~/domain/indicators/household-lists';
import type { Sums } from '~/domain/indicators/measures';
import { refuse } from '~/domain/problems';
import { checkOrder, type HouseholdsSort, sortableBy } from '~/domain/tables/household-tables';
import { type CalendarDay, dayInShanghai, earlierOf } from '~/domain/time/calendar-day';
import { seasonBefore } from '~/domain/time/heating-season';

/** The place of a page: the trail to its division, the season it shows and the day of its figures. */
export type CoveragePlace = {
  trail: DivisionStep[];
  division: DivisionStep;
  seasons: SeasonState[];
  season: SeasonState;
  asOf: CalendarDay;
};

/** The place before anybody has declared a season: a division, and nothing to count. */
export type NoSeasonYet = { trail: DivisionStep[]; division: DivisionStep; season: null };

export type Coverage = CoveragePlace & {
  own: Sums;
  /** The sums of the season before; null when that season is not in the register. */
  before: Sums | null;
  /** Sums of this season and, when `before` is there, of the season before. */
  divisionsBelow: DivisionSums[];
  /** 问题数 and 已整改 of the season, as they are now. */
  findings: FindingTotals;
  /** With `withFindings`: those of the season and of the one before, like the sums. */
  found?: FindingTotals[];
};

/** The topmost divisions of a person. */
export async function whereCoverageBegins(db: Database, person: Person): Promise<DivisionStep[]> {
  if (!mayPerson(person, 'coverage.read')) refuse('access.not-allowed');
  return inTransaction(db, (sql) => scopeRoots(sql, scopeOf(person)), { readOnly: true });
}

/** 覆盖情况: a division and its children in a season beside the season before. */
export async function readCoverage(
  db: Database,
  person: Person,
  query: { division: string; season: string | null; withFindings?: boolean },
  now: Date,
): Promise<Coverage | NoSeasonYet> {
  return atPlaceAndSeason(db, person, query, now, async (sql, place) => {
    const last = place.seasons.find((season) => season.name === seasonBefore(place.season.name));
    const seasons = [place.season.name, ...(last ? [last.name] : [])];
    const { own, divisionsBelow } = await sumsOfDivisionAndChildren(sql, scopeOf(person), place.division.code, seasons);
    const of = { ...place, own: own[0]!, before: own[1] ?? null };
    const codes = [query.division, ...(query.withFindings ? divisionsBelow.map(({ code }) => code) : [])];
    const counts = [await findingCounts(sql, scopeOf(person), place.season.name, codes)];
    const found = (code: string): FindingTotals[] => counts.map((counted) => findingTotals(counted.get(code)!));
    const findings = found(query.division)[0]!;
    if (!query.withFindings) return { ...of, divisionsBelow, findings };
    if (last) counts.push(await findingCounts(sql, scopeOf(person), last.name, codes));
    return {
      ...of,
      divisionsBelow: divisionsBelow.map((row) => ({ ...row, found: found(row.code) })),
      findings,
      found: found(query.division),
    };
  });
}

export type HouseholdList = CoveragePlace & {
  /** The figure behind the list, from the roll-ups, before any filter. */
  figure: number;
  /**
   * Counted from the households themselves: what is left after a filter, or the number of households that have the blocks. Null
   * otherwise.
   */
  filtered: { households: number; value: number } | null;
  /** The places the list can be narrowed to. */
  towns: Town[];
  /** The columns whose order an index has, or that are short enough to be sorted without one. */
  sortable: HouseholdsSort[];
  households: HouseholdBehindFigure[];
  hasEarlier: boolean;
  hasLater: boolean;
};

/** 名单: the households behind a figure. */
export async function readHouseholdList(
  db: Database,
  person: Person,
  query: Omit<HouseholdListQuery, 'season'> & { season: string | null; position: ListPosition },
  now: Date,
): Promise<HouseholdList | NoSeasonYet> {
  return atPlaceAndSeason(db, person, query, now, async (sql, place) => {
    const scope = scopeOf(person);
    const full: HouseholdListQuery = {
      division: query.division,
      season: place.season.name,
      list: query.list,
      also: query.also,
      mode: query.mode,
      source: query.source,
      town: query.town,
      search: query.search,
      order: query.order,
    };
    await townOf(sql, scope, query);
    const sums = await sumsOfDivision(sql, scope, query.division, place.season.name);
    const figure = figureBehind(query.list, sums);
    const isFiltered =
      query.mode !== undefined ||
      query.source !== undefined ||
      query.town !== undefined ||
      (query.also ?? []).length > 0 ||
      Boolean(query.search);
    const filtered = isFiltered || unitOf(query.list) === 'rooms' ? await countListed(sql, scope, full) : null;
    // Areas and amounts are no number of households; those in H are about as many.
    const households = filtered?.households ?? (unitOf(query.list) === 'households' ? figure : sums.H);
    const sortable = sortableBy(query.list, households);
    checkOrder(query.order?.sort, sortable, households);
    const towns = await townsBelow(sql, scope, query.division);
    return { ...place, figure, filtered, towns, sortable, ...(await listHouseholds(sql, scope, full, query.position)) };
  });
}

/** The name of the place a list is narrowed to, which lies below its division and in the scope; null for a list that is not. */
export async function townOf(
  sql: Sql,
  scope: Scope,
  { division, town }: { division: string; town?: string | null },
): Promise<string | null> {
  if (!town) return null;
  return (await nameBelow(sql, scope, town, division)) ?? refuse('table.unknown-value', { name: 'town', value: town });
}

/** Checks rights, scope and season. Before anything is read, it updates the facts that the calendar has changed. */
export async function atPlaceAndSeason<T>(
  db: Database,
  person: Person,
  query: { division: string; season: string | null },
  now: Date,
  read: (sql: Sql, place: CoveragePlace) => Promise<T>,
): Promise<T | NoSeasonYet> {
  if (!mayPerson(person, 'coverage.read')) refuse('access.not-allowed');
  const today = dayInShanghai(now);
  return inTransaction(db, async (sql) => {
    const trail = await divisionTrail(sql, scopeOf(person), query.division);
    if (!trail) refuse('division.unknown', { code: query.division });
    const seasons = await seasonStates(sql);
    const division = trail.at(-1)!;
    const season = seasonToShow(seasons, query.season, today);
    if (!season) return query.season === null ? { trail, division, season: null } : refuse('season.unknown', { season: query.season });
    await refreshDueFacts(sql, today);
    return read(sql, { trail, division, seasons, season, asOf: season.closedOn === null ? today : earlierOf(season.closedOn, today) });
  });
}
