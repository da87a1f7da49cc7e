import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { openSeasons, refreshDueFacts, refreshFactsBelow } from '~/database/facts/facts.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { waitingByTownship } from '~/database/phones/waiting-records.server';
import { EVERYTHING, scopeOf } from '~/database/scope.server';
import { storeClosed, storeReopened } from '~/database/seasons/closing.server';
import { lockSeason } from '~/database/seasons/seasons.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { mayFreeze, placesInWords, waitingTogether } from '~/domain/sync/what-waits';
import { dayInShanghai } from '~/domain/time/calendar-day';

/** 关闭采暖季: from now on its facts stay as they are, whatever is recorded later. */
export async function closeSeason(db: Database, person: Person, input: { season: string; reason: string }, now: Date): Promise<void> {
  await inTransaction(db, async (sql) => {
    const reason = await requireManager(sql, person, input);
    if (!(await openSeasons(sql)).includes(input.season)) refuse('season.closed', { season: input.season });
    const places = await waitingByTownship(sql, scopeOf(person), { division: EVERYTHING.roots[0]!, season: input.season });
    const waiting = waitingTogether(places);
    if (!mayFreeze(waiting)) refuse('season.conflicts-open', { ...waiting, places: placesInWords(places) });
    await refreshDueFacts(sql, dayInShanghai(now));
    await storeClosed(sql, input.season, person.username, now);
    await appendHistory(sql, now, person.username, [
      {
        chain: SYSTEM_CHAIN,
        action: 'season.close',
        entity: 'season',
        entityKey: input.season,
        before: { open: true },
        after: { open: false },
        reason,
      },
    ]);
  });
}

/** 重新打开采暖季: its facts are computed anew from the records as they are now, and 待办 tells everyone who reports. */
export async function reopenSeason(db: Database, person: Person, input: { season: string; reason: string }, now: Date): Promise<void> {
  await inTransaction(db, async (sql) => {
    const reason = await requireManager(sql, person, input);
    if ((await openSeasons(sql)).includes(input.season)) refuse('season.not-closed', { season: input.season });
    await storeReopened(sql, input.season, { by: person.name, why: reason, at: now });
    for (const root of EVERYTHING.roots) await refreshFactsBelow(sql, root, dayInShanghai(now), [input.season]);
    await appendHistory(sql, now, person.username, [
      {
        chain: SYSTEM_CHAIN,
        action: 'season.reopen',
        entity: 'season',
        entityKey: input.season,
        before: { open: false },
        after: { open: true },
        reason,
      },
    ]);
  });
}

async function requireManager(sql: Sql, person: Person, input: { season: string; reason: string }): Promise<string> {
  if (!mayPerson(person, 'seasons.manage')) refuse('access.not-allowed');
  const reason = input.reason.trim();
  if (reason === '') refuse('reason.missing');
  if (!(await lockSeason(sql, input.season))) refuse('season.unknown', { season: input.season });
  return reason;
}
