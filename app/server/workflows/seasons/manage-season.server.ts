import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { refreshFactsBelow } from '~/database/facts/facts.server';
import { appendHistory, type HistoryEntry, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { inScope, scopeOf } from '~/database/scope.server';
import { hasDatesAbove, insertSeason, lockSeason, removeSeasonDates, storeSeasonDates } from '~/database/seasons/seasons.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { seasonDatesFault } from '~/domain/time/season-dates';

type Dates = { startsOn: CalendarDay; endsOn: CalendarDay };
const NO_LIMIT = { statementTimeoutMs: 0 };

/** The history entry of a season's dates, under the key that imports use too. */
function entry(action: string, season: string, division: string, before: Dates | null, after: Dates | null): HistoryEntry {
  const columns = (dates: Dates | null) =>
    dates ? { season, division_code: division, starts_on: dates.startsOn, ends_on: dates.endsOn } : undefined;
  return {
    chain: SYSTEM_CHAIN,
    action,
    entity: 'season',
    entityKey: `${season}/${division}`,
    before: columns(before),
    after: columns(after),
  };
}

function requireGoodDates(season: string, dates: Dates): void {
  const fault = seasonDatesFault(season, dates.startsOn, dates.endsOn);
  if (fault) refuse(fault, { season, first: season.slice(0, 4), second: season.slice(5) });
}

async function requireOpen(sql: Sql, name: string): Promise<void> {
  const season = await lockSeason(sql, name);
  if (!season) refuse('season.unknown', { season: name });
  else if (season.closedAt !== null) refuse('season.closed', { season: name });
}

async function requireOwn(sql: Sql, person: Person, division: string): Promise<void> {
  if (!(await inScope(sql, scopeOf(person), division))) refuse('division.unknown', { code: division });
}

/**
 * 新增采暖季: declares a season with the dates of the person's division; counties that differ get their own afterwards. Facts are
 * computed for every household.
 */
export async function declareSeason(db: Database, person: Person, input: { season: string } & Dates, now: Date): Promise<void> {
  if (!mayPerson(person, 'seasons.manage')) refuse('access.not-allowed');
  requireGoodDates(input.season, input);
  await inTransaction(
    db,
    async (sql) => {
      if (!(await insertSeason(sql, input.season))) refuse('season.exists', { season: input.season });
      const entries: HistoryEntry[] = [];
      for (const division of person.divisions) {
        await storeSeasonDates(sql, input.season, division, input);
        entries.push(entry('season.declare', input.season, division, null, input));
      }
      for (const division of person.divisions) await refreshFactsBelow(sql, division, dayInShanghai(now), [input.season]);
      await appendHistory(sql, now, person.username, entries);
    },
    NO_LIMIT,
  );
}

/** 起止日期: sets the dates of a division and of everything below it without dates of its own. Facts below are recomputed. */
export async function setSeasonDates(
  db: Database,
  person: Person,
  input: { season: string; division: string } & Dates,
  now: Date,
): Promise<void> {
  if (!mayPerson(person, 'seasons.manage')) refuse('access.not-allowed');
  requireGoodDates(input.season, input);
  await inTransaction(
    db,
    async (sql) => {
      await requireOpen(sql, input.season);
      await requireOwn(sql, person, input.division);
      const before = await storeSeasonDates(sql, input.season, input.division, input);
      if (before?.startsOn === input.startsOn && before.endsOn === input.endsOn) refuse('season.nothing-changed');
      await refreshFactsBelow(sql, input.division, dayInShanghai(now), [input.season]);
      await appendHistory(sql, now, person.username, [
        entry('season.dates', input.season, input.division, before, { startsOn: input.startsOn, endsOn: input.endsOn }),
      ]);
    },
    NO_LIMIT,
  );
}

/** 按上级日期: removes a county's own dates. They stay when no division above has dates, because none would apply. */
export async function followDatesAbove(
  db: Database,
  person: Person,
  input: { season: string; division: string },
  now: Date,
): Promise<void> {
  if (!mayPerson(person, 'seasons.manage')) refuse('access.not-allowed');
  await inTransaction(
    db,
    async (sql) => {
      await requireOpen(sql, input.season);
      await requireOwn(sql, person, input.division);
      if (!(await hasDatesAbove(sql, input.season, input.division))) refuse('season.top-dates');
      const before = await removeSeasonDates(sql, input.season, input.division);
      if (!before) refuse('season.nothing-changed');
      await refreshFactsBelow(sql, input.division, dayInShanghai(now), [input.season]);
      await appendHistory(sql, now, person.username, [entry('season.dates', input.season, input.division, before, null)]);
    },
    NO_LIMIT,
  );
}
