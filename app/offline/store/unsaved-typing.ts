import { type Draft, draftSchema } from '~/domain/survey/draft';

/**
 * What was typed and has not reached the server yet, stored in the tab, so that a reload or a visit to another page before the
 * draft is saved loses nothing. It is deleted when the server has it, and with the tab. `visit` names the household and the
 * season, because the visit gets its number only with the first save.
 */
const keyOf = (visit: string): string => `unsaved-typing:${visit}`;

export function keepUnsaved(visit: string, draft: Draft): void {
  try {
    sessionStorage.setItem(keyOf(visit), JSON.stringify(draft));
  } catch {
    // There is no room, or storage is forbidden. Then only the draft on the server remains.
  }
}

export function forgetUnsaved(visit: string): void {
  try {
    sessionStorage.removeItem(keyOf(visit));
  } catch {
    // Then nothing had been stored.
  }
}

export function unsavedTyping(visit: string): Draft | null {
  try {
    const draft = draftSchema.safeParse(JSON.parse(sessionStorage.getItem(keyOf(visit)) ?? 'null'));
    return draft.success ? draft.data : null;
  } catch {
    return null;
  }
}
