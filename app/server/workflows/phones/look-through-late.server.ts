import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory } from '~/database/facts/history.server';
import { type DeviceRow, devicesBelow } from '~/database/phones/devices.server';
import { closeRecords } from '~/database/phones/records.server';
import {
  handOver,
  type RecordToDecide,
  recordInScope,
  senderOf,
  villageInCountyOf,
  type WaitingRecord,
  waitingRecords,
} from '~/database/phones/waiting-records.server';
import { scopeOf } from '~/database/scope.server';
import { arrivedPhotos, type SamePhoto, samePhotos } from '~/database/survey/photos.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { Refusal, refuse } from '~/domain/problems';
import { filesOfEvidence } from '~/domain/survey/evidence-files';
import { type Fields, fieldsSaid } from '~/domain/sync/visit-fields';
import { maskedFields } from '~/server/workflows/households/register-fields.server';
import { bodyOf } from '~/server/workflows/survey/kept-body.server';
import { VisitProblems } from '~/server/workflows/survey/submit-visit.server';
import { checkRecord, ofHousehold, type RecordOutcome } from './checked-record.server';
import { takeRecords } from './receive-records.server';

/**
 * `said`: everything the phone sent, field by field (visit-fields.ts), with a phone number masked. `arrived`: its files that
 * are here. `phoneSaid`: the time a wrong clock showed.
 */
export type LateRecord = WaitingRecord & { visitedAt: string; phoneSaid?: string; said: Fields; arrived: string[] };

/** 手机与迟到的记录: the phones of the people in scope, the records to be looked at, and photos used for several households. */
export async function readDevices(
  db: Database,
  person: Person,
): Promise<{ devices: DeviceRow[]; late: LateRecord[]; photos: SamePhoto[] }> {
  requireDesk(person);
  return inTransaction(
    db,
    async (sql) => {
      const scope = scopeOf(person);
      const late: LateRecord[] = [];
      for (const row of await waitingRecords(sql, scope, 'quarantined')) {
        const { visit, sent } = bodyOf((await recordInScope(sql, scope, row.id))!);
        late.push({
          ...row,
          visitedAt: visit.visitedAt,
          ...(sent.clock && { phoneSaid: sent.clock.said }),
          said: maskedFields(fieldsSaid(visit, {}, {})),
          arrived: await arrivedPhotos(sql, filesOfEvidence(visit.evidence)),
        });
      }
      return { devices: await devicesBelow(sql, scope), late, photos: await samePhotos(sql, scope) };
    },
    { readOnly: true },
  );
}

/**
 * 放行: the record is taken as if its sender sent it now, by the same rules; it may turn out to be a conflict. One of a household elsewhere
 * is passed on to that household's township.
 */
export async function releaseRecord(db: Database, person: Person, id: string, now: Date): Promise<RecordOutcome> {
  requireDesk(person);
  return inTransaction(db, async (sql) => {
    const row = await lateRecord(sql, person, id);
    if (row.head === null) return handedOver(sql, person, row, now);
    const sender = await senderOf(sql, row.account_id);
    const checked = checkRecord({
      person: sender,
      device: row.device_id,
      app: null,
      source: 'release',
      sent: bodyOf(row).sent,
      releasedBy: person,
    });
    if (!('record' in checked)) throw refusalOf(checked);
    const [outcome] = await takeRecords(sql, [ofHousehold(checked, row.household_number)], now);
    if (outcome!.status === 'refused' || outcome!.status === 'failed') throw refusalOf(outcome!, row);
    await closeRecords(sql, [id], { status: 'released', by: person.username, reason: null, now });
    await appendHistory(sql, now, person.username, [
      {
        chain: row.village_code,
        action: 'record.release',
        entity: 'phone-record',
        entityKey: id,
        before: { reason: row.reason },
        after: { became: outcome!.status },
      },
    ]);
    return outcome!;
  });
}

/** 搁置: the record will not count; it is kept with the reason. */
export async function setRecordAside(db: Database, person: Person, input: { id: string; reason: string }, now: Date): Promise<void> {
  requireDesk(person);
  const reason = input.reason.trim();
  await inTransaction(db, async (sql) => {
    const row = await lateRecord(sql, person, input.id);
    if (reason === '') refuse('reason.missing');
    if (reason.length > 500) refuse('reason.too-long', { most: 500 });
    await closeRecords(sql, [input.id], { status: 'set_aside', by: person.username, reason, now });
    await appendHistory(sql, now, person.username, [
      {
        chain: row.village_code,
        action: 'record.set-aside',
        entity: 'phone-record',
        entityKey: input.id,
        before: { reason: row.reason },
        after: { setAside: true },
        reason,
      },
    ]);
  });
}

/**
 * 转给户所在的乡镇: a household that the township does not have is another's to look at, within the county. Of another county's the same is
 * said as of one that does not exist, so that nobody can find out which numbers there are and no county waits for another.
 */
async function handedOver(sql: Sql, person: Person, row: RecordToDecide, now: Date): Promise<RecordOutcome> {
  const village = await villageInCountyOf(sql, row.household_number, row.village_code);
  if (village === null) return refuse('quarantine.household-unknown', { number: row.household_number });
  await handOver(sql, row.id, village);
  await appendHistory(sql, now, person.username, [
    {
      chain: row.village_code,
      action: 'record.hand-over',
      entity: 'phone-record',
      entityKey: row.id,
      before: { reason: row.reason },
      after: { reason: 'handed_over', village },
    },
  ]);
  return { sequence: row.sequence, id: row.visit_id, contentHash: row.content_hash, status: 'quarantined' };
}

async function lateRecord(sql: Sql, person: Person, id: string): Promise<RecordToDecide> {
  const row = await recordInScope(sql, scopeOf(person), id, true);
  return row?.status === 'quarantined' ? row : refuse('quarantine.unknown');
}

function refusalOf(outcome: RecordOutcome, row?: RecordToDecide): Refusal {
  if (outcome.problems) return new VisitProblems(outcome.problems);
  return new Refusal({ code: outcome.code ?? 'visit.not-stored', details: row && { season: row.season, number: row.household_number } });
}

function requireDesk(person: Person): void {
  if (!mayPerson(person, 'visit.review')) refuse('access.not-allowed');
}
