import type { HouseholdStatus } from '../../contract/enumerations';
import type { Problem } from '../../problems';
import type { CalendarDay } from '../../time/calendar-day';
import { isInScope } from '../in-scope';
import type { EventKind } from './household-change';

/** A payment that is on its way: in a batch that is neither reconciled nor cancelled. */
export type Underway = { batch: string; released: boolean };
/** What decides whether an event may happen to a household. */
export type EventHousehold = {
  number: string;
  status: HouseholdStatus;
  /** The day of its latest event, or the day on which a split made it. */
  lastOn: CalendarDay | null;
  underway: readonly Underway[];
};

/** An event, and whether the household ends by it or its account changes. */
export type AskedEvent = { kind: EventKind; on: CalendarDay; ends: boolean; changesAccount: boolean };

/**
 * 户的事件能不能发生 (docs/definitions.md#household-events): 分户, 并户, 迁移 and 去世 happen to households in scope, on a day that has come,
 * in the order of the days. A household that ends has no payment on its way: it would go to an account that nobody holds, so the batch
 * is reconciled or the household taken out of it first. What is owed, was paid, and who visited stay with the household in every case.
 * The first problem, or null.
 */
export function whatForbids(
  event: AskedEvent,
  today: CalendarDay,
  household: EventHousehold,
  other: EventHousehold | null,
): Problem | null {
  if (event.on > today) return { code: 'event.in-future' };
  if (event.kind === 'merge' && other === null) return { code: 'event.into-missing' };
  if (other?.number === household.number) return { code: 'event.into-itself' };
  for (const one of other === null ? [household] : [household, other]) {
    if (!isInScope(one.status)) return { code: 'event.household-ended', details: { number: one.number } };
    if (one.lastOn !== null && event.on < one.lastOn)
      return { code: 'event.before-last', details: { number: one.number, day: one.lastOn } };
  }
  const [batch] = household.underway;
  if (event.ends && batch) return { code: 'event.being-paid', details: { batch: batch.batch } };
  return event.changesAccount ? whatForbidsAccount(household.underway) : null;
}

/** An account does not change while a bank has its number: the answer would match nobody. */
export function whatForbidsAccount(underway: readonly Underway[]): Problem | null {
  const released = underway.find((one) => one.released);
  return released ? { code: 'household-change.being-paid', details: { batch: released.batch } } : null;
}

/** What a household has, as far as a split or a merger divides it. Areas in m². */
export type Shares = { people: number | null; elderly: number | null; heatedArea: number | null };

/**
 * 分户: what is left to the household when another takes its part. Nothing is taken of what is not known; taking more than there is,
 * is a problem (`people`, `elderly`, `heatedArea`).
 */
export function leftAfterSplit(all: Shares, taken: Shares): { left: Shares } | { tooMuch: keyof Shares } {
  const left: Shares = { ...all };
  for (const part of ['people', 'elderly', 'heatedArea'] as const) {
    const [has, takes] = [all[part], taken[part]];
    if (has === null || takes === null) continue;
    if (takes > has) return { tooMuch: part };
    left[part] = Math.round((has - takes) * 100) / 100;
  }
  return { left };
}

/** 并户 of two houses: people and areas together. What only one of them knows is that one's. */
export function togetherAfterMerge(household: Shares, other: Shares): Shares {
  const sum = (part: keyof Shares): number | null => {
    const known = [household[part], other[part]].filter((one) => one !== null);
    return known.length === 0 ? null : Math.round(known.reduce((total, one) => total + one, 0) * 100) / 100;
  };
  return { people: sum('people'), elderly: sum('elderly'), heatedArea: sum('heatedArea') };
}

/** An area that an event changed: the day, and the area before it. */
export type AreaChange = { on: CalendarDay; before: number | null };

/**
 * 一季的采暖面积: the area on which a season's subsidy is computed is the one at its start; an area that a split or a merger changes
 * during the season counts from the next one on. Together with `isEntitledIn` no square metre is paid for twice, and none is lost.
 */
export function areaAtStart(area: number | null, changes: readonly AreaChange[], startsOn: CalendarDay): number | null {
  const [first] = changes.filter(({ on }) => on > startsOn).sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  return first ? first.before : area;
}
