/** R23: what a verification finds is filed where it lies, proposed once it agrees again, and never filed twice. */
import { beforeAll, expect, test } from 'vitest';
import { inTransaction } from '~/database/connection/sql.server';
import { openDisagreements } from '~/server/workflows/findings/open-disagreements.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, NOW, VILLAGE } from '../../helpers/register';

const OTHER = '140602001002';
let db: Database;
const run = (text: string) => inTransaction(db, (sql) => sql.query<Record<string, unknown>>(text));
const verified = async () => openDisagreements(db, await verifyRegister(db, NOW), NOW);
const filed = () =>
  run(`SELECT subject, state, urgent, level, division_code AS at, due_on - opened_on AS days, times, cause FROM finding
       WHERE rule = 'R23' ORDER BY subject`);

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, async (sql) => {
    await declareSeason(sql, '2019-2020', '2019-11-01', '2020-03-31');
    await declareSeason(sql, '2020-2021', '2020-11-01', '2021-03-31');
  });
  await addHouseholds(db, [
    { number: 'H1', conversion: null },
    { number: 'H2', village: OTHER, conversion: null },
  ]);
});

test('what agrees opens nothing', async () => {
  expect(await verified()).toBe(0);
  expect(await filed()).toEqual([]);
});

test('a roll-up and a record changed behind the app are the county’s, urgent, due in a day, at their village', async () => {
  await run(`UPDATE roll_up SET r = r + 3, e = e + 1 WHERE season = '2020-2021' AND village_code = '${VILLAGE}'`);
  await run(`UPDATE household SET head = '改了' WHERE number = 'H2'`);
  expect(await verified()).toBe(2);
  expect(await filed()).toMatchObject([
    {
      subject: `village:${VILLAGE}`,
      state: 'open',
      urgent: true,
      level: 'county',
      at: VILLAGE,
      days: 1,
      times: 1,
      cause: { checks: ['roll-up'], count: 2 },
    },
    { subject: `village:${OTHER}`, state: 'open', urgent: true, at: OTHER, cause: { checks: ['record'], count: 1 } },
  ]);
  // Once more makes no second one.
  expect(await verified()).toBe(2);
  expect(await filed()).toHaveLength(2);
});

test('put right, it is proposed; broken again, the same one opens again', async () => {
  await run(`UPDATE roll_up SET r = r - 3, e = e - 1 WHERE season = '2020-2021' AND village_code = '${VILLAGE}'`);
  expect(await verified()).toBe(1);
  expect((await filed()).map(({ state }) => state)).toEqual(['proposed', 'open']);
  await run(`UPDATE roll_up SET r = r + 1 WHERE season = '2020-2021' AND village_code = '${VILLAGE}'`);
  expect(await verified()).toBe(2);
  expect((await filed()).map(({ state }) => state)).toEqual(['open', 'open']);
  await run(`UPDATE roll_up SET r = r - 1 WHERE season = '2020-2021' AND village_code = '${VILLAGE}'`);
});

test('a changed entry of the history lies at its village; sums of a batch at the batch', async () => {
  await run(`ALTER TABLE history DISABLE TRIGGER USER`);
  await run(`UPDATE history SET payload = payload || ' ' WHERE chain = '${VILLAGE}' AND seq = 1`);
  await run(`ALTER TABLE history ENABLE TRIGGER USER`);
  await run(`INSERT INTO batch_sum VALUES ('140602', 'B7', '{}', 1, 1, 100, 100, 0, 0, 0)`);
  await verified();
  const found = await filed();
  expect(found.find(({ subject }) => subject === 'batch:140602:B7')).toMatchObject({
    at: '140602',
    cause: { checks: ['batch'], count: 1 },
  });
  expect(found.find(({ subject }) => subject === `village:${VILLAGE}`)).toMatchObject({
    state: 'open',
    cause: { checks: expect.arrayContaining(['history']) },
  });
});

test('more records changed behind the app than are named: all are counted, each village’s at its village', async () => {
  const households = Array.from({ length: 1_100 }, (_, at) => ({
    number: `M${at}`,
    village: at < 1_050 ? FAR_VILLAGE : OTHER,
    conversion: null,
  }));
  await addHouseholds(db, households);
  const before = await verifyRegister(db, NOW);
  await run(`UPDATE household SET head = '改了', address = '改了' WHERE number LIKE 'M%'`);
  const { records, count } = await verifyRegister(db, NOW);
  expect([records.count - before.records.count, count - before.count]).toEqual([2_200, 2_200]);
  expect(records.faults).toHaveLength(1_000);
  await verified();
  const found = await filed();
  expect(found.find(({ subject }) => subject === `village:${FAR_VILLAGE}`)).toMatchObject({ cause: { checks: ['record'], count: 2_100 } });
  // Two were there before: the head of H2, and its note, whose entry the test above changed.
  expect(found.find(({ subject }) => subject === `village:${OTHER}`)).toMatchObject({ cause: { checks: ['record'], count: 102 } });
});

test('with every season closed nothing is opened', async () => {
  await run(`UPDATE season SET closed_at = now()`);
  expect(await verified()).toBeNull();
});
