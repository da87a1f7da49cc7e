import { z } from 'zod';
import type { ProblemCode } from '../../problems';
import { firstCharacters } from '../../text/storable';
import { type CalendarDay, isCalendarDay } from '../../time/calendar-day';
import { reasonField } from './correction-form';
import { EVENT_KINDS, type EventKind } from './household-change';
import { type LedgerField, type LedgerValues, specOf } from './ledger-fields';
import { typedValue } from './typed-value';

const code = (problem: ProblemCode) => ({ error: problem });

export function eventKindOf(text: string | null): EventKind | null {
  return EVENT_KINDS.find((kind) => kind === text) ?? null;
}

/** Every event has its day and its reason; a document where there is one. */
const common = z.looseObject({
  revision: z.coerce.number(code('household.changed-meanwhile')).int(code('household.changed-meanwhile')),
  on: z.string(code('event.day-missing')).refine(isCalendarDay, code('event.day-missing')),
  document: z
    .string()
    .trim()
    .max(200, code('reason.too-long'))
    .default('')
    .transform((text) => text || null),
  reason: reasonField,
});

/** The fields of a household that a split makes, and of a new head. */
export const SPLIT_FIELDS = [
  'head',
  'idNumber',
  'idMissingReason',
  'phone',
  'address',
  'residence',
  'people',
  'elderly',
  'heatedArea',
  'bankAccount',
  'bankHolder',
] as const satisfies readonly LedgerField[];
const NEW_HEAD_FIELDS = ['head', 'idNumber', 'phone', 'bankAccount', 'bankHolder'] as const satisfies readonly LedgerField[];

type Common = { revision: number; on: CalendarDay; document: string | null; reason: string };
/** 去世: who is head now and where the money goes, or that nobody is left. */
export type DeathForm = Common & { nobodyLeft: boolean; account: 'keep' | 'new' | 'none'; values: LedgerValues };

/** The fields as they were typed, what was not sent as empty; a sealed one that was left empty is absent. */
function fieldsIn(
  typed: Record<string, unknown>,
  fields: readonly LedgerField[],
  today: CalendarDay,
  wrong: (field: string, problem: ProblemCode) => void,
): LedgerValues {
  const values: LedgerValues = {};
  for (const field of fields) {
    const sent = typed[field];
    const found = typedValue(specOf(field), typeof sent === 'string' ? sent : '', false, today);
    if (found === 'keep') continue;
    if ('problem' in found) wrong(field, found.problem);
    else values[field] = found.value;
  }
  return values;
}

/** 分户: the household that comes of it. The door tells the two apart. */
export function splitForm(today: CalendarDay) {
  return common.transform(({ revision, on, document, reason, ...typed }, context) => {
    const wrong = (field: string, problem: ProblemCode) => context.addIssue({ code: 'custom', path: [field], message: problem });
    const values = fieldsIn(typed, SPLIT_FIELDS, today, wrong);
    if (values.address === null) wrong('address', 'household.door-missing');
    const { people, elderly } = values as { people?: number | null; elderly?: number | null };
    if (people != null && elderly != null && elderly > people) wrong('elderly', 'ledger.more-elderly');
    return { revision, on, document, reason, values };
  });
}

/** 并户: the number of the household that it is merged into, and whether two houses come together or one was recorded twice. */
export const mergeForm = common.transform(({ revision, on, document, reason, into, houses }, context) => {
  const number = typeof into === 'string' ? into.trim().toUpperCase() : '';
  if (number === '') context.addIssue({ code: 'custom', path: ['into'], message: 'event.into-missing' });
  if (houses !== 'two' && houses !== 'one') context.addIssue({ code: 'custom', path: ['houses'], message: 'event.houses-missing' });
  return { revision, on, document, reason, into: number, together: houses === 'two' };
});

/** 迁移: to another village of the county, with its door there, or out of it to a place in words. */
export const moveForm = common.transform(({ revision, on, document, reason, where, village, address, to }, context) => {
  const text = (value: unknown, longest: number) => (typeof value === 'string' ? firstCharacters(value.trim(), longest) : '');
  if (where !== 'within' && where !== 'out') context.addIssue({ code: 'custom', path: ['where'], message: 'event.where-missing' });
  if (where === 'within' && text(village, 12) === '')
    context.addIssue({ code: 'custom', path: ['village'], message: 'roster.village-missing' });
  if (where === 'out' && text(to, 100) === '') context.addIssue({ code: 'custom', path: ['to'], message: 'event.to-missing' });
  return {
    revision,
    on,
    document,
    reason,
    out: where === 'out',
    village: text(village, 12),
    address: text(address, 100),
    to: text(to, 100),
  };
});

export function deathForm(today: CalendarDay) {
  return common.transform(({ revision, on, document, reason, ...typed }, context): DeathForm => {
    const wrong = (field: string, problem: ProblemCode) => context.addIssue({ code: 'custom', path: [field], message: problem });
    const nobodyLeft = typed.left === 'nobody';
    if (!nobodyLeft && typed.left !== 'head') wrong('left', 'event.left-missing');
    const account = (['keep', 'new', 'none'] as const).find((one) => one === typed.account) ?? null;
    if (!nobodyLeft && account === null) wrong('account', 'event.account-missing');
    const fields = NEW_HEAD_FIELDS.filter((field) => account === 'new' || (field !== 'bankAccount' && field !== 'bankHolder'));
    const values = nobodyLeft ? {} : fieldsIn(typed, fields, today, wrong);
    if (!nobodyLeft && account === 'new' && !values.bankAccount) wrong('bankAccount', 'ledger.account-malformed');
    return { revision, on, document, reason, nobodyLeft, account: account ?? 'keep', values };
  });
}
