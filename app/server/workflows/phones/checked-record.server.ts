import type { Person } from '~/domain/access/person';
import { type ProblemCode, Refusal } from '~/domain/problems';
import { checkVisit, shapeOfVisit, type VisitInput } from '~/domain/survey/visit-schema';
import { type RecordReceipt, type VisitRecordSent, visitRecordSchema } from '~/domain/sync/protocol';
import { storableName } from '~/domain/text/storable';
import { hashOfContent } from '~/server/workflows/survey/store-visits.server';

/** One record as it came in, with its sender and phone. */
export type Incoming = {
  person: Person & { accountId: string };
  device: string;
  app: string | null;
  source: 'phone' | 'export' | 'release';
  sent: unknown;
  /** The township that releases a record. Its scope counts, and it decides that a retired phone does not matter. */
  releasedBy?: Person;
};

/** The result for a record, without texts. */
export type RecordOutcome = Omit<RecordReceipt, 'code' | 'sentence'> & { code?: ProblemCode };

/** A record whose form and hash are right. */
export type CheckedRecord = Incoming & { record: VisitRecordSent; visit: VisitInput };

/**
 * The checks that need no database: the form of the record, its hash, the form of the visit. A wrong hash is a transmission
 * error (send it again); a wrong form is refused with its problems.
 */
export function checkRecord(incoming: Incoming): CheckedRecord | RecordOutcome {
  const parsed = visitRecordSchema.safeParse(incoming.sent);
  if (!parsed.success) return { ...namesOf(incoming.sent), status: 'refused', code: 'record.not-understood' };
  const record = parsed.data;
  const names = namesOf(record);
  if (hashOfContent(record.visit) !== record.contentHash) return { ...names, status: 'failed', code: 'record.damaged' };
  if (record.visit.visit !== record.id) return { ...names, status: 'refused', code: 'record.not-understood' };
  const visit = shapeOfVisit(record.visit, 'field');
  // `record` stays as it was sent, for its hash. `visit`, with cleaned texts, is what is stored.
  if (visit) return { ...incoming, record, visit };
  const checked = checkVisit(record.visit, 'field', { mode: 'none', residence: 'resident', now: '9999-01-01T00:00:00Z' });
  return { ...names, status: 'refused', code: 'visit.incomplete', problems: checked.ok ? [] : checked.problems };
}

/** The record as one of the household of this number: what it names is the number a phone gave. */
export function ofHousehold(one: CheckedRecord, number: string | undefined): CheckedRecord {
  return number === undefined || number === one.visit.household ? one : { ...one, visit: { ...one.visit, household: number } };
}

export function namesOf(sent: unknown): Pick<RecordOutcome, 'sequence' | 'id' | 'contentHash'> {
  const given = (typeof sent === 'object' && sent !== null ? sent : {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === 'string' ? storableName(value, 64) : null);
  return {
    sequence: typeof given.sequence === 'number' ? given.sequence : null,
    id: text(given.id),
    contentHash: text(given.contentHash),
  };
}

/**
 * The outcome of a record that could not be stored. What was refused stays refused however often it is sent; after anything else (the
 * database was gone, the disk full) the phone sends it again.
 */
export function notStored(error: unknown, failed: (error: unknown) => void): { status: 'refused' | 'failed'; code: ProblemCode } {
  if (error instanceof Refusal) return { status: 'refused', code: error.problem.code };
  failed(error);
  return { status: 'failed', code: 'visit.not-stored' };
}
