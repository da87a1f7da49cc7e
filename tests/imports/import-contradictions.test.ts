/** 自相矛盾的行 (docs/definitions.md#contradictions): an import takes them and says so, seen against all sheets of the file. */
import { beforeAll, expect, test } from 'vitest';
import { inTransaction } from '~/database/connection/sql.server';
import { OPERATOR } from '~/domain/access/person';
import { words } from '~/i18n/words.server';
import { sentenceOfProblem } from '~/imports/sentences';
import { importRows } from '~/server/workflows/imports/import-workbook.server';
import { type Database, freshDatabase } from '../helpers/database';
import { declareSeason, VILLAGE } from '../helpers/register';

const SEASON = '2020-2021';
let db: Database;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
});

const household = (number: string, connectedOn = '2020-10-20') => ({
  户编号: number,
  村区划代码: VILLAGE,
  户主姓名: '张三',
  居住情况: '常住',
  使用状态: '正常',
  采暖面积: 80,
  改造路径: '煤改气',
  安装日期: '2020-10-01',
  接通日期: connectedOn,
});
const visit = (number: string, more: Record<string, unknown>) => ({
  记录编号: `V-${number}`,
  户编号: number,
  采暖季: SEASON,
  入户时间: '2021-01-10T10:00:00+08:00',
  入户人: '王五',
  类型: '普查',
  结果: '完成',
  ...more,
});
const room = (number: string, connected: string, use: string) => ({
  户编号: number,
  采暖季: SEASON,
  房屋序号: 1,
  房屋类别: '正房',
  采暖面积: 80,
  出租: '自住',
  接通: connected,
  使用: use,
});

test('contradicting rows are taken with a 提示 at their row; rows that go together have none', async () => {
  const result = await importRows(
    db,
    OPERATOR,
    {
      户台账: [household('K1'), household('K2', '2020-09-30'), household('K3'), household('K4')],
      房屋: [room('K1', '是', '未使用'), room('K3', '是', '正常使用'), room('K4', '是', '正常使用')],
      入户记录: [
        visit('K1', { 主要取暖方式: '散煤', 接通: '否' }),
        visit('K2', { 主要取暖方式: '煤改气', 接通: '否', 已领补贴: '是' }),
        visit('K3', { 主要取暖方式: '煤改气', 接通: '是' }),
        visit('K4', { 主要取暖方式: '煤改气', 接通: '是' }),
      ],
      用能计量: [{ 户编号: 'K3', 采暖季: SEASON, 能源: '气', 用量: 0, 来源: '抄表' }],
    },
    { now: new Date('2021-02-01T02:00:00Z') },
  );
  expect(result.outcome).toBe('imported');
  const t = words('zh-CN');
  const notes = result.problems.map((one) => ({ at: `${one.sheet} ${one.row} ${one.column}`, says: sentenceOfProblem(t as never, one) }));
  expect(notes).toEqual([
    { at: '户台账 3 connectedOn', says: expect.stringContaining('接通日期早于安装日期') },
    { at: '入户记录 2 connected', says: expect.stringContaining('有房屋填了已接通') },
    { at: '入户记录 3 connected', says: expect.stringMatching(/主要用清洁能源取暖.*没有发到这户的补贴/) },
    { at: '入户记录 4 connected', says: expect.stringContaining('用量是 0') },
  ]);
  expect(result.sheets.map(({ sheet, refused, notes: count }) => [sheet, refused, count])).toEqual([
    ['户台账', 0, 1],
    ['房屋', 0, 0],
    ['入户记录', 0, 3],
    ['用能计量', 0, 0],
  ]);
});
