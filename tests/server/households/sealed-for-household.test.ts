/** Personal values open in the row and the column they were sealed for, and nowhere else. */
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { appendHistory } from '~/database/facts/history.server';
import { PERSONAL_COLUMNS, type PersonalColumn } from '~/database/households/personal-columns.server';
import { changedHouseholds } from '~/database/phones/work-package.server';
import { EVERYTHING } from '~/database/scope.server';
import { OPERATOR, type Person } from '~/domain/access/person';
import { checkDataKeys, checkSealedSample } from '~/server/personal/check-data-keys.server';
import { openPersonal } from '~/server/personal/household-values.server';
import { open, seal, sealWith } from '~/server/personal/seal.server';
import { addHousehold } from '~/server/workflows/households/add-household.server';
import { askDeath, askSplit } from '~/server/workflows/households/ask-event.server';
import { correctHousehold } from '~/server/workflows/households/correct-household.server';
import { confirmChange, declineChange } from '~/server/workflows/households/decide-change.server';
import { sealPersonalValuesAgain } from '~/server/workflows/households/seal-again.server';
import { unmaskField } from '~/server/workflows/households/unmask-field.server';
import { importRows } from '~/server/workflows/imports/import-workbook.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { declareSeason, NOW, personWith, VILLAGE } from '../../helpers/register';
import { household } from '../../imports/county-file';

const ACCOUNT = { H1: '6217000000000000011', H2: '6217000000000000029' };
const ID = '11010519491231002X';
const OTHER_ID = '110101199003070070';
const PHONE = '13812345678';

let db: Database;
let first: Person;
let second: Person;
const refusal = (problem: object) => expect.objectContaining({ problem: expect.objectContaining(problem) });
const damaged = refusal({ code: 'settings.sealed-damaged' });
const notOf = (number: string) => refusal({ code: 'household.value-damaged', details: { number } });

const roster = (number: string, account: string) =>
  household(number, {
    户主姓名: number === 'H1' ? '张三' : '李四',
    身份证号: number === 'H1' ? ID : OTHER_ID,
    联系电话: PHONE,
    困难类型: '低保户',
    一卡通账号: account,
  });

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-11-01', '2021-03-31'));
  first = await personWith(db, 'county', ['140602']);
  second = await personWith(db, 'county', ['140602']);
  await importRows(db, OPERATOR, { 户台账: Object.entries(ACCOUNT).map(([number, account]) => roster(number, account)) }, { now: NOW });
});

type Stored = { number: string; revision: number } & Record<PersonalColumn, string | null>;
const stored = async (number: string): Promise<Stored> =>
  (await db.pool.query(`SELECT number, revision, ${PERSONAL_COLUMNS.join(', ')} FROM household WHERE number = $1`, [number])).rows[0];
const positionOf = async (): Promise<number> =>
  (await db.pool.query('SELECT seq FROM history_chain WHERE chain = $1', [VILLAGE])).rows[0].seq;
const changeableOf = async (sql: Sql, number: string, columns: string[]) =>
  (await sql.query<Record<string, unknown>>(`SELECT ${columns.join(', ')} FROM household WHERE number = $1`, [number]))[0]!;
const opened = (row: Stored, column: PersonalColumn) => openPersonal(column, row.number, row[column]!);

describe('sealed for its household', () => {
  test('by an import, a correction, an event, a visit to a new door: it opens there alone', async () => {
    const [one, two] = [await stored('H1'), await stored('H2')];
    for (const column of PERSONAL_COLUMNS) {
      expect(() => open(one[column]!), column).toThrow(damaged);
      expect(() => openPersonal(column, 'H2', one[column]!), column).toThrow(notOf('H2'));
    }
    expect([opened(one, 'id_number_encrypted'), opened(two, 'bank_account_encrypted')]).toEqual([ID, ACCOUNT.H2]);
    expect(() => openPersonal('phone_encrypted', 'H1', one.id_number_encrypted!)).toThrow(notOf('H1'));

    const correction = { household: 'H2', revision: two.revision, values: { bankAccount: '6217000000000000037' }, reason: '换卡' };
    const { waits } = await correctHousehold(db, first, correction, NOW);
    await confirmChange(db, second, { change: waits!, decision: '' }, NOW);
    expect(opened(await stored('H2'), 'bank_account_encrypted')).toBe('6217000000000000037');

    const event = async (number: string) => ({
      household: number,
      revision: (await stored(number)).revision,
      on: '2021-01-20',
      document: null,
      reason: '核实',
    });
    const values = {
      head: '李小四',
      idNumber: '110101199003074258',
      residence: 'resident',
      address: '9排9号',
      bankAccount: '6217000000000000045',
    };
    const split = await askSplit(db, first, { ...(await event('H2')), values }, NOW);
    await confirmChange(db, second, { change: split, decision: '' }, NOW);
    const made = await stored(`${VILLAGE}B0001`);
    expect([opened(made, 'id_number_encrypted'), opened(made, 'bank_account_encrypted')]).toEqual([values.idNumber, values.bankAccount]);
    expect(() => openPersonal('bank_account_encrypted', 'H2', made.bank_account_encrypted!)).toThrow(notOf('H2'));

    const heir = {
      nobodyLeft: false,
      account: 'new' as const,
      values: { head: '王五', bankAccount: '6217000000000000052', bankHolder: '王五' },
    };
    const death = await askDeath(db, first, { ...(await event('H1')), ...heir }, NOW);
    await confirmChange(db, second, { change: death, decision: '' }, NOW);
    expect(opened(await stored('H1'), 'bank_account_encrypted')).toBe('6217000000000000052');

    const cadre = await personWith(db, 'cadre', [VILLAGE]);
    const door = {
      head: '赵六',
      address: '1排1号',
      residence: 'resident' as const,
      phone: PHONE,
      idNumber: '',
      reason: '漏登',
      sameHead: false,
    };
    const { number: added } = await addHousehold(db, cadre, { village: VILLAGE, household: door }, NOW);
    expect(opened(await stored(added), 'phone_encrypted')).toBe(PHONE);
  });

  test('another spelling of the number is the same household, and the same file twice changes nothing', async () => {
    const rows = { 户台账: [roster('Z-1', '6217000000000000060')] };
    await importRows(db, OPERATOR, rows, { now: NOW });
    const again = await importRows(db, OPERATOR, { 户台账: [roster('Z—1', '6217000000000000060')] }, { now: NOW });
    expect(again.sheets[0]).toMatchObject({ added: 0, updated: 0, unchanged: 1 });
    expect(opened(await stored('Z-1'), 'bank_account_encrypted')).toBe('6217000000000000060');
  });

  test('what an older version sealed for no place opens, and is sealed for its place; what is damaged stays', async () => {
    const old = seal('6217000000000000078');
    const write = (number: string, columns: Partial<Record<PersonalColumn, string>>) =>
      inTransaction(db, async (sql) => {
        const before = await changeableOf(sql, number, Object.keys(columns));
        await sql.query(`UPDATE household SET ${Object.entries(columns).map(([column], n) => `${column} = $${n + 2}`)} WHERE number = $1`, [
          number,
          ...Object.values(columns),
        ]);
        await appendHistory(sql, NOW, 'old', [
          { chain: VILLAGE, action: 'import', entity: 'household', entityKey: number, before, after: columns },
        ]);
      });
    await write('Z-1', { bank_account_encrypted: old, phone_encrypted: 'k1.damaged' });
    await write('H2', { bank_account_encrypted: seal('6217000000000000086') });
    expect(await unmaskField(db, first, { household: 'H2', field: 'bankAccount' }, NOW)).toBe('6217000000000000086');
    const { revision } = await stored('H2');

    const from = await positionOf();
    expect(await sealPersonalValuesAgain(db, NOW, () => true)).toBe(0);
    expect(await sealPersonalValuesAgain(db, NOW)).toBe(1);
    // The phones need not fetch them.
    expect(await positionOf()).toBe(from + 1);
    const asked = { village: VILLAGE, from, to: from + 1, after: '', season: '2020-2021' as const, accountId: null };
    expect(await withSql(db, (sql) => changedHouseholds(sql, EVERYTHING, asked))).toEqual({ numbers: [], total: 0 });
    expect(await stored('Z-1')).toMatchObject({ bank_account_encrypted: old, phone_encrypted: 'k1.damaged' });
    const now = await stored('H2');
    expect(opened(now, 'bank_account_encrypted')).toBe('6217000000000000086');
    expect(() => open(now.bank_account_encrypted!)).toThrow(damaged);
    expect(now.revision).toBe(revision);
    await write('Z-1', { phone_encrypted: seal(PHONE) });
    expect(await sealPersonalValuesAgain(db, NOW)).toBe(1);
    expect(await sealPersonalValuesAgain(db, NOW)).toBe(0);
    expect(opened(await stored('Z-1'), 'bank_account_encrypted')).toBe('6217000000000000078');
    await checkDataKeys(db);
    expect(await verifyRegister(db, NOW)).toMatchObject({ ok: true });
  });

  test('the app starts over damaged values as long as one opens, and not with another key of the same name', async () => {
    const [id = ''] = seal('').split('.');
    const alien = sealWith([{ id, key: randomBytes(32) }]).seal('6217000000000000094');
    const all = PERSONAL_COLUMNS.map((column) => `${column} = $1`).join(', ');
    const rolledBack = new Error('rolled back');
    const tried = inTransaction(db, async (sql) => {
      await sql.query(`UPDATE household SET ${all} WHERE number <> 'H1'`, [alien]);
      await checkSealedSample(sql);
      await sql.query(`UPDATE household SET ${all}`, [alien]);
      await expect(checkSealedSample(sql)).rejects.toThrow(damaged);
      throw rolledBack;
    });
    await expect(tried).rejects.toBe(rolledBack);
  });

  test('what somebody writes over from another row does not open: not on the page, and the register has a fault', async () => {
    const { rows } = await db.pool.query('SELECT bank_account_encrypted AS sealed FROM household WHERE number = $1', ['H2']);
    await db.pool.query('UPDATE household SET bank_account_encrypted = $1 WHERE number = $2', [rows[0].sealed, 'Z-1']);
    await expect(unmaskField(db, first, { household: 'Z-1', field: 'bankAccount' }, NOW)).rejects.toThrow(notOf('Z-1'));
    expect(await unmaskField(db, first, { household: 'H2', field: 'bankAccount' }, NOW)).toBe('6217000000000000086');
    expect(await verifyRegister(db, NOW)).toMatchObject({ ok: false });
    await checkDataKeys(db); // the app starts all the same
    // The way out: the right value is entered, or what stands there is taken away.
    const { revision } = await stored('Z-1');
    for (const bankAccount of ['6217000000000000078', null]) {
      const correction = { household: 'Z-1', revision, values: { bankAccount }, reason: '核实' };
      const { waits } = await correctHousehold(db, first, correction, NOW);
      if (bankAccount === null) await confirmChange(db, second, { change: waits!, decision: '' }, NOW);
      else await declineChange(db, second, { change: waits!, decision: '再查' }, NOW);
    }
    expect((await stored('Z-1')).bank_account_encrypted).toBeNull();
  });
});
