import { type Opened, opened } from '../../opened';
import { subjectOf } from '../../subject';
import type { Thresholds } from '../../thresholds';

/** What `npm run verify` compares: figures with records, records with history, money with payments and batches, the history with itself. */
const CHECKS = ['roll-up', 'record', 'ledger', 'batch', 'history'] as const;
export type Check = (typeof CHECKS)[number];

/** Where something does not agree: a village, or a batch of payments of a division. */
export type CheckedSubject = { village: string } | { batch: { division: string; number: string } };

/**
 * R23 勾稽错误 (docs/definitions.md#rule-r23): what `npm run verify` would report for a village or a batch, one entry in `faults` for each
 * difference it would report. Urgent: until it is settled no figure of the place can be trusted. What agrees opens nothing.
 */
export function recordsDisagreeOpened(subject: CheckedSubject, faults: readonly Check[], thresholds: Thresholds): Opened | null {
  if (faults.length === 0) return null;
  const written = 'village' in subject ? subjectOf.village(subject.village) : subjectOf.batch(subject.batch.division, subject.batch.number);
  const cause = { checks: CHECKS.filter((check) => faults.includes(check)), count: faults.length };
  return opened('R23', written, thresholds, { cause });
}
