import { z } from 'zod';
import type { FundingLevel } from '../contract/enumerations';
import { isLevel, LEVELS } from './funding-levels';
import { levelOfIssuer, type Share } from './shares';

/** What a policy waits for: a second person of its own office, or a level that it charges. */
export type ConfirmationStep = 'second' | FundingLevel;

/**
 * 政策确认 (docs/definitions.md#policy-in-force): a policy is in force once a second person has confirmed it and every level above its own
 * that bears a share of it. A document of the city or the province binds the levels below it by itself.
 */
export function confirmationsNeeded(policy: { division: string; shares: readonly Share[] }): ConfirmationStep[] {
  const own = LEVELS.indexOf(levelOfIssuer(policy.division));
  const above = LEVELS.slice(0, own).filter((level) => policy.shares.some((one) => one.level === level && one.share > 0));
  return ['second', ...above];
}

/** 确认政策. A level agrees by a document; a second person needs none. */
export const confirmPolicyForm = z
  .object({
    step: z.string().refine((text) => text === 'second' || isLevel(text), 'form.foreign'),
    confirmDocument: z.string().trim().max(200, 'reason.too-long').optional(),
  })
  .transform(({ step, confirmDocument }) => ({ step: step as ConfirmationStep, document: confirmDocument || null }))
  .refine(({ step, document }) => step === 'second' || document !== null, {
    path: ['confirmDocument'],
    message: 'policy.confirm-document',
  });
