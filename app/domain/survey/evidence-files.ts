import type { Evidence } from './evidence';

/** The files a visit needs: its photos and the signature, without repetition. */
export function filesOfEvidence(evidence: Evidence | undefined | null): string[] {
  if (!evidence) return [];
  return [
    ...new Set([...(evidence.photos ?? []).map((photo) => photo.sha256), ...(evidence.signature ? [evidence.signature.sha256] : [])]),
  ];
}
