/**
 * A batch of payments: households leave it singly (docs/definitions.md#objection); nobody is marked paid who cannot be, and nobody marks it
 * alone (docs/definitions.md#reconciled).
 */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { listWithoutAccount } from '~/database/subsidy/accounts.server';
import { batchByNumber, owedForBatch } from '~/database/subsidy/batches.server';
import { objectionsOfBatch, takenOutOf } from '~/database/subsidy/objections.server';
import { openToReconcile } from '~/database/subsidy/reconcile.server';
import { OPERATOR, type Person } from '~/domain/access/person';
import type { PayMethod } from '~/domain/contract/enumerations';
import { importRows, RowsRefused } from '~/server/workflows/imports/import-workbook.server';
import {
  cancelBatch,
  checkBatch,
  draftBatch,
  noticeBatch,
  releaseBatch,
  resendFailed,
  setNoticeDocument,
} from '~/server/workflows/subsidy/pay-subsidies.server';
import { readSubsidyTasks } from '~/server/workflows/subsidy/read-tasks.server';
import {
  askToReconcile,
  askToUndo,
  failPayments,
  reconcileBatch,
  refuseReconcile,
  refuseUndo,
  undoReconcile,
} from '~/server/workflows/subsidy/reconcile-batch.server';
import { decideObjection, recordObjection, takeOutHousehold } from '~/server/workflows/subsidy/take-out-households.server';
import { rebuildRollUps } from '~/server/workflows/upkeep/rebuild-roll-ups.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, personWith } from '../../helpers/register';

const SEASON = '2020-2021';
const COUNTY = '140602';
const SCOPE = { roots: [COUNTY] };
const NOW = new Date('2021-05-01T02:00:00Z');
const PAID_ON = '2021-05-11';
const AFTER = new Date('2021-05-12T02:00:00Z');
let db: Database;
let drafter: Person;
let second: Person;
let run = 0;

beforeAll(async () => {
  db = await freshDatabase();
  drafter = await personWith(db, 'county', [COUNTY]);
  second = await personWith(db, 'county', [COUNTY]);
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
});

/** Three households with an account, and two without; each is due 100 元 from the county. */
let households: string[];
let policy: string;

beforeEach(async () => {
  run += 1;
  policy = `P${run}`;
  households = ['A', 'B', 'C', 'X', 'Y'].map((one) => `${one}${run}`);
  await addHouseholds(
    db,
    households.map((number) => ({ number, ...(/^[XY]/.test(number) ? { account: null } : {}) })),
    NOW,
    '2021-05-01',
  );
  await importRows(
    db,
    OPERATOR,
    {
      补贴政策: [
        {
          政策编号: policy,
          文号: '示例〔2020〕1号',
          区划代码: COUNTY,
          采暖季: SEASON,
          种类: '运行',
          单位: '元/户',
          单价: '100',
          分担: '县:1',
          应付截止日期: '2021-06-30',
        },
      ],
      应补: households.map((one) => ({ 户编号: one, 政策编号: policy, 计量数量: 1 })),
    },
    { now: NOW },
  );
});

const batchOf = async (number: string) => (await withSql(db, (sql) => batchByNumber(sql, SCOPE, COUNTY, number)))!;
const step = async (number: string) => ({ division: COUNTY, number, revision: (await batchOf(number)).revision });
const open = (number: string) => withSql(db, (sql) => openToReconcile(sql, { division: COUNTY, number }));

const draft = (number: string, method: PayMethod = 'one_card') =>
  draftBatch(db, drafter, { division: COUNTY, season: SEASON, number, method, choices: [{ policy, level: 'county' }] }, NOW);

const NOTICED = new Date('2021-05-04T02:00:00Z');
const OVER = new Date('2021-05-09T02:00:00Z');

async function notice(number: string): Promise<void> {
  await draft(number);
  await checkBatch(db, second, await step(number), NOW);
  await noticeBatch(db, second, { ...(await step(number)), noticeFrom: '2021-05-01', noticeTo: '2021-05-08' }, NOW);
}

async function release(number: string): Promise<void> {
  await notice(number);
  await releaseBatch(db, second, await step(number), OVER);
}

const ask = async (number: string, person = drafter, rest?: { payments: number; amount: number }) => {
  const { payments, amount } = rest ?? (await open(number)).rest;
  await askToReconcile(db, person, { ...(await step(number)), paidOn: PAID_ON, restPayments: payments, restAmount: amount }, AFTER);
};

const results = async (number: string) =>
  Object.fromEntries(
    (
      await withSql(db, (sql) =>
        sql.query<{ household: string; result: string; paid: string | null; reason: string | null }>(
          `SELECT household_number AS household, result, paid_on AS paid, fail_reason AS reason FROM payment
           WHERE batch_number = $1 ORDER BY 1`,
          [number],
        ),
      )
    ).map(({ household, result, paid, reason }) => [household[0], [result, paid, reason].filter((one) => one !== null).join(' ')]),
  );

const paidOf = async () =>
  (
    await withSql(db, (sql) =>
      sql.query<{ household: string; paid: number }>(
        'SELECT household_number AS household, paid FROM entitlement WHERE policy_number = $1 ORDER BY 1',
        [policy],
      ),
    )
  ).map(({ household, paid }) => [household[0], paid]);

const problem = (code: string) => ({ problem: expect.objectContaining({ code }) });

describe('a household without an account', () => {
  test('is left out of a batch that goes to accounts, and listed; cash reaches it', async () => {
    const offer = (await withSql(db, (sql) => owedForBatch(sql, SCOPE, COUNTY, SEASON))).find((row) => row.policy === policy)!;
    expect(offer).toMatchObject({ households: 5, amount: 50_000, withoutAccount: 20_000 });
    const listed = await withSql(db, (sql) => listWithoutAccount(sql, SCOPE, COUNTY, SEASON, 1));
    expect(listed.filter(({ number }) => households.includes(number)).map(({ number, owed }) => [number, owed])).toEqual([
      [`X${run}`, 10_000],
      [`Y${run}`, 10_000],
    ]);
    await draft('CARD-1');
    expect(Object.keys(await results('CARD-1'))).toEqual(['A', 'B', 'C']);
    expect((await batchOf('CARD-1')).amount).toBe(30_000);
    // What is left has no account: said so, and not that it was paid.
    await expect(draft('CARD-2')).rejects.toMatchObject(problem('batch.no-accounts'));
    await draft('CASH-1', 'cash');
    expect(Object.keys(await results('CASH-1'))).toEqual(['X', 'Y']);
  });

  test('that lost its account since never arrives with the rest: it fails, and is sent again once it has one', async () => {
    await release('LOST');
    await inTransaction(db, (sql) => sql.query('UPDATE household SET bank_account_masked = NULL WHERE number = $1', [`C${run}`]));
    expect(await open('LOST')).toEqual({
      answered: { payments: 0, households: 0, amount: 0 },
      rest: { payments: 2, households: 2, amount: 20_000 },
      unreachable: { payments: 1, households: 1, amount: 10_000 },
    });
    await ask('LOST');
    await reconcileBatch(db, second, await step('LOST'), AFTER);
    expect(await results('LOST')).toEqual({ A: `ok ${PAID_ON}`, B: `ok ${PAID_ON}`, C: `failed ${PAID_ON} 没有收款账号` });
    const again = async () => resendFailed(db, drafter, { ...(await step('LOST')), newNumber: 'LOST-R' }, AFTER);
    await expect(again()).rejects.toMatchObject(problem('batch.no-accounts'));
    await inTransaction(db, (sql) =>
      sql.query(`UPDATE household SET bank_account_masked = '***************0001' WHERE number = $1`, [`C${run}`]),
    );
    await again();
    expect(Object.keys(await results('LOST-R'))).toEqual(['C']);
    await cancelBatch(db, drafter, { ...(await step('LOST-R')), reason: '示例' }, AFTER);
  });
});

describe('对账', () => {
  test('takes two persons, and the second sees what the first asked for', async () => {
    await release('TWO');
    await ask('TWO', second);
    expect(await batchOf('TWO')).toMatchObject({
      state: 'released',
      settleAsker: second.username,
      settlePaidOn: PAID_ON,
      settlePayments: 3,
      settleAmount: 30_000,
    });
    expect(await paidOf()).toEqual(households.map((one) => [one[0], 0]));
    await expect(reconcileBatch(db, second, await step('TWO'), AFTER)).rejects.toMatchObject(problem('batch.own-reconcile'));
    await reconcileBatch(db, drafter, await step('TWO'), AFTER);
    expect(await paidOf()).toEqual([
      ['A', 10_000],
      ['B', 10_000],
      ['C', 10_000],
      ['X', 0],
      ['Y', 0],
    ]);
  });

  test('without a request, or of other figures than were seen, settles nothing', async () => {
    await release('SEEN');
    await expect(reconcileBatch(db, second, await step('SEEN'), AFTER)).rejects.toMatchObject(problem('batch.changed-meanwhile'));
    await expect(ask('SEEN', drafter, { payments: 3, amount: 29_999 })).rejects.toMatchObject(problem('batch.rest-changed'));
    await ask('SEEN');
    await inTransaction(db, (sql) => sql.query('UPDATE household SET bank_account_masked = NULL WHERE number = $1', [`C${run}`]));
    await expect(reconcileBatch(db, second, await step('SEEN'), AFTER)).rejects.toMatchObject(problem('batch.rest-changed'));
    await refuseReconcile(db, second, { ...(await step('SEEN')), reason: '有一户账号没了' }, AFTER);
    expect((await batchOf('SEEN')).settleAsker).toBeNull();
    await inTransaction(db, (sql) =>
      sql.query(`UPDATE household SET bank_account_masked = '***************0001' WHERE number = $1`, [`C${run}`]),
    );
  });

  test('is asked for anew when a payment failed meanwhile', async () => {
    await release('ANEW');
    await ask('ANEW');
    const payments = [{ household: `A${run}`, policy, level: 'county' as const }];
    await failPayments(db, second, { ...(await step('ANEW')), payments, reason: '账户已销户' }, AFTER);
    await expect(reconcileBatch(db, second, await step('ANEW'), AFTER)).rejects.toMatchObject(problem('batch.changed-meanwhile'));
  });

  test('is undone by a second person with a reason: what arrived waits again, what failed stays failed', async () => {
    await release('UNDO');
    const payments = [{ household: `A${run}`, policy, level: 'county' as const }];
    await failPayments(db, second, { ...(await step('UNDO')), payments, reason: '账户已销户' }, AFTER);
    await ask('UNDO');
    await reconcileBatch(db, second, await step('UNDO'), AFTER);
    const undo = async (person: Person) => undoReconcile(db, person, { ...(await step('UNDO')), reason: '回单看错了批次' }, AFTER);
    await expect(undo(second)).rejects.toMatchObject(problem('batch.own-undo'));
    await undo(drafter);
    expect(await batchOf('UNDO')).toMatchObject({ state: 'released', reconciler: null, settleAsker: null, pending: 2 });
    expect(await results('UNDO')).toEqual({ A: 'failed 2021-05-12 账户已销户', B: 'pending', C: 'pending' });
    expect(await paidOf()).toEqual(households.map((one) => [one[0], 0]));
    const told = await withSql(db, (sql) =>
      sql.query<{ action: string; payload: string }>(
        `SELECT action, payload FROM history WHERE action IN ('batch.reconcile-undone', 'payment.undo') ORDER BY position DESC LIMIT 3`,
      ),
    );
    expect(told.map(({ action }) => action).sort()).toEqual(['batch.reconcile-undone', 'payment.undo', 'payment.undo']);
    for (const { payload } of told) expect(JSON.parse(payload)).toMatchObject({ actor: drafter.username, reason: '回单看错了批次' });
  });

  test('who confirmed it asks another person to undo it; that one undoes or refuses, and 待办 names it meanwhile', async () => {
    await release('PLEA');
    await ask('PLEA');
    await reconcileBatch(db, second, await step('PLEA'), AFTER);
    const paid = await paidOf();
    const waiting = async () =>
      (await withSql(db, (sql) => readSubsidyTasks(sql, drafter, { division: COUNTY, seasons: [SEASON] })))[0]?.counts.find(
        ({ task }) => task === 'undo',
      )?.count ?? 0;
    expect(await waiting()).toBe(0);
    await askToUndo(db, second, { ...(await step('PLEA')), reason: '回单看错了批次' }, AFTER);
    expect(await batchOf('PLEA')).toMatchObject({ state: 'reconciled', undoAsker: second.username, undoReason: '回单看错了批次' });
    expect([await waiting(), await paidOf()]).toEqual([1, paid]);
    await refuseUndo(db, drafter, { ...(await step('PLEA')), reason: '回单没错' }, AFTER);
    expect([await waiting(), (await batchOf('PLEA')).undoAsker]).toEqual([0, null]);
    await askToUndo(db, second, { ...(await step('PLEA')), reason: '确实错了' }, AFTER);
    await expect(undoReconcile(db, second, { ...(await step('PLEA')), reason: '确实错了' }, AFTER)).rejects.toMatchObject(
      problem('batch.own-undo'),
    );
    await undoReconcile(db, drafter, { ...(await step('PLEA')), reason: '确实错了' }, AFTER);
    expect(await batchOf('PLEA')).toMatchObject({ state: 'released', undoAsker: null, undoReason: null });
    expect(await waiting()).toBe(0);
  });

  test('of a closed season stays', async () => {
    await release('SHUT');
    await ask('SHUT');
    await reconcileBatch(db, second, await step('SHUT'), AFTER);
    const close = (at: string) => inTransaction(db, (sql) => sql.query(`UPDATE season SET closed_at = ${at} WHERE name = $1`, [SEASON]));
    await close('now()');
    try {
      await expect(undoReconcile(db, drafter, { ...(await step('SHUT')), reason: '示例' }, AFTER)).rejects.toMatchObject(
        problem('batch.season-closed'),
      );
    } finally {
      await close('NULL');
    }
  });
});

describe('the sheet 发放 as the bank’s answer', () => {
  const row = (batch: string, household: string, change: object = {}) => ({
    批次号: batch,
    户编号: household,
    政策编号: policy,
    资金层级: '县',
    金额: 10_000,
    发放方式: '一卡通',
    发放日期: '2021-05-10',
    结果: '成功',
    ...change,
  });

  const refusedAs = async (rows: ReturnType<typeof row>[]): Promise<string[]> => {
    const refusal = await importRows(db, OPERATOR, { 发放: rows }, { now: AFTER }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(RowsRefused);
    return (refusal as RowsRefused).result.problems.map(({ code }) => code);
  };

  test('marks what arrived, pays nobody alone, and keeps the bank’s day', async () => {
    await release('BANK');
    const rows = [row('BANK', `A${run}`), row('BANK', `B${run}`, { 结果: '失败', 失败原因: '户名不符' })];
    expect((await importRows(db, OPERATOR, { 发放: rows }, { now: AFTER })).problems).toEqual([]);
    expect(await open('BANK')).toMatchObject({ answered: { payments: 1, amount: 10_000 }, rest: { payments: 1, amount: 10_000 } });
    expect(await paidOf()).toEqual(households.map((one) => [one[0], 0]));
    // The same file again changes nothing, before the reconciliation and after it.
    const repeated = async () =>
      (await importRows(db, OPERATOR, { 发放: rows }, { now: AFTER })).sheets.map(({ added, updated }) => [added, updated]);
    expect(await repeated()).toEqual([[0, 0]]);
    await ask('BANK');
    await reconcileBatch(db, second, await step('BANK'), AFTER);
    expect(await results('BANK')).toEqual({ A: 'ok 2021-05-10', B: 'failed 2021-05-10 户名不符', C: `ok ${PAID_ON}` });
    expect(await repeated()).toEqual([[0, 0]]);
    // A failed payment of a reconciled batch does not arrive by one person's sheet.
    expect(await refusedAs([row('BANK', `B${run}`)])).toEqual(['batch_reconciled']);
  });

  test('cannot say that it arrived where there is no account', async () => {
    await release('GONE');
    await inTransaction(db, (sql) => sql.query('UPDATE household SET bank_account_masked = NULL WHERE number = $1', [`A${run}`]));
    expect(await refusedAs([row('GONE', `A${run}`)])).toEqual(['no_account']);
    await inTransaction(db, (sql) =>
      sql.query(`UPDATE household SET bank_account_masked = '***************0001' WHERE number = $1`, [`A${run}`]),
    );
  });
});

describe('a household leaves a batch singly', () => {
  const object = async (batch: string, change: object = {}) =>
    recordObjection(
      db,
      second,
      { ...(await step(batch)), household: `B${run}`, raisedBy: '同村村民', raisedOn: '2021-05-03', what: '冬天不住人', ...change },
      NOTICED,
    );
  const logOf = (batch: string) => withSql(db, (sql) => objectionsOfBatch(sql, SCOPE, COUNTY, batch));
  const decide = async (batch: string, decision: 'kept' | 'taken_out', reason: string) =>
    decideObjection(db, drafter, { ...(await step(batch)), objection: (await logOf(batch))[0]!.id, decision, reason }, NOTICED);

  test('taken out for an objection: the batch goes on, the household is told why, its money is owed as before', async () => {
    await notice('OBJ');
    await object('OBJ');
    await expect(releaseBatch(db, second, await step('OBJ'), OVER)).rejects.toMatchObject(problem('batch.objections-open'));
    await decide('OBJ', 'taken_out', '核实：采暖季无人居住');
    expect(await logOf('OBJ')).toMatchObject([
      {
        household: `B${run}`,
        raisedBy: '同村村民',
        raisedOn: '2021-05-03',
        what: '冬天不住人',
        decision: 'taken_out',
        reason: '核实：采暖季无人居住',
        amount: 10_000,
        recordedBy: second.name,
        decidedBy: drafter.name,
      },
    ]);
    expect(await withSql(db, (sql) => takenOutOf(sql, SCOPE, `B${run}`))).toMatchObject([
      { batch: 'OBJ', season: SEASON, reason: '核实：采暖季无人居住', amount: 10_000 },
    ]);
    expect(await batchOf('OBJ')).toMatchObject({ state: 'noticed', households: 2, amount: 20_000 });
    // 文号 is kept with the batch, with its history; who has an older batch before the eyes overwrites nothing.
    const seen = await step('OBJ');
    const named = (document: string | null, at = seen) => setNoticeDocument(db, drafter, { ...at, document }, NOTICED);
    await named('朔城能公示〔2021〕3号');
    await expect(named('朔城能公示〔2021〕4号')).rejects.toMatchObject(problem('batch.changed-meanwhile'));
    await named('朔城能公示〔2021〕3号', await step('OBJ'));
    expect(await batchOf('OBJ')).toMatchObject({ state: 'noticed', noticeDocument: '朔城能公示〔2021〕3号' });
    const { rows: entries } = await db.pool.query<{ payload: string }>(
      `SELECT payload FROM history WHERE entity_key = '${COUNTY}/OBJ' AND action = 'batch.document'`,
    );
    expect(entries.map(({ payload }) => JSON.parse(payload))).toMatchObject([
      { actor: drafter.username, before: { notice_document: null }, after: { notice_document: '朔城能公示〔2021〕3号' } },
    ]);
    await releaseBatch(db, second, await step('OBJ'), OVER);
    expect(Object.keys(await results('OBJ'))).toEqual(['A', 'C']);
    // Once the matter is settled it can be drafted again.
    await draft('OBJ-2');
    expect(Object.keys(await results('OBJ-2'))).toEqual(['B']);
    const told = await withSql(db, (sql) =>
      sql.query<{ action: string }>(
        `SELECT action FROM history WHERE entity IN ('payment_objection', 'payment') AND action LIKE ANY(ARRAY['objection.%', '%.take-out'])
         AND payload LIKE '%' || $1 || '%' ORDER BY position`,
        [`B${run}`],
      ),
    );
    expect(told.map(({ action }) => action)).toEqual(['objection.record', 'payment.take-out', 'objection.decide']);
  });

  test('or stays, when the objection does not hold', async () => {
    await notice('KEPT');
    await object('KEPT');
    await decide('KEPT', 'kept', '核实：一家三口常住');
    await releaseBatch(db, second, await step('KEPT'), OVER);
    expect(Object.keys(await results('KEPT'))).toEqual(['A', 'B', 'C']);
    expect(await withSql(db, (sql) => takenOutOf(sql, SCOPE, `B${run}`))).toEqual([]);
  });

  test('is taken out by the bureau before the release, never as the last one, and not afterwards', async () => {
    await draft('OUT');
    const takeOut = async (one: string) =>
      takeOutHousehold(db, drafter, { ...(await step('OUT')), household: `${one}${run}`, reason: '账号要重新核实' }, NOW);
    await takeOut('A');
    await takeOut('B');
    await expect(takeOut('C')).rejects.toMatchObject(problem('batch.last-household'));
    await expect(takeOut('X')).rejects.toMatchObject(problem('batch.household-unknown'));
    expect(Object.keys(await results('OUT'))).toEqual(['C']);
    await checkBatch(db, second, await step('OUT'), NOW);
    await noticeBatch(db, second, { ...(await step('OUT')), noticeFrom: '2021-05-01', noticeTo: '2021-05-08' }, NOW);
    await releaseBatch(db, second, await step('OUT'), OVER);
    await expect(takeOut('C')).rejects.toMatchObject(problem('batch.changed-meanwhile'));
  });

  test('an objection has a household of the batch and a day within the notice', async () => {
    await notice('WHEN');
    await expect(object('WHEN', { household: `X${run}` })).rejects.toMatchObject(problem('batch.household-unknown'));
    await expect(object('WHEN', { raisedOn: '2021-04-30' })).rejects.toMatchObject(problem('batch.raised-when'));
    await expect(object('WHEN', { raisedOn: '2021-05-05' })).rejects.toMatchObject(problem('batch.raised-when'));
  });
});

test('after all of it the register is what its history says, and the roll-ups are what a rebuild gives', async () => {
  expect((await rebuildRollUps(db, '2021-05-12', { write: false })).differences).toEqual([]);
  expect((await verifyRegister(db, AFTER)).records.faults).toEqual([]);
});
