import type { Draft } from '~/domain/survey/draft';
import type { SeenHousehold } from '~/domain/sync/protocol';
import type { SaidByClock } from '~/domain/time/phone-clock';

/**
 * A visit that was begun and not submitted. `base`: what the phone showed when it was begun; null when it was begun on the web.
 * `knew`: the account's own visits at that time (own-visits.ts). `opening`: what the phone's clock showed then; null on the
 * web. Older drafts have neither `knew` nor `opening`.
 */
export type PhoneDraft = {
  household: string;
  season: string;
  visitId: string;
  draft: Draft;
  base: SeenHousehold | null;
  knew?: string[];
  opening?: SaidByClock | null;
  savedAt: string;
};

/**
 * Migrates a draft of an older app. Version 1 had no `base`: what was shown when it was begun is unknown, so the server
 * compares by the revision alone. Typed text is never judged or dropped here.
 */
export function migrateDraft(schema: number, kept: unknown): PhoneDraft {
  const draft = kept as PhoneDraft;
  return schema < 2 ? { ...draft, base: null } : draft;
}
