/**
 * docs/definitions.md#policy-in-force: nothing is computed or paid by a policy that a second person and the levels charged have not
 * confirmed.
 */
import { beforeAll, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { owedForBatch } from '~/database/subsidy/batches.server';
import { confirmationOf, neededInSql } from '~/database/subsidy/policy-confirmation.server';
import { OPERATOR, type Person } from '~/domain/access/person';
import type { TypedPolicy } from '~/domain/subsidy/policy';
import { confirmationsNeeded } from '~/domain/subsidy/policy-confirmation';
import { importRows } from '~/server/workflows/imports/import-workbook.server';
import { computeEntitlements } from '~/server/workflows/subsidy/compute-entitlements.server';
import { confirmPolicy, savePolicy } from '~/server/workflows/subsidy/manage-policy.server';
import { policy } from '../../domain/subsidy/policies';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, personWith } from '../../helpers/register';

const SEASON = '2020-2021';
const COUNTY = '140602';
const NOW = new Date('2021-05-01T02:00:00Z');
let db: Database;
let maker: Person;
let second: Person;
let city: Person;

beforeAll(async () => {
  db = await freshDatabase();
  maker = await personWith(db, 'county', [COUNTY]);
  second = await personWith(db, 'county', [COUNTY]);
  city = await personWith(db, 'city', ['1406']);
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
  await addHouseholds(db, [{ number: 'A1' }, { number: 'A2' }], NOW, '2021-05-01');
});

const terms = (change: TypedPolicy) => policy({ unit: '元/户', rate: '100', ...change });
const confirm = (person: Person, number: string, step: 'second' | 'city' | 'province', document: string | null = null) =>
  confirmPolicy(db, person, { policy: number, step, document }, NOW);
const missing = async (number: string) => (await withSql(db, (sql) => confirmationOf(sql, number))).toConfirm;
const compute = () => computeEntitlements(db, maker, { division: COUNTY, season: SEASON }, { now: NOW, dryRun: false });
const due = async (number: string) =>
  (
    await withSql(db, (sql) =>
      sql.query<{ due: number }>('SELECT coalesce(sum(due), 0)::bigint AS due FROM entitlement WHERE policy_number = $1', [number]),
    )
  )[0]!.due;
const offered = async () =>
  (await withSql(db, (sql) => owedForBatch(sql, { roots: [COUNTY] }, COUNTY, SEASON))).map((row) => `${row.policy} ${row.level}`);
const problem = (code: string) => ({ problem: expect.objectContaining({ code }) });

test('who has to confirm: a second person, and each level above that bears a share', () => {
  expect(confirmationsNeeded(terms({ shares: '县:1' }))).toEqual(['second']);
  expect(confirmationsNeeded(terms({ shares: '市:0.3;县:0.7' }))).toEqual(['second', 'city']);
  expect(confirmationsNeeded(terms({ shares: '中央:0.2;省:0.2;市:0.3;县:0.3' }))).toEqual(['second', 'central', 'province', 'city']);
  expect(confirmationsNeeded(terms({ division: '1406', shares: '省:0.5;市:0.2;县:0.3' }))).toEqual(['second', 'province']);
});

test('SQL needs the same as the rule', async () => {
  const all = ['县:1', '市:0.3;县:0.7', '中央:0.2;省:0.2;市:0.3;县:0.3', '省:1', '市:1'].flatMap((shares) =>
    ['14', '1406', COUNTY].map((division) => terms({ division, shares })),
  );
  const rows = await withSql(db, (sql) =>
    sql.query<{ needed: string[] }>(
      `SELECT ${neededInSql('t.division', 't.shares')} AS needed FROM json_to_recordset($1::json) AS t(division text, shares jsonb)`,
      [JSON.stringify(all.map(({ division, shares }) => ({ division, shares })))],
    ),
  );
  expect(rows.map(({ needed }) => needed)).toEqual(all.map(confirmationsNeeded));
});

test('gives nothing until both have confirmed it; the one who entered it cannot', async () => {
  await savePolicy(db, maker, terms({ policy: 'TWO', shares: '市:0.3;县:0.7' }), 'new', NOW);
  expect(await missing('TWO')).toEqual(['second', 'city']);
  await compute();
  expect(await due('TWO')).toBe(0);
  await expect(confirm(maker, 'TWO', 'second')).rejects.toMatchObject(problem('policy.own-entry'));
  // The county cannot speak for the city.
  await expect(confirm(second, 'TWO', 'city', '示例〔2021〕2号')).rejects.toMatchObject(problem('access.not-allowed'));
  await confirm(second, 'TWO', 'second');
  await expect(confirm(second, 'TWO', 'second')).rejects.toMatchObject(problem('policy.confirmed-already'));
  await compute();
  expect([await missing('TWO'), await due('TWO')]).toEqual([['city'], 0]);
  await confirm(city, 'TWO', 'city', '示例〔2021〕2号');
  await compute();
  expect([await missing('TWO'), await due('TWO')]).toEqual([[], 20_000]);
  expect(await offered()).toEqual(['TWO city', 'TWO county']);
  expect((await withSql(db, (sql) => confirmationOf(sql, 'TWO'))).confirmations).toMatchObject([
    { step: 'second', document: null, confirmedBy: second.name },
    { step: 'city', document: '示例〔2021〕2号', confirmedBy: city.name },
  ]);
});

test('is confirmed anew when its terms change, and what it gave stays meanwhile', async () => {
  await savePolicy(db, maker, terms({ policy: 'ANEW' }), 'new', NOW);
  await confirm(second, 'ANEW', 'second');
  await savePolicy(db, second, terms({ policy: 'ANEW', rate: '120' }), 'change', NOW);
  expect(await missing('ANEW')).toEqual(['second']);
  // Now it is the other one who entered it.
  await expect(confirm(second, 'ANEW', 'second')).rejects.toMatchObject(problem('policy.own-entry'));
  await confirm(maker, 'ANEW', 'second');
  await compute();
  expect(await due('ANEW')).toBe(24_000);
  const row = {
    政策编号: 'ANEW',
    文号: '示例〔2020〕1号',
    区划代码: COUNTY,
    采暖季: SEASON,
    种类: '运行',
    单位: '元/户',
    单价: '150',
    应付截止日期: '2021-06-30',
  };
  await importRows(db, maker, { 补贴政策: [row] }, { now: NOW });
  expect(await missing('ANEW')).toEqual(['second']);
  await compute();
  expect([await due('ANEW'), (await offered()).includes('ANEW county')]).toEqual([24_000, false]);
  await confirm(second, 'ANEW', 'second');
  await compute();
  expect(await due('ANEW')).toBe(30_000);
});

test('that the operator takes in is confirmed; that a person imports is not', async () => {
  const row = (number: string) => ({
    政策编号: number,
    文号: '示例〔2020〕1号',
    区划代码: COUNTY,
    采暖季: SEASON,
    种类: '用煤',
    单位: '元/户',
    单价: '10',
    分担: '市:0.5;县:0.5',
    应付截止日期: '2021-06-30',
  });
  await importRows(db, OPERATOR, { 补贴政策: [row('BY-OPERATOR')] }, { now: NOW });
  await importRows(db, maker, { 补贴政策: [row('BY-PERSON')] }, { now: NOW });
  expect([await missing('BY-OPERATOR'), await missing('BY-PERSON')]).toEqual([[], ['second', 'city']]);
});
