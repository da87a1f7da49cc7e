import { z } from 'zod';
import { readIn } from '../tables/table-view';
import type { CalendarDay } from '../time/calendar-day';
import { CONVERSION_STEPS, type ConversionStep } from './conversion-steps';

/** Households for a plan's year: planned by the sheet 改造计划, in the plan of the ledger (计划内), and by step reached. */
type ReadinessCounts = { planned: number; listed: number } & Record<ConversionStep, number>;
/** `startsOn`: the first day of the season there, null where no date is set. */
export type VillageReadiness = ReadinessCounts & { startsOn: CalendarDay | null };

export type Readiness = ReadinessCounts & {
  /** What must be connected: of each village its planned households, or those listed where it has no plan. */
  wanted: number;
  /** Of these, not connected yet. */
  missing: number;
  startsOn: CalendarDay | null;
  /** Whole days from today until the season starts; 0 on the day and after it; null when no date is set. */
  daysLeft: number | null;
  /** How many a day must be connected for none to be left at the start, rounded up; null without days left or when none is missing. */
  neededADay: number | null;
  /** The season has started and somebody is not connected. */
  late: boolean;
};

/**
 * 采暖前准备 (docs/definitions.md#readiness): how far the villages of a place are from 采暖季如期取暖. What is missing is taken village by
 * village, never below 0, before it is added up: more connected in one village than planned do not make up for another. The season starts
 * on the earliest day of the villages that want something.
 */
export function readinessOf(villages: readonly VillageReadiness[], today: CalendarDay): Readiness {
  const sum = (key: keyof ReadinessCounts): number => villages.reduce((total, village) => total + village[key], 0);
  const steps = Object.fromEntries(CONVERSION_STEPS.map((step) => [step, sum(step)])) as Record<ConversionStep, number>;
  const missing = villages.reduce((total, village) => total + Math.max(0, wantedIn(village) - village.connected), 0);
  const starts = villages.filter((village) => wantedIn(village) > 0).map(({ startsOn }) => startsOn);
  const startsOn = starts.filter((day) => day !== null).sort()[0] ?? null;
  const daysLeft = startsOn === null ? null : Math.max(0, Math.round((Date.parse(startsOn) - Date.parse(today)) / DAY));
  return {
    planned: sum('planned'),
    listed: sum('listed'),
    ...steps,
    wanted: villages.reduce((total, village) => total + wantedIn(village), 0),
    missing,
    startsOn,
    daysLeft,
    neededADay: daysLeft === null || daysLeft === 0 || missing === 0 ? null : Math.ceil(missing / daysLeft),
    late: daysLeft === 0 && missing > 0,
  };
}

/** The places that miss most first, then by code: of the places, no ranking of people. */
export function mostMissingFirst<Place extends { missing: number; code: string }>(places: readonly Place[]): Place[] {
  return [...places].sort((a, b) => b.missing - a.missing || (a.code < b.code ? -1 : 1));
}

/** The plan's year that an address asks for; null without one. */
export function yearIn(asked: URLSearchParams): number | null {
  const year = readIn(asked, 'year', z.string().regex(/^(19|20)\d\d$/));
  return year === null ? null : Number(year);
}

const DAY = 86_400_000;

function wantedIn({ planned, listed }: ReadinessCounts): number {
  return planned > 0 ? planned : listed;
}
