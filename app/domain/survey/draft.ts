import { z } from 'zod';
import { BLOCKS } from '~/domain/survey/questions/question';
import { evidenceSchema } from './evidence';
import { isSurveyField } from './typed';

/** Where on the form a person is: a card, or the summary. */
export const CARDS = [...BLOCKS, 'summary'] as const;
export type Card = (typeof CARDS)[number];
/** The cards, and the screen of what did not change since last season. */
export const PLACES = [...CARDS, 'unchanged'] as const;
export type Place = (typeof PLACES)[number];

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
});

export type Draft = z.infer<typeof draftSchema>;
