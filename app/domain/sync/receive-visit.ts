/** A visit that arrives: whose, what content, and which revision of the household's record its sender saw. */
export type ArrivingVisit = {
  household: string;
  contentHash: string;
  /** The household revision the sender saw; absent when the sender does not say. */
  baseRevision?: number;
  /** The household's revision now. */
  householdRevision: number;
};

export type StoredVisit = {
  household: string;
  contentHash: string;
  status: 'submitted' | 'returned' | 'approved';
  revision: number;
};

export type ReceiptDecision =
  | { outcome: 'receive' }
  | { outcome: 'same' }
  | { outcome: 'refuse'; code: 'visit.id-taken' | 'visit.locked' | 'visit.outdated' | 'household.changed-meanwhile' };

/**
 * 收到一条入户记录时怎么办.
 *
 * - Same id and same content: it was received before, and the answer says so again, whatever happened since. A lost answer must
 *   not turn into an error, nor a repeated sending into a new submission of a visit that was returned meanwhile.
 * - Same id for another household: refused.
 * - An approved visit is locked.
 * - Anything else for a stored id (corrected answers, or the same answers submitted again after a return) counts only from a
 *   sender who saw the household as it is now. Otherwise nobody knows which of the two is the later one.
 * - A new id is received unless its sender says it saw an older household.
 */
export function decideReceipt(arriving: ArrivingVisit, stored: StoredVisit | null): ReceiptDecision {
  const sawTheLatest = arriving.baseRevision === arriving.householdRevision;
  if (!stored) {
    return arriving.baseRevision === undefined || sawTheLatest
      ? { outcome: 'receive' }
      : { outcome: 'refuse', code: 'household.changed-meanwhile' };
  }
  if (stored.household !== arriving.household) return { outcome: 'refuse', code: 'visit.id-taken' };
  if (stored.contentHash === arriving.contentHash && !(stored.status === 'returned' && sawTheLatest)) return { outcome: 'same' };
  if (stored.status === 'approved') return { outcome: 'refuse', code: 'visit.locked' };
  return sawTheLatest ? { outcome: 'receive' } : { outcome: 'refuse', code: 'visit.outdated' };
}
