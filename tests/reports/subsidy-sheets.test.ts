/** 附件7 and 附件12 of a city against a slow count of its records; then a closed season and damaged amounts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { OPERATOR } from '~/domain/access/person';
import { ENUMERATIONS } from '~/domain/contract/enumerations';
import { Refusal } from '~/domain/problems';
import { makeReport } from '~/server/workflows/report/make-report.server';
import { type Database, freshDatabase } from '../helpers/database';
import { type SlowHousehold, slowCount } from '../helpers/slow-count';
import { sheetNamed } from './expect-figures';
import { type ReadSheet, readBack, rowsOf, totalRow } from './read-back';
import { CITY, COUNTY, fillRegister, NOW, recordsOf, SEASON, SEASON_END, TODAY } from './report-fixture';

const folder = mkdtempSync(join(tmpdir(), 'qingnuan-subsidy-'));
let db: Database;
let workbook: Map<string, ReadSheet>;
let households: SlowHousehold[];

async function report(division: string, asOf = TODAY): Promise<Map<string, ReadSheet>> {
  const file = join(folder, `${division}-${asOf}-${Math.random()}.xlsx`);
  await makeReport(db, OPERATOR, { division, season: SEASON, asOf, file }, NOW);
  return readBack(file);
}

beforeAll(async () => {
  db = await freshDatabase();
  await fillRegister(db);
  workbook = await report(CITY);
  households = await recordsOf(db, CITY);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LEVEL_WORDS = ENUMERATIONS.level;
/** The shares of the fixture, in whole per cent. */
const PERCENT: Record<string, Record<string, number>> = { operating: { 省: 25, 市: 25, 县: 50 }, equipment: { 中央: 50, 市: 25, 县: 25 } };

/** 应发, 已发, 户数, 拖欠, 拖欠户数 of a county, kind and level, counted payment by payment. */
function slowPayout(county: string, kind: string, level: string) {
  const sums = { due: 0, paid: 0, households: 0, owed: 0, owing: 0 };
  for (const household of households.filter(({ village }) => village.startsWith(county))) {
    let [got, owes] = [false, false];
    for (const { policy, units, payments } of household.entitlements!.filter(
      (one) => one.policy.season === SEASON && one.policy.kind === kind,
    )) {
      const whole = Math.min(policy.cap ?? Infinity, policy.fenPerUnit * units);
      const due = (whole * (PERCENT[kind]![level] ?? 0)) / 100;
      expect(Number.isInteger(due)).toBe(true);
      const paid = payments
        .filter((one) => one.ok && one.day <= TODAY && LEVEL_WORDS[(one as unknown as { level: keyof typeof LEVEL_WORDS }).level] === level)
        .reduce((sum, one) => sum + one.amount, 0);
      sums.due += due;
      sums.paid += paid;
      got ||= paid > 0;
      if (TODAY > policy.dueOn && paid < due) {
        sums.owed += due - paid;
        owes = true;
      }
    }
    sums.households += got ? 1 : 0;
    sums.owing += owes ? 1 : 0;
  }
  return sums;
}

describe('附件7 补贴兑付', () => {
  test('has a row for every county, kind and level with money, and its figures are those of the records', () => {
    const rows = rowsOf(sheetNamed(workbook, '附件7 补贴兑付')).filter((row) => row.种类 === '运行' || row.种类 === '设备');
    expect(rows.map((row) => `${row.县} ${row.种类} ${row.资金层级}`)).toEqual(
      ['朔城区', '怀仁市'].flatMap((county) => [
        ...['中央', '市', '县'].map((level) => `${county} 设备 ${level}`),
        ...['省', '市', '县'].map((level) => `${county} 运行 ${level}`),
      ]),
    );
    for (const row of rows) {
      const kind = row.种类 === '运行' ? 'operating' : 'equipment';
      const slow = slowPayout(row.县 === '朔城区' ? COUNTY : '140681', kind, String(row.资金层级));
      const what = `${row.县} ${row.种类} ${row.资金层级}`;
      expect(row['应发(万元)'], what).toBeCloseTo(slow.due / 1e6, 8);
      expect(row['已发(万元)'], what).toBeCloseTo(slow.paid / 1e6, 8);
      expect(row['拖欠(万元)'], what).toBeCloseTo(slow.owed / 1e6, 8);
      expect([row.户数, row.拖欠户数], what).toEqual([slow.households, slow.owing]);
      expect(row.到位率, what).toBeCloseTo(slow.paid / slow.due, 10);
      if (slow.households > 0) expect(row['户均(元)'], what).toBeCloseTo(slow.paid / 100 / slow.households, 6);
      else expect(row['户均(元)'], what).toBe('—');
      // Equipment was due on 31 December, electricity on 31 May; it is 1 June.
      expect(row.最长拖欠月, what).toBe(slow.owed === 0 ? 0 : kind === 'equipment' ? 6 : 1);
    }
    expect(rows.some((row) => Number(row['拖欠(万元)']) > 0) && rows.some((row) => row['户均(元)'] === '—')).toBe(true);
  });

  test('funds stand by division and level, what arrives later is not there yet', () => {
    const funds = rowsOf(sheetNamed(workbook, '附件7 补贴兑付')).filter((row) => String(row.种类).startsWith('资金'));
    expect(
      funds.map((row) => [row.县, row.资金层级, row['应到(万元)'], row['到位(万元)'], row['应发(万元)'], row.到位率, row.户数]),
    ).toEqual([
      ['朔州市', '市', 200, 200, null, 1, null],
      ['朔城区', '省', 600, 400, null, 400 / 600, null],
    ]);
  });

  test('the row 合计 adds up money, not households', () => {
    const sheet = sheetNamed(workbook, '附件7 补贴兑付');
    const row = totalRow(sheet);
    const slow = slowCount(households, SEASON, SEASON_END, TODAY);
    expect(sheet.cells[`G${row}`]!.v).toBeCloseTo(slow.due! / 1e6, 8);
    expect(sheet.cells[`H${row}`]!.v).toBeCloseTo(slow.paid! / 1e6, 8);
    expect(sheet.cells[`L${row}`]!.v).toBeCloseTo(slow.arrears! / 1e6, 8);
    expect(sheet.cells[`H${row}`]!.f).toMatch(/^=?SUM\(H5:H/);
    expect(sheet.cells[`J${row}`]?.v ?? null).toBeNull();
    expect(sheet.cells.K7!.f).toContain('H7*10000/J7');
  });
});

describe('附件12 补贴与复烧', () => {
  test('counts every household in scope once, by continuity', () => {
    const sheet = sheetNamed(workbook, '附件12 补贴与复烧');
    const rows = rowsOf(sheet);
    const all = slowCount(households, SEASON, SEASON_END, TODAY);
    expect(rows.map((row) => row.补贴延续)).toEqual(Object.values(ENUMERATIONS.continuity));
    for (const [at, key] of Object.keys(ENUMERATIONS.continuity).entries()) {
      const those = households.filter((one) => slowCount([one], SEASON, SEASON_END, TODAY)[`continuity.${key}`] === 1);
      const slow = slowCount(those, SEASON, SEASON_END, TODAY);
      expect([rows[at]!.户数, rows[at]!.确认复烧, rows[at]!.疑似复烧, rows[at]!.停用], key).toEqual([
        those.length,
        slow.B,
        slow.Q,
        slow.CV! - slow.U!,
      ]);
      if (slow.IV === 0) expect(rows[at]!.复烧率, key).toBe('—');
      else expect(rows[at]!.复烧率, key).toBeCloseTo(slow.B! / slow.IV!, 10);
    }
    const total = totalRow(sheet);
    expect([sheet.cells[`B${total}`]!.v, sheet.cells[`C${total}`]!.v]).toEqual([all.H, all.B]);
  });

  test('then the three coming seasons: electricity goes on, gas has ended', () => {
    const sheet = sheetNamed(workbook, '附件12 补贴与复烧');
    const first = totalRow(sheet) + 4;
    const inH = households.filter(({ status }) => ['normal', 'idle'].includes(status));
    const given = (unit: string) =>
      inH.flatMap((one) =>
        one
          .entitlements!.filter((e) => e.policy.season === SEASON && e.policy.kind === 'operating' && e.policy.unit === unit)
          .map((e) => ({ one, due: Math.min(e.policy.cap ?? Infinity, e.policy.fenPerUnit * e.units) })),
      );
    const gas = given('per_m3');
    const sum = (of: { due: number }[]) => of.reduce((total, { due }) => total + due, 0);
    for (const [at, season] of ['2021-2022', '2022-2023', '2023-2024'].entries()) {
      const cell = (letter: string) => sheet.cells[`${letter}${first + at}`]!;
      expect(cell('A').v).toBe(season);
      expect([cell('B').v, cell('C').v]).toEqual([
        gas.length,
        slowCount(
          gas.map(({ one }) => one),
          SEASON,
          SEASON_END,
          TODAY,
        ).B,
      ]);
      expect(cell('D').f).toContain(`C${first + at}/B${first + at}`);
      expect(cell('E').v).toBeCloseTo(sum(gas) / 1e6, 8);
      expect(cell('F').v).toBeCloseTo((sum(gas) + sum(given('per_kwh'))) / 1e6, 8);
    }
    expect(gas.length).toBeGreaterThan(10);
    const notes = Object.values(sheet.cells)
      .map((one) => String(one.v))
      .filter((text) => text.includes('按已登记政策需'));
    expect(notes).toHaveLength(3);
    expect(notes[0]).toContain(`2021-2022按已登记政策需 ${(sum(given('per_kwh')) / 1e6).toFixed(4)} 万元（中央 0.0000，省 `);
  });
});

test('附件4 and 附件6 say what each household has and how its subsidy stands', () => {
  const slow = new Map(households.map((one) => [one.number, one]));
  const ledger = [...workbook.keys()].filter((name) => name.startsWith('附件4')).flatMap((name) => rowsOf(sheetNamed(workbook, name)));
  for (const row of ledger) {
    const one = slowCount([slow.get(String(row.户编号))!], SEASON, SEASON_END, TODAY);
    expect([row['应补(元)'], row['已补(元)']], String(row.户编号)).toEqual([
      expect.closeTo(one.due! / 100, 6),
      expect.closeTo(one.paid! / 100, 6),
    ]);
    expect(
      one[`continuity.${Object.entries(ENUMERATIONS.continuity).find(([, label]) => label === row.补贴延续)![0]}`],
      String(row.户编号),
    ).toBe(1);
  }
  expect(new Set(ledger.map((row) => row.补贴延续)).size).toBeGreaterThanOrEqual(6);
  const reburning = rowsOf(sheetNamed(workbook, '附件6 散煤复烧台账'));
  const states = new Map(ledger.map((row) => [row.户编号, row.补贴延续]));
  expect(reburning.map((row) => row.补贴延续)).toEqual(reburning.map((row) => states.get(row.户编号!)));
});

test('an earlier day has less paid and nothing overdue but the equipment', async () => {
  const before = await report(COUNTY, '2021-04-19');
  const rows = rowsOf(sheetNamed(before, '附件7 补贴兑付'));
  expect(new Set(rows.map((row) => row['已发(万元)']))).toEqual(new Set([null, 0]));
  expect(rows.filter((row) => Number(row['拖欠(万元)']) > 0).map((row) => [row.种类, row.最长拖欠月])).toEqual([
    ['设备', 4],
    ['设备', 4],
    ['设备', 4],
  ]);
});

describe('money that does not agree', () => {
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => 'made',
      (error: unknown) => (error instanceof Refusal ? error.problem.details?.first : error),
    );
  test('a payment that the facts do not know stops the report, until the season is closed', async () => {
    await withSql(db, (sql) =>
      sql.query(
        `UPDATE payment SET result = 'ok', paid_on = '2021-05-20' WHERE ctid = (SELECT ctid FROM payment WHERE result = 'failed'
          AND season = $1 AND household_number LIKE '140602%' LIMIT 1)`,
        [SEASON],
      ),
    );
    expect(await refusal(report(COUNTY))).toContain('附件1补贴(万元)·已补（万元）与附件7');
    await withSql(db, (sql) =>
      sql.query(`UPDATE season SET closed_at = '2021-05-31T00:00:00Z', closed_by = 'nobody' WHERE name = $1`, [SEASON]),
    );
    const closed = await report(COUNTY);
    expect(rowsOf(sheetNamed(closed, '校核')).some((row) => String(row.检查项).includes('与封季时各户之和'))).toBe(true);
  });
});
