import { z } from 'zod';
import { COLD_BELOW_CELSIUS } from '../heating/cold';
import { HOUSEHOLDS_PER_ACCOUNT } from '../subsidy/double-claims';
import { RULE_CODES, type RuleCode } from './rule-codes';

/** Days until a finding must be mended. R12 has two: while the household has no heat it is urgent. */
export const DEADLINES = [...RULE_CODES, 'R12.urgent'] as const;
export type Deadline = RuleCode | 'R12.urgent';

/**
 * 门槛: the numbers of the rules (docs/definitions.md#rules). They are settings kept with the season; what a season does not say is the
 * default here. Temperature in ℃, deadlines in days, shares in hundredths, everything else counts.
 */
export type Thresholds = {
  /** R25: a room below this is cold. */
  coldBelow: number;
  /** R21: counted visits of one visitor within any 60 minutes, and on one day; more are a finding. */
  visitsAnHour: number;
  visitsADay: number;
  /** R22: converted and visited households below which a village says nothing; shares from which it is unstable. */
  fewestCompared: number;
  unstablePercent: number;
  reburnPercent: number;
  /** R02: households that one account may serve; more are a finding. */
  householdsPerAccount: number;
  days: Readonly<Record<Deadline, number>>;
};

/** Five minutes a household, without any walking (docs/definitions.md#source-inspection-2019). */
const MOST_VISITS_AN_HOUR = 12;

export const DEFAULT_THRESHOLDS: Thresholds = {
  coldBelow: COLD_BELOW_CELSIUS,
  visitsAnHour: MOST_VISITS_AN_HOUR,
  visitsADay: 60,
  fewestCompared: 10,
  unstablePercent: 10,
  reburnPercent: 3,
  householdsPerAccount: HOUSEHOLDS_PER_ACCOUNT,
  days: {
    R01: 30,
    R02: 30,
    R03: 30,
    R04: 30,
    R05: 15,
    R06: 15,
    R07: 30,
    R08: 7,
    R09: 7,
    R10: 15,
    R11: 30,
    R12: 15,
    R13: 15,
    R14: 15,
    R15: 30,
    R16: 30,
    R17: 15,
    R18: 15,
    R19: 15,
    R20: 15,
    R21: 7,
    R22: 30,
    R23: 1,
    R24: 30,
    R25: 1,
    'R12.urgent': 1,
  },
};

export type NumberedThreshold = Exclude<keyof Thresholds, 'days'>;
type Range = { least: number; most: number; step: number };

/** From and to, both included, that a city may set; `step` is the smallest difference. Nothing here can switch a rule off. */
export const THRESHOLD_RANGES: Readonly<Record<NumberedThreshold, Range>> = {
  coldBelow: { least: 10, most: 20, step: 0.5 },
  visitsAnHour: { least: 4, most: 60, step: 1 },
  visitsADay: { least: 10, most: 500, step: 1 },
  fewestCompared: { least: 1, most: 100, step: 1 },
  unstablePercent: { least: 1, most: 100, step: 1 },
  reburnPercent: { least: 1, most: 100, step: 1 },
  householdsPerAccount: { least: 1, most: 20, step: 1 },
};
/** Whole days that a city may give for mending, and every deadline has the same range. */
export const DAYS_RANGE: Range = { least: 1, most: 365, step: 1 };
export const NUMBERED_THRESHOLDS = Object.keys(THRESHOLD_RANGES) as NumberedThreshold[];

/** The rule that a number decides. */
export const RULE_OF_THRESHOLD: Readonly<Record<NumberedThreshold, RuleCode>> = {
  coldBelow: 'R25',
  visitsAnHour: 'R21',
  visitsADay: 'R21',
  fewestCompared: 'R22',
  unstablePercent: 'R22',
  reburnPercent: 'R22',
  householdsPerAccount: 'R02',
};

const within = ({ least, most, step }: Range) => z.number().min(least).max(most).multipleOf(step);

const storedThresholds = z
  .object({
    ...Object.fromEntries(NUMBERED_THRESHOLDS.map((name) => [name, within(THRESHOLD_RANGES[name]).optional()])),
    days: z.object(Object.fromEntries(DEADLINES.map((name) => [name, within(DAYS_RANGE).optional()]))).optional(),
  })
  .nullish();

/**
 * 本季门槛: what a season keeps, filled up with the defaults. Nothing kept (null, undefined) is all defaults; names nobody knows are
 * left out, so that an older program reads what a newer one wrote. ZodError for a number out of its range: it was stored by no form.
 */
export function thresholdsOf(stored: unknown): Thresholds {
  const { days, ...numbers } = (storedThresholds.parse(stored) ?? {}) as Partial<Thresholds>;
  return { ...DEFAULT_THRESHOLDS, ...numbers, days: { ...DEFAULT_THRESHOLDS.days, ...days } };
}

/**
 * 要存的: what a season keeps so that `thresholdsOf` gives these numbers, which is what differs from the defaults. Null when nothing
 * does. Names in `kept` that nobody knows stay, because a newer program wrote them.
 */
export function thresholdsToKeep(chosen: Thresholds, kept: unknown): Record<string, unknown> | null {
  const { days, ...numbers } = isObject(kept) ? kept : {};
  const unknown = without(numbers, NUMBERED_THRESHOLDS);
  const unknownDays = without(isObject(days) ? days : {}, DEADLINES);
  const own = NUMBERED_THRESHOLDS.filter((name) => chosen[name] !== DEFAULT_THRESHOLDS[name]).map((name) => [name, chosen[name]]);
  const ownDays = DEADLINES.filter((name) => chosen.days[name] !== DEFAULT_THRESHOLDS.days[name]).map((name) => [name, chosen.days[name]]);
  const allDays = { ...unknownDays, ...Object.fromEntries(ownDays) };
  const all = { ...unknown, ...Object.fromEntries(own), ...(Object.keys(allDays).length > 0 && { days: allDays }) };
  return Object.keys(all).length > 0 ? all : null;
}

function without(values: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
