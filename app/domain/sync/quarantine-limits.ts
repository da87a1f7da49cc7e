import type { ProblemCode } from '../problems';

/** Of one person, by all phones together: more is no survey. */
const MOST_A_DAY = 200;
/** A phone that comes back after days sends a batch of fifty at once, and the next one soon after. */
const MOST_A_MINUTE = 60;

export type Quarantined = { day: number; minute: number };

/**
 * 待查看的记录收多少: whether one more record of a person may wait for the township, when so many of theirs came to wait within the last
 * 24 hours and the last minute. Null: it may. What came too fast is sent again by the phone itself; what is too much for a day stays on
 * the phone, with the reason in words, and can be sent again by a press. Neither is lost. What the township imports itself out of an
 * export is not counted. Source: issue “It stands on its own feet”, point 5 (docs/definitions.md#quarantine).
 */
export function whyNotQuarantined({ day, minute }: Quarantined): { status: 'refused' | 'failed'; code: ProblemCode } | null {
  if (day >= MOST_A_DAY) return { status: 'refused', code: 'quarantine.too-many' };
  if (minute >= MOST_A_MINUTE) return { status: 'failed', code: 'quarantine.too-fast' };
  return null;
}
