import type { Sql } from '~/database/connection/sql.server';
import { appendHistory, type HistoryEntry } from '~/database/facts/history.server';
import { closeRecords, insertPhoneRecords, type NewPhoneRecord, photosMissing, type RecordStatus } from '~/database/phones/records.server';
import { notePhotoUses } from '~/database/survey/photos.server';
import { answersAlone, whyCheckRefused } from '~/domain/quality/take-check';
import { isOfCountedKind } from '~/domain/survey/counted-visit';
import { filesOfEvidence } from '~/domain/survey/evidence-files';
import { checkVisit, type VisitInput } from '~/domain/survey/visit-schema';
import { type Quarantined, whyNotQuarantined } from '~/domain/sync/quarantine-limits';
import { compareRecord, decideRecord } from '~/domain/sync/receive-record';
import { changedByBoth } from '~/domain/sync/three-way';
import { bodyOf, type KeptBody } from '~/server/workflows/survey/kept-body.server';
import { hashOfContent, storeVisits, type VisitToStore } from '~/server/workflows/survey/store-visits.server';
import { type CheckedRecord, namesOf, type RecordOutcome } from './checked-record.server';
import { circumstancesOf, mergedVisit, sameBase, sidesOf, thereOf } from './merge-record.server';
import { latelyOf, quarantined, whyQuarantined } from './quarantine-record.server';
import { deviceKey, placedHousehold, readState, type Seen } from './records-seen.server';
import { takeCheck } from './take-check.server';
import { answered, keptRecord, repeatOf, type Taken } from './taken-record.server';

/**
 * 收下手机发来的记录: takes records, each of another household, in one transaction of a fixed number of statements. A problem of one
 * record is its own outcome and stops no other. Receipts are given only after the commit.
 */
export async function takeRecords(sql: Sql, records: readonly CheckedRecord[], now: Date): Promise<RecordOutcome[]> {
  const seen = await readState(sql, records, now);
  const lately = await latelyOf(sql, records, seen, now);
  const taken = records.map((one) => takeOne(one, seen, lately, now));
  const stores = taken.flatMap(({ store }) => (store ? [store] : []));
  await closeRecords(
    sql,
    taken.flatMap(({ overtakes }) => overtakes),
    { status: 'overtaken', by: 'phone', reason: null, now },
  );
  const kept = taken.filter((one) => one.keep !== undefined);
  const ids = await insertPhoneRecords(
    sql,
    kept.map((one) => one.keep!),
  );
  const waiting = kept.filter(({ outcome }) => outcome.status === 'conflict' || outcome.status === 'quarantined');
  await notePhotoUses(
    sql,
    waiting.flatMap(({ visit }) =>
      filesOfEvidence(visit.evidence).map((sha256) => ({ sha256, visit_id: visit.visit, household_number: visit.household })),
    ),
  );
  const more: HistoryEntry[] = kept.flatMap((one, i) => (one.note ? [{ ...one.note, entityKey: ids[i]! }] : []));
  if (stores.length > 0) await storeVisits(sql, now, stores, more);
  else await appendHistory(sql, now, 'phone', more);
  const missing = await photosMissing(
    sql,
    taken.flatMap(({ outcome, visit }) => (outcome.status === 'refused' ? [] : filesOfEvidence(visit.evidence))),
  );
  return taken.map(({ outcome, visit }) => {
    const wanted = outcome.status === 'refused' ? [] : filesOfEvidence(visit.evidence).filter((file) => missing.has(file));
    return wanted.length > 0 ? { ...outcome, photosMissing: wanted } : outcome;
  });
}

function takeOne(one: CheckedRecord, seen: Seen, lately: Map<string, Quarantined>, now: Date): Taken {
  const { record, visit, person, device } = one;
  const names = namesOf(record);
  const mine = seen.earlier.filter((row) => row.device_id === device && row.account_id === person.accountId);
  const repeated =
    one.source === 'release'
      ? undefined
      : mine.findLast((row) => row.sequence === record.sequence && row.visit_id === visit.visit && row.content_hash === record.contentHash);
  if (repeated) return answered(one, repeatOf(names, repeated));
  const household = seen.households.get(visit.household);
  const deviceState = seen.devices.get(deviceKey(device, person.accountId))!;

  // It got its number while this was waiting for its turn: sent again it is taken under that.
  if (seen.numbered.has(visit.household)) return answered(one, { ...names, status: 'failed', code: 'visit.not-stored' });
  const check = isOfCountedKind(visit) ? undefined : seen.checks.get(visit.visit);
  if (!isOfCountedKind(visit)) {
    const kept = seen.visits.find((row) => row.id === visit.visit && row.account_id === person.accountId);
    if (check?.done && kept?.content_hash === hashOfContent(answersAlone(visit))) return answered(one, { ...names, status: 'same' });
    const code = whyCheckRefused(person, visit, check, seen.visitors.get(visit.household) ?? []);
    if (code) return answered(one, { ...names, status: 'refused', code });
  }
  const why = whyQuarantined(one, seen);
  if (why !== null) {
    const last = seen.earlier.findLast((row) => row.visit_id === visit.visit && row.account_id === person.accountId);
    if (last?.status === 'quarantined' && last.content_hash === record.contentHash) return answered(one, repeatOf(names, last));
    const count = one.source === 'phone' ? lately.get(person.accountId) : undefined;
    const tooMany = count && whyNotQuarantined(count);
    if (tooMany) return answered(one, { ...names, ...tooMany });
    const kept = quarantined(one, deviceState, placedHousehold(one, seen), why, now);
    if (count && kept.keep) lately.set(person.accountId, { day: count.day + 1, minute: count.minute + 1 });
    return kept;
  }
  // A township releases what is its own; what is not is passed on (look-through-late.server.ts).
  if (!household || (one.releasedBy && !household.inScope))
    return answered(one, { ...names, status: 'refused', code: 'quarantine.household-unknown' });
  if (!seen.seasons.has(visit.season)) return answered(one, { ...names, status: 'refused', code: 'season.unknown' });
  if (seen.seasons.get(visit.season)) return answered(one, { ...names, status: 'refused', code: 'season.closed' });

  if (check) return takeCheck(one, check, household, deviceState, now);

  // The first check is whether it was received before: a stored visit stays received, whatever has changed since.
  const alias = seen.earlier.findLast((row) => row.visit_id === visit.visit && row.target_visit_id !== null)?.target_visit_id;
  const target = seen.visits.find((row) => row.id === visit.visit) ?? seen.visits.find((row) => row.id === alias) ?? null;
  const ofSeason = seen.visits.filter((row) => row.household_number === visit.household && row.season === visit.season);
  const ownRow =
    mine
      .filter((row) => row.visit_id === visit.visit && OWN.has(row.status))
      .sort((a, b) => a.sequence - b.sequence || Number(a.id) - Number(b.id))
      .at(-1) ?? null;
  const ownBody = ownRow && bodyOf(ownRow);
  const decision = decideRecord(
    {
      device,
      sequence: record.sequence,
      visit: visit.visit,
      household: visit.household,
      kind: visit.kind,
      outcome: visit.outcome,
      contentHash: hashOfContent(visit),
      baseRevision: record.baseRevision,
      seenVisits: record.base?.visits.map(({ id }) => id) ?? null,
    },
    {
      householdRevision: household.revision,
      stored: target && thereOf(target),
      ofSeason: ofSeason.map(thereOf),
      own: ownRow && ownBody && { sequence: ownRow.sequence, sameBase: sameBase(record, ownBody), undecided: ownRow.status === 'conflict' },
      numberUsed: mine.some(
        (row) => row.sequence === record.sequence && (row.visit_id !== visit.visit || row.content_hash !== record.contentHash),
      ),
    },
  );
  if (decision.outcome === 'refuse') return answered(one, { ...names, status: 'refused', code: decision.code });
  const keep = (status: RecordStatus, more: Partial<NewPhoneRecord> = {}, body: Partial<KeptBody> = {}): NewPhoneRecord =>
    keptRecord(one, deviceState, household.villageCode, now, { status, ...more }, body);
  if (decision.outcome !== 'compare') {
    const same = {
      ...names,
      status: 'same' as const,
      revision: household.revision,
      ...(target && target.id !== visit.visit && { visit: target.id }),
    };
    return {
      ...answered(one, same),
      keep: keep(decision.outcome, { revision_after: household.revision, target_visit_id: target?.id ?? null }),
    };
  }

  const checked = checkVisit(visit, 'field', circumstancesOf(household, now));
  if (!checked.ok) return answered(one, { ...names, status: 'refused', code: 'visit.incomplete', problems: checked.problems });
  const there = decision.with && seen.visits.find((row) => row.id === decision.with!.id)!;
  const rooms = seen.rooms.get(`${visit.household}/${visit.season}`) ?? null;
  const { before, said, theirs } = sidesOf(record, checked.visit, { there, rooms, household, from: decision.before, own: ownBody });
  const comparison = compareRecord(before, said, theirs, {
    locked: decision.locked,
    sameVisit: there === null || there.id === visit.visit,
  });
  const overtakes = decision.overtakes && ownRow ? [ownRow.id] : [];
  const after = household.revision + 1;

  const storing = (content: VisitInput, action?: string): VisitToStore => ({
    visit: content,
    village: household.villageCode,
    stored: there,
    roomsBefore: rooms ?? [],
    accountId: there && there.id !== visit.visit ? there.account_id : person.accountId,
    actor: person.username,
    source: 'phone',
    device: { id: device, sequence: record.sequence },
    answersRemarks: decision.sawLatest,
    ...(action && { action }),
  });
  if (comparison.result === 'clean') {
    return {
      outcome: { ...names, status: 'received', revision: after },
      visit,
      overtakes,
      store: storing({ ...checked.visit, visit: visit.visit }),
      keep: keep('received', { revision_after: after, target_visit_id: visit.visit }),
    };
  }
  if (comparison.result === 'nothing-new') {
    return {
      outcome: { ...names, status: 'merged', code: 'record.merged', revision: household.revision, ...(there && { visit: there.id }) },
      visit,
      overtakes,
      keep: keep('merged', { revision_after: household.revision, target_visit_id: there?.id ?? null }),
    };
  }
  const merged = comparison.result === 'merged' ? mergedVisit(comparison.threeWay.merged, theirs, checked.visit, there) : null;
  const rechecked = merged && checkVisit(merged, 'field', circumstancesOf(household, now));
  if (rechecked?.ok) {
    return {
      outcome: { ...names, status: 'merged', code: 'record.merged', revision: after, visit: rechecked.visit.visit },
      visit,
      overtakes,
      store: storing(rechecked.visit, 'visit.merge'),
      keep: keep('merged', { revision_after: after, target_visit_id: rechecked.visit.visit }),
    };
  }
  const fields = comparison.threeWay.competing.length > 0 ? comparison.threeWay.competing : changedByBoth(before, said, theirs);
  return {
    outcome: { ...names, status: 'conflict', code: 'record.conflict' },
    visit,
    overtakes,
    keep: keep('conflict', { fields, target_visit_id: there?.id ?? null }, { before, said }),
    note: {
      chain: household.villageCode,
      action: 'conflict.open',
      entity: 'phone-record',
      actor: person.username,
      after: { household: visit.household, visit: visit.visit, device, sequence: record.sequence, contentHash: record.contentHash, fields },
    },
  };
}

/** The statuses of records that show what the phone last had on its screen. */
const OWN: ReadonlySet<RecordStatus> = new Set(['received', 'merged', 'conflict', 'decided']);
