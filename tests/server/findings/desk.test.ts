import { beforeAll, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { storeClosed } from '~/database/seasons/closing.server';
import type { Person } from '~/domain/access/person';
import { findingsViewOf, positionText } from '~/domain/tables/findings-table';
import { words } from '~/i18n/words.server';
import { exportFindings } from '~/server/workflows/findings/export-findings.server';
import { readFinding, readFindings } from '~/server/workflows/findings/read-findings.server';
import { addFinding } from '../../fixtures/findings';
import { type Database, freshDatabase } from '../../helpers/database';
import { exportedTable, exportsInOwnFolder } from '../../helpers/exported-table';
import { addHouseholds, declareSeason, FAR_VILLAGE, OTHER_VILLAGE, personWith, VILLAGE } from '../../helpers/register';

const SEASON = '2020-2021';
const TODAY = new Date('2021-06-01T04:00:00Z');
const COUNTY = '140602';
const zh = words('zh-CN') as never;
let db: Database;
let county: Person;
let township: Person;
let auditor: Person;
/** What was put in, by number. */
const put = new Map<string, { state: string; urgent: boolean; dueOn: string; rule: string | null; amount: number; village: string }>();

beforeAll(async () => {
  exportsInOwnFolder();
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-10-25', '2021-03-31'));
  county = await personWith(db, 'county', [COUNTY]);
  township = await personWith(db, 'township', [VILLAGE.slice(0, 9)]);
  auditor = await personWith(db, 'auditor', ['1406']);
  await addHouseholds(db, [{ number: 'H1' }, { number: 'H2', village: OTHER_VILLAGE }, { number: 'F1', village: FAR_VILLAGE }]);
  const states = ['open', 'in_progress', 'proposed', 'closed'];
  for (let n = 0; n < 96; n += 1) {
    const one = {
      state: states[n % 4]!,
      urgent: n % 7 === 0,
      dueOn: `2021-0${5 + (n % 3)}-${String(1 + (n % 28)).padStart(2, '0')}`,
      rule: n % 5 === 0 ? null : `R${String(1 + (n % 25)).padStart(2, '0')}`,
      amount: (n % 6) * 100,
      village: n % 2 === 0 ? VILLAGE : OTHER_VILLAGE,
    };
    const number = await addFinding(db, { ...one, division: one.village, household: n < 2 ? ['H1', 'H2'][n] : undefined });
    put.set(number, one);
  }
  await addFinding(db, { division: FAR_VILLAGE, household: 'F1' });
  // A shared value of two villages counts once.
  const shared = { state: 'open', urgent: false, dueOn: '2021-05-31', rule: 'R02', amount: 0, village: COUNTY };
  const number = await addFinding(db, {
    ...shared,
    division: COUNTY,
    level: 'county',
    places: [
      { division: VILLAGE, household: 'H1' },
      { division: OTHER_VILLAGE, household: 'H2' },
    ],
  });
  put.set(number, shared);
});

/** All pages of a list, one after the other. */
async function shown(query: string, person = county, division = COUNTY): Promise<string[]> {
  const numbers: string[] = [];
  for (let after = ''; ; ) {
    const view = findingsViewOf(new URLSearchParams(`season=${SEASON}&${query}${after}`));
    const found = await readFindings(db, person, { division, view }, TODAY);
    if (found.season === null) throw new Error('no season');
    numbers.push(...found.rows.map(({ number }) => number));
    if (!found.next) return numbers;
    after = `&after=${positionText(found.next)}&n=${numbers.length}`;
  }
}
const numbersWhere = (wanted: (one: NonNullable<ReturnType<typeof put.get>>) => boolean) =>
  [...put]
    .filter(([, one]) => wanted(one))
    .map(([number]) => number)
    .sort();

test('the urgent ones come first, then by deadline; each once over the pages, none of another county', async () => {
  const numbers = await shown('');
  expect([...numbers].sort()).toEqual(numbersWhere(({ state }) => state !== 'closed'));
  const ranks = numbers.map((number) => `${put.get(number)!.urgent ? 0 : 1} ${put.get(number)!.dueOn}`);
  expect(ranks).toEqual([...ranks].sort());
});

test.each([
  ['state=all&sort=number', (a: string, b: string) => (a > b ? -1 : 1)],
  ['state=all&sort=number&dir=asc', (a: string, b: string) => (a < b ? -1 : 1)],
])('in the order %s', async (query, order) => {
  expect(await shown(query)).toEqual([...put.keys()].sort(order));
});

test('by amount, the largest first, and the file has the rows and columns of the screen', async () => {
  const numbers = await shown('state=all&sort=amount');
  const amounts = numbers.map((number) => put.get(number)!.amount);
  expect(amounts).toEqual([...amounts].sort((a, b) => b - a));
  const view = findingsViewOf(new URLSearchParams(`season=${SEASON}&state=all&sort=amount&cols=number,amount,due`));
  const { titles, rows } = exportedTable(await exportFindings(db, county, zh, { division: COUNTY, view, language: 'zh-CN' }, TODAY));
  expect(titles).toEqual(['序号', '问题编号', '时限', '涉及金额（元）']);
  expect(rows.map((row) => row.问题编号)).toEqual(numbers);
  const overdue = rows.filter((row) => String(row.时限).includes('逾期')).map((row) => String(row.问题编号));
  expect(overdue.sort()).toEqual(numbersWhere(({ state, dueOn }) => state !== 'closed' && dueOn < '2021-06-01'));
});

test('every number above the list is the length of its list', async () => {
  for (const [person, division] of [
    [county, COUNTY],
    [township, VILLAGE.slice(0, 9)],
    [auditor, VILLAGE],
  ] as const) {
    const view = findingsViewOf(new URLSearchParams(`season=${SEASON}`));
    const found = await readFindings(db, person, { division, view }, TODAY);
    if (found.season === null) throw new Error('no season');
    const { states, kinds, only } = found.counts;
    for (const [state, count] of Object.entries(states)) expect(await shown(`state=${state}`, person, division)).toHaveLength(count);
    for (const { kind, count } of kinds) expect(await shown(`kind=${kind}`, person, division)).toHaveLength(count);
    for (const [key, count] of Object.entries(only!)) expect(await shown(`only=${key}`, person, division)).toHaveLength(count);
    expect(states.open).toBeGreaterThan(0);
    expect(only!.urgent + only!.overdue).toBeGreaterThan(0);
  }
});

test('found by number and by household; what lies elsewhere is not there', async () => {
  const [first] = put.keys();
  expect(await shown(`state=all&q=${first!.toLowerCase()}`)).toEqual([first]);
  expect((await shown('state=all&q=H1')).length).toBe(2);
  const far = await withSql(db, (sql) => sql.query<{ number: string }>(`SELECT number FROM finding WHERE household_number = 'F1'`));
  await expect(readFinding(db, county, far[0]!.number, TODAY)).rejects.toMatchObject({ problem: { code: 'finding.unknown' } });
  expect(await shown('state=all&q=F1')).toEqual([]);
});

test('a reader of one village sees of a shared value that household alone', async () => {
  const view = findingsViewOf(new URLSearchParams(`season=${SEASON}&kind=R02`));
  const households = async (person: Person, division: string) => {
    const found = await readFindings(db, person, { division, view }, TODAY);
    return found.season === null ? [] : found.rows.filter(({ households: count }) => count > 0).map(({ households: count }) => count);
  };
  expect(await households(county, COUNTY)).toContain(2);
  const village = await personWith(db, 'township', [VILLAGE]);
  expect(await households(village, VILLAGE)).toEqual([1]);
});

test('of a closed season what is overdue is so today, above the list and in it', async () => {
  await inTransaction(db, (sql) => storeClosed(sql, SEASON, 'operator', new Date('2021-05-02T04:00:00Z')));
  const view = findingsViewOf(new URLSearchParams(`season=${SEASON}&only=overdue`));
  const found = await readFindings(db, county, { division: COUNTY, view }, TODAY);
  if (found.season === null) throw new Error('no season');
  const overdue = numbersWhere(({ state, dueOn }) => state !== 'closed' && dueOn < '2021-06-01');
  expect(found.counts.only!.overdue).toBe(overdue.length);
  expect(found.rows.every((row) => row.overdue)).toBe(true);
  expect((await shown('only=overdue')).sort()).toEqual(overdue);
});
