import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { lockSeason } from '~/database/seasons/seasons.server';
import { keptThresholds, storeThresholds } from '~/database/seasons/thresholds.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { changedFields, seenThresholds, type ThresholdsInput } from '~/domain/findings/read-thresholds-form';
import { thresholdsOf, thresholdsToKeep } from '~/domain/findings/thresholds';
import { refuse } from '~/domain/problems';

/**
 * 改问题门槛 of a season. Findings that are due by the new numbers are opened, and those that no longer are proposed for closing, by the
 * job that the mark on the season calls. Whatever somebody changed since the form was shown is not overwritten.
 */
export async function setThresholds(db: Database, person: Person, input: { season: string } & ThresholdsInput, now: Date): Promise<void> {
  if (!mayPerson(person, 'seasons.manage')) refuse('access.not-allowed');
  await inTransaction(db, async (sql) => {
    const season = (await lockSeason(sql, input.season)) ?? refuse('season.unknown', { season: input.season });
    if (season.closedAt !== null) refuse('season.closed', { season: input.season });
    const kept = await keptThresholds(sql, input.season);
    const inForce = thresholdsOf(kept);
    if (seenThresholds(inForce) !== input.seen) refuse('threshold.changed-meanwhile');
    const { before, after } = changedFields(inForce, input.chosen);
    if (Object.keys(after).length === 0) refuse('threshold.nothing-changed');
    await storeThresholds(sql, input.season, thresholdsToKeep(input.chosen, kept));
    await appendHistory(sql, now, person.username, [
      {
        chain: SYSTEM_CHAIN,
        action: 'season.thresholds',
        entity: 'season',
        entityKey: input.season,
        before,
        after,
        reason: input.reason,
      },
    ]);
  });
}
