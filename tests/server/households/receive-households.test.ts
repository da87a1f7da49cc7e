import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { inTransaction } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import { phoneNumberOf } from '~/domain/household/received-household';
import { receiveReports } from '~/server/workflows/findings/receive-reports.server';
import { decideHousehold, listHouseholdsToDecide, readHouseholdToDecide } from '~/server/workflows/households/decide-household.server';
import { receiveHouseholds } from '~/server/workflows/households/receive-households.server';
import { listConflicts } from '~/server/workflows/phones/decide-conflict.server';
import { noteDevice, retireDevice } from '~/server/workflows/phones/manage-device.server';
import { receiveRecords } from '~/server/workflows/phones/receive-batch.server';
import { hashOfContent } from '~/server/workflows/survey/store-visits.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { TestPhone } from '../../helpers/phone';
import { addHouseholds, declareSeason, FAR_VILLAGE, NOW, personWith, VILLAGE, visitOf } from '../../helpers/register';

type Cadre = Person & { accountId: string };
let db: Database;
let cadre: Cadre;
let colleague: Cadre;
let township: Person;
let otherTownship: Person;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-10-25', '2021-03-31'));
  cadre = (await personWith(db, 'cadre', [VILLAGE])) as Cadre;
  colleague = (await personWith(db, 'cadre', [VILLAGE])) as Cadre;
  township = await personWith(db, 'township', [VILLAGE.slice(0, 9)]);
  otherTownship = await personWith(db, 'township', ['140602002']);
  await addHouseholds(db, [{ number: 'H1', head: '张 三', address: '3排8号' }]);
});

/** A household that is not converted is asked other questions: this says the same of any. */
const NOBODY_LETS_IN = { outcome: 'refused', answers: { note: '不让进' } };

let sequence = 0;
const newId = () => phoneNumberOf(1, randomUUID());
function added(change: Record<string, unknown> = {}) {
  sequence += 1;
  const content = {
    id: newId(),
    village: VILLAGE,
    head: '冯晓',
    address: '村西',
    residence: 'resident',
    phone: '138 0349 0000',
    idNumber: '',
    reason: '新分户',
    sameHead: false,
    addedAt: NOW.toISOString(),
    ...change,
  };
  return { sequence, id: content.id, contentHash: hashOfContent(content), content };
}
const fail = (error: unknown) => {
  throw error;
};
const send = (person: Cadre, records: unknown[], device = 'phone-of-the-test-1') =>
  receiveHouseholds(db, person, { device, app: null, source: 'phone', records }, NOW, fail);
function visitRecord(household: string, change: Record<string, unknown> = {}) {
  sequence += 1;
  const visit = visitOf(household, { ...NOBODY_LETS_IN, ...change });
  return { sequence, id: visit.visit, contentHash: hashOfContent(visit), baseRevision: 1, base: null, visit };
}
const sendVisit = (person: Cadre, sent: unknown) =>
  receiveRecords(db, [{ person, device: 'phone-of-the-test-1', app: null, source: 'phone', sent }], NOW, fail);
const households = async (head: string) =>
  (await db.pool.query('SELECT number, source, id_number_masked AS id FROM household WHERE head = $1 ORDER BY number', [head])).rows;
const visitsOf = async (number: string) => (await db.pool.query('SELECT id FROM visit WHERE household_number = $1', [number])).rows;

test('three identical requests, and three phones that say the same, make one household', async () => {
  const one = added();
  const receipts = (await Promise.all([send(cadre, [one]), send(cadre, [one]), send(cadre, [one])])).flat();
  expect(receipts.map(({ status }) => status).sort()).toEqual(['received', 'same', 'same']);
  const others = (await Promise.all([send(colleague, [added({ head: '冯 晓' })], 'phone-of-the-test-2'), send(cadre, [added()])])).flat();
  expect(others.map(({ status }) => status)).toEqual(['same', 'same']);
  expect(new Set([...receipts, ...others].map(({ number }) => number))).toEqual(new Set([`${VILLAGE}B0001`]));
  expect(await households('冯晓')).toHaveLength(1);
});

test('a visit is taken under the phone’s number, before its household arrives and after', async () => {
  const one = added({ head: '吕布', address: '东头', idNumber: '11010519491231002X' });
  const early = visitRecord(one.id);
  expect(await sendVisit(cadre, early)).toMatchObject([{ status: 'quarantined' }]);
  const report = { id: randomUUID(), household: one.id, kind: 'cold', text: '冷', photos: [], reportedAt: NOW.toISOString() };
  await receiveReports(
    db,
    cadre,
    {
      device: 'phone-of-the-test-1',
      app: null,
      source: 'phone',
      records: [{ sequence: 900, id: report.id, contentHash: hashOfContent(report), content: report }],
    },
    NOW,
    fail,
  );
  const [receipt] = await send(cadre, [one]);
  expect(receipt).toMatchObject({ status: 'received' });
  const number = receipt!.number!;
  expect(await visitsOf(number)).toEqual([{ id: early.id }]);
  expect((await db.pool.query('SELECT household_number AS h FROM problem_report WHERE id = $1', [report.id])).rows).toEqual([
    { h: number },
  ]);
  expect(await households('吕布')).toEqual([{ number, source: 'field', id: '110105********002X' }]);
  expect(await sendVisit(cadre, early)).toMatchObject([{ status: 'same' }]);
  // What the phone says later of its own visit goes on from what was kept for it.
  const [corrected] = await sendVisit(cadre, visitRecord(one.id, { visit: early.id, answers: { note: '改过' } }));
  expect(['received', 'merged']).toContain(corrected!.status);
  expect(await visitsOf(number)).toHaveLength(1);
  expect((await db.pool.query('SELECT answers FROM visit WHERE id = $1', [early.id])).rows).toEqual([{ answers: { note: '改过' } }]);
});

test('what might be there already waits for its township with its visit, which joins the chosen household as a conflict', async () => {
  const phone = new TestPhone(db, colleague);
  await phone.send(phone.record(await phone.take('H1'), { answers: { ...(visitOf('H1').answers as object), stove: 'sealed' } }));
  const one = added({ head: '张三', address: '３排８号', sameHead: true });
  expect(await send(cadre, [one])).toMatchObject([{ status: 'conflict', code: 'received-household.waits' }]);
  expect(await households('张三')).toEqual([]);
  const visit = visitRecord(one.id, { outcome: 'done', answers: visitOf('H1').answers });
  expect(await sendVisit(cadre, visit)).toMatchObject([{ status: 'quarantined' }]);
  expect(await listHouseholdsToDecide(db, otherTownship)).toEqual([]);
  const code = 'received-household.unknown';
  await expect(readHouseholdToDecide(db, otherTownship, one.id)).rejects.toMatchObject({ problem: { code } });
  const { household, candidates } = await readHouseholdToDecide(db, township, one.id);
  expect(household).toMatchObject({ head: '张三', visits: 1, reason: 'might_be_same', phoneMasked: '138****0000' });
  expect(candidates.map(({ number }) => number)).toEqual(['H1']);
  const decide = (choice: 'same' | 'new', same: string, reason: string) =>
    decideHousehold(db, township, { id: one.id, choice, same, reason }, NOW);
  await expect(decide('same', 'H9', '同一户')).rejects.toMatchObject({ problem: { code: 'received-household.not-chosen' } });
  await expect(decide('same', 'H1', ' ')).rejects.toMatchObject({ problem: { code: 'reason.missing' } });
  await decide('same', 'H1', '电话核实');
  await expect(decide('new', '', '再来')).rejects.toMatchObject({ problem: { code: 'received-household.decided-already' } });
  expect(await send(cadre, [one])).toMatchObject([{ status: 'same', number: 'H1' }]);
  expect((await listConflicts(db, township)).filter(({ household: of }) => of === 'H1')).toHaveLength(1);
  expect(await visitsOf('H1')).toHaveLength(1);
});

test('another household gets a number with its visit; one that is not taken says why, and its visit stays', async () => {
  const another = added({ head: '张三', address: '9排1号' });
  expect(await send(cadre, [another])).toMatchObject([{ status: 'conflict' }]);
  const visit = visitRecord(another.id);
  await sendVisit(cadre, visit);
  await decideHousehold(db, township, { id: another.id, choice: 'new', same: '', reason: '两户同名' }, NOW);
  const [{ number }] = (await households('张三')) as [{ number: string }];
  expect(await visitsOf(number)).toEqual([{ id: visit.id }]);

  const aside = added({ head: '张三', address: '不知道' });
  await send(cadre, [aside]);
  await sendVisit(cadre, visitRecord(aside.id));
  await decideHousehold(db, township, { id: aside.id, choice: 'set-aside', same: '', reason: '没有这家' }, NOW);
  expect(await send(cadre, [aside])).toMatchObject([
    { status: 'refused', code: 'received-household.set-aside', details: { reason: '没有这家' } },
  ]);
  const kept = await db.pool.query('SELECT status FROM phone_record WHERE household_number = $1', [aside.id]);
  expect(kept.rows).toEqual([{ status: 'quarantined' }]);
});

test('one of a retired phone, and one of a village that was taken away, wait to be looked at; nothing personal can be read', async () => {
  await noteDevice(db, cadre, { id: 'phone-that-was-lost', name: '', app: null }, NOW);
  await retireDevice(
    db,
    township,
    { device: 'phone-that-was-lost', accountId: cadre.accountId, retire: true, reason: '丢失', lost: '?' },
    NOW,
  );
  const lost = added({ head: '许褚' });
  expect(await send(cadre, [lost], 'phone-that-was-lost')).toMatchObject([{ status: 'conflict' }]);
  const elsewhere = added({ head: '典韦', village: '140602001002' });
  expect(await send(cadre, [elsewhere])).toMatchObject([{ status: 'conflict' }]);
  expect((await listHouseholdsToDecide(db, township)).map(({ reason }) => reason).sort()).toEqual(['out_of_scope', 'retired']);
  expect(await households('许褚')).toEqual([]);
  // Created where it is, by whoever has that village; one of another county's cannot be, and keeps nobody there waiting.
  const [there] = (await listHouseholdsToDecide(db, township)).filter(({ reason }) => reason === 'out_of_scope');
  await decideHousehold(db, township, { id: there!.id, choice: 'new', same: '', reason: '新分的村' }, NOW);
  expect((await db.pool.query(`SELECT village_code AS at FROM household WHERE head = '典韦'`)).rows).toEqual([{ at: '140602001002' }]);
  const far = added({ head: '张辽', village: FAR_VILLAGE });
  expect(await send(cadre, [far])).toMatchObject([{ status: 'conflict' }]);
  const decide = decideHousehold(db, township, { id: far.id, choice: 'new', same: '', reason: '补录' }, NOW);
  await expect(decide).rejects.toMatchObject({ problem: { code: 'received-household.elsewhere' } });
  const [place] = (await db.pool.query('SELECT village_code AS at FROM received_household WHERE id = $1', [far.id])).rows;
  expect(place).toEqual({ at: VILLAGE });
  const { rows } = await db.pool.query(`SELECT * FROM received_household WHERE id = $1`, [lost.id]);
  expect(JSON.stringify(rows)).not.toMatch(/许褚|13803490000|138 0349 0000/);
  expect(await verifyRegister(db, NOW)).toMatchObject({ ok: true });
});
