/** Dates and times of a spreadsheet without JavaScript's time zones: a day stays a day, and a time is a time in China. */

import { type CalendarDay, isCalendarDay } from '~/domain/time/calendar-day';
import { atClockInShanghai, clockInShanghai } from '~/domain/time/china-clock';
import type { Decoded } from './decoded';
import type { Cell } from './workbook/cell';

const DAY_MS = 86_400_000;
const DAY_TEXT = /^(\d{4})(?:-(\d{1,2})-(\d{1,2})|\/(\d{1,2})\/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)$/;
const TIME_TEXT = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/;
const EARLIEST = '1900-01-01';
const LATEST = '2100-12-31';

type Moment = { day: CalendarDay; second: number };

/**
 * Day and second of the day of a spreadsheet's serial number. Undefined for 29 February 1900, which only the 1900 system has,
 * and for a number that is no date.
 */
export function momentOfSerial(serial: number, epoch: 1900 | 1904): Moment | undefined {
  const seconds = Math.round(serial * 86_400);
  const days = Math.floor(seconds / 86_400);
  if (!Number.isFinite(serial) || days < 0 || days > 2_958_465) return undefined;
  let start = Date.UTC(1904, 0, 1);
  if (epoch === 1900) {
    if (days === 60 || days === 0) return undefined;
    start = days < 60 ? Date.UTC(1899, 11, 31) : Date.UTC(1899, 11, 30);
  }
  return { day: new Date(start + days * DAY_MS).toISOString().slice(0, 10), second: seconds - days * 86_400 };
}

function dayOfText(text: string): CalendarDay | 'impossible' | undefined {
  const match = DAY_TEXT.exec(text);
  if (!match) return undefined;
  const month = match[2] ?? match[4] ?? match[6]!;
  const dayOfMonth = match[3] ?? match[5] ?? match[7]!;
  const day = `${match[1]}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`;
  return isCalendarDay(day) ? day : 'impossible';
}

function secondOfText(text: string): number | undefined {
  const match = TIME_TEXT.exec(text);
  if (!match) return undefined;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  return hour < 24 && minute < 60 && second < 60 ? hour * 3600 + minute * 60 + second : undefined;
}

function inRange(day: CalendarDay): Decoded | undefined {
  return day < EARLIEST || day > LATEST
    ? { fault: { code: 'date_out_of_range', details: { earliest: EARLIEST, latest: LATEST } } }
    : undefined;
}

/** 'YYYY-MM-DD'. */
export function decodeDate(cell: Cell): Decoded {
  const moment = momentOf(cell);
  if ('fault' in moment) return moment;
  return inRange(moment.day) ?? { value: moment.day };
}

/** An instant with the zone of China, to the second; a day without a time is its beginning. */
export function decodeDateTime(cell: Cell): Decoded {
  const moment = momentOf(cell, true);
  if ('fault' in moment) return moment;
  const two = (n: number) => String(n).padStart(2, '0');
  const { second } = moment;
  const time = `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
  return inRange(moment.day) ?? { value: atClockInShanghai(`${moment.day}T${time}`) };
}

function momentOf(cell: Cell, withTime = false): Moment | Extract<Decoded, { fault: unknown }> {
  const wrong = { fault: { code: withTime ? 'not_a_date_time' : 'not_a_date' } } as const;
  switch (cell.kind) {
    case 'date':
      return momentOfSerial(Number(cell.text), cell.epoch) ?? { fault: { code: 'impossible_date' } };
    case 'number':
    case 'padded-number':
    case 'altered-number':
      return { fault: { code: 'number_not_a_date' } };
    case 'iso-date':
    case 'text':
      return momentOfText(cell.text) ?? wrong;
    default:
      return wrong;
  }
}

function momentOfText(typed: string): Moment | { fault: { code: 'impossible_date' } } | undefined {
  const text = typed.normalize('NFKC').trim().replace(/\s+/g, ' ');
  const [, dayText, timeText, zone] = MOMENT_TEXT.exec(text) ?? [];
  const day = dayOfText(dayText ?? '');
  if (day === undefined) return undefined;
  if (day === 'impossible') return { fault: { code: 'impossible_date' } };
  const second = timeText === undefined ? 0 : secondOfText(timeText);
  if (second === undefined) return undefined;
  return zone === undefined ? { day, second } : momentInChina(day, second, zone);
}

/** A day, then possibly a time, then possibly a zone. */
const MOMENT_TEXT = /^([^ T]+)(?:[ T]([^ TZ+-]+)(?: ?(Z|[+-]\d{2}:?\d{2}))?)?$/;

/**
 * A time with a zone is an instant, converted to China's time. Day and time have been checked before, because Date turns 30 February into
 * 2 March.
 */
function momentInChina(day: CalendarDay, second: number, zone: string): Moment | undefined {
  const [hours, minutes] = zone === 'Z' ? [0, 0] : [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (hours > 14 || minutes > 59) return undefined;
  const ahead = (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
  const clock = clockInShanghai(new Date(Date.parse(`${day}T00:00:00Z`) + second * 1_000 - ahead));
  return { day: clock.slice(0, 10), second: secondOfText(clock.slice(11))! };
}
