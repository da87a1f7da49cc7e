import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '~/domain/access/person';
import { inTransaction } from '~/database/sql.server';
import { changeRoster } from '~/server/workflows/change-roster.server';
import { approveVisits, returnVisit } from '~/server/workflows/review-visit.server';
import { verifyRegister } from '~/server/workflows/verify-register.server';
import { freshDatabase, type Database } from '../helpers/database';
import { TestPhone } from '../helpers/phone';
import { addHouseholds, declareSeason, NOW, personWith, VILLAGE } from '../helpers/register';

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
const stored = async (number: string) => (await db.pool.query('SELECT id, status, answers, revision FROM visit WHERE household_number = $1 ORDER BY id', [number])).rows;
const statuses = (outcomes: { status: string }[]) => outcomes.map(({ status }) => status);

describe('what a phone sends', () => {
  test('is received once however often it is sent, and corrected by what it sends later', async () => {
    const number = await household();
    const phone = new TestPhone(db, first);
    const seen = await phone.take(number);
    const one = phone.record(seen);
    expect(statuses(await phone.send(one))).toEqual(['received']);
    expect(statuses(await phone.send(one))).toEqual(['same']);
    // The answer was lost: the correction still names the household as it was first seen.
    const two = phone.record(seen, { visit: one.id, answers: { ...GAS, smoke: true } });
    const three = phone.record(seen, { visit: one.id, answers: { ...GAS, coAlarm: true } });
    expect(statuses(await phone.send(two, three))).toEqual(['received', 'received']);
    expect(await stored(number)).toMatchObject([{ id: one.id, revision: 3, answers: { ...GAS, coAlarm: true } }]);
    expect((await stored(number))[0].answers).not.toHaveProperty('smoke');
    // Back to what was sent first: a new typing, not a repetition.
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
    // The same household, agreeing answers, other questions: one visit with both.
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
    expect(statuses(await phone.send(phone.record(seen), phone.record({ ...seen, number: 'not-there' })))).toEqual(['quarantined', 'quarantined']);
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
