import { beforeAll, describe, expect, test } from 'vitest';
import { OPERATOR } from '~/domain/access/person';
import { withSql } from '~/database/sql.server';
import { importRows } from '~/server/workflows/import-workbook.server';
import { verifyRegister } from '~/server/workflows/verify-register.server';
import { freshDatabase, type Database } from '../helpers/database';

const NOW = new Date('2021-02-01T04:00:00Z');
const VILLAGE = '140602001001';
let db: Database;
beforeAll(async () => { db = await freshDatabase(); });

const rows = () => ({
  采暖季: [{ season: '2020-2021', division: '1406', startsOn: '2020-11-01', endsOn: '2021-03-31' }],
  热源: [{ number: 'R1', name: '热电厂', kind: 'chp', division: '140602', tonnesPerHour: 35.5, rating: 'B', closing: false }],
  户台账: [
    { number: 'H1', village: VILLAGE, head: '张建国', idNumber: '11010519491231002X', phone: '13800001234', residence: 'resident', hardship: ['low_income', 'disabled'], status: 'normal', people: 3, elderly: 1, heatedArea: 85.5, mode: 'gas', year: 2019, inPlan: true, installedOn: '2019-09-01', connectedOn: '2019-10-20', bankAccount: '6217000000000001234' },
    { number: 'H2', village: VILLAGE, head: '单田芳', residence: 'away', status: 'idle', mode: 'district_heat', heatSource: 'R1' },
  ],
  房屋: [{ household: 'H1', season: '2020-2021', room: 1, kind: 'main', heatedArea: 60, letting: 'own', connected: true, use: 'normal' }, { household: 'H1', season: '2020-2021', room: 2, kind: 'south', heatedArea: 25.5, letting: 'let', connected: true, use: 'coal' }],
  入户记录: [{ visit: 'V1', household: 'H1', season: '2020-2021', visitedAt: '2020-12-05T14:30:00+08:00', visitor: '李四', kind: 'survey', outcome: 'done', answers: { mainHeat: 'gas', connected: true, stability: 'stable', subsidyAmount: 120050, otherHeat: ['loose_coal'], roomTemperature: 18.3 } }],
  用能计量: [{ household: 'H1', season: '2020-2021', energy: 'gas', startReading: 10, endReading: 1210.5, usage: 1200.5, source: '抄表' }],
  改造计划: [{ village: VILLAGE, year: 2019, mode: 'gas', households: 1 }],
});

describe('rows of a program', () => {
  test('go in once', async () => {
    const first = await importRows(db, OPERATOR, rows(), { now: NOW });
    console.dir(first, { depth: 5 });
    const second = await importRows(db, OPERATOR, rows(), { now: NOW });
    console.dir(second, { depth: 5 });
    const facts = await withSql(db, (sql) => sql.query('SELECT * FROM roll_up'));
    console.dir(facts);
    console.dir(await withSql(db, (sql) => sql.query('SELECT chain, seq, payload FROM history')), { depth: 3 });
    console.dir(await verifyRegister(db, NOW as never).catch((e: unknown) => e), { depth: 4 });
    expect(second.historyEntries).toBe(0);
  });
});
