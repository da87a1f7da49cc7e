import { addDays, type CalendarDay } from '../../time/calendar-day';
import type { Fen } from '../exact-decimal';

/** 公示期: at least seven days, both ends counted; a county may set more. */
const NOTICE_DAYS = 7;

/**
 * What a public list shows of a household, and nothing else: no ID, phone, account or hardship, and no policy. Namesakes of a village also
 * have their door or, where the doors are missing or alike, the last digits of the household's number.
 */
export type NoticeRow = { village: string; household: string; head: string; amount: Fen; door?: string; numberEnd?: string };
export type NoticePayment = Pick<NoticeRow, 'village' | 'household' | 'head' | 'amount'> & { address?: string | null };

const NUMBER_END = 4;

/**
 * 公示名单: one row per household with the sum of its amounts; the villages come in the order given (of their codes). The head's
 * name is given in full, as villages do, so that neighbours can object. Policies are left out, because one for a target group
 * would reveal who is poor.
 */
export function noticeRows(payments: Iterable<NoticePayment>): NoticeRow[] {
  const rows = new Map<string, NoticeRow>();
  const doors = new Map<string, string>();
  for (const { village, household, head, amount, address } of payments) {
    const row = rows.get(household);
    if (row) row.amount += amount;
    else rows.set(household, { village, household, head, amount });
    doors.set(household, address?.trim() ?? '');
  }
  tellNamesakesApart([...rows.values()], (household) => doors.get(household)!);
  const villages = [...new Set([...rows.values()].map(({ village }) => village))];
  return [...rows.values()].sort((a, b) =>
    a.village === b.village ? compare(a.household, b.household) : villages.indexOf(a.village) - villages.indexOf(b.village),
  );
}

function tellNamesakesApart(rows: readonly NoticeRow[], doorOf: (household: string) => string): void {
  const byName = new Map<string, NoticeRow[]>();
  for (const row of rows) {
    const name = JSON.stringify([row.village, row.head]);
    byName.set(name, [...(byName.get(name) ?? []), row]);
  }
  for (const namesakes of byName.values()) {
    if (namesakes.length === 1) continue;
    for (const row of namesakes) {
      const door = doorOf(row.household);
      const alone = namesakes.filter((other) => doorOf(other.household) === door).length === 1;
      if (door !== '' && alone) row.door = door;
      else row.numberEnd = row.household.slice(-NUMBER_END);
    }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The earliest last day of a notice that starts on `from`. */
export function noticeEnd(from: CalendarDay): CalendarDay {
  return addDays(from, NOTICE_DAYS - 1);
}

/** Money may be released from the day after the notice ended. */
export function mayRelease(notice: { from: CalendarDay; to: CalendarDay } | null, today: CalendarDay): boolean {
  return notice !== null && notice.to >= noticeEnd(notice.from) && today > notice.to;
}
