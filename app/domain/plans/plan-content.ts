import { z } from 'zod';
import { scaled } from '../subsidy/exact-decimal';
import { type CalendarDay, isCalendarDay } from '../time/calendar-day';
import { PLAN_PARTS, type PlanPart } from './parts/parts';
import type { PartFigures, PlanDuties, PlannedVillage } from './plan-figures';
import { PLAN_DECISIONS } from './plan-states';

/** A part as a version has it: what people wrote, and the figures that they last took over from the records. */
type WrittenPart = { text: string; figures: PartFigures };
export type PlanContent = PlanDuties & {
  name: string;
  /** The villages as they were when the figures of the first part were taken over last. */
  villages: readonly PlannedVillage[];
  asOf: CalendarDay;
  parts: Record<PlanPart, WrittenPart>;
};

/** A plan in which nothing is written yet. */
export function blankContent(name: string, asOf: CalendarDay): PlanContent {
  const blank = { text: '', figures: { lines: [], tables: [] } };
  const parts = Object.fromEntries(PLAN_PARTS.map((part) => [part, blank])) as unknown as PlanContent['parts'];
  return { name, unit: '', person: '', dueOn: null, budget: null, villages: [], asOf, parts };
}

const LONGEST_PART = 20_000;
const LONGEST_NAME = 100;

const budget = z
  .string()
  .trim()
  .default('')
  .transform((text, context): number | null => {
    if (text === '') return null;
    const wan = scaled(text.normalize('NFKC').replace(/,/g, ''), 6);
    if (wan !== undefined && wan >= 0) return wan;
    context.addIssue({ code: 'custom', message: 'plan.budget-malformed' });
    return z.NEVER;
  });

const duties = {
  name: z.string({ error: 'plan.name-missing' }).trim().min(1, 'plan.name-missing').max(LONGEST_NAME, 'plan.too-long'),
  unit: z.string().trim().max(LONGEST_NAME, 'plan.too-long').default(''),
  person: z.string().trim().max(50, 'plan.too-long').default(''),
  dueOn: z
    .string()
    .trim()
    .default('')
    .refine((text) => text === '' || isCalendarDay(text), 'policy.day-malformed')
    .transform((text) => text || null),
  /** Typed in 万元, kept in 分. */
  budget,
};

/** The form of a new plan: its villages and who answers for it. */
export const newPlanForm = z.object({
  ...duties,
  village: z.preprocess(
    (value) => (value === undefined ? [] : [value].flat()),
    z.array(z.string()).min(1, 'plan.village-missing').max(100, 'plan.village-missing'),
  ),
});
export type NewPlan = z.output<typeof newPlanForm>;

const text = z
  .string()
  .max(LONGEST_PART, 'plan.too-long')
  .default('')
  .transform((written) => written.replace(/\r\n?/g, '\n').trim());
const taken = z.string().default('');
const texts = Object.fromEntries(PLAN_PARTS.map((part) => [`text.${part}`, text])) as Record<`text.${PlanPart}`, typeof text>;
const takes = Object.fromEntries(PLAN_PARTS.map((part) => [`take.${part}`, taken])) as Record<`take.${PlanPart}`, typeof taken>;

/** The form of a plan. `take.<part>`: the fingerprint of the figures that the person took over; empty keeps those of the version. */
export const planForm = z
  .object({ ...duties, version: z.coerce.number().int(), ...texts, ...takes })
  .transform(({ name, unit, person, dueOn, budget: money, version, ...rest }) => ({
    name,
    unit,
    person,
    dueOn,
    budget: money,
    version,
    parts: Object.fromEntries(PLAN_PARTS.map((part) => [part, { text: rest[`text.${part}`], take: rest[`take.${part}`] }])) as Record<
      PlanPart,
      { text: string; take: string }
    >,
  }));
export type PlanForm = z.output<typeof planForm>;

export const planDecisionForm = z.object({
  do: z.enum(PLAN_DECISIONS, { error: 'form.outdated' }),
  version: z.coerce.number().int(),
  words: z.string().trim().max(500, 'reason.too-long').default(''),
});
