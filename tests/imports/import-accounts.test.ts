/** An account that an imported roster replaces waits for a second person; a first account, and everything else, goes in at once. */
import { beforeEach, describe, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { OPERATOR, type Person } from '~/domain/access/person';
import { openPersonal } from '~/server/personal/household-values.server';
import { correctHousehold } from '~/server/workflows/households/correct-household.server';
import { confirmChange, withdrawChange } from '~/server/workflows/households/decide-change.server';
import { toldChanges } from '~/server/workflows/households/told-changes.server';
import { importWorkbook } from '~/server/workflows/imports/import-workbook.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../helpers/database';
import { personWith } from '../helpers/register';
import { county, household, NOW, type Row, saved } from './county-file';

const OLD = '6217000000000001234';
const NEW = '6217000000000009999';
let db: Database;
let clerk: Person;
let second: Person;

beforeEach(async () => {
  db = await freshDatabase();
  clerk = await personWith(db, 'county', ['140602']);
  second = await personWith(db, 'county', ['140602']);
  // H1 has an account, H2 has none.
  await importWorkbook(db, OPERATOR, saved(county()), { now: NOW });
});

const take = (rows: Row[], how: { acceptValid?: boolean; dryRun?: boolean } = {}) =>
  importWorkbook(db, clerk, saved({ 户台账: rows }), { now: NOW, ...how });
const first = (change: Row) => ({ ...county().户台账![0]!, ...change });
const stored = async (number: string) =>
  (await db.pool.query('SELECT * FROM household WHERE number = $1', [number])).rows[0] as Record<string, string | null>;
const accountOf = async (number: string) => {
  const sealed = (await stored(number)).bank_account_encrypted;
  return sealed && openPersonal('bank_account_encrypted', number, sealed);
};
const waiting = async () => (await db.pool.query(`SELECT * FROM household_change WHERE state = 'waiting'`)).rows;
const refusal = (code: string) => expect.objectContaining({ problem: expect.objectContaining({ code }) });

describe('an account in an imported roster', () => {
  test('that replaces one waits, while the rest of the row goes in; another person confirms it', async () => {
    const result = await take([first({ 一卡通账号: NEW, 开户人: '张小明', 门牌号: '9号' })]);
    expect(result).toMatchObject({ outcome: 'imported', fileNotes: [{ code: 'accounts_wait', households: 1 }] });
    expect(result.sheets).toMatchObject([{ sheet: '户台账', added: 0, updated: 1, unchanged: 0, refused: 0 }]);
    expect(result.problems).toMatchObject([
      { sheet: '户台账', row: 2, column: 'bankAccount', code: 'account_waits', level: 'note', details: { before: '***************1234' } },
    ]);
    expect(await accountOf('H1')).toBe(OLD);
    expect(await stored('H1')).toMatchObject({ bank_holder: null, address: '9号' });
    expect(JSON.stringify(await waiting())).not.toContain(NEW);

    const [told] = await withSql(db, (sql) => toldChanges(sql, second, 'H1'));
    expect(told).toMatchObject({ kind: 'correction', may: 'decide', asker: clerk.name });
    expect(told!.fields).toEqual([
      { field: 'bankAccount', before: '***************1234', after: '***************9999', hidden: false },
      { field: 'bankHolder', before: null, after: '张小明', hidden: false },
    ]);
    expect((await verifyRegister(db, NOW)).records.faults).toEqual([]);
    await expect(confirmChange(db, clerk, { change: told!.id, decision: '' }, NOW)).rejects.toEqual(refusal('household-change.own'));
    await confirmChange(db, second, { change: told!.id, decision: '' }, NOW);
    expect(await accountOf('H1')).toBe(NEW);
    expect(await stored('H1')).toMatchObject({ bank_holder: '张小明' });
    expect((await verifyRegister(db, NOW)).records.faults).toEqual([]);
  });

  test('that is only looked at leaves nothing behind', async () => {
    const result = await take([first({ 一卡通账号: NEW })], { dryRun: true });
    expect(result).toMatchObject({ outcome: 'previewed', sheets: [{ updated: 1 }], problems: [{ code: 'account_waits' }] });
    expect(await waiting()).toEqual([]);
  });

  test('imported twice is asked for once', async () => {
    await take([first({ 一卡通账号: NEW, 开户人: '张小明' })]);
    const again = await take([first({ 一卡通账号: NEW, 开户人: '张小明' })]);
    expect(again.fileNotes).toEqual([]);
    expect(again.sheets).toMatchObject([{ added: 0, updated: 0, unchanged: 1, refused: 0, notes: 1 }]);
    expect(await waiting()).toHaveLength(1);
  });

  test('that is cleared, or whose holder changes, waits too', async () => {
    await take([first({ 开户人: '张建国' })]);
    // The name of a holder who was not known moves no money.
    expect(await stored('H1')).toMatchObject({ bank_holder: '张建国' });
    expect(await waiting()).toEqual([]);
    await take([first({ 开户人: '王五' })]);
    expect(await stored('H1')).toMatchObject({ bank_holder: '张建国' });
    const [holder] = await waiting();
    expect(Object.keys(holder!.content.household.after)).toEqual(['bank_holder']);
    await withdrawChange(db, clerk, { change: holder!.id, decision: '' }, NOW);
    await take([first({ 一卡通账号: '清空', 开户人: '清空' })]);
    expect(await accountOf('H1')).toBe(OLD);
    expect(await waiting()).toHaveLength(1);
  });

  test('of a household without one goes in at once, as does that of a new household', async () => {
    const result = await take([
      household('H2', { 户主姓名: '单田芳', 一卡通账号: NEW, 开户人: '单田芳' }),
      household('H3', { 一卡通账号: '6217000000000007777' }),
    ]);
    expect(result.problems).toEqual([]);
    expect(await accountOf('H2')).toBe(NEW);
    expect(await accountOf('H3')).toBe('6217000000000007777');
    expect(await waiting()).toEqual([]);
  });

  test('that another household has too is noted, asked for or stored', async () => {
    const result = await take([first({ 一卡通账号: NEW }), household('H3', { 一卡通账号: NEW })]);
    expect(result.problems.map(({ row, code, details }) => [row, code, details?.other])).toEqual([
      [2, 'account_waits', undefined],
      [2, 'shared_value', 'H3'],
      [3, 'shared_value', 'H1'],
    ]);
  });

  test('that stays, or is left blank, asks nobody', async () => {
    await take([first({ 门牌号: '9号' }), household('H2', { 户主姓名: '单田芳', 门牌号: '2号' })]);
    await take([first({ 门牌号: '8号', 一卡通账号: null })]);
    expect(await waiting()).toEqual([]);
    expect(await accountOf('H1')).toBe(OLD);
  });

  test('is refused while another change of the household waits', async () => {
    const { revision } = await stored('H1');
    const values = { bankAccount: '6217000000000005555' };
    await correctHousehold(db, clerk, { household: 'H1', revision: Number(revision), values, reason: '换卡' }, NOW);
    const refused = await take([first({ 一卡通账号: NEW, 门牌号: '9号' })]);
    expect(refused).toMatchObject({ outcome: 'refused', problems: [{ row: 2, column: 'bankAccount', code: 'change_waits' }] });
    expect(await waiting()).toHaveLength(1);
    // The account that the register has says nothing against the change that waits.
    expect(await take([first({ 门牌号: '9号' })])).toMatchObject({ outcome: 'imported', problems: [] });
    expect(await waiting()).toHaveLength(1);
  });
});
