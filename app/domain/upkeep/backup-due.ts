import { dayInShanghai } from '../time/calendar-day';
import { clockInShanghai } from '../time/china-clock';

/** The hour in China from which the night's backup may begin: nobody is in the yards, and the meter readings of the day are in. */
const FROM_HOUR = 2;

/**
 * 该不该做今天的备份 (docs/definitions.md#backup): once each day in China, from 02:00 on. A machine that was off at night makes it when it
 * runs again. `last`: the instant at which the latest nightly backup was begun, whatever came of it; null when there was none.
 */
export function isBackupDue(now: Date, last: string | null): boolean {
  if (Number(clockInShanghai(now).slice(11, 13)) < FROM_HOUR) return false;
  return last === null || dayInShanghai(new Date(last)) < dayInShanghai(now);
}
