/** 附件11 of a city against a slow count of its records. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPERATOR } from '~/domain/access/person';
import { makeReport } from '~/server/workflows/report/make-report.server';
import { type Database, freshDatabase } from '../helpers/database';
import { sheetNamed } from './expect-figures';
import { type ReadSheet, readBack, rowsOf } from './read-back';
import { CITY, COUNTY, countsOf, fillRegister, NOW, ODD_REASON, SEASON, TODAY } from './report-fixture';

const folder = mkdtempSync(join(tmpdir(), 'qingnuan-targets-'));
let db: Database;

async function report(division: string, asOf: string): Promise<ReadSheet> {
  const file = join(folder, `${division}-${asOf}.xlsx`);
  await makeReport(db, OPERATOR, { division, season: SEASON, asOf, file }, NOW);
  return sheetNamed(readBack(file), '附件11 目标完成');
}

beforeAll(async () => {
  db = await freshDatabase();
  await fillRegister(db);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The fewest that must be added, found by adding them. */
function missing(have: number, of: number, percent: number): number {
  let n = 0;
  while ((have + n) * 100 < percent * of) n += 1;
  return n;
}

/** The rows above the signatures and notes. */
const targetsOf = (sheet: ReadSheet) => rowsOf(sheet).filter((row) => typeof row.序号 === 'number');

test.each([TODAY, '2021-01-15'])('the targets of the season with what was reached by %s', async (asOf) => {
  const sheet = await report(CITY, asOf);
  const [city, huairen, county] = await Promise.all([CITY, '140681', COUNTY].map((code) => countsOf(db, code, SEASON, asOf)));
  const rows = targetsOf(sheet);
  expect(rows.map((row) => [row.序号, row.区划, row.区域类型, row.指标, row.目标值, row.依据])).toEqual([
    [1, '朔州市', '全部', '清洁取暖覆盖率(户)', 0.6, ODD_REASON],
    [2, '朔州市', '平原川谷农村', '散煤复烧率', 0, null],
    [3, '朔城区', '全部', '入户完成率', 1, '县里定的'],
    [4, '怀仁市', '城市建成区', '清洁取暖覆盖率(户)', 1, null],
    [5, '怀仁市', '平原川谷农村', '清洁取暖率(面积)', 1, null],
  ]);
  const [covered, burning, complete, nowhere, area] = rows;
  expect(covered!.实际值).toBeCloseTo(city!.C! / city!.H!, 10);
  expect(covered!.差值).toBeCloseTo((city!.C! / city!.H! - 0.6) * 100, 8);
  expect(covered!.差额户数).toBe(missing(city!.C!, city!.H!, 60));
  expect(covered!.是否完成).toBe(city!.C! * 100 >= city!.H! * 60 ? '是' : '否');
  // Every village of 怀仁市 is 平原川谷农村, no other is.
  expect([burning!.差额户数, burning!.是否完成]).toEqual([huairen!.B, huairen!.B === 0 ? '是' : '否']);
  expect(complete!.差额户数).toBe(county!.H! - county!.V! - county!.X!);
  // A zone without a village has nothing to divide by.
  expect([nowhere!.实际值, nowhere!.差值, nowhere!.差额户数, nowhere!.是否完成]).toEqual(['—', '—', '—', '—']);
  expect(area!.差额户数).toMatch(/^[\d,]+\.\d\d ㎡$/);
  expect(sheet.cells.F5!.f).toBe('=IF(M5=0,"—",L5/M5)');
  expect(sheet.cells.G5!.f).toBe('=IF(ISNUMBER(F5),(F5-E5)*100,"—")');
});

test('a county sees its own targets alone', async () => {
  expect(targetsOf(await report(COUNTY, TODAY)).map((row) => [row.区划, row.指标])).toEqual([['朔城区', '入户完成率']]);
});
