import { z } from 'zod';
import { INDICATOR_KEYS } from '../indicators/indicators';
import { TARGET_ZONES, targetOfText } from './target';

/** The most characters of 依据. */
const LONGEST_BASIS = 200;

const reason = z.string({ error: 'reason.missing' }).trim().min(1, 'reason.missing').max(200, 'reason.too-long');

const key = {
  zoneType: z.enum(TARGET_ZONES as [(typeof TARGET_ZONES)[number], ...(typeof TARGET_ZONES)[number][]], { error: 'target.zone-missing' }),
  indicator: z.enum(INDICATOR_KEYS, { error: 'target.indicator-missing' }),
  /** What the person saw of it: its hundredths and its basis; empty when there was none. */
  seen: z.string().default(''),
};

/** 设目标: messages are problem codes. */
export const targetForm = z.object({
  ...key,
  target: z.string({ error: 'target.malformed' }).transform((text, context): number => {
    const target = targetOfText(text);
    if (target !== undefined) return target;
    context.addIssue({ code: 'custom', message: 'target.malformed' });
    return z.NEVER;
  }),
  basis: z
    .string()
    .trim()
    .max(LONGEST_BASIS, 'target.basis-too-long')
    .default('')
    .transform((text) => text || null),
  reason,
});
export type TargetInput = z.output<typeof targetForm>;

export const targetRemovalForm = z.object({ ...key, reason });
export type TargetRemoval = z.output<typeof targetRemovalForm>;

/** What a form hands back of the target it showed, so that a change in between is noticed. */
export function seenTarget(stored: { target: number; basis: string | null } | null): string {
  return stored === null ? '' : `${stored.target} ${stored.basis ?? ''}`;
}
