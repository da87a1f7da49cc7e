/** The receipts of a phone's records, in the person's language. */

import { deviceState } from '~/database/phones/devices.server';
import { PROTOCOL_VERSION, type RecordReceipt, type VisitsAnswer } from '~/domain/sync/protocol';
import type { SubmissionReceipt } from '~/domain/sync/submissions';
import { sentenceOf } from '~/i18n/sentence-of.server';
import type { SubmissionOutcome } from '~/server/workflows/findings/receive-reports.server';
import type { Incoming, RecordOutcome } from '~/server/workflows/phones/checked-record.server';
import { receiveRecords } from '~/server/workflows/phones/receive-batch.server';
import { requestContext } from './context.server';
import { loggableError } from './log.server';
import type { SessionPerson } from './person.server';

export async function receiptsFor(
  person: SessionPerson,
  sent: { device: string; app?: string; records: readonly unknown[] },
): Promise<VisitsAnswer> {
  const { db, now, log, requestId } = requestContext();
  const incoming: Incoming[] = sent.records.map((record) => ({
    person,
    device: sent.device,
    app: sent.app ?? null,
    source: 'phone',
    sent: record,
  }));
  const outcomes = await receiveRecords(db, incoming, now, (error) =>
    log.error({ requestId, error: loggableError(error) }, 'a record could not be stored'),
  );
  const state = await deviceState(db, sent.device, person.accountId, now);
  return { protocol: PROTOCOL_VERSION, device: state, receipts: outcomes.map(inWords) };
}

export function submissionInWords({ code, details, ...outcome }: SubmissionOutcome): SubmissionReceipt {
  return { ...outcome, ...(code && { code, sentence: sentenceOf(requestContext().language, { code, details }) }) };
}

export function inWords({ code, ...outcome }: RecordOutcome): RecordReceipt {
  const details = outcome.problems ? { count: outcome.problems.length } : undefined;
  return { ...outcome, ...(code && { code, sentence: sentenceOf(requestContext().language, { code, details }) }) };
}
