import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { inTransaction } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import { keepDutyPhone } from '~/server/workflows/divisions/keep-duty-phone.server';
import { answerReport, listReports, readReport } from '~/server/workflows/findings/answer-report.server';
import { receiveReports } from '~/server/workflows/findings/receive-reports.server';
import { readPackage } from '~/server/workflows/phones/read-package.server';
import { hashOfContent } from '~/server/workflows/survey/store-visits.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, NOW, personWith, VILLAGE } from '../../helpers/register';

type Cadre = Person & { accountId: string };
let db: Database;
let cadre: Cadre;
let elsewhere: Cadre;
let township: Person;
let otherTownship: Person;

const OTHER_VILLAGE = '140602002014';

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-10-25', '2021-03-31'));
  cadre = (await personWith(db, 'cadre', [VILLAGE])) as Cadre;
  elsewhere = (await personWith(db, 'cadre', [OTHER_VILLAGE])) as Cadre;
  township = await personWith(db, 'township', [VILLAGE.slice(0, 9)]);
  otherTownship = await personWith(db, 'township', [OTHER_VILLAGE.slice(0, 9)]);
  await addHouseholds(db, [{ number: 'H1' }, { number: 'H2', village: OTHER_VILLAGE }]);
});

let sequence = 0;
function record(change: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
  sequence += 1;
  const content = { id: randomUUID(), household: 'H1', kind: 'cold', text: '屋里冷', photos: [], reportedAt: NOW.toISOString(), ...change };
  return { sequence, id: content.id, contentHash: hashOfContent(content), content, ...more };
}
const send = (person: Cadre, ...records: unknown[]) =>
  receiveReports(db, person, { device: 'phone-of-the-test-1', app: null, source: 'phone', records }, NOW, (error) => {
    throw error;
  });
const rows = async (id: string) =>
  (await db.pool.query('SELECT * FROM problem_report WHERE id = $1', [id])).rows.map((row) => ({
    ...row,
    reported_at: new Date(row.reported_at),
  }));

test('a report sent three times is one, and its text cannot be read in the database or the history', async () => {
  const one = record();
  const receipts = (await Promise.all([send(cadre, one), send(cadre, one), send(cadre, one)])).flat();
  expect(receipts.map(({ status }) => status).sort()).toEqual(['received', 'same', 'same']);
  expect(new Set(receipts.map(({ number }) => number)).size).toBe(1);
  const [stored] = await rows(one.id);
  expect(stored).toMatchObject({ household_number: 'H1', village_code: VILLAGE, kind: 'cold' });
  const { rows: history } = await db.pool.query(`SELECT payload::text FROM history WHERE entity_key = $1`, [one.id]);
  expect(history).toHaveLength(1);
  expect(JSON.stringify([stored, history])).not.toContain('屋里冷');
});

test('a damaged one is sent again; what is no report is refused with words; one of another account does not answer for it', async () => {
  const one = record();
  expect(await send(cadre, { ...one, contentHash: '0'.repeat(64) })).toMatchObject([
    { id: one.id, status: 'failed', code: 'record.damaged' },
  ]);
  expect(await send(cadre, record({ kind: 'noise' }), {})).toMatchObject([
    { status: 'refused', code: 'record.not-understood' },
    { status: 'refused', code: 'record.not-understood' },
  ]);
  await send(cadre, one);
  expect(await send(elsewhere, one)).toMatchObject([{ status: 'refused', code: 'record.not-understood' }]);
  expect(await rows(one.id)).toHaveLength(1);
});

test('of a household not theirs, or not there, it is kept for the sender’s township and shows nothing of it', async () => {
  for (const household of ['H2', 'nowhere']) {
    const one = record({ household });
    expect(await send(cadre, one)).toMatchObject([{ status: 'received' }]);
    expect(await rows(one.id)).toMatchObject([{ household_sent: household, household_number: null, village_code: VILLAGE }]);
    const { report } = await readReport(db, township, one.id);
    expect(report).toMatchObject({ household: null, head: null, householdSent: household });
    await expect(readReport(db, otherTownship, one.id)).rejects.toMatchObject({ problem: { code: 'problem-report.unknown' } });
  }
});

test('what a wrong clock said is kept beside the corrected time, and nothing lies in the future', async () => {
  const one = record({}, { clock: { said: '2021-04-01T00:00:00Z', aheadSeconds: 2_592_000 } });
  const ahead = record({ reportedAt: '2030-01-01T00:00:00Z' });
  await send(cadre, one, ahead);
  expect(await rows(one.id)).toMatchObject([{ phone_said: '2021-04-01T00:00:00Z', ahead_seconds: 2_592_000, reported_at: NOW }]);
  expect(await rows(ahead.id)).toMatchObject([{ reported_at: NOW }]);
});

test('the township answers; the phone gets report, answer and telephones with the next delta', async () => {
  const page = (since: string | null) => readPackage(db, cadre, { village: VILLAGE, since, page: null }, NOW);
  const before = await page(null);
  expect(before.village).toMatchObject({ townshipPhone: null, countyPhone: null });
  const one = record({ text: '停气了' });
  await send(cadre, one);
  const after = await page(before.cursor);
  expect(after.full).toBe(false);
  expect(after.households.map(({ number }) => number)).toEqual(['H1']);
  expect(after.households[0]!.reports![0]).toMatchObject({ id: one.id, text: '停气了', answer: null, by: cadre.name });

  await expect(answerReport(db, otherTownship, { id: one.id, answer: '不归我' }, NOW)).rejects.toThrow();
  await expect(answerReport(db, cadre, { id: one.id, answer: '自己答' }, NOW)).rejects.toThrow();
  await answerReport(db, township, { id: one.id, answer: '今晚修' }, NOW);
  await keepDutyPhone(db, township, { code: VILLAGE.slice(0, 9), phone: '0349-2020001' }, NOW);
  await expect(keepDutyPhone(db, township, { code: '140602', phone: '0349-2020001' }, NOW)).rejects.toThrow();
  const told = await page(after.cursor);
  expect(told.households[0]!.reports![0]).toMatchObject({ answer: { text: '今晚修', by: township.name } });
  expect(told.village.townshipPhone).toBe('0349-2020001');
  const { reports } = await listReports(db, township, { answered: true, from: null });
  expect(reports.map(({ id }) => id)).toEqual([one.id]);
  expect((await listReports(db, otherTownship, { answered: false, from: null })).reports).toEqual([]);
  expect(await verifyRegister(db, NOW)).toMatchObject({ ok: true });
});
