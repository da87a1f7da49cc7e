import { type ClosureDraft, isVisitBegun } from '~/domain/survey/draft';
import type { Phone } from '~/offline/phone';
import type { PhoneDraft } from './phone-draft';

/** What was begun of a call at a household, here or on the web; null: nothing, or it was submitted meanwhile. */
export function closureBegun(phone: Phone, household: string): ClosureDraft | null {
  const found = phone.household(household)?.household;
  const closure = phone.drafts.get(household)?.draft.closure ?? found?.draft?.closure;
  if (!closure) return null;
  const known = found?.visits.some(({ id, status }) => id === closure.visit && status !== 'returned');
  const waits = phone.outbox.get(closure.visit)?.state === 'waiting';
  return known || waits ? null : closure;
}

/** 没能入户 as it is typed: into the household's draft beside what was begun of a visit, which stays. */
export async function saveClosure(phone: Phone, at: { household: string; season: string }, closure: ClosureDraft, savedAt: string) {
  const local = phone.drafts.get(at.household);
  const draft: PhoneDraft = local ?? { ...at, visitId: closure.visit, draft: { typed: {} }, base: null, savedAt };
  await phone.saveDraft({ ...draft, draft: { ...draft.draft, closure }, savedAt });
}

/** The draft that stays when the call is submitted: what was begun of a visit; null: nothing was. */
export function withoutClosure(draft: PhoneDraft | null): PhoneDraft | null {
  if (!draft || !isVisitBegun(draft.draft)) return null;
  const { closure: _closure, ...rest } = draft.draft;
  return { ...draft, draft: rest };
}
