import type { VisitPlace } from '../survey/evidence';
import { metresBetween, NEAR_METRES } from './metres-between';

/** What two places of one household say. `metres`: between them, as they were measured. */
export type PlacesApart = { metres: number; says: 'same' | 'near' | 'far' };

/**
 * 两次的位置相距多远 (docs/definitions.md#check-evidence): whether the place of a spot check and that of the first visit are one. `same`: what is
 * left after both accuracies are taken off is nothing, so that they may be the same door; `near`: no more than 500 m are left; `far`: more.
 * Null: not measured on both. It is a reason to ask and never a judgement: a phone's receiver is wrong now and then.
 */
export function placesApart(first: VisitPlace | undefined, check: VisitPlace | undefined): PlacesApart | null {
  if (!first || !check) return null;
  const metres = metresBetween(first, check);
  const left = metres - first.accuracy - check.accuracy;
  return { metres: Math.round(metres), says: left <= 0 ? 'same' : left <= NEAR_METRES ? 'near' : 'far' };
}
