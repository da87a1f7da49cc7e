import {
  CLEAN_MODES,
  type HouseholdStatus,
  type Letting,
  type Mode,
  type RoomKind,
  type RoomUse,
  type VisitKind,
  type VisitOutcome,
} from '../contract/enumerations';
import { reburnSigns } from '../heating/reburn';
import { isClosed } from '../household/closure';
import { isInScopeOn } from '../household/in-scope';
import { isCounted, visitUsed } from '../survey/counted-visit';
import type { VisitAnswers } from '../survey/visit-answers';
import { type CalendarDay, earlierOf } from '../time/calendar-day';

export type VisitRecord = {
  id: string;
  /** ISO instant, decides which visit is the latest */
  visitedAt: string;
  /** The day of the visit in China */
  day: CalendarDay;
  kind: VisitKind;
  outcome: VisitOutcome;
  status: 'draft' | 'submitted' | 'returned' | 'approved';
  answers: VisitAnswers;
};

export type RoomRecord = {
  kind: RoomKind;
  heatedArea: number;
  letting: Letting;
  connected: boolean;
  use: RoomUse;
};

/** What of a household's records decides the flags that lists name: few enough that a phone has them too. */
export type FlagRecords = {
  status: HouseholdStatus;
  /** The days on which a split made it and an event ended it; few have one. */
  beganOn?: CalendarDay | null;
  endedOn?: CalendarDay | null;
  /** The current conversion, or null when the register has none. */
  conversion: { mode: Mode; year: number | null; installedOn: CalendarDay | null } | null;
  /** All visits of the season, of whatever kind and state. */
  visits: readonly VisitRecord[];
  /** The rooms recorded for the season. */
  rooms: readonly Pick<RoomRecord, 'kind' | 'letting'>[];
};

export type Flags = {
  H: boolean;
  V: boolean;
  X: boolean;
  I: boolean;
  B: boolean;
  /** Let blocks, vacant ones too. */
  let: number;
  /** The visit used, or null. */
  visit: VisitRecord | null;
  /** The first day after the as-of date on which the calendar alone changes these flags; null when it never does. */
  changesOn: CalendarDay | null;
};

/** 南房、东厢房、西厢房、厢房: “用于出租的南房、厢房，既要接通，还要用好” (docs/definitions.md#clause-c5). */
export const LET_ROOM_KINDS: ReadonlySet<RoomKind> = new Set(['south', 'east_wing', 'west_wing', 'wing']);

/** A let block of those kinds, occupied or vacant (docs/definitions.md#let-room). */
export function isLetRoom(room: Pick<RoomRecord, 'kind' | 'letting'>): boolean {
  return LET_ROOM_KINDS.has(room.kind) && room.letting !== 'own';
}

/** The day on which a conversion counts as installed: its date, else 31 December of its year, else never. */
export function installationDay(conversion: { installedOn: CalendarDay | null; year: number | null }): CalendarDay | null {
  return conversion.installedOn ?? (conversion.year === null ? null : `${conversion.year}-12-31`);
}

/**
 * 户的几个事实: in scope H, visited V, closed X, installed I, reburning B and let rooms of one household and season
 * (docs/definitions.md#flags, which is binding). `factsOf` counts by them, and the phone says by them what its list says, so that a
 * word and a figure cannot disagree. Dates as in `factsOf`. Outside H nothing holds and nothing is let.
 */
export function flagsOf(records: FlagRecords, seasonEnd: CalendarDay | null, asOf: CalendarDay): Flags {
  // Events are dated at the latest today, so that the calendar alone changes nothing here.
  const seenOn = seasonEnd === null ? asOf : earlierOf(asOf, seasonEnd);
  if (!isInScopeOn(records, seenOn)) return { H: false, V: false, X: false, I: false, B: false, let: 0, visit: null, changesOn: null };
  const { conversion } = records;
  const counted = records.visits.filter((visit) => isCounted(visit) && visit.day <= asOf);
  const visit = visitUsed(counted);
  const installed = conversion && installationDay(conversion);
  const I = installed !== null && CLEAN_MODES.has(conversion!.mode) && installed <= seenOn;
  const V = visit !== null;
  return {
    H: true,
    V,
    X: !V && isClosed(counted),
    I,
    B: I && V && reburnSigns(visit.answers).length > 0,
    let: records.rooms.filter(isLetRoom).length,
    visit,
    changesOn: earliestAfter([physicalDay(installed, seasonEnd), ...records.visits.map(({ day }) => day)], asOf),
  };
}

/** A day on which something physical begins, unless that is after the season's end: then this season never sees it. */
export function physicalDay(day: CalendarDay | null, seasonEnd: CalendarDay | null): CalendarDay | null {
  return day !== null && (seasonEnd === null || day <= seasonEnd) ? day : null;
}

export function earliestAfter(days: readonly (CalendarDay | null)[], asOf: CalendarDay): CalendarDay | null {
  const ahead = days.filter((day): day is CalendarDay => day !== null && day > asOf);
  return ahead.length === 0 ? null : ahead.reduce(earlierOf);
}
