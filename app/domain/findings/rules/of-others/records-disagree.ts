import { type Opened, opened } from '../../opened';
import { subjectOf } from '../../subject';
import type { Thresholds } from '../../thresholds';

/** What `npm run verify` compares: figures with records, records with history, money with payments and batches, the history with itself. */
const CHECKS = ['roll-up', 'record', 'ledger', 'batch', 'history'] as const;
export type Check = (typeof CHECKS)[number];
export type FaultsByCheck = Partial<Record<Check, number>>;

/** Where something does not agree: a village, or a batch of payments of a division. */
export type CheckedSubject = { village: string } | { batch: { division: string; number: string } };

/**
 * R23 勾稽错误 (docs/definitions.md#rule-r23): what `npm run verify` would report for a village or a batch, as differences by what was
 * compared. Urgent: until it is settled no figure of the place can be trusted. What agrees opens nothing.
 */
export function recordsDisagreeOpened(subject: CheckedSubject, faults: FaultsByCheck, thresholds: Thresholds): Opened | null {
  const checks = CHECKS.filter((check) => (faults[check] ?? 0) > 0);
  if (checks.length === 0) return null;
  const written = 'village' in subject ? subjectOf.village(subject.village) : subjectOf.batch(subject.batch.division, subject.batch.number);
  const cause = { checks, count: checks.reduce((sum, check) => sum + faults[check]!, 0) };
  return opened('R23', written, thresholds, { cause });
}
