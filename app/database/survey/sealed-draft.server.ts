import { openSealed, sealedPlace, sealForPlace } from '~/database/connection/opener.server';
import type { ClosureDraft, Draft } from '~/domain/survey/draft';

type DraftKey = { accountId: string; household: string; season: string };

/**
 * 草稿怎么存: what was typed is sealed for its row. In the clear is what the database decides by: when its forms were opened, the number of a
 * call, and the names of the call's photos (each a hash), by which its own account may see them.
 */
type SealedDraft = {
  /** Without anything typed, as of a draft that was begun for a call alone. */
  typed?: Record<string, never>;
  body?: string;
  openedAt?: string;
  closure?: { visit: string; openedAt: string; body: string; evidence?: { photos: { sha256: string }[] } };
};

const placeOf = (part: 'visit' | 'call', { accountId, household, season }: DraftKey): string =>
  sealedPlace('visit_draft', `typed.${part}`, accountId, household, season);

export function sealDraft({ closure, ...draft }: Draft, key: DraftKey): SealedDraft {
  const empty = Object.keys(draft).length === 1 && Object.keys(draft.typed).length === 0;
  return {
    ...(empty ? { typed: {} } : { body: sealForPlace(JSON.stringify(draft), placeOf('visit', key)) }),
    ...(draft.openedAt !== undefined && { openedAt: draft.openedAt }),
    ...(closure && { closure: sealCall(closure, key) }),
  };
}

function sealCall(call: ClosureDraft, key: DraftKey): SealedDraft['closure'] {
  const photos = call.evidence?.photos?.map(({ sha256 }) => ({ sha256 })) ?? [];
  return {
    visit: call.visit,
    openedAt: call.openedAt,
    body: sealForPlace(JSON.stringify(call), placeOf('call', key)),
    ...(photos.length > 0 && { evidence: { photos } }),
  };
}

/** A draft of an older version was not sealed, and is read as it is. The caller checks its form. */
export function openDraft(stored: unknown, key: DraftKey): Record<string, unknown> {
  const { body, closure, ...clear } = (stored ?? {}) as Record<string, unknown>;
  const call = closure as { body?: string } | undefined;
  return {
    ...(typeof body === 'string' ? (JSON.parse(openSealed(body, placeOf('visit', key))) as object) : clear),
    ...(call && { closure: typeof call.body === 'string' ? JSON.parse(openSealed(call.body, placeOf('call', key))) : call }),
  };
}
