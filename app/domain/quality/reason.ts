import type { VisitAnswers } from '../survey/visit-answers';

/**
 * 值得一看 (docs/definitions.md#worth-a-look): a reason to look at records with their neighbours beside them. It names records and never ranks
 * people. `key` says what it is about within a season, so that computing again finds the same one; `visits` are the records to be shown.
 */
export type Reason = { key: string; village: string; visits: string[] } & ReasonSays;

export type ReasonSays =
  | { kind: 'copied'; details: { visits: number; observed: number; expected: number; p: number } }
  | { kind: 'digits'; details: { of: 'roomTemperature' | 'meter'; digit: number; hits: number; count: number; p: number } }
  | { kind: 'speed'; details: { count: number; most: number } | { minutes: number; km: number } }
  | { kind: 'photo'; details: { count: number } };

/** A completed, counted visit as the signs look at it. `visitor` tells visitors apart and is shown nowhere. */
export type VisitToLookAt = {
  id: string;
  household: string;
  village: string;
  visitor: string;
  /** ISO instant */
  visitedAt: string;
  answers: VisitAnswers;
  place: { latitude: number; longitude: number; accuracy: number } | null;
};
