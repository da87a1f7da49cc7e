import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { refreshDueFacts } from '~/database/facts/facts.server';
import { sealFinishedDays } from '~/database/facts/history.server';
import { dayInShanghai } from '~/domain/time/calendar-day';

/**
 * What the calendar asks for: facts that change with the day (an installation dated ahead), and the head over all history
 * chains of every finished day. Cheap when nothing is due; several processes may do it at once.
 */
export async function keepCurrent(db: Database, now: Date): Promise<void> {
  const today = dayInShanghai(now);
  await inTransaction(db, (sql) => refreshDueFacts(sql, today));
  await inTransaction(db, (sql) => sealFinishedDays(sql, today));
}
