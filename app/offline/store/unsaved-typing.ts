import { type Draft, draftSchema } from '~/domain/survey/draft';

/**
 * What was typed and has not reached the server yet, kept in the tab: a reload, or the way to another page and back, in the
 * moment before the draft is saved loses nothing. It is gone when the server has it, and with the tab. `visit` names the
 * household and the season: the visit itself gets its number with the first save.
 */
const keyOf = (visit: string): string => `unsaved-typing:${visit}`;

export function keepUnsaved(visit: string, draft: Draft): void {
  try {
    sessionStorage.setItem(keyOf(visit), JSON.stringify(draft));
  } catch {
    // No room, or storage is forbidden: the draft on the server is what remains.
  }
}

export function forgetUnsaved(visit: string): void {
  try {
    sessionStorage.removeItem(keyOf(visit));
  } catch {
    // Nothing was kept then.
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
