import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { inTransaction } from '~/database/connection/sql.server';
import { appendHistory } from '~/database/facts/history.server';
import type { Person } from '~/domain/access/person';
import { OPERATOR } from '~/domain/access/person';
import type { PackagePage } from '~/domain/sync/protocol';
import { importRows } from '~/server/workflows/imports/import-workbook.server';
import { readPackage } from '~/server/workflows/phones/read-package.server';
import { returnVisit } from '~/server/workflows/review/review-visit.server';
import { saveDraft } from '~/server/workflows/survey/save-draft.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, NOW, OTHER_VILLAGE, personWith, VILLAGE, visitOf } from '../../helpers/register';
import { changeRoster } from '../../helpers/two-persons';

let db: Database;
let cadre: Person;
let township: Person;
let county: Person;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, async (sql) => {
    await declareSeason(sql, '2019-2020', '2019-10-25', '2020-03-31');
    await declareSeason(sql, '2020-2021', '2020-10-25', '2021-03-31');
  });
  cadre = await personWith(db, 'cadre', [VILLAGE]);
  township = await personWith(db, 'township', ['140602001']);
  county = await personWith(db, 'county', ['140602']);
  await addHouseholds(
    db,
    Array.from({ length: 6 }, (_, i) => ({ number: `P${i}` })),
  );
  await addHouseholds(db, [{ number: 'Q0', village: OTHER_VILLAGE }]);
});

const take = (since: string | null = null, page: string | null = null) => readPackage(db, cadre, { village: VILLAGE, since, page }, NOW);
const numbersOf = (page: PackagePage) => page.households.map(({ number }) => number);

describe('the work package', () => {
  test('holds everything first and then what changed: visits with remarks, drafts, who moved away', async () => {
    const all = await take();
    expect(all).toMatchObject({ full: true, season: '2020-2021', total: 6, removed: [], next: null });
    expect(numbersOf(all)).toEqual(['P0', 'P1', 'P2', 'P3', 'P4', 'P5']);
    expect(all.households[0]).toMatchObject({ mode: 'gas', revision: 1, visits: [], rooms: null, draft: null });
    expect(numbersOf(await take(all.cursor))).toEqual([]);

    const visit = visitOf('P1', { rooms: [{ room: 1, kind: 'main', heatedArea: 40, letting: 'own', connected: true, use: 'normal' }] });
    await submitVisit(db, cadre, visit, NOW);
    await returnVisit(db, township, { visitId: visit.visit, revision: 1, remarks: [{ question: 'stove', text: '请再看炉子' }] }, NOW);
    await saveDraft(
      db,
      cadre,
      { household: 'P2', season: '2020-2021', visitId: randomUUID(), draft: { typed: { stove: ['removed'] } } },
      NOW,
    );
    await changeRoster(db, county, { household: 'P3', revision: 1, change: { village: OTHER_VILLAGE }, reason: '搬家' }, NOW);
    await changeRoster(db, county, { household: 'Q0', revision: 1, change: { village: VILLAGE }, reason: '搬来' }, NOW);

    const delta = await take(all.cursor);
    expect(delta).toMatchObject({ full: false, removed: ['P3'], drafts: ['P2'] });
    expect(numbersOf(delta)).toEqual(['P1', 'P2', 'Q0']);
    const [p1, p2] = delta.households;
    expect(p1).toMatchObject({ roomsOfThisSeason: true, revision: 3 });
    expect(p1!.visits[0]).toMatchObject({
      id: visit.visit,
      status: 'returned',
      revision: 1,
      remarks: [{ question: 'stove', text: '请再看炉子', resolved: false }],
    });
    expect(p2!.draft?.typed).toEqual({ stove: ['removed'] });
    // A draft comes with every delta, the rest only once.
    expect(numbersOf(await take(delta.cursor))).toEqual(['P2']);
  });

  test('tells what became of the subsidy, and that alone makes no form outdated', async () => {
    const { cursor, households } = await take();
    const before = households.find(({ number }) => number === 'P5')!;
    expect(before.subsidy).toMatchObject([
      { season: '2020-2021', continuity: 'never', due: 0 },
      { season: '2019-2020', continuity: 'never' },
    ]);
    const pay = (batch: string, household: string, yuan: number, more = {}) => ({
      批次号: batch,
      户编号: household,
      政策编号: 'Z',
      资金层级: '县',
      金额: yuan * 100,
      发放日期: '2021-01-20',
      结果: '成功',
      ...more,
    });
    await importRows(
      db,
      OPERATOR,
      {
        补贴政策: [
          {
            政策编号: 'Z',
            文号: '示例',
            区划代码: '140602',
            采暖季: '2020-2021',
            种类: '运行',
            单位: '元/户',
            单价: 600,
            应付截止日期: '2021-06-30',
          },
        ],
        应补: [{ 户编号: 'P5', 政策编号: 'Z', 计量数量: 1 }],
        发放: [pay('1', 'P5', 400), pay('2', 'P5', 200, { 结果: '失败', 失败原因: '账号有误' })],
      },
      { now: NOW },
    );
    const delta = await take(cursor);
    expect(numbersOf(delta)).toContain('P5');
    expect(delta.households.find(({ number }) => number === 'P5')).toMatchObject({
      revision: before.revision,
      subsidy: [
        {
          season: '2020-2021',
          continuity: 'not_due',
          due: 60_000,
          paid: 40_000,
          owed: 20_000,
          dueOn: '2021-06-30',
          lastPaidOn: '2021-01-20',
          failReason: '账号有误',
          why: '还有200.00元没发，最迟2021年6月30日发到',
          how: ['运行：1户×600.00元=600.00元'],
        },
        { season: '2019-2020' },
      ],
    });
    expect(numbersOf(await take(delta.cursor))).not.toContain('P5');
  });

  test('in another language everything is taken anew, and no sentence of the subsidies is left in Chinese', async () => {
    const inEnglish = (since: string | null) => readPackage(db, cadre, { village: VILLAGE, since, page: null }, NOW, 'en');
    const chinese = await take();
    expect(await take(chinese.cursor)).toMatchObject({ full: false });
    const english = await inEnglish(chinese.cursor);
    expect(english.full).toBe(true);
    expect(english.households).toHaveLength(chinese.households.length);
    const sentences = english.households.flatMap(({ subsidy = [] }) => subsidy.flatMap(({ why = '', how = [] }) => [why, ...how]));
    expect(sentences.join()).toMatch(/600/);
    expect(sentences.filter((sentence) => /\p{Script=Han}/u.test(sentence))).toEqual([]);
    expect(await inEnglish(english.cursor)).toMatchObject({ full: false });
  });

  test('loses nothing that is committed after a cursor was given, whichever transaction began first', async () => {
    const { cursor } = await take();
    const slow = await db.pool.connect();
    const change = (number: string) => [
      { chain: VILLAGE, action: 'household.correct', entity: 'household', entityKey: number, after: { note: 'x' } },
    ];
    try {
      // The slow one has changed its household but not yet written its history. The fast one begins later and commits first.
      await slow.query('BEGIN');
      await slow.query(`UPDATE household SET note = 'x' WHERE number = 'P4'`);
      await inTransaction(db, async (sql) => {
        await sql.query(`UPDATE household SET note = 'x' WHERE number = 'P5'`);
        await appendHistory(sql, NOW, 'test', change('P5'));
      });
      const between = await take(cursor);
      expect(numbersOf(between)).toEqual(expect.arrayContaining(['P5']));
      expect(numbersOf(between)).not.toContain('P4');
      const onSlow = { query: async (text: string, values?: unknown[]) => (await slow.query(text, values)).rows } as never;
      await appendHistory(onSlow, NOW, 'test', change('P4'));
      // The next entry of the village waits for the commit, so no later position can be seen before it.
      const waiting = inTransaction(db, (sql) => appendHistory(sql, NOW, 'test', change('P0')));
      expect(numbersOf(await take(between.cursor))).not.toContain('P0');
      await slow.query('COMMIT');
      await waiting;
      expect(numbersOf(await take(between.cursor))).toEqual(expect.arrayContaining(['P0', 'P4']));
    } finally {
      slow.release();
    }
  });

  test('is given in full again for a cursor of another season or another register, and never outside the scope', async () => {
    const { cursor } = await take();
    expect((await take(cursor.replace(/[0-9a-f]{12}$/, '000000000000'))).full).toBe(true);
    expect((await take(cursor.replace('2020-2021', '2019-2020'))).full).toBe(true);
    expect((await take('nonsense')).full).toBe(true);
    await expect(readPackage(db, cadre, { village: OTHER_VILLAGE, since: null, page: null }, NOW)).rejects.toMatchObject({
      problem: { code: 'division.unknown' },
    });
    await expect(readPackage(db, township, { village: VILLAGE, since: null, page: null }, NOW)).rejects.toMatchObject({
      problem: { code: 'access.not-allowed' },
    });
  });

  test('comes in pages by key, each with the same number of statements', async () => {
    await addHouseholds(
      db,
      Array.from({ length: 1200 }, (_, i) => ({ number: `R${String(i).padStart(4, '0')}`, village: '140602001003' })),
    );
    const other = await personWith(db, 'cadre', ['140602001003']);
    const numbers: string[] = [];
    let page: string | null = null;
    let cursor = '';
    do {
      const given: PackagePage = await readPackage(db, other, { village: '140602001003', since: null, page }, NOW);
      numbers.push(...numbersOf(given));
      expect(given.total).toBe(1200);
      cursor ||= given.cursor;
      expect(given.cursor).toBe(cursor);
      page = given.next;
    } while (page);
    expect(numbers).toHaveLength(1200);
    expect(new Set(numbers).size).toBe(1200);
  });
});
