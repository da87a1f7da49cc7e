import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { waitingByTownship } from '~/database/phones/waiting-records.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { mayFreeze, placesInWords, type UndecidedRecordsAt, waitingTogether } from '~/domain/sync/what-waits';

/**
 * 定稿: a report cannot be frozen while a conflict is undecided or a quarantined record has not been looked at. The refusal names
 * the townships that have them.
 */
export function refuseOverWaiting(places: readonly UndecidedRecordsAt[]): void {
  const waiting = waitingTogether(places);
  if (!mayFreeze(waiting)) refuse('report.conflicts-open', { ...waiting, places: placesInWords(places) });
}

/** What prevents freezing a report now, by township; empty for a person who may not freeze one. */
export async function waitingForReport(
  db: Database,
  person: Person,
  query: { division: string; season: string },
): Promise<UndecidedRecordsAt[]> {
  return mayPerson(person, 'report.freeze') ? withSql(db, (sql) => waitingByTownship(sql, scopeOf(person), query)) : [];
}
