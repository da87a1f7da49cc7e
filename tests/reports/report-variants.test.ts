import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { OPERATOR } from '~/domain/access/person';
import { Refusal } from '~/domain/problems';
import { makeReport } from '~/server/workflows/report/make-report.server';
import { type Database, filledDatabase } from '../helpers/database';
import { personWith } from '../helpers/register';
import { expectFigures, figures, sheetNamed } from './expect-figures';
import { type ReadSheet, readBack, rowsOf } from './read-back';
import { CITY, COUNTY, countsOf, fillRegister, NOW, ODD_NUMBER, SEASON, TODAY } from './report-fixture';

const folder = mkdtempSync(join(tmpdir(), 'qingnuan-report-'));
const filled = filledDatabase(fillRegister);
let db: Database;

beforeAll(async () => {
  db = await filled();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('other divisions, dates and people', () => {
  const report = async (
    division: string,
    ask: { asOf?: string; rowsPerSheet?: number } = {},
    actor = OPERATOR,
  ): Promise<Map<string, ReadSheet>> => {
    const file = join(folder, `${division}-${Math.random()}.xlsx`);
    await makeReport(db, actor, { division, season: SEASON, asOf: TODAY, ...ask, file }, NOW);
    return readBack(file, 'values');
  };

  test('a county has one ledger and itself as the one row of 附件1', async () => {
    const county = await report(COUNTY);
    expect([...county.keys()].filter((name) => name.startsWith('附件4'))).toEqual(['附件4 分户台账']);
    expect(rowsOf(sheetNamed(county, '附件1 分县汇总')).map((row) => [row.名称, row.备注])).toEqual([['朔城区', null]]);
    expectFigures(figures(sheetNamed(county, '附件1 分县汇总'), 5), await countsOf(db, COUNTY, SEASON, TODAY));
    expect(rowsOf(sheetNamed(county, '附件2 分乡镇汇总'))).toHaveLength(14);
  });

  test('a village stands in its township and county, which count it alone and say so', async () => {
    const village = await report('140602001001');
    const counted = await countsOf(db, '140602001001', SEASON, TODAY);
    for (const [name, unit] of [
      ['附件1 分县汇总', '朔城区'],
      ['附件2 分乡镇汇总', '北城街道'],
      ['附件3 分村汇总', '马邑路中心社区居民委员会'],
    ] as const) {
      const rows = rowsOf(sheetNamed(village, name));
      expect(
        rows.map((row) => [row.名称, row.备注]),
        name,
      ).toEqual([[unit, name.startsWith('附件3') ? null : '仅含马邑路中心社区居民委员会']]);
      expectFigures(figures(sheetNamed(village, name), 5, name.slice(0, 3)), counted);
    }
    expect(rowsOf(sheetNamed(village, '附件4 分户台账'))).toHaveLength(counted.H!);
  });

  test('another as-of date is computed for that day', async () => {
    const asOf = '2020-12-15';
    const county = await report(COUNTY, { asOf });
    const [before, today] = [await countsOf(db, COUNTY, SEASON, asOf), await countsOf(db, COUNTY, SEASON, TODAY)];
    expect(before.V).toBeLessThan(today.V!);
    expectFigures(figures(sheetNamed(county, '附件1 分县汇总'), 5), before);
    expect(rowsOf(sheetNamed(county, '附件4 分户台账')).filter((row) => row.入户结果 === '完成')).toHaveLength(before.V!);
  });

  test('a ledger that one sheet cannot hold goes on in the next', async () => {
    const county = await report(COUNTY, { rowsPerSheet: 40 });
    const { H } = await countsOf(db, COUNTY, SEASON, TODAY);
    const names = [...county.keys()].filter((name) => name.startsWith('附件4'));
    expect(names).toEqual(['附件4 分户台账', '附件4 分户台账(2)', '附件4 分户台账(3)'].slice(0, Math.ceil(H! / 40)));
    expect(names.length).toBeGreaterThan(1);
    expect(names.flatMap((name) => rowsOf(sheetNamed(county, name)).map((row) => row.序号))).toEqual(
      Array.from({ length: H! }, (_, at) => at + 1),
    );
  });

  test('divisions of the same long name have sheets of their own', async () => {
    const long = `${'长'.repeat(20)}[自治]县`;
    await withSql(db, async (sql) => {
      for (const code of ['140691', '140692']) {
        await sql.query(
          `INSERT INTO division (code, name, level, parent_code, path, source) VALUES ($1, $2, 'county', '1406', ARRAY['14', '1406', $1],
            'import')`,
          [code, long],
        );
      }
    });
    const file = join(folder, 'same-names.xlsx');
    const { sheets } = await makeReport(db, OPERATOR, { division: CITY, season: SEASON, asOf: TODAY, file }, NOW);
    const names = sheets.map(({ name }) => name).filter((name) => name.includes('长'));
    await withSql(db, (sql) => sql.query(`DELETE FROM division WHERE code IN ('140691', '140692')`));
    expect(names).toHaveLength(2);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(31);
  });

  test("an auditor's workbook has no personal data", async () => {
    const auditor = await personWith(db, 'auditor', [CITY]);
    const workbook = await report(COUNTY, {}, auditor);
    const odd = rowsOf(sheetNamed(workbook, '附件4 分户台账')).find((row) => row.户编号 === ODD_NUMBER)!;
    expect(odd).toMatchObject({
      户主: '=***',
      '身份证号(脱敏)': null,
      '联系电话(脱敏)': null,
      门牌号: null,
      困难类型: null,
      居住情况: '常住',
    });
    expect(rowsOf(sheetNamed(workbook, '附件9 户主变更对照'))[0]).toMatchObject({ 原户主: '张*', 变更后户主: '=***' });
  });
});

describe('refused', () => {
  const refusal = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'made',
      (error: unknown) => (error instanceof Refusal ? [error.problem.code, error.problem.details] : error),
    );
  const ask = { division: COUNTY, season: SEASON, asOf: TODAY, file: join(folder, 'refused.xlsx') };
  const left = (): string[] => readdirSync(folder).filter((name) => name.startsWith('refused'));

  test('a division outside the scope, an unknown season, a day that is none or still to come, a role that may not', async () => {
    const county = await personWith(db, 'county', ['140681']);
    const township = await personWith(db, 'township', ['140602001']);
    expect(await refusal(makeReport(db, county, ask, NOW))).toEqual(['division.unknown', { code: COUNTY }]);
    expect(await refusal(makeReport(db, OPERATOR, { ...ask, season: '2031-2032' }, NOW))).toEqual([
      'season.unknown',
      { season: '2031-2032' },
    ]);
    expect(await refusal(makeReport(db, OPERATOR, { ...ask, asOf: '2021-02-30' }, NOW))).toEqual(['day.not-a-day', { day: '2021-02-30' }]);
    expect(await refusal(makeReport(db, OPERATOR, { ...ask, asOf: '2021-06-02' }, NOW))).toEqual([
      'report.day-ahead',
      { day: '2021-06-02', today: TODAY },
    ]);
    expect(await refusal(makeReport(db, township, ask, NOW))).toEqual(['access.not-allowed', undefined]);
    expect(left()).toEqual([]);
  });

  test('a place that cannot be written', async () => {
    const nowhere = join(folder, 'no-such-folder', 'x.xlsx');
    expect(await refusal(makeReport(db, OPERATOR, { ...ask, file: nowhere }, NOW))).toEqual([
      'report.not-writable',
      { file: nowhere, reason: 'ENOENT' },
    ]);
    expect(await refusal(makeReport(db, OPERATOR, { ...ask, file: folder }, NOW))).toEqual([
      'report.not-writable',
      { file: folder, reason: 'EISDIR' },
    ]);
  });

  test.each([
    ['a roll-up that is not the sum of its households', `UPDATE roll_up SET h = h + 1 WHERE season = $1 AND village_code = '140602001001'`],
    [
      'a list with fewer rows than its count',
      `UPDATE household_facts SET let_rooms = let_rooms + 1 WHERE season = $1 AND household_number = '${ODD_NUMBER}'`,
    ],
    [
      'a household in scope that no roll-up counts',
      `UPDATE household_facts SET h = 1 - h WHERE season = $1 AND household_number = '${ODD_NUMBER}'`,
    ],
  ])('%s: no file, and the one from before stays', async (_what, damage) => {
    const damaged = await filled();
    await withSql(damaged, (sql) => sql.query(damage, [SEASON]));
    expect(await refusal(makeReport(damaged, OPERATOR, ask, NOW))).toEqual([
      'report.checks-fail',
      expect.objectContaining({ count: expect.any(Number), difference: expect.any(Number) }),
    ]);
    expect(left()).toEqual([]);
    writeFileSync(ask.file, 'the workbook of last week');
    await refusal(makeReport(damaged, OPERATOR, ask, NOW));
    expect(left()).toEqual(['refused.xlsx']);
    expect(readFileSync(ask.file, 'utf8')).toBe('the workbook of last week');
    rmSync(ask.file);
    expect(await withSql(damaged, (sql) => sql.query(`SELECT 1 FROM history WHERE action = 'report.make'`))).toEqual([]);
  });

  test('stopped half-way: nothing is left', async () => {
    const stop = new AbortController();
    const making = makeReport(db, OPERATOR, { ...ask, division: CITY }, NOW, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(making).rejects.toThrow(/abort/i);
    expect(left()).toEqual([]);
  });
});
