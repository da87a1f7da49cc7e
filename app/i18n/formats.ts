/** Numbers and dates as people here write them, the same on screens and sheets. */

import type { Language } from '~/domain/access/language';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { clockInShanghai } from '~/domain/time/china-clock';

/** 12345 → 12,345. */
export function formatCount(value: number): string {
  return Math.trunc(value).toLocaleString('en-US');
}

/** Money in 分 as 万元 with four decimals, which are whole 元: 123456789 分 → 123.4568. Halves are rounded away from zero. */
export function formatWanYuan(fen: number): string {
  const hundredths = Math.round(Math.abs(fen) / 100);
  const text = `${Math.trunc(hundredths / 10_000).toLocaleString('en-US')}.${String(hundredths % 10_000).padStart(4, '0')}`;
  return fen < 0 && hundredths > 0 ? `-${text}` : text;
}

/** Money in 分 as 元 with two decimals. */
export function formatYuan(fen: number): string {
  const absolute = Math.abs(Math.trunc(fen));
  const text = `${Math.trunc(absolute / 100).toLocaleString('en-US')}.${String(absolute % 100).padStart(2, '0')}`;
  return fen < 0 ? `-${text}` : text;
}

/** Area in 1/100 m² as m² with two decimals. */
export function formatArea(hundredths: number): string {
  return formatYuan(hundredths);
}

/** A day in running text and on paper: 2021年10月1日, 1 October 2021. Tables and inputs show 2021-10-01 instead. */
export function formatDayOnPaper(day: CalendarDay, language: Language): string {
  const [year, month, date] = day.split('-').map(Number);
  if (language === 'en') {
    const names = [
      'January',
      'February',
      'March',
      'April',
      'May',
      'June',
      'July',
      'August',
      'September',
      'October',
      'November',
      'December',
    ];
    return `${date} ${names[month! - 1]} ${year}`;
  }
  return `${year}年${month}月${date}日`;
}

/** An instant (ISO text) as the minute in China: 14:05. */
export function formatMinute(iso: string): string {
  return clockInShanghai(iso).slice(11, 16);
}

/** An instant (ISO text) as day and minute in China: 2021-10-01 14:05. */
export function formatInstant(iso: string): string {
  return clockInShanghai(iso).slice(0, 16).replace('T', ' ');
}
