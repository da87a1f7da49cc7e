/**
 * The same ID, account, meter, serial or invoice in one village, across villages and across counties, from the sheet to what a
 * county is shown.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { OPERATOR } from '~/domain/access/person';
import { HOUSEHOLDS_PER_ACCOUNT, SHARED_KEYS, type SharedKey } from '~/domain/subsidy/double-claims';
import { claimsViewOf } from '~/domain/tables/subsidy-tables';
import { words } from '~/i18n/words.server';
import { updateFindings } from '~/server/workflows/findings/update-findings.server';
import { importRows } from '~/server/workflows/imports/import-workbook.server';
import { exportClaims } from '~/server/workflows/subsidy/export-lists.server';
import { readClaims, readClaimTable } from '~/server/workflows/subsidy/read-claims.server';
import { freshDatabase } from '../../helpers/database';
import { exportedTable, exportsInOwnFolder } from '../../helpers/exported-table';
import { declareSeason, FAR_VILLAGE, OTHER_VILLAGE, personWith, VILLAGE } from '../../helpers/register';
import { household } from '../../imports/county-file';

const SEASON = '2020-2021';
const TITLES: Record<SharedKey, string> = {
  id: '身份证号',
  account: '一卡通账号',
  electric_meter: '电表户号',
  gas_meter: '燃气表户号',
  serial: '设备序列号',
  invoice: '发票号',
};
const PLACES = { village: [VILLAGE, VILLAGE], county: [VILLAGE, OTHER_VILLAGE], counties: [VILLAGE, FAR_VILLAGE] } as const;
const SPANS = Object.keys(PLACES) as (keyof typeof PLACES)[];
const NOW = new Date('2021-08-01T02:00:00Z');
let db: Database;

/** A valid ID number, the nth. */
function idNumber(n: number): string {
  const body = `1406021970010${String(1000 + n)}`.slice(0, 17);
  const sum = [...body].reduce((total, digit, at) => total + Number(digit) * [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2][at]!, 0);
  return body + '10X98765432'[sum % 11];
}
const keyValue = (key: SharedKey, span: number) =>
  key === 'id' ? idNumber(span) : key === 'account' ? `621700000000000${1000 + span}` : `${key}-${span}`;
/** An account may serve three households; of the other keys two are too many. */
const holders = (key: SharedKey) => (key === 'account' ? HOUSEHOLDS_PER_ACCOUNT + 1 : 2);
const numberOf = (key: SharedKey, span: string, n: number) => `${key}-${span}-${n}`;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
  const rows = SHARED_KEYS.flatMap((key) =>
    SPANS.flatMap((span, at) =>
      Array.from({ length: holders(key) }, (_, n) =>
        household(numberOf(key, span, n), {
          户主姓名: `${PLACES[span][Math.min(n, 1)] === FAR_VILLAGE ? '怀仁' : '朔城'}户主`,
          村区划代码: PLACES[span][Math.min(n, 1)]!,
          [TITLES[key]]: n === 0 ? keyValue(key, at) : ` ${keyValue(key, at)} `,
        }),
      ),
    ),
  );
  // Three with one account are no claim, and neither are two with one meter of whom one has no subsidy.
  const fine = [
    ...[1, 2, 3].map((n) => household(`fine-${n}`, { 一卡通账号: '6217000000000009999' })),
    household('fine-4', { 电表户号: 'E' }),
    household('none-5', { 电表户号: 'E' }),
  ];
  await importRows(
    db,
    OPERATOR,
    {
      户台账: [...rows, ...fine],
      补贴政策: [
        {
          政策编号: 'P',
          文号: '示例',
          区划代码: '1406',
          采暖季: SEASON,
          种类: '运行',
          单位: '元/户',
          单价: 100,
          分担: '县:1',
          应付截止日期: '2021-06-30',
        },
      ],
      应补: [...rows, ...fine]
        .map((row) => String(row.户编号))
        .filter((number) => !number.startsWith('none'))
        .map((number) => ({ 户编号: number, 政策编号: 'P', 计量数量: 1 })),
    } as never,
    { now: new Date('2021-02-01T04:00:00Z') },
  );
  await updateFindings(db, NOW);
});

/** The findings of every key that a person with this right sees in a division. */
async function claimsOf(level: 'city' | 'county', division: string) {
  const found = await readClaims(db, await personWith(db, level, [division]), { division, season: SEASON }, NOW);
  if (found.season === null) throw new Error('no season');
  return found.lists;
}

describe('a key that several households share', () => {
  test.each(SHARED_KEYS)('%s: in a village, a county, across counties', async (key) => {
    const { count, findings } = (await claimsOf('city', '1406')).find((list) => list.key === key)!;
    const found = findings.map(({ elsewhere, households }) => [elsewhere, households.map(({ number }) => number).sort()]);
    const groups = SPANS.map((span) => [0, Array.from({ length: holders(key) }, (_, n) => numberOf(key, span, n))]);
    expect(found.sort((a, b) => (String(a[1]) < String(b[1]) ? -1 : 1))).toEqual(
      groups.sort((a, b) => (String(a[1]) < String(b[1]) ? -1 : 1)),
    );
    expect(count).toBe(3);
  });

  test('a county is told that it is claimed elsewhere, and nothing of whom', async () => {
    for (const [county, own, foreign] of [
      ['140602', '朔城', '怀仁'],
      ['140681', '怀仁', '朔城'],
    ] as const) {
      const lists = await claimsOf('county', county);
      for (const key of SHARED_KEYS) {
        const across = lists.find((list) => list.key === key)!.findings.filter(({ elsewhere }) => elsewhere > 0);
        const mine = county === '140602' ? 1 : holders(key) - 1;
        expect([key, across.map(({ households, elsewhere }) => [households.length, elsewhere])]).toEqual([
          key,
          [[mine, holders(key) - mine]],
        ]);
      }
      expect(JSON.stringify(lists)).toContain(`${own}户主`);
      expect(JSON.stringify(lists)).not.toContain(foreign);
    }
  });

  test('IDs and accounts are compared by their fingerprints: nowhere in plain, not in the list either', async () => {
    const secrets = SPANS.flatMap((_, at) => [keyValue('id', at), keyValue('account', at)]);
    const [stored] = await withSql(db, (sql) =>
      sql.query<{ all: string }>(
        `SELECT (SELECT string_agg(h::text, '') FROM household h) || (SELECT string_agg(payload, '') FROM history) AS all`,
      ),
    );
    const told = JSON.stringify(await claimsOf('city', '1406'));
    for (const secret of secrets) expect(stored!.all.includes(secret) || told.includes(secret)).toBe(false);
  });
});

test('a list holds what is not closed, and is empty again when all is', async () => {
  const county = await personWith(db, 'county', ['140602']);
  const view = claimsViewOf(new URLSearchParams(`season=${SEASON}&list=serial`));
  const serials = async () => {
    const found = await readClaimTable(db, county, { division: '140602', season: SEASON, only: 'serial', view, page: 1 }, NOW);
    return found.season === null ? null : found.table.map(({ state }) => state);
  };
  expect(new Set(await serials())).toEqual(new Set(['open']));
  const to = (state: string) =>
    withSql(db, (sql) =>
      sql.query(
        `UPDATE finding SET state = $1, proposed_by = CASE WHEN $1 = 'open' THEN NULL ELSE 'a' END,
           proposed_at = CASE WHEN $1 = 'open' THEN NULL ELSE now() END, result = CASE WHEN $1 = 'closed' THEN 'x' END,
           closed_by = CASE WHEN $1 = 'closed' THEN 'b' END, closed_at = CASE WHEN $1 = 'closed' THEN now() END
         WHERE rule = 'R02' AND subject LIKE 'key:serial:%'`,
        [state],
      ),
    );
  await to('proposed');
  expect(new Set(await serials())).toEqual(new Set(['proposed']));
  await to('closed');
  expect(await serials()).toEqual([]);
  const lists = await claimsOf('county', '140602');
  expect(lists.filter(({ count }) => count > 0).map(({ key }) => key)).toEqual(SHARED_KEYS.filter((key) => key !== 'serial'));
  await to('open');
});

test('each list as a table has one row a household, those with the same number together, and its file the same', async () => {
  exportsInOwnFolder();
  const county = await personWith(db, 'county', ['140602']);
  for (const key of SHARED_KEYS) {
    const view = claimsViewOf(new URLSearchParams(`season=${SEASON}&list=${key}&cols=number,shared,elsewhere`));
    const found = await readClaimTable(db, county, { division: '140602', season: SEASON, only: key, view, page: 1 }, NOW);
    if (found.season === null) throw new Error('no season');
    // The households of this county: all of two spans, and of the third the one that shares with another county.
    const own = holders(key) * 2 + 1;
    expect([key, found.count, found.table.length, found.more]).toEqual([key, 3, own, false]);
    const shared = found.table.map((row) => row.shared);
    expect(shared.filter((value, at) => value !== shared[at - 1])).toHaveLength(3);
    expect(found.table.filter(({ elsewhere }) => elsewhere > 0)).toHaveLength(1);
    expect(found.table.every(({ finding, state }) => /^WT\d{6}$/.test(finding!) && state === 'open')).toBe(true);
    const file = exportedTable(await exportClaims(db, county, words('zh-CN') as never, { division: '140602', view }, NOW));
    expect(file.titles).toEqual(['序号', '户主', '户编号', '同一个号', '其他地方（户）']);
    expect(file.rows.map((row) => [row.户编号, row.同一个号])).toEqual(found.table.map(({ number, shared }) => [number, shared]));
  }
});
