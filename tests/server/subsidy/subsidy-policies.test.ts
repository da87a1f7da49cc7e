/**
 * What a desk sees of its policies and batches: whose policy is superseded where, and which failed payments still have to be
 * sent again.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { OPERATOR, type Person } from '~/domain/access/person';
import { type Policy, policySchema } from '~/domain/subsidy/policy';
import { confirmationsNeeded } from '~/domain/subsidy/policy-confirmation';
import { importRows } from '~/server/workflows/imports/import-workbook.server';
import { confirmPolicy, savePolicy } from '~/server/workflows/subsidy/manage-policy.server';
import { resendFailed } from '~/server/workflows/subsidy/pay-subsidies.server';
import { readBatch, readPayments, readPolicies, readPolicy } from '~/server/workflows/subsidy/read-subsidy.server';
import { readSubsidyTasks } from '~/server/workflows/subsidy/read-tasks.server';
import { freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, personWith, VILLAGE } from '../../helpers/register';

const NOW = new Date('2021-08-01T02:00:00Z');
const SEASON = '2020-2021';
let db: Database;
let city: Person;
let here: Person;
let there: Person;

const policy = (number: string, change: Partial<Record<keyof Policy, string>> = {}): Policy =>
  policySchema.parse({
    policy: number,
    document: '示例',
    division: '1406',
    season: SEASON,
    kind: 'operating',
    unit: 'per_household',
    rate: '1000',
    shares: '市:0.5;县:0.5',
    dueOn: '2021-06-30',
    ...change,
  });
/** Saved, and confirmed by a second person and the levels that it charges. */
const save = async (person: Person, one: Policy) => {
  await savePolicy(db, person, one, 'new', NOW);
  for (const step of confirmationsNeeded(one)) await confirmPolicy(db, OPERATOR, { policy: one.policy, step, document: '示例' }, NOW);
};
/** Every page here has a season. */
const found = <T extends { season: unknown }>(page: T) => page as Exclude<T, { season: null }>;
const stateIn = async (person: Person, division: string) => {
  const { policies } = found(await readPolicies(db, person, { division, season: SEASON }, NOW));
  return Object.fromEntries(
    policies.map(({ policy: { policy: number }, supersededBy, supersededIn }) => [
      number,
      supersededBy ?? supersededIn.map((one) => `${one.divisionName} ${one.policy}`),
    ]),
  );
};

beforeAll(async () => {
  db = await freshDatabase();
  [city, here, there] = [
    await personWith(db, 'city', ['1406']),
    await personWith(db, 'county', ['140602']),
    await personWith(db, 'county', ['140681']),
  ];
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
  const gas = { mode: 'gas', installedOn: '2019-09-01', connectedOn: '2019-10-01' };
  await addHouseholds(
    db,
    [
      { number: 'A1', village: VILLAGE, conversion: gas },
      { number: 'A2', village: VILLAGE, conversion: gas },
      { number: 'F1', village: FAR_VILLAGE, conversion: gas },
    ],
    NOW,
    '2021-08-01',
  );
});

describe('superseded policies', () => {
  test('a county that has its own policy takes the city’s from nobody else, and another county may do the same', async () => {
    await importRows(
      db,
      OPERATOR,
      {
        补贴政策: [
          {
            政策编号: 'CITY',
            文号: '示例',
            区划代码: '1406',
            采暖季: SEASON,
            种类: '运行',
            单位: '元/户',
            单价: '1000',
            分担: '市:0.5;县:0.5',
            应付截止日期: '2021-06-30',
          },
        ],
      },
      { now: NOW },
    );
    await save(there, policy('THERE', { division: '140681', supersedes: 'CITY' }));
    expect(await stateIn(here, '140602')).toEqual({ CITY: [] });
    expect(await stateIn(there, '140681')).toEqual({ CITY: 'THERE', THERE: [] });
    expect(await stateIn(city, '1406')).toEqual({ CITY: ['怀仁市 THERE'], THERE: [] });
    await expect(save(there, policy('THERE-2', { division: '140681', supersedes: 'CITY' }))).rejects.toMatchObject({
      problem: { code: 'policy.superseded-already' },
    });
    await save(here, policy('HERE', { division: '140602', supersedes: 'CITY' }));
    expect(await stateIn(here, '140602')).toEqual({ CITY: 'HERE', HERE: [] });
  });

  test('what hangs on a policy is counted in one’s own division alone', async () => {
    await importRows(
      db,
      OPERATOR,
      { 应补: ['A1', 'A2', 'F1'].map((one) => ({ 户编号: one, 政策编号: 'CITY', 计量数量: 1 })) },
      { now: NOW },
    );
    const of = async (person: Person, division: string) =>
      found(await readPolicy(db, person, { division, season: SEASON, policy: 'CITY' }, NOW)).listed;
    expect((await of(city, '1406')).entitlements).toBe(3);
    expect((await of(here, '140602')).due).toBe(200_000);
  });
});

test('a failed payment waits to be sent again as long as its money has come by no other way', async () => {
  const pay = (batch: string, level: string, result: '成功' | '失败') => ({
    批次号: batch,
    户编号: 'A1',
    政策编号: 'CITY',
    资金层级: level,
    金额: 50_000,
    发放方式: '一卡通',
    发放日期: '2021-05-10',
    结果: result,
    ...(result === '失败' ? { 失败原因: '账户已销户' } : {}),
  });
  await importRows(db, OPERATOR, { 发放: [pay('ONE', '市', '失败'), pay('ONE', '县', '失败')] }, { now: NOW });
  const tasks = () => withSql(db, (sql) => readSubsidyTasks(sql, here, { division: '140602', seasons: [SEASON] }));
  const waiting = async () => [
    found(await readBatch(db, here, { division: '140602', season: SEASON, batch: 'ONE', page: 1 }, NOW)).toResend,
    (await tasks())[0]?.counts.find(({ task }) => task === 'failed')?.count ?? 0,
    found(await readPayments(db, here, { division: '140602', season: SEASON, task: 'failed' }, NOW)).failed.length,
  ];
  expect(await waiting()).toEqual([2, 2, 2]);
  // The city's half arrived by another sheet. Only the county's half is left, and it is drafted with its own amount.
  await importRows(db, OPERATOR, { 发放: [{ ...pay('TWO', '市', '成功'), 发放日期: '2021-05-20' }] }, { now: NOW });
  expect(await waiting()).toEqual([1, 1, 1]);
  const { batch } = found(await readBatch(db, here, { division: '140602', season: SEASON, batch: 'ONE', page: 1 }, NOW));
  await resendFailed(db, here, { division: '140602', number: 'ONE', revision: batch.revision, newNumber: 'ONE-R' }, NOW);
  expect(await waiting()).toEqual([0, 0, 0]);
  const { payments } = found(await readBatch(db, here, { division: '140602', season: SEASON, batch: 'ONE-R', page: 1 }, NOW));
  expect(payments.map(({ level, amount }) => [level, amount])).toEqual([['county', 50_000]]);
});
