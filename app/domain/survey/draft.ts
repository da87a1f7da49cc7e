import { z } from 'zod';
import { BLOCKS } from '~/domain/survey/questions/question';
import type { VisitKind } from '../contract/enumerations';
import { CLOSURES } from '../household/closure';
import { evidenceSchema } from './evidence';
import { isSurveyField } from './typed';

/** Where on the form a person is: a card, or the summary. */
export const CARDS = [...BLOCKS, 'summary'] as const;
export type Card = (typeof CARDS)[number];
/** A spot check asks only what is compared: neither who lives there nor the rooms. */
const CHECK_CARDS = CARDS.filter((card) => card !== 'household' && card !== 'rooms');
export function cardsOf(kind: VisitKind): readonly Card[] {
  return kind === 'spot_check' ? CHECK_CARDS : CARDS;
}
/** The cards, and the screen of what did not change since last season. */
export const PLACES = [...CARDS, 'unchanged'] as const;
export type Place = (typeof PLACES)[number];

/**
 * 没能入户, begun and not submitted: the number of the call, when the form was opened, and what was given so far, right and wrong. It
 * is a part of its own of the household's draft: saving one part leaves the other as it is.
 */
const closureDraftSchema = z.object({
  visit: z.string().min(1).max(64),
  openedAt: z.iso.datetime({ offset: true }),
  /** How far ahead the phone's clock was then (phone-clock.ts). */
  reading: z
    .object({ aheadSeconds: z.number(), at: z.string().max(40) })
    .nullable()
    .optional(),
  outcome: z.enum(CLOSURES).optional(),
  note: z.string().max(4000),
  visitedAt: z.string().max(40).optional(),
  evidence: evidenceSchema.optional(),
});

export type ClosureDraft = z.infer<typeof closureDraftSchema>;

/**
 * 草稿: what is kept of a visit that is not yet submitted. `typed` holds the fields of the screen, `card` is where the person
 * was, `baseRevision` and `openedAt` say what the person had seen of the household when the form was opened. The limits are
 * those of a form, so that nobody stores anything else here. The typed text is not validated.
 */
export const draftSchema = z.object({
  typed: z
    .record(z.string().max(80).refine(isSurveyField), z.array(z.string().max(4000)).max(60))
    .refine((typed) => Object.keys(typed).length <= 300),
  card: z.enum(PLACES).optional(),
  baseRevision: z.number().int().min(1).optional(),
  /** What was photographed, measured and signed so far; absent where no photos can be taken. */
  evidence: evidenceSchema.optional(),
  openedAt: z.iso.datetime({ offset: true }).optional(),
  closure: closureDraftSchema.optional(),
});

export type Draft = z.infer<typeof draftSchema>;

/** Whether the draft holds anything of a visit; one that was begun for a call alone does not. */
export function isVisitBegun({ typed, card, evidence }: Pick<Draft, 'typed' | 'evidence'> & { card?: Place | null }): boolean {
  return (card ?? null) !== null || evidence !== undefined || Object.keys(typed).length > 0;
}
