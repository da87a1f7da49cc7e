/** A small county's workbook as rows by title, which tests vary. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withSql } from '~/database/connection/sql.server';
import type { SheetName } from '~/imports/contract-sheets';
import type { Database } from '../helpers/database';
import { newFolder } from './make-with-programs';
import { type CellValue, workbook } from './make-workbook';

export const NOW = new Date('2021-02-01T04:00:00Z');
export const VILLAGE = '140602001001';
export const OTHER_VILLAGE = '140602001002';
export const FAR_VILLAGE = '140681001001';

export type Row = Record<string, CellValue>;
export type Book = Partial<Record<SheetName, Row[]>> & Record<string, Row[] | undefined>;

export const SEASON: Row = { 采暖季: '2020-2021', 区划代码: '1406', 开始日期: '2020-11-01', 结束日期: '2021-03-31' };
const HEAT_SOURCE: Row = {
  热源编号: 'R1',
  名称: '第一热电厂',
  类型: '热电联产',
  区划代码: '140602',
  '容量(蒸吨)': 35.5,
  环保绩效: 'B',
  列入淘汰关停: '否',
};

export function household(number: string, change: Row = {}): Row {
  return {
    户编号: number,
    村区划代码: VILLAGE,
    户主姓名: '张建国',
    身份证号: null,
    联系电话: null,
    门牌号: '3排5号',
    居住情况: '常住',
    困难类型: null,
    使用状态: '正常',
    常住人口: 3,
    '60岁以上人数': 1,
    采暖面积: 85.5,
    改造路径: '煤改气',
    设备类型: '燃气壁挂炉',
    改造年度: 2019,
    计划内: '是',
    安装日期: '2019-09-01',
    接通日期: '2019/10/20',
    热源编号: null,
    电表户号: null,
    燃气表户号: null,
    设备序列号: null,
    发票号: null,
    一卡通账号: null,
    备注: null,
    ...change,
  };
}

export function room(number: string, index: number, change: Row = {}): Row {
  return {
    户编号: number,
    采暖季: '2020-2021',
    房屋序号: index,
    房屋类别: '正房',
    采暖面积: 60,
    出租: '自住',
    接通: '是',
    使用: '正常使用',
    ...change,
  };
}

export function visit(id: string, number: string, change: Row = {}): Row {
  return {
    记录编号: id,
    户编号: number,
    采暖季: '2020-2021',
    入户时间: '2020-12-05 14:30',
    入户人: '李四',
    类型: '普查',
    结果: '完成',
    主要取暖方式: '煤改气',
    其他取暖方式: null,
    接通: '是',
    稳定运行: '稳定',
    室温: 18.3,
    存煤: '无',
    煤炉: '已拆',
    本季购煤: '否',
    领取金额: 1200.5,
    满意度: '满意',
    备注: null,
    ...change,
  };
}

export function usage(number: string, change: Row = {}): Row {
  return { 户编号: number, 采暖季: '2020-2021', 能源: '气', 起始表底: 10, 结束表底: 1210.5, 用量: 1200.5, 来源: '抄表', ...change };
}

export function county(): Book {
  return {
    采暖季: [SEASON],
    热源: [HEAT_SOURCE],
    户台账: [
      household('H1', {
        身份证号: '11010519491231002x',
        联系电话: '138 0000 1234',
        困难类型: '低保户、残疾',
        一卡通账号: '6217000000000001234',
        燃气表户号: 'G1',
      }),
      household('H2', { 户主姓名: '单田芳', 居住情况: '常年外出', 使用状态: '闲置', 改造路径: '集中供热', 热源编号: 'R1' }),
    ],
    房屋: [room('H1', 1), room('H1', 2, { 房屋类别: '南房', 采暖面积: 25.5, 出租: '出租有人', 使用: '另用燃煤' })],
    入户记录: [visit('V1', 'H1')],
    用能计量: [usage('H1')],
    改造计划: [{ 村区划代码: VILLAGE, 年度: 2019, 改造路径: '煤改气', 计划户数: 1 }],
  };
}

/** The rows as tables, with the titles used by any row in their order. */
export function tables(book: Book): Record<string, CellValue[][]> {
  return Object.fromEntries(
    Object.entries(book).map(([sheet, rows = []]) => {
      const titles = [...new Set(rows.flatMap((row) => Object.keys(row)))];
      return [sheet, [titles, ...rows.map((row) => titles.map((title) => row[title]))]];
    }),
  );
}

export function saved(book: Book, name = 'roster.xlsx', folder = newFolder()): string {
  const path = join(folder, name);
  writeFileSync(path, workbook(tables(book)));
  return path;
}

export const there = existsSync;

/** Everything an import may change, without what differs between runs (seals, ids, times). */
export async function registerOf(db: Database): Promise<Record<string, unknown[]>> {
  const queries: Record<string, string> = {
    division: `SELECT code, name, parent_code, path, level, zone_type, within_5km, relocating, completed_on, valid_from, valid_to
      FROM division WHERE source = 'import' OR zone_type IS NOT NULL ORDER BY code`,
    season: 'SELECT * FROM season_dates ORDER BY 1, 2',
    account: `SELECT username, name, role, phone_masked, ARRAY(SELECT division_code FROM account_division WHERE account_id = a.id
        ORDER BY 1) AS divisions FROM account a ORDER BY 1`,
    heat: 'SELECT * FROM heat_source ORDER BY 1',
    household: `SELECT to_jsonb(h) - 'created_at' - 'id_number_encrypted' - 'phone_encrypted' - 'hardship_encrypted' -
      'bank_account_encrypted' AS h FROM household h ORDER BY number`,
    conversion: `SELECT to_jsonb(c) - 'id' AS c FROM conversion c ORDER BY household_number, id`,
    room: 'SELECT * FROM room ORDER BY 1, 2, 3',
    visit: `SELECT to_jsonb(v) - 'submitted_at' - 'reviewed_at' AS v FROM visit v ORDER BY id`,
    usage: 'SELECT * FROM meter_usage ORDER BY 1, 2, 3',
    plan: 'SELECT * FROM conversion_plan ORDER BY 1, 2, 3',
    head: 'SELECT household_number, head_before, head_after, changed_on, reason, actor FROM head_change ORDER BY id',
    facts: 'SELECT * FROM household_facts ORDER BY season, household_number',
    rollUp: 'SELECT * FROM roll_up ORDER BY 1, 2',
  };
  const found: Record<string, unknown[]> = {};
  for (const [name, text] of Object.entries(queries)) found[name] = await withSql(db, (sql) => sql.query(text));
  return found;
}

export async function historyCount(db: Database): Promise<number> {
  const [row] = await withSql(db, (sql) => sql.query<{ n: number }>('SELECT count(*)::int AS n FROM history'));
  return row!.n;
}
