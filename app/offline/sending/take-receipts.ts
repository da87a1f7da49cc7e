import type { SurveyRoom } from '~/domain/survey/room';
import { type FieldHousehold, KEPT, type RecordReceipt, type VisitRecordSent } from '~/domain/sync/protocol';
import type { Phone } from '~/offline/phone';
import type { Change } from '~/offline/store/device-store';
import { partOf, putParts } from '~/offline/villages/keep-village';
import type { Village } from '~/offline/villages/village';
import { submittedVisit } from '~/offline/villages/visits-now';
import { tellOtherTabs } from './other-tabs';

/**
 * Applies the server's receipts. A record leaves the outbox only when the receipt names its id and its current hash. In the
 * same transaction the household on the phone becomes what the server has.
 */
export async function takeReceipts(
  phone: Phone,
  sent: readonly VisitRecordSent[],
  receipts: readonly RecordReceipt[],
  at: string,
): Promise<void> {
  const { rows, outbox } = phone;
  const changes: Change[] = [];
  const checked = new Set<string>();
  const touched = new Map<Village, Set<number>>();
  for (const receipt of receipts) {
    const record = sent.find((one) => one.id === receipt.id && one.contentHash === receipt.contentHash);
    const waiting = record && outbox.get(record.id);
    if (!record || !waiting) continue;
    if (KEPT.has(receipt.status)) {
      if (record.visit.kind === 'spot_check') checked.add(record.id);
      changes.push({ table: 'outbox', remove: rows.id(record.id), when: (row) => row.contentHash === record.contentHash });
      if (receipt.status === 'conflict' || receipt.status === 'quarantined' || receipt.status === 'merged')
        changes.push({ table: 'notices', put: await rows.notice(waiting.household, receipt, at) });
      const known = phone.household(waiting.household);
      if (known && phone.submissions.has(known.household.number)) {
        const { showWithAdded } = await import('~/offline/submissions/settle-added');
        changes.push(await showWithAdded(phone, known.household.number, withVisit(known.household, record, receipt)));
        continue;
      }
      if (receipt.revision === undefined) continue;
      if (known) {
        known.village.households.put([withVisit(known.household, record, receipt)]);
        touched.set(known.village, (touched.get(known.village) ?? new Set()).add(partOf(waiting.household)));
      }
      // Other waiting records of this household were written later and know of this one.
      for (const later of phone.waitingOf(waiting.household)) {
        if (later.contentHash === record.contentHash || later.record.baseRevision !== record.baseRevision) continue;
        changes.push({
          table: 'outbox',
          put: await rows.waiting({ ...later, record: { ...later.record, baseRevision: receipt.revision } }),
          when: (row) => row.contentHash === later.contentHash,
        });
      }
    } else if (receipt.status === 'refused' && waiting.contentHash === record.contentHash) {
      changes.push({
        table: 'outbox',
        put: await rows.waiting({ ...waiting, state: 'refused', sentence: receipt.sentence, problems: receipt.problems }),
        when: (row) => row.contentHash === record.contentHash,
      });
    }
  }
  for (const [village, parts] of touched) {
    const { season, cursor, takenAt } = village;
    // The mark tells other tabs to read the village again.
    village.change = sent[0]!.contentHash;
    changes.push(...(await putParts(phone, village, parts)), {
      table: 'villages',
      put: await rows.village(village.village, { season, cursor, takenAt, change: village.change }),
    });
  }
  if (changes.length > 0) await phone.write(changes, () => undefined);
  // Until the server is asked again the phone knows by itself that these need not be checked any more.
  if (checked.size > 0) {
    const { session } = phone;
    await phone.keepSession({ ...session, checks: session.checks?.filter(({ id }) => !checked.has(id)) });
  }
  await phone.reread();
  tellOtherTabs();
}

/** The household as it is after the server took this visit. */
function withVisit(household: FieldHousehold, record: VisitRecordSent, receipt: RecordReceipt): FieldHousehold {
  const visit = record.visit as { rooms?: SurveyRoom[]; householdChanges?: Record<string, unknown> };
  const id = receipt.visit ?? record.id;
  const { phone: _phone, ...changes } = visit.householdChanges ?? {};
  return {
    ...household,
    ...(receipt.status === 'conflict' || receipt.status === 'quarantined' ? {} : changes),
    ...(visit.rooms && { rooms: visit.rooms, roomsOfThisSeason: true }),
    revision: receipt.revision ?? household.revision,
    draft: null,
    visits: [
      submittedVisit(record.visit, { id, contentHash: record.contentHash, revision: 1 }),
      ...household.visits.filter((one) => one.id !== id && one.id !== record.id),
    ],
  };
}
