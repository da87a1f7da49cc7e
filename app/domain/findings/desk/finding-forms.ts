import { z } from 'zod';
import type { ProblemCode } from '../../problems';
import { isCalendarDay } from '../../time/calendar-day';
import { isSeasonName } from '../../time/heating-season';
import { HAND_SOURCES } from './finding';
import { FINDING_ACTS } from './finding-acts';

/** What the forms of a finding take. Messages are problem codes. */
const LONGEST = 1_000;
const LONGEST_NAME = 60;
const code = (problem: ProblemCode): string => problem;

const words = (missing: ProblemCode) => z.string().trim().min(1, code(missing)).max(LONGEST, code('finding.too-long'));
const name = z.string().trim().max(LONGEST_NAME, code('finding.name-too-long')).default('');
const day = z
  .string()
  .trim()
  .refine((text) => isCalendarDay(text), code('finding.day-missing'));
const revision = z.coerce.number().int().positive();

/** 交办: to a person with an account, or to a unit or person typed; at least one of them. */
const owner = z.object({ account: z.union([z.literal(''), z.uuid()]).default(''), unit: name, person: name, due: day });
const isOwned = ({ account, unit, person }: { account: string; unit: string; person: string }): boolean =>
  account !== '' || unit !== '' || person !== '';
const OWNED = { path: ['unit'], error: code('finding.owner-missing') };

export const actForm = z.object({ act: z.enum(FINDING_ACTS), revision });
export const assignForm = owner
  .extend({ revision, measures: z.string().trim().max(LONGEST, code('finding.too-long')).default('') })
  .refine(isOwned, OWNED);
export const noteForm = z.object({ revision, text: words('finding.words-missing') });

/** Many at once: the findings by number, each with the revision that was seen. */
const rows = z.preprocess(
  (value) => (value === undefined ? [] : [value].flat()),
  z
    .array(z.string().regex(/^\d+:.+$/))
    .min(1, code('finding.none-chosen'))
    .max(200),
);
export const bulkForm = z.object({ bulk: z.enum(['assign', 'ask']), rows });
export const bulkAssignForm = owner.extend({ rows }).refine(isOwned, OWNED);
export const bulkAskForm = z.object({ rows, text: words('finding.words-missing') });

/** 1,234.50 元 as 分; empty is no amount. */
const amount = z
  .string()
  .trim()
  .default('')
  .transform((text, context) => {
    if (text === '') return null;
    const plain = text.replaceAll(',', '');
    if (/^\d{1,10}(\.\d{1,2})?$/.test(plain)) return Math.round(Number(plain) * 100);
    context.addIssue({ code: 'custom', message: code('finding.amount-malformed') });
    return z.NEVER;
  });

/** 手工立案. `list`: the address of a list of households that it is about. */
export const newFindingForm = z.object({
  /** The sheet that was filled in: what it said is one finding, however often it arrives. Programs may leave it out. */
  sheet: z.string().max(64).default(''),
  division: z.string().regex(/^\d{2,15}$/, code('division.unknown')),
  season: z.string().refine((text) => isSeasonName(text), code('season.unknown')),
  household: z.string().trim().max(64).default(''),
  list: z.string().max(500).default(''),
  source: z.enum(HAND_SOURCES, code('finding.source-missing')),
  kind: z.string().trim().min(1, code('finding.kind-missing')).max(LONGEST_NAME, code('finding.name-too-long')),
  text: words('finding.text-missing'),
  amount,
  due: day,
});
export type NewFinding = z.output<typeof newFindingForm>;

/** The address of a list of this app, which a finding names as its subject; null for anything else. */
export function listAddressOf(text: string): string | null {
  return /^\/(lists|subsidy|villages|coverage)\/\d{2,15}(\/[a-z]+)*(\?[\w%&=.~-]*)?$/.test(text) ? text : null;
}
