import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { OPERATOR } from '~/domain/access/person';
import contract from '~/domain/contract/report.json';
import { LET_ROOM_KINDS } from '~/domain/indicators/flags-of';
import { type MadeReport, makeReport } from '~/server/workflows/report/make-report.server';
import { verifyHistory } from '~/server/workflows/upkeep/verify-history.server';
import { type Database, freshDatabase } from '../helpers/database';
import { expectFigures, figures, sheetNamed } from './expect-figures';
import { headerOf, letterOf, type ReadSheet, readBack, rowsOf, totalRow } from './read-back';
import {
  CITY,
  COUNTY,
  countsOf,
  fillRegister,
  NOW,
  ODD_ADDRESS,
  ODD_HEAD,
  ODD_NUMBER,
  ODD_REASON,
  recordsOf,
  SEASON,
  TODAY,
} from './report-fixture';

const folder = mkdtempSync(join(tmpdir(), 'qingnuan-report-'));
let db: Database;
let made: MadeReport;
let city: Map<string, ReadSheet>;
const cityFile = join(folder, 'city.xlsx');

beforeAll(async () => {
  db = await freshDatabase();
  await fillRegister(db);
  made = await makeReport(db, OPERATOR, { division: CITY, season: SEASON, asOf: TODAY, file: cityFile }, NOW);
  city = readBack(cityFile);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sheet = (name: string): ReadSheet => sheetNamed(city, name);

describe('the workbook of a city', () => {
  test('has the sheets of the contract in their order, a ledger for each county', () => {
    const counties = ['朔城区', '平鲁区', '山阴县', '应县', '右玉县', '山西朔州经济开发区', '怀仁市'];
    expect([...city.keys()]).toEqual([
      '封面',
      '填报说明',
      '附件1 分县汇总',
      '附件2 分乡镇汇总',
      '附件3 分村汇总',
      ...counties.map((county) => `附件4 分户台账-${county}`),
      '附件5 不能稳定运行户',
      '附件6 散煤复烧台账',
      '附件7 补贴兑付',
      '附件8 问题整改台账',
      '附件9 户主变更对照',
      '附件10 用能统计',
      '附件11 目标完成',
      '附件12 补贴与复烧',
      '附件13 出租用房',
      '附件14 禁煤区',
      '附件15 可持续运营方案',
      '附件16 数据质量',
      '校核',
    ]);
  });

  test('has exactly the columns of the contract', () => {
    for (const name of city.keys()) {
      const listed = contract.sheets.find((one) => name === one.name || name.startsWith(`${one.name}-`));
      if (!listed?.columns || name.startsWith('附件3')) continue;
      const titles = (listed.columns as (string | { group: string; title: string })[]).map((column) =>
        typeof column === 'string' ? ['', column] : [column.group, column.title],
      );
      expect(headerOf(sheet(name)), name).toEqual(titles);
    }
    const columns = headerOf(sheet('附件1 分县汇总'));
    expect(headerOf(sheet('附件3 分村汇总'))).toEqual([
      ...columns.slice(0, 3),
      ['', '区域类型'],
      ['', '禁煤区'],
      ['', '周边5公里'],
      ...columns.slice(3),
    ]);
  });

  test('says in rows 1 and 2 what it is, of whom, of when and in what unit', () => {
    for (const [name, { cells, columnBreaks }] of city) {
      if (name === '封面') continue;
      expect(cells.A1?.v, name).toContain('清洁取暖“回头看”');
      const line = Object.entries(cells)
        .filter(([at, cell]) => /^[A-Z]+2$/.test(at) && cell.font === '仿宋')
        .map(([, cell]) => cell.v);
      // Every band has the day and the unit of measure; who reports stands in the columns that are printed with each.
      expect(line, name).toHaveLength(3 + 2 * columnBreaks.length);
      expect(new Set(line).size, name).toBe(3);
      expect(line.slice(0, 2)).toEqual(['填报单位（盖章）：朔州市能源局', '采暖季：2020-2021　数据截止：2021年6月1日']);
    }
  });

  test('adds up to the same figures as a slow count of the records', async () => {
    const summary = sheet('附件1 分县汇总');
    const rows = rowsOf(summary);
    expect(rows.map((row) => row.区划代码)).toEqual(['140602', '140603', '140621', '140622', '140623', '140671', '140681']);
    for (const [at, row] of rows.entries())
      expectFigures(figures(summary, at + 5), await countsOf(db, String(row.区划代码), SEASON, TODAY));
    expectFigures(figures(summary, totalRow(summary)), await countsOf(db, CITY, SEASON, TODAY));
    for (const start of ['附件2 分乡镇汇总', '附件3 分村汇总'])
      expectFigures(figures(sheet(start), totalRow(sheet(start)), start.slice(0, 3)), await countsOf(db, CITY, SEASON, TODAY));
  });

  test('counts every township and every village of the list, the empty ones with zeros and “—”', async () => {
    const townships = rowsOf(sheet('附件2 分乡镇汇总'));
    const villages = rowsOf(sheet('附件3 分村汇总'));
    expect([townships.length, villages.length]).toEqual([72, 1277]);
    expect(figures(sheet('附件1 分县汇总'), 5)).toMatchObject({ code: '140602', townships: 14, villages: 267 });
    expect(figures(sheet('附件1 分县汇总'), totalRow(sheet('附件1 分县汇总')))).toMatchObject({ townships: 72, villages: 1277 });
    const empty = villages.find((row) => row.户数·总户数 === 0)!;
    expect(empty).toMatchObject({
      改造完成户·小计: 0,
      三全·使用率: '—',
      清洁取暖率·采暖面积: 0,
      '补贴(万元)·应补': 0,
      问题整改·整改率: '—',
      禁煤区: null,
    });
    for (const village of [villages[0]!, villages.find((row) => Number(row.户数·总户数) > 5)!]) {
      const at = villages.indexOf(village) + 5;
      expectFigures(figures(sheet('附件3 分村汇总'), at, '附件3'), await countsOf(db, String(village.区划代码), SEASON, TODAY));
    }
  });

  test('totals and rates are formulas, codes and IDs are text', () => {
    const { cells } = sheet('附件1 分县汇总');
    const total = totalRow(sheet('附件1 分县汇总'));
    expect(cells[`F${total}`]?.f).toBe(`=SUM(F5:F${total - 1})`);
    const header = headerOf(sheet('附件1 分县汇总'));
    header.forEach(([, title], at) => {
      if (/率$|口径|覆盖率/.test(title)) {
        expect(cells[`${letterOf(at + 1)}5`]?.f, title).toMatch(/^=IF\(.+=0,"—",.+\/.+\)$/);
        expect(cells[`${letterOf(at + 1)}5`]?.n).toBe('0.00%');
      }
    });
    expect(cells.B5).toMatchObject({ v: '140602', t: 's', n: '@' });
    const ledger = sheet('附件4 分户台账-朔城区');
    const at = Object.keys(ledger.cells)
      .find((ref) => ledger.cells[ref]!.v === ODD_NUMBER)!
      .replace(/\D+/, '');
    expect(ledger.cells[`G${at}`]).toMatchObject({ v: '140602********123X', t: 's', n: '@' });
    expect(ledger.cells[`H${at}`]).toMatchObject({ v: '013****0001', t: 's', n: '@' });
    const meters = sheet('附件10 用能统计');
    const meter = Object.values(meters.cells).find((cell) => cell.v === '000123456789012345678');
    expect(meter).toMatchObject({ t: 's', n: '@' });
  });

  test('the counts a rate divides by stand beside the sheet, outside the print area, headed in row 2 alone', () => {
    const summary = sheet('附件1 分县汇总');
    const last = headerOf(summary).length;
    const lastNote = Math.max(
      ...Object.entries(summary.cells)
        .filter(([, cell]) => String(cell.v).includes('口径：') || String(cell.v).includes('分母为零的比率记'))
        .map(([at]) => Number(at.replace(/\D/g, ''))),
    );
    expect(summary.printArea?.replaceAll('$', '')).toBe(`A1:${letterOf(last)}${lastNote}`);
    expect(summary.cells[`${letterOf(last + 1)}2`]).toBeUndefined();
    const labels = [...Array(8).keys()].map((at) => summary.cells[`${letterOf(last + 2 + at)}2`]?.v);
    expect(labels).toEqual([
      '接通且入户(C∧V)',
      '常住使用(U∧R)',
      '常住接通且入户(C∧R∧V)',
      '使用非空置(U∧¬E)',
      '入户非空置(V∧¬E)',
      '稳定运行(S)',
      '改造且入户(I∧V)',
      '出租有人(处)',
    ]);
    for (const row of [3, 4]) expect(summary.cells[`${letterOf(last + 2)}${row}`]).toBeUndefined();
    expect(summary.cells[`${letterOf(last + 2)}5`]?.v).toEqual(expect.any(Number));
  });

  test('prints: pages of legible type, head and names repeated, panes frozen, pages counted', () => {
    for (const [name, page] of city) {
      // 附件1–4 and 附件8 are too wide for a page; they break between columns, which a sheet fitted to the page would not do.
      const wide = /附件[1-48] /.test(name);
      expect([page.fit[0], page.columnBreaks.length > 0], name).toEqual([!wide, wide]);
      if (wide) expect(page.scale, name).toBeGreaterThanOrEqual(80);
      // The cover with its list of sheets stands on one page; it is the only sheet that is fitted in height too.
      else expect(page.fit, name).toEqual([true, 1, name === '封面' ? 1 : 0]);
      expect(page.printTitleColumns, name).toBe(!wide ? null : /附件8/.test(name) ? '$A:$A' : /附件4/.test(name) ? '$A:$F' : '$A:$C');
      expect(page.footer, name).toContain('第 &P 页 共 &N 页');
      if (name === '封面') continue;
      expect([page.printTitles, page.orientation, page.freeze?.replace(/\D/g, '')], name).toEqual(['$1:$4', 'landscape', '5']);
      expect(page.paper, name).toBe(/附件[1-68] /.test(name) ? 8 : 9);
      expect(page.filter !== null, name).toBe(/附件([4-689]|1[03]) |校核/.test(name));
    }
    expect(sheet('附件1 分县汇总').cells.A1?.font).toBe('宋体');
    expect(sheet('附件1 分县汇总').cells.A3?.font).toBe('黑体');
  });

  test('the notes give formula and basis of each rate', () => {
    const notes = Object.values(sheet('附件1 分县汇总').cells)
      .map((cell) => String(cell.v))
      .filter((text) => text.includes('口径：'));
    expect(notes).toHaveLength(14);
    expect(notes).toContain('　　5. 使用率＝实际使用户 ÷ 完成入户的接通户。口径：已接通且完成入户的户。');
  });
});

describe('the lists', () => {
  test('the ledger has every household in scope, in the order of village and number', async () => {
    const records = (await recordsOf(db, COUNTY)).filter(({ status }) => status === 'normal' || status === 'idle');
    const rows = rowsOf(sheet('附件4 分户台账-朔城区'));
    expect(rows.map((row) => row.户编号)).toEqual(records.map(({ number }) => number));
    expect(rows.map((row) => row.序号)).toEqual(records.map((_, at) => at + 1));
    expect(rows.map((row) => row.采暖面积)).toEqual(records.map(({ area }) => area! / 100));
  });

  test('a household is told in the words of the contract', () => {
    expect(rowsOf(sheet('附件4 分户台账-朔城区')).find((row) => row.户编号 === ODD_NUMBER)).toMatchObject({
      县: '朔城区',
      乡镇: '北城街道',
      村: '马邑路中心社区居民委员会',
      户主: ODD_HEAD,
      门牌号: ODD_ADDRESS,
      居住情况: '常住',
      困难类型: '低保户、残疾',
      采暖面积: 88.5,
      改造路径: '煤改气',
      设备类型: '燃气壁挂炉',
      改造年度: 2019,
      批次: '省任务',
      计划内: '是',
      安装日期: '2019-09-01',
      接通日期: '2019-10-01',
      接通: '是',
      主要取暖方式: '煤改气',
      使用: '是',
      稳定运行: '不稳定',
      不稳定原因: '限气、设备故障',
      室温: 15.5,
      煤炉: '在用',
      存煤: '有散煤',
      复烧: '确认',
      复烧原因: '运行费用高',
      出租处数: 0,
      用气量: 512.5,
      用电量: null,
      '应补(元)': 0,
      入户结果: '完成',
      入户时间: '2021-01-10',
      入户人: '李四',
      审核状态: '已审核',
      备注: '-2+3"<&>\' _x0041_ 😀；=HYPERLINK("x")',
    });
  });

  test('unstable, reburning, metered and let ones are those of the records, household by household', async () => {
    const records = (await recordsOf(db, CITY)).filter(({ status }) => status === 'normal' || status === 'idle');
    const counted = await countsOf(db, CITY, SEASON, TODAY);
    const reburning = rowsOf(sheet('附件6 散煤复烧台账'));
    expect(rowsOf(sheet('附件5 不能稳定运行户'))).toHaveLength(counted.unstable!);
    expect(reburning.map((row) => row.认定)).toEqual([
      ...Array<string>(counted.B!).fill('确认'),
      ...Array<string>(counted.Q!).fill('疑似'),
    ]);
    expect(new Set(reburning.map((row) => `${row.认定} ${row.发现方式} ${row.发现时间 === null}`))).toEqual(
      new Set(['确认 入户 false', '疑似 用量比对 true']),
    );
    expect(reburning.find((row) => row.户编号 === ODD_NUMBER)).toMatchObject({ 存煤公斤: 500, 整治措施: null, 责任人: null });
    expect(rowsOf(sheet('附件5 不能稳定运行户')).find((row) => row.户编号 === ODD_NUMBER)).toMatchObject({
      热源或企业: '神头二电',
      中断天数: 3,
      发现时间: '2021-01-10',
      状态: null,
    });
    expect(rowsOf(sheet('附件10 用能统计'))).toHaveLength(
      records.flatMap(({ usages }) => usages.filter(({ season }) => season === SEASON)).length,
    );
    const rooms = records.flatMap((record) =>
      record.rooms.filter((room) => room.season === SEASON && LET_ROOM_KINDS.has(room.kind as 'south') && room.letting !== 'own'),
    );
    expect(rowsOf(sheet('附件13 出租用房')).map((row) => [row.采暖面积, row.接通])).toEqual(
      rooms.map((room) => [expect.closeTo(room.area / 100, 8), room.connected ? '是' : '否']),
    );
  });

  test('changes of head up to the as-of date, in the words typed, as text', () => {
    expect(rowsOf(sheet('附件9 户主变更对照'))).toEqual([
      {
        序号: 1,
        县: '朔城区',
        乡镇: '北城街道',
        村: '马邑路中心社区居民委员会',
        户编号: ODD_NUMBER,
        原户主: '张三',
        变更后户主: ODD_HEAD,
        调整时间: '2020-12-01',
        调整原因: ODD_REASON,
        经办人: 'nobody',
      },
    ]);
    expect(sheet('附件9 户主变更对照').cells.G5).toMatchObject({ v: ODD_HEAD, f: null, t: 's' });
  });
});

describe('校核 and 封面', () => {
  test('every check is zero, and says so', () => {
    const checks = rowsOf(sheet('校核'), 4 + made.sheets.find(({ name }) => name === '校核')!.rows);
    expect(checks.length).toBeGreaterThan(100);
    expect(headerOf(sheet('校核')).map(([, title]) => title)).toEqual(['检查项', '左值', '右值', '差额', '结论']);
    expect(new Set(checks.map((check) => `${check.差额} ${check.结论}`))).toEqual(new Set(['0 相符']));
    for (const check of checks) expect(check.左值, String(check.检查项)).toBe(check.右值);
  });

  test('the cover counts the rows and carries the hash of the data, recomputed from the file', () => {
    const cover = Object.values(sheet('封面').cells).map((cell) => cell.v);
    expect(cover).toContain(made.sha256);
    expect(cover).toContain('草稿');
    const hash = createHash('sha256');
    for (const [name, page] of city) {
      if (!name.startsWith('附件')) continue;
      hash.update(`${name}\n`);
      const columns = Array.from({ length: page.columns }, (_, at) => letterOf(at + 1));
      // The empty column before the counts has no cell.
      const spacer = headerOf(page).length < page.columns ? letterOf(headerOf(page).length + 1) : '';
      // An empty list says 无 instead of its first row. Under the rows stand the total, or at once the signatures.
      for (let row = page.cells.A5?.v === '无' ? 6 : 5; !/^(合计|单位负责人|undefined)/.test(String(page.cells[`A${row}`]?.v)); row++) {
        hash.update(
          `${JSON.stringify(
            columns
              .filter((letter) => letter !== spacer)
              .map((letter) => {
                const cell = page.cells[`${letter}${row}`];
                return cell === undefined || cell.f !== null ? null : cell.v;
              }),
          )}\n`,
        );
      }
    }
    expect(hash.digest('hex')).toBe(made.sha256);
  });

  test('who made it is in the history', async () => {
    const entries = await withSql(db, (sql) =>
      sql.query<{ actor: string; payload: string }>(`SELECT actor, payload FROM history WHERE action = 'report.make'`),
    );
    expect(entries.map((entry) => entry.actor)).toEqual(['operator']);
    expect(entries[0]!.payload).toContain(made.sha256);
    expect((await withSql(db, (sql) => verifyHistory(sql))).faults).toEqual([]);
  });

  test('ExcelJS reads the same cells', async () => {
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.readFile(cityFile);
    expect(workbook.worksheets.map(({ name }) => name)).toEqual([...city.keys()]);
    const ledger = workbook.getWorksheet('附件4 分户台账-怀仁市')!;
    const read = sheet('附件4 分户台账-怀仁市');
    for (let row = 5; row < 12; row++) {
      const ours = ['E', 'L'].map((column) => read.cells[`${column}${row}`]?.v ?? null);
      expect([ledger.getCell(row, 5).value, ledger.getCell(row, 12).value]).toEqual(ours);
    }
  });
});
