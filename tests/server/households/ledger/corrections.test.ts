/** Corrections on the ledger page: what is written at once, what waits for a second person, and what is never overwritten. */
import { beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import type { LedgerValues } from '~/domain/household/ledger/ledger-fields';
import { openPersonal } from '~/server/personal/household-values.server';
import { correctHousehold, correctReading, type ModeChange } from '~/server/workflows/households/correct-household.server';
import { confirmChange, declineChange, withdrawChange } from '~/server/workflows/households/decide-change.server';
import { toldChanges } from '~/server/workflows/households/told-changes.server';
import { countChangesToConfirm, readWaitingChanges } from '~/server/workflows/households/waiting-changes.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../../../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, NOW, personWith, VILLAGE, written } from '../../../helpers/register';

const ACCOUNT = '6217000000000000011';
let db: Database;
let first: Person;
let second: Person;
const refusal = (code: string) => expect.objectContaining({ problem: expect.objectContaining({ code }) });

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-11-01', '2021-03-31'));
  await addHouseholds(db, [
    ...['A', 'B', 'C', 'D', 'E', 'F', 'G', 'I'].map((number) => ({ number, head: '张三' })),
    { number: 'N', conversion: null },
    { number: 'X', village: FAR_VILLAGE },
  ]);
  first = await personWith(db, 'county', ['140602']);
  second = await personWith(db, 'county', ['140602']);
});

const row = async (number: string) =>
  (await db.pool.query('SELECT * FROM household WHERE number = $1', [number])).rows[0] as Record<string, unknown> & { revision: number };
async function correct(number: string, values: LedgerValues, more: { by?: Person; modeChange?: ModeChange; revision?: number } = {}) {
  const { revision } = await row(number);
  const input = { household: number, revision, values, reason: '核对原件', ...more };
  return correctHousehold(db, more.by ?? first, input, NOW);
}
const decide = (change: string | null, decision = '') => ({ change: change!, decision });

describe('a correction', () => {
  test('on which no money hangs is written at once', async () => {
    expect(await correct('A', { address: '3排1号', people: 4, note: '常在' })).toEqual({
      done: ['address', 'people', 'note'],
      waits: null,
    });
    expect(await row('A')).toMatchObject({ address: '3排1号', people: 4, note: '常在', revision: 2 });
  });

  test('of the account waits, sealed, and takes effect once another person confirms it', async () => {
    const { done, waits } = await correct('A', { bankAccount: ACCOUNT, bankHolder: '张三', phone: '13800138000' });
    expect(done).toEqual(['phone']);
    expect(await row('A')).toMatchObject({ bank_holder: null, phone_masked: '138****8000', bank_account_fingerprint: null });
    const { rows } = await db.pool.query('SELECT content::text FROM household_change');
    expect(JSON.stringify(rows)).not.toContain(ACCOUNT);
    // The page shows both masks, and who may do what.
    const [told] = await withSql(db, (sql) => toldChanges(sql, second, 'A'));
    expect(told).toMatchObject({ kind: 'correction', state: 'waiting', may: 'decide', asker: first.name });
    expect(told!.fields).toEqual([
      { field: 'bankAccount', before: '***************0001', after: '***************0011', hidden: false },
      { field: 'bankHolder', before: null, after: '张三', hidden: false },
    ]);
    await expect(confirmChange(db, first, decide(waits), NOW)).rejects.toEqual(refusal('household-change.own'));
    await confirmChange(db, second, decide(waits), NOW);
    const after = await row('A');
    expect(after).toMatchObject({ bank_holder: '张三', bank_account_masked: '***************0011' });
    expect(openPersonal('bank_account_encrypted', 'A', String(after.bank_account_encrypted))).toBe(ACCOUNT);
    await expect(confirmChange(db, second, decide(waits), NOW)).rejects.toEqual(refusal('household-change.decided-already'));
  });

  test('of another head is a dated event of the day on which it was asked for', async () => {
    const { waits } = await correct('B', { head: '李四' });
    expect(await row('B')).toMatchObject({ head: '张三' });
    await confirmChange(db, second, decide(waits), new Date('2021-02-05T04:00:00Z'));
    expect(await row('B')).toMatchObject({ head: '李四', head_initials: 'ls' });
    const { rows } = await db.pool.query(
      `SELECT head_before, head_after, to_char(changed_on, 'YYYY-MM-DD') AS "on", reason FROM head_change WHERE household_number = 'B'`,
    );
    expect(rows).toEqual([{ head_before: '张三', head_after: '李四', on: '2021-02-01', reason: '核对原件' }]);
  });

  test('is declined with a sentence, or taken back by whoever asked; the ledger stays', async () => {
    const { waits } = await correct('C', { status: 'cancelled' });
    await expect(declineChange(db, second, decide(waits), NOW)).rejects.toEqual(refusal('reason.missing'));
    await expect(withdrawChange(db, second, decide(waits), NOW)).rejects.toEqual(refusal('household-change.not-own'));
    await declineChange(db, second, decide(waits, '人还在'), NOW);
    const again = await correct('C', { status: 'nominal' });
    await withdrawChange(db, first, decide(again.waits), NOW);
    expect(await row('C')).toMatchObject({ status: 'normal', revision: 1 });
    const told = await withSql(db, (sql) => toldChanges(sql, first, 'C'));
    expect(told.map(({ state, decision }) => [state, decision]).sort()).toEqual([
      ['declined', '人还在'],
      ['withdrawn', null],
    ]);
  });

  test('writes nothing over what was changed since it was asked for', async () => {
    const { waits } = await correct('D', { heatedArea: 90 });
    await written(db, `UPDATE household SET heated_area = 100 WHERE number = 'D'`);
    await expect(confirmChange(db, second, decide(waits), NOW)).rejects.toEqual(refusal('household-change.overtaken'));
    expect(await row('D')).toMatchObject({ heated_area: 100 });
    await written(db, `UPDATE household SET heated_area = 80 WHERE number = 'D'`);
    // Another field was changed meanwhile: that does not matter.
    await correct('D', { note: '另记' });
    await confirmChange(db, second, decide(waits), NOW);
    expect(await row('D')).toMatchObject({ heated_area: 90, note: '另记' });
  });

  test('waits once for a field', async () => {
    await correct('E', { heatedArea: 90, bankHolder: '李四' });
    await expect(correct('E', { bankHolder: '王五' })).rejects.toEqual(refusal('ledger.waits-already'));
    expect(await correct('E', { serial: 'SN-1' })).toMatchObject({ done: [] });
  });

  test('of the mode says whether the register was wrong or the household changed', async () => {
    await expect(correct('F', { mode: 'electric_household' })).rejects.toEqual(refusal('ledger.mode-change-missing'));
    const mistake = await correct('F', { mode: 'electric_household', connectedOn: '2019-10-21' }, { modeChange: 'mistake' });
    await confirmChange(db, second, decide(mistake.waits), NOW);
    const replaced = await correct('F', { mode: 'gas', installedOn: '2020-09-01', connectedOn: null }, { modeChange: 'replaced' });
    await confirmChange(db, second, decide(replaced.waits), NOW);
    const { rows } = await db.pool.query(
      `SELECT current, mode, to_char(installed_on, 'YYYY-MM-DD') AS installed, to_char(connected_on, 'YYYY-MM-DD') AS connected
       FROM conversion
       WHERE household_number = 'F' ORDER BY id`,
    );
    expect(rows).toEqual([
      { current: false, mode: 'electric_household', installed: '2019-09-01', connected: '2019-10-21' },
      { current: true, mode: 'gas', installed: '2020-09-01', connected: null },
    ]);
    const added = await correct('N', { mode: 'gas', device: '燃气壁挂炉' });
    expect(added.done).toEqual([]);
    await confirmChange(db, second, decide(added.waits), NOW);
    expect((await db.pool.query(`SELECT mode, device FROM conversion WHERE household_number = 'N'`)).rows).toEqual([
      { mode: 'gas', device: '燃气壁挂炉' },
    ]);
  });

  test('of a reading waits, and not in a closed season', async () => {
    const reading = {
      household: 'G',
      revision: 1,
      season: '2020-2021',
      energy: 'gas',
      start: 10,
      end: 110.5,
      usage: 100.5,
      source: '抄表',
      reason: '漏抄',
    };
    const { waits } = await correctReading(db, first, reading, NOW);
    expect((await db.pool.query(`SELECT 1 FROM meter_usage WHERE household_number = 'G'`)).rows).toEqual([]);
    await confirmChange(db, second, decide(waits), NOW);
    expect((await db.pool.query(`SELECT usage::float FROM meter_usage WHERE household_number = 'G'`)).rows).toEqual([{ usage: 100.5 }]);
    await expect(correctReading(db, first, { ...reading, revision: 2 }, NOW)).rejects.toEqual(refusal('roster.nothing-changed'));
    await expect(correctReading(db, first, { ...reading, revision: 2, season: '1999-2000' }, NOW)).rejects.toEqual(
      refusal('season.unknown'),
    );
  });

  test('the account does not change while a bank is paying by it', async () => {
    const { waits } = await correct('I', { bankAccount: ACCOUNT });
    await written(
      db,
      `INSERT INTO subsidy_policy (number, document, division_code, season, kind, unit, rate, shares, due_on, created_by)
         VALUES ('P1', '文', '140602', '2020-2021', 'operating', 'per_household', 5000000, '[]', '2021-06-30', 'x');
       INSERT INTO entitlement (household_number, policy_number, season, quantity, due, due_county, trace, source, computed_at, computed_by)
         VALUES ('I', 'P1', '2020-2021', 1000, 500, 500, '{}', 'computed', now(), 'x');
       INSERT INTO payment_batch (division_code, number, season, state, source, drafted_at, drafted_by, method)
         VALUES ('140602', 'B1', '2020-2021', 'released', 'drafted', now(), 'x', 'one_card');
       INSERT INTO payment (batch_number, household_number, policy_number, level, batch_division, season, amount, result)
         VALUES ('B1', 'I', 'P1', 'county', '140602', '2020-2021', 500, 'pending');`,
    );
    await expect(confirmChange(db, second, decide(waits), NOW)).rejects.toEqual(refusal('household-change.being-paid'));
    // Cleared for `verify`: these rows have no history.
    await written(db, `DELETE FROM payment; DELETE FROM payment_batch; DELETE FROM entitlement; DELETE FROM subsidy_policy`);
  });
});

describe('who', () => {
  test.each([
    ['without a reason', { household: 'C', revision: 1, values: { people: 1 }, reason: ' ' }, 'reason.missing'],
    ['of an older view', { household: 'C', revision: 0, values: { people: 1 }, reason: '核' }, 'household.changed-meanwhile'],
    ['that changes nothing', { household: 'C', revision: 1, values: { head: '张三' }, reason: '核' }, 'roster.nothing-changed'],
    ['outside the county', { household: 'X', revision: 1, values: { people: 1 }, reason: '核' }, 'household.unknown'],
    [
      'to a heat source that is not there',
      { household: 'C', revision: 1, values: { heatSource: 'Z9' }, reason: '核' },
      'ledger.heat-source-unknown',
    ],
  ] as const)('a correction %s is refused', async (_what, input, code) => {
    await expect(correctHousehold(db, first, input, NOW)).rejects.toEqual(refusal(code));
  });

  test('the county corrects; county and city confirm; nobody else, and nobody elsewhere', async () => {
    for (const role of ['cadre', 'township', 'city', 'auditor'] as const) {
      const person = await personWith(db, role, [role === 'cadre' ? VILLAGE : '1406']);
      await expect(correct('C', { people: 1 }, { by: person })).rejects.toEqual(refusal('access.not-allowed'));
    }
    const { waits } = await correct('C', { idMissingReason: '未登记' });
    const elsewhere = await personWith(db, 'county', ['140603']);
    await expect(confirmChange(db, elsewhere, decide(waits), NOW)).rejects.toEqual(refusal('household-change.unknown'));
    await expect(confirmChange(db, await personWith(db, 'auditor', ['1406']), decide(waits), NOW)).rejects.toEqual(
      refusal('access.not-allowed'),
    );
    const counted = await countChangesToConfirm(db, second, '140602');
    const { changes, total } = await readWaitingChanges(db, second, { division: '140602', page: 1 });
    expect([counted, total]).toEqual([changes.length, changes.length]);
    expect(changes.map(({ id }) => id)).toContain(waits);
    expect(await countChangesToConfirm(db, await personWith(db, 'township', ['140602001']), '140602001')).toBeNull();
    await expect(readWaitingChanges(db, elsewhere, { division: '140602', page: 1 })).rejects.toEqual(refusal('division.unknown'));
    // A cadre is shown what happened, not what is proposed.
    expect(await withSql(db, async (sql) => toldChanges(sql, await personWith(db, 'cadre', [VILLAGE]), 'C'))).toEqual([]);
    await confirmChange(db, await personWith(db, 'city', ['1406']), decide(waits), NOW);
  });

  test('and the register verifies', async () => {
    const { ok, records } = await verifyRegister(db, NOW);
    expect(records.faults).toEqual([]);
    expect(ok).toBe(true);
    await written(db, `UPDATE household_change SET state = 'declined' WHERE state = 'confirmed' AND household_number = 'B'`);
    expect((await verifyRegister(db, NOW)).records.faults).toMatchObject([{ entity: 'household-change', column: 'state' }]);
  });
});
