import type { Evidence } from '~/domain/survey/evidence';

/** What a page that can take photos provides: storing their bytes and showing them. */
export type EvidenceTools = {
  /** Stores the bytes until they have been sent and returns their SHA-256; throws when there is no room. */
  keepFile: (bytes: Blob) => Promise<string>;
  /** The address at which a file can be shown; null when its bytes are not here (any more). */
  addressOf: (sha256: string) => Promise<string | null>;
  /** When this household signed the pledge on an earlier visit of the season; null where none is signed at all. */
  pledgeSigned: boolean | null;
};

/** The bytes did not reach the server, where they are kept there. */
export class PhotoNotSent extends Error {}

export type EvidenceState = {
  value: Evidence;
  change: (how: (evidence: Evidence) => Evidence) => void;
  /** Removes a photo or the signature; this can be undone for a minute. */
  remove: (what: 'photo' | 'signature', how: (evidence: Evidence) => Evidence) => void;
  tools: EvidenceTools;
};
