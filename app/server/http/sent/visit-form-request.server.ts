/** What the visit form sends: JSON from its scripts, or the fields of one card without scripts. */
import { z } from 'zod';
import { refuse } from '~/domain/problems';
import { type Draft, draftSchema, PLACES, type Place } from '~/domain/survey/draft';
import { type Typed, typedFromForm, withCard } from '~/domain/survey/typed';
import { cleanJson } from './clean-request.server';
import { sentForm } from './sent-form.server';

const sentSchema = z.object({ visit: z.string().min(1).max(64), season: z.string().max(20), draft: draftSchema });
export type SentVisit = z.infer<typeof sentSchema>;

/** The JSON body of the scripts' requests. */
export async function readSentVisit(request: Request): Promise<SentVisit> {
  const sent = sentSchema.safeParse(cleanJson(await request.text()));
  return sent.success ? sent.data : refuse('draft.not-a-form');
}

export type PostedVisit = SentVisit & { card: Place; does: string };

/** A posted form: the draft it carries, with the fields of the card on the screen put over it. */
export async function readPostedVisit(request: Request): Promise<PostedVisit> {
  const form = await sentForm(request);
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value : '';
  };
  const card = z.enum(PLACES).catch('household').parse(text('card'));
  const sent = sentSchema.safeParse({ visit: text('visit'), season: text('season'), draft: cleanJson(text('draft')) });
  if (!sent.success) refuse('draft.not-a-form');
  const onScreen = typedFromForm(form.entries());
  const typed: Typed =
    card === 'summary' || card === 'unchanged'
      ? { ...sent.data.draft.typed, ...onScreen }
      : withCard(sent.data.draft.typed, card, onScreen);
  const draft: Draft = { ...sent.data.draft, typed: typed as Draft['typed'], card };
  return { ...sent.data, draft, card, does: text('do') };
}
