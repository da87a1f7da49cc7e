/** 问题: the sheet becomes findings by hand; twice is once; what it may change of those the system opened; what is refused and why. */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { inTransaction } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import { open } from '~/server/personal/seal.server';
import { reportOnWeb } from '~/server/workflows/findings/receive-reports.server';
import { type ImportResult, importRows, RowsRefused } from '~/server/workflows/imports/import-workbook.server';
import { type Database, freshDatabase } from '../helpers/database';
import { addHouseholds, declareSeason, personWith, VILLAGE } from '../helpers/register';

const SEASON = '2020-2021';
const NOW = new Date('2021-02-01T04:00:00Z');
let db: Database;
let county: Person;
let place: { village: string; township: string };

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
  await addHouseholds(db, [{ number: 'H1' }]);
  county = await personWith(db, 'county', ['140602']);
  const { rows } = await db.pool.query(
    'SELECT v.name AS village, p.name AS township FROM division v JOIN division p ON p.code = v.parent_code WHERE v.code = $1',
    [VILLAGE],
  );
  place = rows[0];
});

const row = (number: string, more: Record<string, unknown> = {}) => ({
  问题编号: number,
  来源: '省督查',
  类型: '设备不能用',
  区划: VILLAGE,
  问题描述: '锅炉停了三天',
  时限: '2021-03-01',
  ...more,
});
const take = (rows: object[], person = county) => importRows(db, person, { 问题: rows }, { now: NOW });
async function refusedOf(rows: object[], person = county): Promise<string[]> {
  const error = await take(rows, person).catch((caught: unknown) => caught);
  if (!(error instanceof RowsRefused)) throw error;
  const { problems } = error.result as ImportResult;
  return problems.filter(({ level }) => level === 'refused').map(({ column, code }) => `${column} ${code}`);
}
const stored = async (number: string) =>
  (
    await db.pool.query(
      `SELECT f.*, due_on::text AS due, opened_on::text AS opened, (closed_at AT TIME ZONE 'Asia/Shanghai')::date::text AS closed_on
       FROM finding f WHERE number = $1`,
      [number],
    )
  ).rows[0];
const steps = async (number: string) =>
  (
    await db.pool.query(
      'SELECT s.kind, s.text_encrypted AS text FROM finding_step s JOIN finding f ON f.id = s.finding_id WHERE f.number = $1 ORDER BY s.id',
      [number],
    )
  ).rows.map(({ kind, text }) => (text === null ? kind : `${kind}: ${open(text)}`));

test('rows become findings of the county: by code, by names, by household; money exact; twice is once', async () => {
  const rows = [
    row('DC-1', { 涉及金额: 1_234_567, 责任单位: '县供热公司', 整改措施: '换泵' }),
    row('DC-2', { 来源: '12345热线', 区划: `${place.township} ${place.village}` }),
    row('DC-3', { 来源: '审计', 区划: null, 户编号: 'H1' }),
    row('DC-4', { 来源: '自查', 区划: '140602' }),
  ];
  const first = await take(rows);
  expect(first.sheets).toMatchObject([{ sheet: '问题', added: 4, updated: 0, unchanged: 0, refused: 0 }]);
  expect(await stored('DC-1')).toMatchObject({
    source: 'province',
    rule: null,
    kind: '设备不能用',
    level: 'county',
    state: 'in_progress',
    season: SEASON,
    division_code: VILLAGE,
    opened: '2021-02-01',
    due: '2021-03-01',
    unit: '县供热公司',
    measures: '换泵',
    created_by: county.username,
  });
  expect(Number((await stored('DC-1')).amount)).toBe(1_234_567);
  expect((await stored('DC-1')).text_encrypted).not.toContain('锅炉');
  expect(open((await stored('DC-1')).text_encrypted)).toBe('锅炉停了三天');
  expect(await steps('DC-1')).toEqual(['opened', 'assigned: 换泵']);
  expect(await stored('DC-2')).toMatchObject({ source: 'hotline', division_code: VILLAGE, state: 'open' });
  expect(await stored('DC-3')).toMatchObject({ source: 'audit', division_code: VILLAGE, household_number: 'H1' });
  expect(await stored('DC-4')).toMatchObject({ source: 'self_check', division_code: '140602', household_number: null });
  const { rows: places } = await db.pool.query(
    `SELECT f.number, p.division_code, p.household_number FROM finding_place p JOIN finding f ON f.id = p.finding_id ORDER BY 1`,
  );
  expect(places.map((one) => Object.values(one).join(' '))).toEqual([
    `DC-1 ${VILLAGE} `,
    `DC-2 ${VILLAGE} `,
    `DC-3 ${VILLAGE} H1`,
    'DC-4 140602 ',
  ]);
  expect(await take(rows)).toMatchObject({ historyEntries: 0, sheets: [{ added: 0, updated: 0, unchanged: 4 }] });
  expect(await steps('DC-1')).toHaveLength(2);
});

test('a blank cell leaves what is stored, 清空 takes it away, and what the history says has no words', async () => {
  await take([{ 问题编号: 'DC-1', 涉及金额: null, 责任人: '王工', 进展: '泵已到货' }]);
  expect(await stored('DC-1')).toMatchObject({
    kind: '设备不能用',
    unit: '县供热公司',
    person: '王工',
    measures: '换泵',
    due: '2021-03-01',
  });
  expect(Number((await stored('DC-1')).amount)).toBe(1_234_567);
  expect(await steps('DC-1')).toEqual(['opened', 'assigned: 换泵', 'assigned', 'progress: 泵已到货']);
  await take([{ 问题编号: 'DC-1', 涉及金额: '清空' }]);
  expect((await stored('DC-1')).amount).toBeNull();
  const { rows } = await db.pool.query(`SELECT action, payload::text AS payload FROM history WHERE entity_key = 'DC-1' ORDER BY position`);
  expect(rows.map(({ action }) => action)).toEqual(['finding.import', 'finding.import', 'finding.import']);
  expect(JSON.stringify(rows)).not.toMatch(/锅炉|到货|王工/);
});

test('a closing date closes with a result, by another person than the one responsible; what is closed is not changed', async () => {
  expect(await refusedOf([row('DC-2', { 销号日期: '2021-01-20' })])).toEqual(['closedOn finding_result_missing']);
  expect(await refusedOf([row('DC-2', { 销号日期: '2021-02-02', 进展: '换好了' })])).toEqual(['closedOn closed_in_future']);
  expect(await refusedOf([row('DC-2', { 销号日期: '2021-01-20', 进展: '换好了', 责任人: county.name })])).toEqual([
    'closedOn finding_close_own',
  ]);
  const closing = row('DC-2', { 来源: '12345热线', 销号日期: '2021-01-20', 佐证说明: '回访照片三张' });
  await take([closing]);
  expect(await stored('DC-2')).toMatchObject({
    state: 'closed',
    closed_on: '2021-01-20',
    closed_by: county.username,
    result: '回访照片三张',
    evidence_note: '回访照片三张',
  });
  expect(await steps('DC-2')).toEqual(['opened', 'closed: 回访照片三张']);
  expect(await take([closing, row('DC-5')])).toMatchObject({ sheets: [{ added: 1, unchanged: 1 }] });
  expect(await refusedOf([{ 问题编号: 'DC-2', 进展: '又坏了' }])).toEqual(['number finding_closed']);
  expect(await refusedOf([{ 问题编号: 'DC-2', 销号日期: '清空' }])).toEqual(['number finding_closed']);
  // A ledger of before: closed when it comes in.
  await take([row('DC-6', { 时限: null, 销号日期: '2020-12-01', 进展: '已换' })]);
  expect(await stored('DC-6')).toMatchObject({ state: 'closed', opened: '2020-12-01', due: '2020-12-01', result: '已换' });
});

test('of a finding that the system opened only owner, measures, deadline and progress change, and no sheet closes it', async () => {
  const { rows } = await db.pool.query(
    `INSERT INTO finding (id, season, rule, subject, source, division_code, household_number, level, state, opened_on,
       due_on, amount, created_at, created_by)
     VALUES (gen_random_uuid(), $1, 'R07', 'entitlement:H1:P', 'rule', $2, 'H1', 'county', 'open', '2021-01-10', '2021-02-09', 5000,
       $3, 'system')
     RETURNING id, number`,
    [SEASON, VILLAGE, NOW],
  );
  const { id, number } = rows[0];
  await db.pool.query('INSERT INTO finding_place VALUES ($1, $2, $3)', [id, VILLAGE, 'H1']);
  // As 附件8 prints it, with other columns filled in.
  const exported = { 问题编号: number, 来源: '系统规则', 类型: '超标准发放', 区划: VILLAGE, 户编号: 'H1', 问题描述: '多发 50 元' };
  const result = await take([
    { ...exported, 涉及金额: 9_900, 责任单位: '县财政局', 责任人: '李会计', 整改措施: '追回', 时限: '2021-02-20', 进展: '已约谈' },
  ]);
  expect(result.sheets).toMatchObject([{ updated: 1, refused: 0, notes: 1 }]);
  expect(result.problems).toMatchObject([{ code: 'finding_kept', level: 'note' }]);
  expect(await stored(number)).toMatchObject({
    source: 'rule',
    rule: 'R07',
    kind: null,
    text_encrypted: null,
    unit: '县财政局',
    person: '李会计',
    measures: '追回',
    due: '2021-02-20',
    progress: '已约谈',
    state: 'in_progress',
  });
  expect(Number((await stored(number)).amount)).toBe(5_000);
  expect(await refusedOf([{ ...exported, 销号日期: '2021-01-31', 进展: '追回了' }])).toEqual(['closedOn finding_close_by_second']);
  expect(await refusedOf([row('WT999999')])).toEqual(['number finding_number_ours']);
  expect(await refusedOf([row('DC-7', { 来源: '系统规则' })])).toContain('source finding_source_ours');

  const cadre = await personWith(db, 'cadre', [VILLAGE]);
  const report = { id: randomUUID(), household: 'H1', kind: 'cold' as const, text: '冷', photos: [], reportedAt: NOW.toISOString() };
  await reportOnWeb(db, cadre, report, NOW);
  const { rows: reported } = await db.pool.query('SELECT number FROM finding WHERE report_id = $1', [report.id]);
  expect(await refusedOf([{ 问题编号: reported[0].number, 销号日期: '2021-01-31', 进展: '好了' }])).toEqual([
    'closedOn finding_close_by_second',
  ]);
});

test('what is missing, elsewhere or of somebody else is refused at its column', async () => {
  expect(await refusedOf([{ 问题编号: 'DC-8' }])).toEqual([
    'division required',
    'dueOn required',
    'kind required',
    'source required',
    'text required',
  ]);
  expect(await refusedOf([row('DC-8', { 来源: '群众来信' })])).toEqual(['source not_a_choice']);
  expect(await refusedOf([row('DC-8', { 区划: '没有村' })])).toEqual(['division division_name_unknown']);
  expect(await refusedOf([row('DC-8', { 区划: '140603' })])).toEqual(['division out_of_scope']);
  expect(await refusedOf([row('DC-8', { 户编号: 'H9' })])).toEqual(['household unknown_household']);
  expect(await refusedOf([row('DC-8', { 区划: '140602002014', 户编号: 'H1' })])).toEqual(['household finding_household_elsewhere']);
  expect(await refusedOf([row('DC-8'), row('DC-8')])).toEqual(['number repeated_in_file']);
  const elsewhere = await personWith(db, 'county', ['140603']);
  expect(await refusedOf([row('DC-1', { 区划: '140603' })], elsewhere)).toEqual(['number finding_out_of_scope']);
  const township = await personWith(db, 'township', [VILLAGE.slice(0, 9)]);
  await expect(take([row('DC-8')], township)).rejects.toMatchObject({ problems: [{ code: 'workbook.sheet-not-allowed' }] });
  expect(await stored('DC-8')).toBeUndefined();
});
