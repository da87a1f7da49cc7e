import { beforeAll, describe, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import type { Role } from '~/domain/contract/enumerations';
import { listViewOf } from '~/domain/coverage/list-view';
import { Refusal } from '~/domain/problems';
import { villageViewOf } from '~/domain/tables/household-tables';
import { reviewTableViewOf } from '~/domain/tables/review-table';
import { words } from '~/i18n/words.server';
import { deleteSavedView, keepView, rememberColumns, renameSavedView, tableChoices } from '~/server/workflows/access/table-choices.server';
import { exportHouseholdList } from '~/server/workflows/facts/export-coverage.server';
import { readHouseholdList } from '~/server/workflows/facts/read-coverage.server';
import { exportVillage, foundHouseholds, readVillage, villageRows } from '~/server/workflows/households/read-village.server';
import { exportReview, readReviewTable } from '~/server/workflows/review/review-table.server';
import { addSeasons, addSurveyedVillages, SEASON } from '../../fixtures/surveyed-villages';
import { type Database, freshDatabase } from '../../helpers/database';
import { exportedTable, exportsInOwnFolder } from '../../helpers/exported-table';
import { accountWith } from '../../helpers/web-client';

const COUNTY = '140602';
const TOWNSHIP = '140602201';
const NOW = new Date('2021-06-01T04:00:00Z');
const zh = words('zh-CN') as never;
let db: Database;
let villages: string[];

const person = (role: Role, ...divisions: string[]): Person => ({
  accountId: '00000000-0000-4000-8000-000000000001',
  username: role,
  name: role,
  role,
  divisions,
});
const county = person('county', COUNTY);

beforeAll(async () => {
  exportsInOwnFolder();
  db = await freshDatabase();
  villages = await withSql(db, async (sql) => {
    await addSeasons(sql);
    return (await sql.query<{ code: string }>('SELECT code FROM division WHERE parent_code = $1 ORDER BY code', [TOWNSHIP])).map(
      (row) => row.code,
    );
  });
  await addSurveyedVillages(db, villages.slice(0, 3), 60, 5);
});
async function problemOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error.problem.code;
    throw error;
  }
  return 'no problem';
}

describe('the list of households', () => {
  /** All pages of a list, one after the other. */
  async function shown(query: string): Promise<string[]> {
    const numbers: string[] = [];
    for (let page = 1; ; page += 1) {
      const view = listViewOf(new URLSearchParams(`season=${SEASON}&${query}&page=${page}`));
      const asked = {
        division: COUNTY,
        season: SEASON,
        list: view.list,
        also: view.also,
        town: view.town ?? undefined,
        search: view.search,
      };
      const last = numbers.at(-1);
      const position = view.sort === 'number' && view.dir === 'asc' && last ? { after: { village: last.slice(0, 12), number: last } } : {};
      const list = await readHouseholdList(db, county, { ...asked, order: view, position }, NOW);
      if (list.season === null) throw new Error('no season');
      numbers.push(...list.households.map(({ number }) => number));
      if (!list.hasLater) return numbers;
    }
  }

  test.each(['sort=number', 'sort=number&dir=desc', 'sort=head', 'sort=head&dir=desc', 'sort=visit', 'sort=visit&dir=asc'])(
    'has in the order %s each household once over its pages, and the file has the same',
    async (order) => {
      const expected = await shown('flag=H');
      expect(expected.length).toBeGreaterThan(100);
      const sorted = await shown(`flag=H&${order}`);
      expect([...sorted].sort()).toEqual([...expected].sort());
      const view = listViewOf(new URLSearchParams(`season=${SEASON}&flag=H&${order}&cols=head,visit`));
      const { titles, rows } = exportedTable(await exportHouseholdList(db, county, zh, { division: COUNTY, view }, NOW));
      expect(titles).toEqual(['序号', '户编号', '户主', '入户']);
      expect(rows.map((row) => row.户编号)).toEqual(sorted);
      expect(rows.map((row) => row.序号)).toEqual(sorted.map((_, at) => at + 1));
    },
  );

  test('by the amount each household adds, the largest first', async () => {
    const values = await withSql(db, (sql) =>
      sql.query<{ n: number }>('SELECT area AS n FROM household_facts WHERE season = $1 AND area > 0 ORDER BY area DESC', [SEASON]),
    );
    const view = listViewOf(new URLSearchParams(`season=${SEASON}&flag=area&sort=value&cols=value`));
    const { rows } = exportedTable(await exportHouseholdList(db, county, zh, { division: COUNTY, view }, NOW));
    expect(rows.map((row) => Math.round(Number(row['面积（㎡）']) * 100))).toEqual(values.map(({ n }) => n));
  });

  test('narrowed to a place and two further lists, each household is on all of them', async () => {
    const expected = await withSql(db, (sql) =>
      sql.query<{ number: string }>(
        `SELECT household_number AS number FROM household_facts
         WHERE season = $1 AND village_code = $2 AND h > 0 AND let_rooms > 0 AND c > 0 ORDER BY 1`,
        [SEASON, villages[1]],
      ),
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(await shown(`flag=H&also=let&also=C&town=${villages[1]}`)).toEqual(expected.map(({ number }) => number));
  });

  test('a place outside the division or the scope is refused', async () => {
    for (const town of ['140681', '1406', '140602999']) {
      expect(await problemOf(shown(`flag=H&town=${town}`)), town).toBe('table.unknown-value');
    }
  });
});

test('the households of a village are sorted by door as one walks, by name and by visit; the file has the same', async () => {
  const code = villages[0]!;
  const village = (await readVillage(db, county, { code, season: SEASON }, NOW))!;
  for (const order of ['sort=number', 'sort=address', 'sort=address&dir=desc', 'sort=head', 'sort=visits']) {
    const view = villageViewOf(new URLSearchParams(`season=${SEASON}&show=not_visited&${order}`));
    const rows = villageRows(foundHouseholds(village.households, view.chips, view.search), view);
    expect(rows.length).toBeGreaterThan(0);
    const file = exportedTable(await exportVillage(db, county, zh, { code, view }, NOW));
    expect(
      file.rows.map((row) => row.户编号),
      order,
    ).toEqual(rows.map(({ number }) => number));
  }
  const doors = villageRows(village.households, { sort: 'address', dir: 'asc' }).map(({ address }) => Number.parseInt(address!, 10));
  expect(doors).toEqual([...doors].sort((a, b) => a - b));
  const auditor = exportedTable(
    await exportVillage(db, person('auditor', COUNTY), zh, { code, view: villageViewOf(new URLSearchParams()) }, NOW),
  );
  expect(auditor.titles).not.toContain('门牌号');
  expect(JSON.stringify(auditor.rows)).not.toMatch(/138\*|户主\d/);
});

test('the queue of the review as a table is the queue, and its file has all of it', async () => {
  for (const order of ['sort=submitted', 'sort=signs', 'sort=changes']) {
    const numbers: string[] = [];
    const asked = new URLSearchParams(`season=${SEASON}&status=approved&${order}&town=${villages[0]}&cols=number`);
    let view = reviewTableViewOf(asked);
    for (;;) {
      const table = await readReviewTable(db, county, { division: COUNTY, view }, NOW);
      if (table.season === null) throw new Error('no season');
      numbers.push(...table.visits.map(({ household }) => household));
      if (!table.next) break;
      view = { ...view, after: table.next };
    }
    expect(numbers.length).toBeGreaterThan(20);
    const file = exportedTable(await exportReview(db, county, zh, { division: COUNTY, view: reviewTableViewOf(asked) }, NOW));
    expect(file.titles).toEqual(['序号', '户主', '户编号']);
    expect(file.rows.map((row) => row.户编号)).toEqual(numbers);
  }
});

test('a saved view is kept, replaced, renamed and deleted by its own account; columns are remembered until they are given up', async () => {
  const account = (username: string) => accountWith(db, { username, password: 'Hui-tou-kan-2021', role: 'county', divisions: [COUNTY] });
  const [mine, other] = [await account('mine'), await account('other')];
  const view = { list: 'households', name: '复烧', address: '/lists/140602?flag=B' } as const;
  await keepView(db, mine, view);
  await keepView(db, mine, { ...view, address: '/lists/140602?flag=B&also=let' });
  const [kept, ...more] = (await tableChoices(db, mine, 'households')).views;
  expect([kept!.address, more]).toEqual(['/lists/140602?flag=B&also=let', []]);
  expect((await tableChoices(db, other, 'households')).views).toEqual([]);
  expect(await problemOf(renameSavedView(db, other, kept!.id, '偷'))).toBe('table.view-unknown');
  expect(await problemOf(deleteSavedView(db, other, kept!.id))).toBe('table.view-unknown');
  await keepView(db, mine, { ...view, name: '出租' });
  expect(await problemOf(renameSavedView(db, mine, kept!.id, '出租'))).toBe('table.view-name-taken');
  await renameSavedView(db, mine, kept!.id, '复烧出租');
  expect((await tableChoices(db, mine, 'households')).views.map(({ name }) => name).sort()).toEqual(['出租', '复烧出租'].sort());
  for (let n = 1; n <= 28; n += 1) await keepView(db, mine, { ...view, name: `第${n}个` });
  expect(await problemOf(keepView(db, mine, { ...view, name: '第31个' }))).toBe('table.too-many-views');
  await keepView(db, mine, { ...view, name: '出租', address: '/lists/140602?flag=let' });
  await deleteSavedView(db, mine, kept!.id);
  expect((await tableChoices(db, mine, 'households')).views).toHaveLength(29);
  await rememberColumns(db, mine, 'households', ['number', 'head']);
  expect((await tableChoices(db, mine, 'households')).remembered).toEqual(['number', 'head']);
  expect((await tableChoices(db, other, 'households')).remembered).toBeNull();
  await rememberColumns(db, mine, 'households', []);
  expect((await tableChoices(db, mine, 'households')).remembered).toBeNull();
});
