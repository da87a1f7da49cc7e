/** What becomes of one record: its outcome, what is stored, and what is kept of it. */

import type { HistoryEntry } from '~/database/facts/history.server';
import type { DeviceState, NewPhoneRecord, PhoneRecordRow, RecordStatus } from '~/database/phones/records.server';
import type { VisitInput } from '~/domain/survey/visit-schema';
import { type KeptBody, sealedBody } from '~/server/workflows/survey/kept-body.server';
import type { VisitToStore } from '~/server/workflows/survey/store-visits.server';
import type { CheckedRecord, RecordOutcome } from './checked-record.server';

export type Taken = {
  outcome: RecordOutcome;
  visit: VisitInput;
  store?: VisitToStore;
  keep?: NewPhoneRecord;
  note?: Omit<HistoryEntry, 'entityKey'>;
  overtakes: string[];
};

export function answered(one: CheckedRecord, outcome: RecordOutcome): Taken {
  return { outcome, visit: one.visit, overtakes: [] };
}

export function repeatOf(names: Pick<RecordOutcome, 'sequence' | 'id' | 'contentHash'>, row: PhoneRecordRow): RecordOutcome {
  if (row.status === 'conflict') return { ...names, status: 'conflict', code: 'record.conflict' };
  if (row.status === 'quarantined') return { ...names, status: 'quarantined', code: 'record.quarantined' };
  return {
    ...names,
    status: 'same',
    ...(row.revision_after !== null && { revision: row.revision_after }),
    ...(row.target_visit_id !== null && row.target_visit_id !== row.visit_id && { visit: row.target_visit_id }),
  };
}

export function keptRecord(
  one: CheckedRecord,
  device: DeviceState,
  village: string,
  now: Date,
  as: Partial<NewPhoneRecord> & { status: RecordStatus },
  body: Partial<KeptBody>,
): NewPhoneRecord {
  const { record, visit } = one;
  const order = record.sequence <= device.lastSequence ? 'repeat' : record.sequence > device.lastSequence + 1 ? 'gap' : null;
  return {
    device_id: one.device,
    account_id: one.person.accountId,
    sequence: record.sequence,
    order_note: order,
    source: one.source,
    visit_id: visit.visit,
    content_hash: record.contentHash,
    household_number: visit.household,
    village_code: village,
    season: visit.season,
    base_revision: record.baseRevision,
    reason: null,
    fields: [],
    target_visit_id: null,
    revision_after: null,
    body_encrypted: sealedBody(
      { visit, base: record.base, sent: record, ...body },
      { account_id: one.person.accountId, visit_id: visit.visit },
    ),
    received_at: now.toISOString(),
    ...as,
  };
}
