import { z } from 'zod';
import { keysOf } from '../../contract/enumerations';
import type { ProblemCode } from '../../problems';
import { QUANTITY_PLACES, scaled } from '../../subsidy/exact-decimal';
import type { CalendarDay } from '../../time/calendar-day';
import { fieldsOfPart, LEDGER_PARTS, type LedgerPart, type LedgerValues, specOf } from './ledger-fields';
import { typedValue } from './typed-value';

const code = (problem: ProblemCode) => ({ error: problem });
const revision = z.coerce.number(code('household.changed-meanwhile')).int(code('household.changed-meanwhile'));
export const reasonField = z.string(code('reason.missing')).trim().min(1, code('reason.missing')).max(200, code('reason.too-long'));

export function partOf(text: string | null): LedgerPart | 'readings' {
  return text === 'readings' ? text : (LEDGER_PARTS.find((part) => part === text) ?? 'register');
}

/** What a form sent as text; the revision is a number by now. */
function textsIn(form: Record<string, unknown>): Record<string, string | string[] | undefined> {
  const isText = (value: unknown) => typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
  return Object.fromEntries(Object.entries(form).filter(([, value]) => isText(value))) as Record<string, string | string[]>;
}

/** 更正一部分: all fields of one part of the ledger page, each as it is typed, with the reason. */
export function correctionForm(part: LedgerPart, today: CalendarDay) {
  return z.looseObject({ revision, reason: reasonField }).transform((form, context) => {
    const typed = textsIn(form);
    const clear = [typed.clear ?? []].flat();
    const values: LedgerValues = {};
    const wrong = (field: string, problem: ProblemCode) => context.addIssue({ code: 'custom', path: [field], message: problem });
    for (const field of fieldsOfPart(part)) {
      const found = typedValue(specOf(field), typed[field], clear.includes(field), today);
      if (found === 'keep') continue;
      if ('problem' in found) wrong(field, found.problem);
      else values[field] = found.value;
    }
    const { people, elderly } = values as { people?: number | null; elderly?: number | null };
    if (people != null && elderly != null && elderly > people) wrong('elderly', 'ledger.more-elderly');
    const modeChange =
      typed.modeChange === 'replaced' ? ('replaced' as const) : typed.modeChange === 'mistake' ? ('mistake' as const) : null;
    return { revision: form.revision, reason: form.reason, values, modeChange };
  });
}

const reading = z
  .string()
  .trim()
  .transform((text, context) => {
    if (text === '') return null;
    const value = scaled(text.normalize('NFKC').replaceAll(',', ''), QUANTITY_PLACES);
    if (value === undefined) context.addIssue({ code: 'custom', message: 'ledger.not-a-reading' });
    return value === undefined ? null : value / 10 ** QUANTITY_PLACES;
  });

/**
 * 更正一条读数: start and end as they are on the meter, and the usage. Without a usage it is the difference; with all three they may
 * differ, because a meter was replaced, and the source says why.
 */
export const readingForm = z
  .object({
    revision,
    season: z.string(code('season.unknown')),
    energy: z.enum(keysOf('energy'), code('ledger.not-a-choice')),
    start: reading,
    end: reading,
    usage: reading,
    source: z.string(code('ledger.required')).trim().min(1, code('ledger.required')).max(100, code('ledger.too-long')),
    reason: reasonField,
  })
  .transform((form, context) => {
    const difference = form.start !== null && form.end !== null ? Math.round((form.end - form.start) * 1_000) / 1_000 : null;
    const usage = form.usage ?? difference;
    if (usage === null) context.addIssue({ code: 'custom', path: ['usage'], message: 'ledger.usage-missing' });
    else if (usage < 0) context.addIssue({ code: 'custom', path: ['end'], message: 'ledger.reading-order' });
    return { ...form, usage: usage ?? 0 };
  });

/** 处理一项变更: which one, and the sentence that goes with it. */
export const decideChangeForm = z.object({
  change: z.uuid(code('form.foreign')),
  decision: z.string().trim().max(200, code('reason.too-long')).default(''),
});

/** 一起处理 what one import asked for: how, and the sentence that goes with it. */
export const decideTogetherForm = z.object({
  how: z.enum(['confirm', 'decline', 'withdraw'], code('form.foreign')),
  decision: z.string().trim().max(200, code('reason.too-long')).default(''),
});

/** What an address says of those that were asked for together: when, and by whom. Null when it does not say both. */
export function askedTogetherIn(at: string | null, by: string | null): { askedAt: string; askedBy: string } | null {
  const askedAt = z.iso.datetime().safeParse(at).data;
  return askedAt === undefined || by === null || by === '' ? null : { askedAt, askedBy: by };
}
