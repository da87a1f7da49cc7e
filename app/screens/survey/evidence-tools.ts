import type { Evidence } from '~/domain/survey/evidence';

/** What a page that can take photos brings: where their bytes are kept and shown from. */
export type EvidenceTools = {
  /** Keeps the bytes until they have been sent and answers their SHA-256; throws when there is no room. */
  keepFile: (bytes: Blob) => Promise<string>;
  /** An address to show a file at; null when its bytes are not here (any more). */
  addressOf: (sha256: string) => Promise<string | null>;
  /** When this household signed the pledge on an earlier visit of the season. */
  pledgeSigned: boolean;
};

export type EvidenceState = {
  value: Evidence;
  change: (how: (evidence: Evidence) => Evidence) => void;
  /** Changes it so that a photo or the signature is gone; can be undone for a minute. */
  remove: (what: 'photo' | 'signature', how: (evidence: Evidence) => Evidence) => void;
  tools: EvidenceTools;
};
