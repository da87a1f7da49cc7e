import type { Sql } from '~/database/connection/sql.server';
import { appendHistory, type HistoryEntry } from '~/database/facts/history.server';
import { lockPhoneNumbers, numbersOfPhones } from '~/database/households/received-households.server';
import {
  closeRecords,
  type DeviceState,
  earlierRecords,
  type HouseholdForRecord,
  insertPhoneRecords,
  lockHouseholdsFor,
  type NewPhoneRecord,
  noteDevices,
  type PhoneRecordRow,
  photosMissing,
  type RecordStatus,
} from '~/database/phones/records.server';
import { quarantinedLately } from '~/database/phones/waiting-records.server';
import { type CheckToDo, checksToDo, visitorsOf } from '~/database/quality/checks.server';
import { scopeOf } from '~/database/scope.server';
import { closedByName } from '~/database/seasons/closing.server';
import { notePhotoUses } from '~/database/survey/photos.server';
import { storedRooms, storedVisits, type WholeVisit } from '~/database/survey/visit-writes.server';
import type { Person } from '~/domain/access/person';
import { runningOf } from '~/domain/household/received-household';
import { type ProblemCode, Refusal } from '~/domain/problems';
import { answersAlone, firstVisitThen, whyCheckRefused } from '~/domain/quality/take-check';
import type { AnswerProblem } from '~/domain/survey/answer-problems';
import { isOfCountedKind } from '~/domain/survey/counted-visit';
import type { Evidence } from '~/domain/survey/evidence';
import { filesOfEvidence } from '~/domain/survey/evidence-files';
import type { SurveyRoom } from '~/domain/survey/room';
import { checkVisit, shapeOfVisit, type VisitInput } from '~/domain/survey/visit-schema';
import { canonicalJson } from '~/domain/sync/canonical-json';
import { type ReceiptStatus, type VisitRecordSent, visitRecordSchema } from '~/domain/sync/protocol';
import { type Quarantined, whyNotQuarantined } from '~/domain/sync/quarantine-limits';
import { compareRecord, decideRecord, type VisitThere } from '~/domain/sync/receive-record';
import { changedByBoth } from '~/domain/sync/three-way';
import { type Fields, fieldsOf, fieldsSaid, visitOfFields } from '~/domain/sync/visit-fields';
import { storableName } from '~/domain/text/storable';
import { openPhone, registerNow, registerSeen } from '~/server/workflows/households/register-fields.server';
import { bodyOf, type KeptBody, sealedBody } from '~/server/workflows/survey/kept-body.server';
import { hashOfContent, storeVisits, type VisitToStore } from '~/server/workflows/survey/store-visits.server';

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
export type RecordOutcome = {
  sequence: number | null;
  id: string | null;
  contentHash: string | null;
  status: ReceiptStatus;
  revision?: number;
  visit?: string;
  code?: ProblemCode;
  problems?: AnswerProblem[];
  photosMissing?: string[];
};

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

type Taken = {
  outcome: RecordOutcome;
  visit: VisitInput;
  store?: VisitToStore;
  keep?: NewPhoneRecord;
  note?: Omit<HistoryEntry, 'entityKey'>;
  overtakes: string[];
};

type Seen = {
  devices: Map<string, DeviceState>;
  households: Map<string, HouseholdForRecord>;
  earlier: PhoneRecordRow[];
  visits: WholeVisit[];
  rooms: Map<string, SurveyRoom[]>;
  /** Whether each season is closed; unknown seasons are missing. */
  seasons: Map<string, boolean>;
  /** Spot checks by their ids, and who visited the households of those that arrive. */
  checks: Map<string, CheckToDo>;
  visitors: Awaited<ReturnType<typeof visitorsOf>>;
  /** Numbers of phones that stand for a household of the register by now. */
  numbered: Map<string, string>;
};

const deviceKey = (device: string, account: string): string => `${device}\n${account}`;

async function readState(sql: Sql, records: readonly CheckedRecord[], now: Date): Promise<Seen> {
  const added = records.map(({ visit }) => visit.household).filter((number) => runningOf(number) !== null);
  // Before any row: whoever decides about such a household takes its records after this lock too.
  await lockPhoneNumbers(sql, added);
  const devices = await noteDevices(
    sql,
    records.map(({ device, person, app, record }) => ({ id: device, account: person.accountId, app, sequence: record.sequence })),
    now,
  );
  const numbered = await numbersOfPhones(sql, added);
  const households = await lockHouseholdsFor(
    sql,
    records.map(({ visit, person, releasedBy }) => ({ number: visit.household, roots: scopeOf(releasedBy ?? person).roots })),
  );
  const earlier = await earlierRecords(sql, {
    visits: records.map(({ visit }) => visit.visit),
    numbers: records.map(({ device, person, record }) => ({ device, account: person.accountId, sequence: record.sequence })),
  });
  const numbers = records.map(({ visit }) => visit.household);
  const seasons = [...new Set(records.map(({ visit }) => visit.season))];
  const spotChecks = records.filter(({ visit }) => !isOfCountedKind(visit)).map(({ visit }) => visit);
  return {
    checks: await checksToDo(
      sql,
      spotChecks.map(({ visit }) => visit),
    ),
    visitors: await visitorsOf(
      sql,
      spotChecks.map(({ household }) => household),
    ),
    devices: new Map(devices.map((one) => [deviceKey(one.id, one.account), one])),
    households,
    numbered,
    earlier,
    visits: await storedVisits(sql, {
      ids: [...records.map(({ visit }) => visit.visit), ...earlier.flatMap((row) => row.target_visit_id ?? [])],
      households: numbers,
      seasons,
    }),
    rooms: await storedRooms(sql, numbers, seasons),
    seasons: await closedByName(sql, seasons),
  };
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
  const openedPhone = visit.householdChanges?.phone === undefined ? undefined : openPhone(household.phoneEncrypted, household.number);
  const register = registerNow(household, openedPhone);
  const theirs = fieldsOf(
    there && { ...there, answers: there.answers as object, evidence: there.evidence as Evidence | null },
    rooms,
    register,
  );
  const base = baseFields(record, there?.id ?? visit.visit, household, openedPhone);
  const before: Fields =
    decision.before === 'theirs'
      ? theirs
      : decision.before === 'own-before' && ownBody?.before
        ? ownBody.before
        : decision.before === 'own-sent' && ownBody
          ? fieldsSaid(ownBody.visit, base, base)
          : base;
  const said = fieldsSaid(checked.visit, decision.before === 'theirs' ? theirs : base, before);
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

/** 收下抽查: there is nothing that it could compete with, because the household was assigned to this sender alone. */
function takeCheck(one: CheckedRecord, check: CheckToDo, household: HouseholdForRecord, device: DeviceState, now: Date): Taken {
  const { record, person } = one;
  const names = namesOf(record);
  const checked = checkVisit(one.visit, 'field', circumstancesOf(household, now));
  if (!checked.ok) return answered(one, { ...names, status: 'refused', code: 'visit.incomplete', problems: checked.problems });
  const visit = answersAlone(checked.visit);
  return {
    outcome: { ...names, status: 'received' },
    visit,
    overtakes: [],
    store: {
      visit,
      village: household.villageCode,
      stored: null,
      roomsBefore: [],
      accountId: person.accountId,
      actor: person.username,
      source: 'phone',
      device: { id: one.device, sequence: record.sequence },
      answersRemarks: false,
      checked: firstVisitThen(check),
    },
    keep: keptRecord(one, device, household.villageCode, now, { status: 'received', target_visit_id: visit.visit }, {}),
  };
}

/** The statuses of records that show what the phone last had on its screen. */
const OWN: ReadonlySet<RecordStatus> = new Set(['received', 'merged', 'conflict', 'decided']);

function answered(one: CheckedRecord, outcome: RecordOutcome): Taken {
  return { outcome, visit: one.visit, overtakes: [] };
}

function repeatOf(names: Pick<RecordOutcome, 'sequence' | 'id' | 'contentHash'>, row: PhoneRecordRow): RecordOutcome {
  if (row.status === 'conflict') return { ...names, status: 'conflict', code: 'record.conflict' };
  if (row.status === 'quarantined') return { ...names, status: 'quarantined', code: 'record.quarantined' };
  return {
    ...names,
    status: 'same',
    ...(row.revision_after !== null && { revision: row.revision_after }),
    ...(row.target_visit_id !== null && row.target_visit_id !== row.visit_id && { visit: row.target_visit_id }),
  };
}

/** The household of a record. One that was assigned to be checked lies outside the checker's villages, and is theirs all the same. */
function placedHousehold({ visit }: CheckedRecord, seen: Seen): HouseholdForRecord | undefined {
  const household = seen.households.get(visit.household);
  const assigned = !isOfCountedKind(visit) && seen.checks.has(visit.visit);
  return assigned && household ? { ...household, inScope: true } : household;
}

function whyQuarantined(one: CheckedRecord, seen: Seen): string | null {
  if (one.releasedBy) return null;
  const device = seen.devices.get(deviceKey(one.device, one.person.accountId))!;
  return quarantineReason(one.visit.household, placedHousehold(one, seen), device, seen.seasons.get(one.visit.season));
}

/** Asked only where something is going to wait: of nearly all that phones send nothing is. */
async function latelyOf(sql: Sql, records: readonly CheckedRecord[], seen: Seen, now: Date): Promise<Map<string, Quarantined>> {
  const waits = records.filter((one) => one.source === 'phone' && whyQuarantined(one, seen) !== null);
  if (waits.length === 0) return new Map();
  return quarantinedLately(sql, [...new Set(waits.map(({ person }) => person.accountId))], now);
}

/** A household elsewhere and one that does not exist get the same answer, so that nobody can find out which numbers exist. */
function quarantineReason(
  number: string,
  household: HouseholdForRecord | undefined,
  device: DeviceState,
  seasonClosed: boolean | undefined,
): string | null {
  if (!household && runningOf(number) !== null) return 'household_undecided';
  if (!household?.inScope) return 'out_of_scope';
  if (device.retired) return 'retired';
  return seasonClosed ? 'season_closed' : null;
}

function quarantined(one: CheckedRecord, device: DeviceState, household: HouseholdForRecord | undefined, reason: string, now: Date): Taken {
  // What is not theirs waits where they work: it keeps no other township, and no other county, from its report.
  const village = household?.inScope ? household.villageCode : one.person.divisions[0];
  if (village === undefined) return answered(one, { ...namesOf(one.record), status: 'failed', code: 'visit.not-stored' });
  return {
    outcome: { ...namesOf(one.record), status: 'quarantined', code: 'record.quarantined' },
    visit: one.visit,
    overtakes: [],
    keep: keptRecord(one, device, village, now, { status: 'quarantined', reason }, {}),
    note: {
      chain: village,
      action: 'record.quarantine',
      entity: 'phone-record',
      actor: one.person.username,
      after: {
        household: one.visit.household,
        visit: one.visit.visit,
        device: one.device,
        sequence: one.record.sequence,
        contentHash: one.record.contentHash,
        reason,
      },
    },
  };
}

function keptRecord(
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

function thereOf(row: WholeVisit): VisitThere {
  return {
    id: row.id,
    household: row.household_number,
    contentHash: row.content_hash,
    status: row.status as VisitThere['status'],
    revision: row.revision,
    kind: row.kind,
    outcome: row.outcome as VisitThere['outcome'],
    device: row.device_id,
    visitedAt: row.visited_at,
  };
}

function sameBase(record: VisitRecordSent, own: KeptBody): boolean {
  if (record.base === null || own.base === null)
    return record.base === own.base && (record.baseRevision ?? 0) <= (own.sent.baseRevision ?? 0);
  return canonicalJson(record.base) === canonicalJson(own.base);
}

export function circumstancesOf(household: HouseholdForRecord, now: Date) {
  return {
    mode: household.mode ?? 'none',
    residence: household.residence,
    people: household.people,
    elderly: household.elderly,
    now: now.toISOString(),
  } as const;
}

/** What the phone had on its screen when the form was opened. */
function baseFields(
  record: VisitRecordSent,
  target: string,
  household: HouseholdForRecord,
  openedPhone: string | null | undefined,
): Fields {
  if (!record.base) return {};
  const visit = record.base.visits.find(({ id }) => id === target) ?? record.base.visits.find(({ id }) => id === record.id) ?? null;
  return fieldsOf(visit, record.base.rooms as { room: number }[] | null, registerSeen(record.base.household, household, openedPhone));
}

/** The merged content under the number, time and name of the visit that it is stored in. */
export function mergedVisit(merged: Fields, theirs: Fields, mine: VisitInput, there: WholeVisit | null): VisitInput {
  const { baseRevision: _seen, rooms: _rooms, householdChanges: _changes, evidence: _evidence, ...frame } = mine;
  return {
    ...frame,
    ...(there &&
      there.id !== mine.visit && { visit: there.id, visitor: there.visitor, visitedAt: new Date(there.visited_at).toISOString() }),
    ...visitOfFields(merged, theirs),
  };
}
