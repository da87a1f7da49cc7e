import type { VisitOutcome } from '../contract/enumerations';
import type { StoredVisit } from './receive-visit';
import { type ThreeWay, threeWay } from './three-way';
import type { Fields } from './visit-fields';

/** What a phone sent, and what it had seen. */
export type ArrivingRecord = {
  device: string;
  sequence: number;
  visit: string;
  household: string;
  kind: string;
  outcome: VisitOutcome;
  /** The hash of the visit as it would be stored. */
  contentHash: string;
  baseRevision: number | null;
  /** Ids of the season's visits it had seen; null: it does not say what it saw. */
  seenVisits: readonly string[] | null;
};

export type VisitThere = StoredVisit & { id: string; kind: string; outcome: VisitOutcome; device: string | null; visitedAt: string };

/** The last record of the same phone for the same visit that is not overtaken itself. */
type OwnEarlier = {
  sequence: number;
  /** True when both records were typed on the same base, so that this one continues it. Otherwise the form was opened anew. */
  sameBase: boolean;
  undecided: boolean;
};

export type RecordState = {
  householdRevision: number;
  /** The visit of this id, or the one it was merged into. */
  stored: VisitThere | null;
  /** All visits of the household in the season. */
  ofSeason: readonly VisitThere[];
  own: OwnEarlier | null;
  /**
   * True when another record of the phone has the same running number. Its storage was set back then, so its numbers say
   * nothing about the order.
   */
  numberUsed: boolean;
};

/** Where the “before” of the comparison comes from. */
type Before = 'theirs' | 'base' | 'own-sent' | 'own-before';

export type RecordDecision =
  | { outcome: 'same' }
  /** A later record of the same phone has arrived already and continues this one. */
  | { outcome: 'overtaken' }
  | { outcome: 'refuse'; code: 'visit.id-taken' }
  | { outcome: 'compare'; with: VisitThere | null; before: Before; locked: boolean; overtakes: boolean; sawLatest: boolean };

/**
 * 手机发来一条记录时怎么办, before the contents are compared.
 *
 * A record is compared with the stored visit of the same id. Without one it is compared with the latest visit of the same kind
 * that the phone's form had not shown: a household that was reassigned and visited twice needs a comparison, not a second
 * visit. A call at which nobody was at home is never compared, because each counts as a day of its own.
 *
 * The “before” of the comparison is what the form showed, not what the revision number claims. What the phone itself sent
 * earlier from the same form is the “before” of its later records, and not somebody else's change. A later record of the same
 * form takes over a conflict that still waits; a form that was opened anew leaves it waiting.
 */
export function decideRecord(record: ArrivingRecord, state: RecordState): RecordDecision {
  const { stored, own } = state;
  if (own && own.sequence > record.sequence && !state.numberUsed) return { outcome: 'overtaken' };
  const sawLatest = record.baseRevision !== null && record.baseRevision === state.householdRevision;
  if (stored) {
    if (stored.household !== record.household) return { outcome: 'refuse', code: 'visit.id-taken' };
    if (stored.contentHash === record.contentHash && !(stored.status === 'returned' && sawLatest)) return { outcome: 'same' };
  }
  // When a sender does not say what it saw, the revision it names decides.
  const there = stored ?? (record.seenVisits === null && sawLatest ? null : unseenVisit(record, state));
  const continues = own?.sameBase === true;
  return {
    outcome: 'compare',
    with: there,
    before: continues ? (own.undecided ? 'own-before' : 'own-sent') : record.seenVisits === null && sawLatest ? 'theirs' : 'base',
    locked: there?.status === 'approved',
    overtakes: continues && own.undecided,
    sawLatest,
  };
}

function unseenVisit(record: ArrivingRecord, state: RecordState): VisitThere | null {
  if (record.outcome === 'nobody') return null;
  const unseen = state.ofSeason.filter(
    (visit) => visit.kind === record.kind && visit.outcome !== 'nobody' && !record.seenVisits?.includes(visit.id),
  );
  return unseen.sort((a, b) => (a.visitedAt < b.visitedAt ? 1 : -1))[0] ?? null;
}

export type Comparison = { result: 'clean' | 'merged' | 'nothing-new' | 'conflict'; threeWay: ThreeWay };

/** The result of the comparison. `clean`: the visit is stored exactly as it was sent. */
export function compareRecord(
  before: Fields,
  mine: Fields,
  theirs: Fields,
  compareAs: { locked: boolean; sameVisit: boolean },
): Comparison {
  const compared = threeWay(before, mine, theirs, compareAs.locked);
  if (compared.competing.length > 0) return { result: 'conflict', threeWay: compared };
  if (compared.isMine && compareAs.sameVisit && !(compareAs.locked && compared.isTheirs)) return { result: 'clean', threeWay: compared };
  return { result: compared.isTheirs ? 'nothing-new' : 'merged', threeWay: compared };
}
