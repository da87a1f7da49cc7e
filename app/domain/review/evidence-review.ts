import type { Evidence } from '../survey/evidence';

/** Photos, place and signature of a visit as a reviewer sees them. */
export type EvidenceReview = Evidence & {
  /** Files whose bytes have arrived; the others are still on the phone. */
  arrived: string[];
  /** Photos that another household has too. `household` is null when the reviewer may not know which one. */
  elsewhere: { sha256: string; household: { number: string; head: string; village: string } | null }[];
};
