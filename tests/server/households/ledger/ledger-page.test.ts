/** The ledger page of one household: what it holds, for whom, and in how many statements. */
import { beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { scopeOf } from '~/database/scope.server';
import { visitsOf } from '~/database/survey/visits.server';
import { OPERATOR, type Person } from '~/domain/access/person';
import { fingerprint, seal } from '~/server/personal/seal.server';
import { readLedger } from '~/server/workflows/households/read-ledger.server';
import { unmaskField } from '~/server/workflows/households/unmask-field.server';
import { importRows } from '~/server/workflows/imports/import-workbook.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { type Database, freshDatabase } from '../../../helpers/database';
import { addHouseholds, declareSeason, NOW, personWith, VILLAGE, visitOf } from '../../../helpers/register';

const ID = '14060219630512001X';
const ACCOUNT = '6217000000000000011';
let db: Database;
let county: Person;
let cadre: Person;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-11-01', '2021-03-31'));
  await addHouseholds(db, [
    { number: 'H1', head: '张三', address: '1排2号' },
    { number: 'H2', conversion: null },
  ]);
  county = await personWith(db, 'county', ['140602']);
  cadre = await personWith(db, 'cadre', [VILLAGE]);
  await db.pool.query(
    `UPDATE household SET id_number_encrypted = $1, id_number_masked = '140602********001X', id_number_fingerprint = $2,
       bank_account_encrypted = $3, bank_account_masked = '***************0011', hardship_encrypted = $4, bank_holder = '张三'
     WHERE number = 'H1'`,
    [seal(ID), fingerprint('id-number', ID), seal(ACCOUNT), seal('low_income')],
  );
  await db.pool.query(
    `INSERT INTO meter_usage (household_number, season, energy, start_reading, end_reading, usage, source)
     VALUES ('H1', '2020-2021', 'gas', 10, 110.5, 100.5, '抄表')`,
  );
  await submitVisit(
    db,
    cadre,
    visitOf('H1', {
      answers: {
        mainHeat: 'gas',
        connected: true,
        stability: 'stable',
        coalStock: 'loose',
        stove: 'in_use',
        boughtCoal: true,
        coalKg: 50,
        coalTonnes: 1,
        reburnReasons: ['不热'],
      },
    }),
    NOW,
  );
});

async function ledgerOf(person: Person, number: string, counted?: { statements: number }) {
  return withSql(db, async (sql) => {
    const watched: Sql = counted
      ? Object.assign(Object.create(sql) as Sql, {
          query: (text: string, values?: unknown[]) => {
            counted.statements += 1;
            return sql.query(text, values);
          },
        })
      : sql;
    return readLedger(watched, person, number, await visitsOf(sql, scopeOf(person), number));
  });
}

describe('the page of one household', () => {
  test('holds its fields, conversion, readings, and why it counts as reburning', async () => {
    const ledger = await ledgerOf(county, 'H1');
    expect(ledger.household.fields).toMatchObject({ head: '张三', bankHolder: '张三', status: 'normal', heatedArea: 80 });
    expect(ledger.conversions).toMatchObject([{ current: true, fields: { mode: 'gas', installedOn: '2019-09-01' } }]);
    expect(ledger.readings).toEqual([
      { season: '2020-2021', energy: 'gas', start: 10, end: 110.5, usage: 100.5, source: '抄表', meter: null },
    ]);
    expect(ledger.coal).toMatchObject([
      { season: '2020-2021', reburning: true, day: '2021-01-10', signs: ['stove-in-use', 'bought-coal', 'loose-coal-and-stove-left'] },
    ]);
    expect(ledger.place).toBe('140602');
  });

  test('shows personal data masked only, and of hardship that it is recorded', async () => {
    for (const person of [county, cadre]) {
      const ledger = await ledgerOf(person, 'H1');
      expect(ledger.household.fields).toMatchObject({
        idNumber: '140602********001X',
        bankAccount: '***************0011',
        hardship: true,
      });
      const text = JSON.stringify(ledger);
      for (const secret of [ID, ACCOUNT, 'low_income', 'tests.']) expect(text).not.toContain(secret);
    }
  });

  test('the history is for the offices', async () => {
    expect((await ledgerOf(county, 'H1')).history!.entries.length).toBeGreaterThan(0);
    expect((await ledgerOf(cadre, 'H1')).history).toBeNull();
  });

  test('names what was done at the command line as such', async () => {
    const row = { 户编号: 'H3', 村区划代码: VILLAGE, 户主姓名: '赵六', 居住情况: '常住', 使用状态: '正常', 改造路径: '未改造' };
    await importRows(db, OPERATOR, { 户台账: [row] });
    expect(new Set((await ledgerOf(county, 'H3')).history!.entries.map(({ by }) => by))).toEqual(new Set(['命令行']));
  });

  test('takes as many statements for a household with much as for one with little', async () => {
    const [much, little] = [{ statements: 0 }, { statements: 0 }];
    await ledgerOf(county, 'H1', much);
    await ledgerOf(county, 'H2', little);
    expect(much.statements).toBe(little.statements);
    expect(much.statements).toBeGreaterThan(0);
  });

  test('lies in the scope of whoever looks', async () => {
    const elsewhere = await personWith(db, 'county', ['140603']);
    await expect(ledgerOf(elsewhere, 'H1')).rejects.toMatchObject({ problem: { code: 'household.unknown' } });
  });
});

describe('a sealed value whole', () => {
  test('is given to the county, recorded, and to nobody who only calls', async () => {
    expect(await unmaskField(db, county, { household: 'H1', field: 'bankAccount' }, NOW)).toBe(ACCOUNT);
    expect(await unmaskField(db, county, { household: 'H1', field: 'idNumber' }, NOW)).toBe(ID);
    for (const role of ['cadre', 'township', 'city', 'auditor'] as const) {
      const person = await personWith(db, role, [role === 'cadre' ? VILLAGE : '1406']);
      await expect(unmaskField(db, person, { household: 'H1', field: 'bankAccount' }, NOW)).rejects.toMatchObject({
        problem: { code: 'access.not-allowed' },
      });
    }
    await expect(unmaskField(db, county, { household: 'H2', field: 'idNumber' }, NOW)).rejects.toMatchObject({
      problem: { code: 'household.not-recorded' },
    });
    const { rows } = await db.pool.query(`SELECT payload FROM history WHERE entity = 'unmasking' ORDER BY position`);
    expect(rows.map(({ payload }) => JSON.parse(payload).after)).toEqual([{ field: 'bankAccount' }, { field: 'idNumber' }]);
    expect(JSON.stringify(rows)).not.toContain(ACCOUNT);
  });
});
