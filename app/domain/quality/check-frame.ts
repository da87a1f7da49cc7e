import type { VisitFrame } from '../survey/proposed-visit';
import type { FieldCheck } from '../sync/protocol';

/** What the form of a spot check knows of its visit; its household has no revision that it could have seen. */
export function frameOfCheck(check: FieldCheck, visitor: string, visitedAt: string): VisitFrame {
  return { visit: check.id, household: check.number, season: check.season, visitor, kind: 'spot_check', visitedAt, baseRevision: 1 };
}

/** The household as the form of a spot check shows it: without anything that an earlier visit said. */
export function householdOfCheck({ number, head, address, village, residence }: FieldCheck) {
  return { number, head, address, village, residence, houseUse: null, people: null, elderly: null, phoneMasked: null };
}

/** Nothing is filled in from before: the check is blind. */
export const NOTHING_BEFORE = { answers: null, rooms: null } as const;
