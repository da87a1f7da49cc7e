/** 问题门槛 as a form shows and sends them. */
import { z } from 'zod';
import { canonicalJson } from '../sync/canonical-json';
import type { RuleCode } from './rule-codes';
import {
  DAYS_RANGE,
  DEADLINES,
  DEFAULT_THRESHOLDS,
  type Deadline,
  NUMBERED_THRESHOLDS,
  type NumberedThreshold,
  RULE_OF_THRESHOLD,
  THRESHOLD_RANGES,
  type Thresholds,
} from './thresholds';

type DeadlineField = `days.${Deadline}`;
const deadlineField = (deadline: Deadline): DeadlineField => `days.${deadline}`;

/** Every threshold under the name of its field. */
export type ThresholdFields = Readonly<Record<NumberedThreshold | DeadlineField, number>>;

/** What one field is about: the value in force, the default and what may be typed. `days` of a deadline only. */
export type ThresholdLine = {
  field: string;
  rule: RuleCode;
  days: 'usual' | 'urgent' | null;
  value: number;
  usual: number;
  least: number;
  most: number;
  step: number;
};

/** 各项门槛: the numbers first, then the deadlines in the order of their rules. */
export function thresholdLines(thresholds: Thresholds): ThresholdLine[] {
  return [
    ...NUMBERED_THRESHOLDS.map((field) => ({
      field,
      rule: RULE_OF_THRESHOLD[field],
      days: null,
      value: thresholds[field],
      usual: DEFAULT_THRESHOLDS[field],
      ...THRESHOLD_RANGES[field],
    })),
    ...[...DEADLINES].sort().map((deadline) => ({
      field: deadlineField(deadline),
      rule: ruleOf(deadline),
      days: deadline === 'R12.urgent' ? ('urgent' as const) : ('usual' as const),
      value: thresholds.days[deadline],
      usual: DEFAULT_THRESHOLDS.days[deadline],
      ...DAYS_RANGE,
    })),
  ];
}

/** What of a rule the thresholds decide: its numbers, and the deadline that holds for a finding of this urgency. */
export function linesOfRule(thresholds: Thresholds, rule: RuleCode, urgent: boolean): ThresholdLine[] {
  const days = rule === 'R12' && urgent ? 'urgent' : 'usual';
  return thresholdLines(thresholds).filter((line) => line.rule === rule && (line.days === null || line.days === days));
}

const ruleOf = (deadline: Deadline): RuleCode => (deadline === 'R12.urgent' ? 'R12' : deadline);

export function fieldsOf(thresholds: Thresholds): ThresholdFields {
  return Object.fromEntries(thresholdLines(thresholds).map(({ field, value }) => [field, value])) as ThresholdFields;
}

/** What a form hands back of the thresholds it showed, so that a change in between is noticed. */
export function seenThresholds(thresholds: Thresholds): string {
  return canonicalJson(fieldsOf(thresholds));
}

/** The fields that differ, as they were and as they are to be. */
export function changedFields(before: Thresholds, after: Thresholds): { before: Record<string, number>; after: Record<string, number> } {
  const [was, is] = [thresholdLines(before), thresholdLines(after)];
  const changed = is.filter(({ value }, at) => value !== was[at]!.value).map(({ field }) => field);
  const only = (lines: ThresholdLine[]) =>
    Object.fromEntries(lines.filter(({ field }) => changed.includes(field)).map(({ field, value }) => [field, value]));
  return { before: only(was), after: only(is) };
}

/** A number as typed, full-width digits too; null for anything else. */
function numberOfText(text: string): number | null {
  const plain = text.normalize('NFKC').trim();
  return /^\d{1,4}(\.\d{1,2})?$/.test(plain) ? Number(plain) : null;
}

/** A field: refused with its name and its range when it is empty or no number, out of the range or between two steps. */
function field({ field: name, rule, days, least, most, step }: ThresholdLine) {
  return z
    .string()
    .default('')
    .transform((text, context): number => {
      const value = numberOfText(text);
      if (value !== null && value >= least && value <= most && Number.isInteger(value / step)) return value;
      const range = { least, most, step };
      context.addIssue(
        days === null
          ? { code: 'custom', message: 'threshold.out-of-range', params: { ...range, threshold: name } }
          : { code: 'custom', message: 'threshold.days-out-of-range', params: { ...range, rule, days } },
      );
      return z.NEVER;
    });
}

const fields = Object.fromEntries(thresholdLines(DEFAULT_THRESHOLDS).map((line) => [line.field, field(line)])) as Record<
  keyof ThresholdFields,
  ReturnType<typeof field>
>;

/** 改门槛: messages are problem codes. Names nobody knows are left out; a field that is missing is refused like an empty one. */
export const thresholdsForm = z
  .object({
    ...fields,
    seen: z.string().default(''),
    thresholdReason: z.string({ error: 'reason.missing' }).trim().min(1, 'reason.missing').max(500, 'reason.too-long'),
  })
  .transform(({ seen, thresholdReason, ...values }) => ({
    seen,
    reason: thresholdReason,
    chosen: {
      ...Object.fromEntries(NUMBERED_THRESHOLDS.map((name) => [name, values[name]])),
      days: Object.fromEntries(DEADLINES.map((name) => [name, values[deadlineField(name)]])),
    } as Thresholds,
  }));
export type ThresholdsInput = z.output<typeof thresholdsForm>;
