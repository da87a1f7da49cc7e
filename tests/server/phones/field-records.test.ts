import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { waitingByTownship } from '~/database/phones/waiting-records.server';
import { EVERYTHING } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { decideConflict, readConflict } from '~/server/workflows/phones/decide-conflict.server';
import { readDevices, releaseRecord, setRecordAside } from '~/server/workflows/phones/look-through-late.server';
import { noteDevice, retireDevice } from '~/server/workflows/phones/manage-device.server';
import { approveVisits, returnVisit } from '~/server/workflows/review/review-visit.server';
import { closeSeason } from '~/server/workflows/seasons/close-season.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { TestPhone } from '../../helpers/phone';
import { addHouseholds, declareSeason, FAR_VILLAGE, NOW, personWith, VILLAGE } from '../../helpers/register';
import { changeRoster } from '../../helpers/two-persons';

let db: Database;
let first: Person;
let second: Person;
let township: Person;
let county: Person;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-10-25', '2021-03-31'));
  first = await personWith(db, 'cadre', [VILLAGE]);
  second = await personWith(db, 'cadre', [VILLAGE]);
  township = await personWith(db, 'township', ['140602001']);
  county = await personWith(db, 'county', ['140602']);
});

let made = 0;
async function household(): Promise<string> {
  made += 1;
  const number = `H${made}`;
  await addHouseholds(db, [{ number, address: '1排1号' }]);
  return number;
}

const GAS = { mainHeat: 'gas', connected: true, stability: 'stable', coalStock: 'none', stove: 'removed', boughtCoal: false };
const stored = async (number: string) =>
  (await db.pool.query('SELECT id, status, answers, revision FROM visit WHERE household_number = $1 ORDER BY id', [number])).rows;
const statuses = (outcomes: { status: string }[]) => outcomes.map(({ status }) => status);

describe('what a phone sends', () => {
  test('is received once however often it is sent, and corrected by what it sends later', async () => {
    const number = await household();
    const phone = new TestPhone(db, first);
    const seen = await phone.take(number);
    const one = phone.record(seen);
    expect(statuses(await phone.send(one))).toEqual(['received']);
    expect(statuses(await phone.send(one))).toEqual(['same']);
    // The answer was lost, so the correction still names the household as it was first seen.
    const two = phone.record(seen, { visit: one.id, answers: { ...GAS, smoke: true } });
    const three = phone.record(seen, { visit: one.id, answers: { ...GAS, coAlarm: true } });
    expect(statuses(await phone.send(two, three))).toEqual(['received', 'received']);
    expect(await stored(number)).toMatchObject([{ id: one.id, revision: 3, answers: { ...GAS, coAlarm: true } }]);
    expect((await stored(number))[0].answers).not.toHaveProperty('smoke');
    // A return to the first answers is a new correction, not a repetition.
    const four = phone.record(seen, { visit: one.id });
    expect(statuses(await phone.send(four))).toEqual(['received']);
    expect((await stored(number))[0].answers).toEqual(GAS);
  });

  test('arrives out of order: the later one stays', async () => {
    const number = await household();
    const phone = new TestPhone(db, first);
    const seen = await phone.take(number);
    const one = phone.record(seen);
    const two = phone.record(seen, { visit: one.id, answers: { ...GAS, smoke: true } });
    expect(statuses(await phone.send(two))).toEqual(['received']);
    expect(statuses(await phone.send(one))).toEqual(['same']);
    expect((await stored(number))[0].answers).toMatchObject({ smoke: true });
  });

  test('is merged with what others changed elsewhere in the household', async () => {
    const number = await household();
    const phone = new TestPhone(db, first);
    const seen = await phone.take(number);
    await changeRoster(db, county, { household: number, revision: 1, change: { address: '2排2号' }, reason: '门牌' }, NOW);
    const record = phone.record(seen, { householdChanges: { people: 3 } });
    expect(await phone.send(record)).toMatchObject([{ status: 'merged', revision: 3 }]);
    const { rows } = await db.pool.query('SELECT address, people FROM household WHERE number = $1', [number]);
    expect(rows).toEqual([{ address: '2排2号', people: 3 }]);
  });

  test('competes with a colleague’s visit at the desk, and is kept whole', async () => {
    const number = await household();
    const [a, b] = [new TestPhone(db, first), new TestPhone(db, second)];
    const seen = await a.take(number);
    await b.send(b.record(seen, { answers: { ...GAS, stove: 'sealed' } }));
    const record = a.record(seen, { answers: { ...GAS, smoke: true } });
    expect(statuses(await a.send(record))).toEqual(['conflict']);
    expect(statuses(await a.send(record))).toEqual(['conflict']);
    const { rows } = await db.pool.query(`SELECT status, fields FROM phone_record WHERE visit_id = $1`, [record.id]);
    expect(rows).toEqual([{ status: 'conflict', fields: ['stove'] }]);
    expect((await stored(number))[0].answers).toMatchObject({ stove: 'sealed' });
    // The same household with agreeing answers to other questions becomes one visit with both.
    const other = await household();
    const seenOther = await a.take(other);
    await b.send(b.record(seenOther, { answers: { ...GAS, coAlarm: true } }));
    expect(statuses(await a.send(a.record(seenOther, { answers: { ...GAS, smoke: true } })))).toEqual(['merged']);
    expect(await stored(other)).toMatchObject([{ answers: { ...GAS, coAlarm: true, smoke: true } }]);
  });

  test('never changes what is approved without a decision; a return in between is no change of the answers', async () => {
    const number = await household();
    const phone = new TestPhone(db, first);
    const seen = await phone.take(number);
    const one = phone.record(seen);
    await phone.send(one);
    await returnVisit(db, township, { visitId: one.id, revision: 1, remarks: [{ question: 'smoke', text: '看烟囱' }] }, NOW);
    expect(statuses(await phone.send(phone.record(seen, { visit: one.id, answers: { ...GAS, smoke: true } })))).toEqual(['received']);
    expect(await stored(number)).toMatchObject([{ status: 'submitted', revision: 2 }]);
    await approveVisits(db, township, { visits: [{ id: one.id, revision: 2 }] }, NOW);
    expect(statuses(await phone.send(phone.record(seen, { visit: one.id, answers: { ...GAS, smoke: false } })))).toEqual(['conflict']);
    expect(await stored(number)).toMatchObject([{ status: 'approved', answers: { smoke: true } }]);
  });

  test('is refused alone when it is wrong, and stops no other', async () => {
    const number = await household();
    const phone = new TestPhone(db, first);
    const seen = await phone.take(number);
    const good = phone.record(seen);
    const wrong = phone.record(await phone.take(await household()), { answers: { mainHeat: 'gas' } });
    const damaged = { ...phone.record(seen), contentHash: '0'.repeat(64) };
    const outcomes = await phone.send(wrong, {}, damaged, good);
    expect(statuses(outcomes)).toEqual(['refused', 'refused', 'failed', 'received']);
    expect(outcomes[0]!.problems!.length).toBeGreaterThan(0);
  });

  test('is kept apart when the household is not the sender’s, the same answer whether it exists', async () => {
    const number = await household();
    const phone = new TestPhone(db, first);
    const seen = await phone.take(number);
    await changeRoster(db, county, { household: number, revision: 1, change: { village: '140602001002' }, reason: '搬家' }, NOW);
    expect(statuses(await phone.send(phone.record(seen), phone.record({ ...seen, number: 'not-there' })))).toEqual([
      'quarantined',
      'quarantined',
    ]);
    expect(await stored(number)).toEqual([]);
  });

  test('leaves a register that verifies', async () => {
    const phone = new TestPhone(db, first);
    const many = await Promise.all(Array.from({ length: 20 }, () => household()));
    const seen = await phone.take(many[0]!);
    const outcomes = await Promise.all(many.map((number) => phone.send(phone.record({ ...seen, number }, { visit: randomUUID() }))));
    expect(new Set(outcomes.flat().map(({ status }) => status))).toEqual(new Set(['received']));
    expect(await verifyRegister(db, NOW)).toMatchObject({ ok: true });
  });
});

describe('the conflict desk', () => {
  async function twoCadres() {
    const number = await household();
    const [a, b] = [new TestPhone(db, first), new TestPhone(db, second)];
    const seen = await a.take(number);
    const theirs = b.record(seen, { answers: { ...GAS, stove: 'sealed' } });
    await b.send(theirs);
    const record = a.record(seen, { answers: { ...GAS, smoke: true }, householdChanges: { phone: '13800138000' } });
    expect(statuses(await a.send(record))).toEqual(['conflict']);
    const { rows } = await db.pool.query(`SELECT id::text FROM phone_record WHERE visit_id = $1`, [record.id]);
    return { number, a, seen, record, theirs, id: String(rows[0].id) };
  }

  test('shows three sides, takes a choice per field with a reason, keeps it in the history', async () => {
    const { number, a, record, theirs, id } = await twoCadres();
    const conflict = await readConflict(db, township, id);
    expect(conflict.fields).toEqual([{ field: 'stove', before: undefined, mine: 'removed', theirs: 'sealed' }]);
    expect(conflict.alsoTaken.map(({ field, mine }) => [field, mine])).toEqual(
      expect.arrayContaining([
        ['smoke', true],
        ['phone', '138****8000'],
      ]),
    );
    const decide = (change: object) =>
      decideConflict(db, township, { id, revision: conflict.revision, choices: { stove: 'mine' }, reason: '电话核实', ...change }, NOW);
    await expect(decide({ choices: {} })).rejects.toMatchObject({ problem: { code: 'conflict.not-all-chosen' } });
    await expect(decide({ reason: ' ' })).rejects.toMatchObject({ problem: { code: 'reason.missing' } });
    await expect(decide({ revision: 1 })).rejects.toMatchObject({ problem: { code: 'conflict.changed-meanwhile' } });
    await expect(decideConflict(db, first, { id, revision: 2, choices: {}, reason: 'x' }, NOW)).rejects.toMatchObject({
      problem: { code: 'access.not-allowed' },
    });
    await decide({});
    await expect(decide({})).rejects.toMatchObject({ problem: { code: 'conflict.decided-already' } });
    expect(await stored(number)).toMatchObject([{ id: theirs.id, status: 'submitted', answers: { ...GAS, smoke: true } }]);
    const { rows } = await db.pool.query(
      `SELECT payload FROM history WHERE entity = 'phone-record' AND entity_key = $1 AND action = 'conflict.decide'`,
      [id],
    );
    expect(JSON.parse(rows[0].payload)).toMatchObject({
      reason: '电话核实',
      after: { chosen: { stove: 'mine' } },
      before: { mine: { stove: 'removed' }, theirs: { stove: 'sealed' } },
    });
    // The phone learns the result by sending again.
    expect(await a.send(record)).toMatchObject([{ status: 'same', visit: theirs.id }]);
  });

  test('a later record of the same form takes the conflict over; a season is not closed over one', async () => {
    const { a, seen, record, id } = await twoCadres();
    expect(statuses(await a.send(a.record(seen, { visit: record.id, answers: { ...GAS, stove: 'sealed' } })))).toEqual(['merged']);
    await expect(readConflict(db, township, id)).rejects.toMatchObject({ problem: { code: 'conflict.decided-already' } });
    const other = await twoCadres();
    const city = await personWith(db, 'city', ['1406']);
    await expect(closeSeason(db, city, { season: '2020-2021', reason: '结束' }, NOW)).rejects.toMatchObject({
      problem: { code: 'season.conflicts-open' },
    });
    const shown = await readConflict(db, township, other.id);
    await decideConflict(
      db,
      township,
      { id: other.id, revision: shown.revision, choices: { stove: 'theirs' }, reason: '以第一次为准' },
      NOW,
    );
  });

  test('a retired phone’s records wait for the township, which releases them or sets them aside', async () => {
    const numbers = [await household(), await household()];
    const phone = new TestPhone(db, first);
    const seen = await phone.take(numbers[0]!);
    await noteDevice(db, first, { id: phone.device, name: 'Android', app: null }, NOW);
    await retireDevice(db, township, { device: phone.device, accountId: first.accountId!, retire: true, reason: '丢失', lost: '?' }, NOW);
    const records = numbers.map((number) => phone.record({ ...seen, number }));
    expect(statuses(await phone.send(...records))).toEqual(['quarantined', 'quarantined']);
    expect(statuses(await phone.send(...records))).toEqual(['quarantined', 'quarantined']);
    expect(await stored(numbers[0]!)).toEqual([]);
    const { late } = await readDevices(db, township);
    const ids = records.map((record) => late.find((row) => row.household === record.visit.household)!.id);
    const elsewhere = await personWith(db, 'township', ['140602002']);
    await expect(releaseRecord(db, elsewhere, ids[0]!, NOW)).rejects.toMatchObject({ problem: { code: 'quarantine.unknown' } });
    expect((await releaseRecord(db, township, ids[0]!, NOW)).status).toBe('received');
    await setRecordAside(db, township, { id: ids[1]!, reason: '同一户另一部手机已填' }, NOW);
    expect(await stored(numbers[0]!)).toMatchObject([{ id: records[0]!.id }]);
    expect(await stored(numbers[1]!)).toEqual([]);
    expect(statuses(await phone.send(...records))).toEqual(['same', 'same']);
    expect(await verifyRegister(db, NOW)).toMatchObject({ ok: true });
  });

  test('what is none of the sender’s waits at the sender’s township alone, is passed on within the county, and is limited', async () => {
    const [own, near, far] = ['N-own', 'N-near', 'N-far'] as const;
    await addHouseholds(db, [{ number: own }, { number: near, village: '140602002014' }, { number: far, village: FAR_VILLAGE }]);
    const sender = await personWith(db, 'cadre', [VILLAGE]);
    const neighbour = await personWith(db, 'township', ['140602002']);
    const phone = new TestPhone(db, sender);
    const seen = await phone.take(own);
    const send = (number: string) => phone.send(phone.record({ ...seen, number }));
    for (const number of [near, far, 'N-nowhere']) expect(statuses(await send(number))).toEqual(['quarantined']);
    const waits = async (person: Person) => (await readDevices(db, person)).late.filter(({ household: of }) => of.startsWith('N-'));
    // Neither the other township nor the other county has anything to wait for; the sender's sees nobody's name.
    expect(await waits(neighbour)).toEqual([]);
    const places = (division: string) => withSql(db, (sql) => waitingByTownship(sql, EVERYTHING, { division, season: '2020-2021' }));
    expect(await places('140681')).toEqual([]);
    expect(await places('140602002')).toEqual([]);
    const late = await waits(township);
    expect(late.map((row) => [row.household, row.head])).toEqual([
      [near, null],
      [far, null],
      ['N-nowhere', null],
    ]);
    const idOf = (number: string) => late.find((row) => row.household === number)!.id;
    // Another county's household and one that does not exist are answered alike.
    for (const number of [far, 'N-nowhere'])
      await expect(releaseRecord(db, township, idOf(number), NOW)).rejects.toMatchObject({
        problem: { code: 'quarantine.household-unknown' },
      });
    expect(await releaseRecord(db, township, idOf(near), NOW)).toMatchObject({ status: 'quarantined' });
    expect(await stored(near)).toEqual([]);
    await expect(releaseRecord(db, township, idOf(near), NOW)).rejects.toMatchObject({ problem: { code: 'quarantine.unknown' } });
    expect(await waits(neighbour)).toMatchObject([{ household: near, reason: 'handed_over' }]);
    expect(await releaseRecord(db, neighbour, idOf(near), NOW)).toMatchObject({ status: 'received' });
    expect(await stored(near)).toHaveLength(1);

    // Sixty in a minute, two hundred in a day, whichever phone says it; what is theirs is taken as before.
    const flood = Array.from({ length: 60 }, (_, i) => phone.record({ ...seen, number: `N-${i}` }));
    const told = await phone.send(...flood);
    expect(told.filter(({ status }) => status === 'quarantined')).toHaveLength(57);
    expect(told.slice(57)).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ status: 'failed', code: 'quarantine.too-fast' })),
    );
    const again = await new TestPhone(db, sender).send(phone.record({ ...seen, number: far }));
    expect(again).toMatchObject([{ status: 'failed', code: 'quarantine.too-fast' }]);
    // Earlier that day there were more.
    await db.pool.query(
      `INSERT INTO phone_record (device_id, account_id, sequence, source, visit_id, content_hash, household_number, village_code, season,
         status, reason, body_encrypted, received_at)
       SELECT device_id, account_id, 10000 + n, source, 'again-' || n, content_hash, household_number, village_code, season,
         'set_aside', reason, body_encrypted, received_at - interval '3 hours'
       FROM phone_record, generate_series(1, 140) n WHERE id = $1::bigint`,
      [idOf(far)],
    );
    const most = await send(far);
    expect(most).toMatchObject([{ status: 'refused', code: 'quarantine.too-many' }]);
    expect(statuses(await phone.send(phone.record(seen)))).toEqual(['received']);
  });
});
