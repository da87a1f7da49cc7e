import { addDays, type CalendarDay, dayInShanghai } from '../time/calendar-day';

/** A backup of the nightly kind or one that was asked for; `madeAt` is an instant. */
type DatedBackup = { name: string; madeAt: string };

const DAILY = 7;
const WEEKLY = 4;
const MONTHLY = 12;

/**
 * 备份保留多久 (docs/definitions.md#backup): of all backups, the names of those that stay. The newest of each of the last 7 days that
 * have one, of the last 4 weeks (Monday to Sunday) and of the last 12 months, days and weeks as in China. One backup may stand for a
 * day, a week and a month at once. Counted are days, weeks and months that have a backup, not the calendar: an instance that was
 * switched off for a summer keeps what it had. The newest of all therefore always stays, and an empty list keeps nothing.
 */
export function keptBackups(backups: readonly DatedBackup[]): Set<string> {
  const newestFirst = [...backups].sort((a, b) => (a.madeAt < b.madeAt ? 1 : a.madeAt > b.madeAt ? -1 : a.name < b.name ? 1 : -1));
  const kept = new Set<string>();
  for (const [most, periodOf] of PERIODS) {
    const seen = new Set<string>();
    for (const { name, madeAt } of newestFirst) {
      const period = periodOf(dayInShanghai(new Date(madeAt)));
      if (seen.has(period) || seen.size === most) continue;
      seen.add(period);
      kept.add(name);
    }
  }
  return kept;
}

const PERIODS: readonly (readonly [number, (day: CalendarDay) => string])[] = [
  [DAILY, (day) => day],
  [WEEKLY, mondayOf],
  [MONTHLY, (day) => day.slice(0, 7)],
];

function mondayOf(day: CalendarDay): string {
  return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}
