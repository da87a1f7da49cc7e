import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { divisionTrail, scopeRoots } from '~/database/divisions/division-trail.server';
import { nameBelow, type Town, townsBelow } from '~/database/divisions/towns-below.server';
import { type FactsView, refreshDueFacts } from '~/database/facts/facts.server';
import { sumsOfDivision, sumsOfDivisionAndChildren } from '~/database/facts/sums.server';
import { findingCountsOn } from '~/database/findings/counts.server';
import { countListed, listHouseholds } from '~/database/households/list.server';
import { type Scope, scopeOf } from '~/database/scope.server';
import { seasonStates } from '~/database/seasons/seasons.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { dayToShow, pastDayOf, storedDay } from '~/domain/coverage/as-of-day';
import type { DivisionStep, DivisionSums, SeasonState } from '~/domain/coverage/division';
import type { HouseholdBehindFigure, HouseholdListQuery, ListPosition } from '~/domain/coverage/household-behind-figure';
import { seasonToShow } from '~/domain/coverage/which-season';
import { type FindingTotals, findingTotals } from '~/domain/findings/counts';
import { figureBehind, unitOf } from '~/domain/indicators/household-lists';
import type { Sums } from '~/domain/indicators/measures';
import { refuse } from '~/domain/problems';
import { checkOrder, type HouseholdsSort, sortableBy } from '~/domain/tables/household-tables';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { seasonBefore } from '~/domain/time/heating-season';
import { computeOrAsk, viewOrToCompute } from './past-day.server';

/** The place of a page: the trail to its division, the season it shows and the day of its figures. */
export type CoveragePlace = {
  trail: DivisionStep[];
  division: DivisionStep;
  seasons: SeasonState[];
  season: SeasonState;
  asOf: CalendarDay;
  /** The figures are those of a day gone by and not what is stored. */
  past: boolean;
  /** The latest day that can be shown: the one of the stored figures. */
  latestDay: CalendarDay;
};

/** The place before anybody has declared a season: a division, and nothing to count. */
export type NoSeasonYet = { trail: DivisionStep[]; division: DivisionStep; season: null };

export type Coverage = CoveragePlace & {
  own: Sums;
  /** The sums of the season before; null when that season is not in the register. */
  before: Sums | null;
  /** Sums of this season and, when `before` is there, of the season before. */
  divisionsBelow: DivisionSums[];
  /** 问题数 and 已整改 of the season, as they are now, or as they were on a past day. */
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
  query: PlaceQuery & { withFindings?: boolean },
  now: Date,
): Promise<Coverage | NoSeasonYet> {
  return atPlaceAndSeason(db, person, { ...query, withLastSeason: true }, now, async (sql, place, view) => {
    const last = lastSeason(place);
    const seasons = [place.season.name, ...(last ? [last.name] : [])];
    const { own, divisionsBelow } = await sumsOfDivisionAndChildren(sql, scopeOf(person), place.division.code, seasons, view);
    const of = { ...place, own: own[0]!, before: own[1] ?? null };
    const codes = [query.division, ...(query.withFindings ? divisionsBelow.map(({ code }) => code) : [])];
    const countsOf = (season: string) => findingCountsOn(sql, scopeOf(person), { season, asOf: place.past ? place.asOf : null }, codes);
    const counts = [await countsOf(place.season.name)];
    const found = (code: string): FindingTotals[] => counts.map((counted) => findingTotals(counted.get(code)!));
    const findings = found(query.division)[0]!;
    if (!query.withFindings) return { ...of, divisionsBelow, findings };
    if (last) counts.push(await countsOf(last.name));
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
  query: Omit<HouseholdListQuery, 'season'> & PlaceQuery & { position: ListPosition },
  now: Date,
): Promise<HouseholdList | NoSeasonYet> {
  return atPlaceAndSeason(db, person, query, now, async (sql, place, view) => {
    const scope = scopeOf(person);
    const at = { ...view, day: place.past ? place.asOf : null };
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
    const sums = await sumsOfDivision(sql, scope, query.division, place.season.name, view);
    const figure = figureBehind(query.list, sums);
    const isFiltered =
      query.mode !== undefined ||
      query.source !== undefined ||
      query.town !== undefined ||
      (query.also ?? []).length > 0 ||
      Boolean(query.search);
    const filtered = isFiltered || unitOf(query.list) === 'rooms' ? await countListed(sql, scope, full, at) : null;
    // Areas and amounts are no number of households; those in H are about as many.
    const households = filtered?.households ?? (unitOf(query.list) === 'households' ? figure : sums.H);
    const sortable = sortableBy(query.list, households);
    checkOrder(query.order?.sort, sortable, households);
    const towns = await townsBelow(sql, scope, query.division);
    return { ...place, figure, filtered, towns, sortable, ...(await listHouseholds(sql, scope, full, query.position, at)) };
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

/** A division, a season and a day as an address names them; null or absent: the current season, and what is stored. */
export type PlaceQuery = { division: string; season: string | null; asOf?: string | null };

/** The season before the one shown, when it is in the register. */
export function lastSeason({ seasons, season }: CoveragePlace): SeasonState | undefined {
  return seasons.find(({ name }) => name === seasonBefore(season.name));
}

/** How often what changes meanwhile is computed at once before it becomes a job. */
const ATTEMPTS = 3;

/**
 * Checks rights, scope, season and day. Before anything is read, it updates the facts that the calendar has changed. The figures of a
 * past day are computed first where they are not there: a few at once, many by a job (DayBeingComputed). `read` gets the view of the
 * facts and sums it is to read.
 */
export async function atPlaceAndSeason<T>(
  db: Database,
  person: Person,
  query: PlaceQuery & { withLastSeason?: boolean },
  now: Date,
  read: (sql: Sql, place: CoveragePlace, view: FactsView) => Promise<T>,
): Promise<T | NoSeasonYet> {
  if (!mayPerson(person, 'coverage.read')) refuse('access.not-allowed');
  const today = dayInShanghai(now);
  const scope = scopeOf(person);
  for (let attempt = 1; ; attempt += 1) {
    const found = await inTransaction(db, async (sql) => {
      const place = await placeAsked(sql, scope, query, today);
      if (place.season === null) return { read: place };
      await refreshDueFacts(sql, today);
      const last = query.withLastSeason ? lastSeason(place) : undefined;
      const view = await viewOrToCompute(sql, scope, query.division, [
        { season: place.season.name, day: place.past ? place.asOf : null },
        ...(last ? [{ season: last.name, day: place.past ? pastDayOf(last, place.asOf) : null }] : []),
      ]);
      return 'days' in view ? view : { read: await read(sql, place, view) };
    });
    if ('read' in found) return found.read;
    await computeOrAsk(db, scope, query.division, found, now, { atOnce: attempt < ATTEMPTS });
  }
}

/** The same for a page that shows no figures of a past day: none are computed for it. */
export function atPlaceAlone<T>(
  db: Database,
  person: Person,
  query: PlaceQuery,
  now: Date,
  read: (sql: Sql, place: CoveragePlace) => Promise<T>,
): Promise<T | NoSeasonYet> {
  if (!mayPerson(person, 'coverage.read')) refuse('access.not-allowed');
  return inTransaction(db, async (sql) => {
    const today = dayInShanghai(now);
    const place = await placeAsked(sql, scopeOf(person), query, today);
    if (place.season === null) return place;
    await refreshDueFacts(sql, today);
    return read(sql, place);
  });
}

async function placeAsked(sql: Sql, scope: Scope, query: PlaceQuery, today: CalendarDay): Promise<CoveragePlace | NoSeasonYet> {
  const trail = await divisionTrail(sql, scope, query.division);
  if (!trail) refuse('division.unknown', { code: query.division });
  const seasons = await seasonStates(sql);
  const division = trail.at(-1)!;
  const season = seasonToShow(seasons, query.season, today);
  if (!season) return query.season === null ? { trail, division, season: null } : refuse('season.unknown', { season: query.season });
  const { day, past } = dayToShow(query.asOf ?? null, season, today);
  return { trail, division, seasons, season, asOf: day, past, latestDay: storedDay(season, today) };
}

/** The place alone, for a page that says why it shows no figures: on the day of the stored ones. */
export async function readPlace(db: Database, person: Person, query: PlaceQuery, now: Date): Promise<CoveragePlace | NoSeasonYet> {
  if (!mayPerson(person, 'coverage.read')) refuse('access.not-allowed');
  return withSql(db, (sql) => placeAsked(sql, scopeOf(person), { ...query, asOf: null }, dayInShanghai(now)));
}
