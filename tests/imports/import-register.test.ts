import { beforeEach, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import type { PersonalColumn } from '~/database/households/personal-columns.server';
import { OPERATOR } from '~/domain/access/person';
import { hardshipOf } from '~/domain/household/hardship-text';
import { words } from '~/i18n/words.server';
import { sentenceOfProblem } from '~/imports/sentences';
import { openPersonal } from '~/server/personal/household-values.server';
import { type ImportResult, importRows, importWorkbook, RowsRefused } from '~/server/workflows/imports/import-workbook.server';
import { closeSeason } from '~/server/workflows/seasons/close-season.server';
import { keepCurrent } from '~/server/workflows/upkeep/keep-current.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../helpers/database';
import {
  type Book,
  county,
  FAR_VILLAGE,
  historyCount,
  household,
  NOW,
  OTHER_VILLAGE,
  type Row,
  registerOf,
  room,
  SEASON,
  saved,
  usage,
  VILLAGE,
  visit,
} from './county-file';

let db: Database;
beforeEach(async () => {
  db = await freshDatabase();
});

const LATER = new Date('2021-03-01T04:00:00Z');
const take = (book: Book, now = NOW) => importWorkbook(db, OPERATOR, saved(book), { now });
const rows = <Row>(text: string, values: unknown[] = []) => withSql(db, (sql) => sql.query<Row>(text, values));
const counts = (result: ImportResult) =>
  Object.fromEntries(result.sheets.map(({ sheet, added, updated, unchanged, refused }) => [sheet, [added, updated, unchanged, refused]]));
const heat = (change: Row) => ({ 热源编号: 'R1', 名称: '第一热电厂', 类型: '热电联产', 区划代码: '140602', '容量(蒸吨)': null, ...change });
const codes = (result: ImportResult) => result.problems.map(({ sheet, row, column, code }) => `${sheet} ${row} ${column} ${code}`);

describe('a county’s workbook', () => {
  test('goes in whole: records, facts, history', async () => {
    const result = await take(county());
    expect(result).toMatchObject({ outcome: 'imported', problems: [] });
    expect(counts(result)).toEqual({
      采暖季: [1, 0, 0, 0],
      热源: [1, 0, 0, 0],
      户台账: [2, 0, 0, 0],
      房屋: [2, 0, 0, 0],
      入户记录: [1, 0, 0, 0],
      用能计量: [1, 0, 0, 0],
      改造计划: [1, 0, 0, 0],
    });
    const [first] = await rows<Record<string, string>>(`SELECT * FROM household WHERE number = 'H1'`);
    expect(first).toMatchObject({
      village_code: VILLAGE,
      head: '张建国',
      head_initials: 'zjg',
      id_number_masked: '110105********002X',
      phone_masked: '138****1234',
      bank_account_masked: '***************1234',
      residence: 'resident',
      status: 'normal',
      people: 3,
      elderly: 1,
      heated_area: 85.5,
      source: 'import',
      revision: 1,
    });
    const opened = (column: PersonalColumn) => openPersonal(column, 'H1', first![column]!);
    expect([opened('id_number_encrypted'), opened('phone_encrypted'), opened('bank_account_encrypted')]).toEqual([
      '11010519491231002X',
      '13800001234',
      '6217000000000001234',
    ]);
    expect(hardshipOf(opened('hardship_encrypted'))).toEqual(['low_income', 'disabled']);
    expect(
      await rows(
        'SELECT mode, in_plan, year, installed_on, connected_on, gas_meter, heat_source_number FROM conversion ORDER BY household_number',
      ),
    ).toEqual([
      {
        mode: 'gas',
        in_plan: true,
        year: 2019,
        installed_on: '2019-09-01',
        connected_on: '2019-10-20',
        gas_meter: 'G1',
        heat_source_number: null,
      },
      {
        mode: 'district_heat',
        in_plan: true,
        year: 2019,
        installed_on: '2019-09-01',
        connected_on: '2019-10-20',
        gas_meter: null,
        heat_source_number: 'R1',
      },
    ]);
    expect(await rows('SELECT household_number, visited_at, status, source, visitor, answers, reviewed_by FROM visit')).toEqual([
      {
        household_number: 'H1',
        visited_at: '2020-12-05T06:30:00.000Z',
        status: 'approved',
        source: 'import',
        visitor: '李四',
        reviewed_by: 'operator',
        answers: {
          mainHeat: 'gas',
          connected: true,
          stability: 'stable',
          roomTemperature: 18.3,
          coalStock: 'none',
          stove: 'removed',
          boughtCoal: false,
          subsidyAmount: 120_050,
          satisfaction: 'good',
        },
      },
    ]);
    // H1 is visited, converted, connected, used; of its 85.5 m² the south room burns coal; H2 is away.
    const [sums] = await rows<Record<string, number>>(
      'SELECT h, r, e, v, i, c, u, b, let_rooms, let_connected, let_used, area, clean_area FROM roll_up',
    );
    expect(sums).toEqual({
      h: 2,
      r: 1,
      e: 1,
      v: 1,
      i: 2,
      c: 2,
      u: 1,
      b: 0,
      let_rooms: 1,
      let_connected: 1,
      let_used: 0,
      area: 8550,
      clean_area: 6000,
    });
    expect(await verifyRegister(db, NOW as never)).toMatchObject({ ok: true });
  });

  test('history holds no personal data in the open', async () => {
    await take(county());
    const payloads = (await rows<{ payload: string }>('SELECT payload FROM history')).map(({ payload }) => payload).join('\n');
    for (const secret of ['11010519491231002', '13800001234', '6217000000000001234', 'low_income', '低保'])
      expect(payloads).not.toContain(secret);
    expect(payloads).toContain('110105********002X');
  });

  test('twice is once: nothing changes, no history is written, seals stay', async () => {
    await take(county());
    const before = await registerOf(db);
    const sealed = await rows(
      'SELECT id_number_encrypted, phone_encrypted, hardship_encrypted, bank_account_encrypted FROM household ORDER BY number',
    );
    const entries = await historyCount(db);
    const again = await take(county(), LATER);
    expect(again.sheets.every(({ added, updated, refused }) => added + updated + refused === 0)).toBe(true);
    expect(again.historyEntries).toBe(0);
    expect(await historyCount(db)).toBe(entries);
    expect(await registerOf(db)).toEqual(before);
    expect(
      await rows('SELECT id_number_encrypted, phone_encrypted, hardship_encrypted, bank_account_encrypted FROM household ORDER BY number'),
    ).toEqual(sealed);
  });

  test('a dry run counts the same and keeps nothing', async () => {
    const empty = await registerOf(db);
    const dry = await importWorkbook(db, OPERATOR, saved(county()), { now: NOW, dryRun: true });
    expect(dry.outcome).toBe('previewed');
    expect(await registerOf(db)).toEqual(empty);
    expect(await historyCount(db)).toBe(0);
    const real = await take(county());
    expect([real.sheets, real.historyEntries]).toEqual([dry.sheets, dry.historyEntries]);
  });
});

describe('updates', () => {
  test('only what differs changes, with before and after in the history', async () => {
    await take(county());
    const entries = await historyCount(db);
    const book = county();
    book.户台账![1] = { ...book.户台账![1]!, 常住人口: 5 };
    book.房屋![0] = room('H1', 1, { 使用: '未使用' });
    book.用能计量![0] = usage('H1', { 用量: 0, 起始表底: null, 结束表底: null });
    const result = await take(book, LATER);
    expect(counts(result)).toMatchObject({
      户台账: [0, 1, 1, 0],
      房屋: [0, 1, 1, 0],
      入户记录: [0, 0, 1, 0],
      用能计量: [0, 1, 0, 0],
      改造计划: [0, 0, 1, 0],
    });
    const fresh = await rows<{ entity: string; payload: string }>('SELECT entity, payload FROM history ORDER BY at, chain, seq');
    expect(fresh.slice(entries).map(({ entity }) => entity)).toEqual(['household', 'rooms', 'usage']);
    expect(JSON.parse(fresh[entries]!.payload)).toMatchObject({ entityKey: 'H2', before: { people: 3 }, after: { people: 5 } });
    expect(Object.keys(JSON.parse(fresh[entries]!.payload).after)).toEqual(['people']);
    expect(await rows('SELECT number, revision FROM household ORDER BY 1')).toEqual([
      { number: 'H1', revision: 2 },
      { number: 'H2', revision: 2 },
    ]);
    expect(await rows('SELECT area, clean_area FROM roll_up')).toEqual([{ area: 8550, clean_area: 0 }]);
    expect(await verifyRegister(db, LATER as never)).toMatchObject({ ok: true });
  });

  test('another head is a dated event', async () => {
    await take(county());
    const book = county();
    book.户台账![0] = { ...book.户台账![0]!, 户主姓名: '张卫东' };
    await take(book, LATER);
    expect(await rows('SELECT household_number, head_before, head_after, changed_on, reason, actor FROM head_change')).toEqual([
      {
        household_number: 'H1',
        head_before: '张建国',
        head_after: '张卫东',
        changed_on: '2021-03-01',
        reason: '导入更新',
        actor: '命令行',
      },
    ]);
    expect(await rows(`SELECT head, head_initials FROM household WHERE number = 'H1'`)).toEqual([{ head: '张卫东', head_initials: 'zwd' }]);
  });

  test('another spelling of the head is no other head, and a full-width door is a plain one', async () => {
    await take(county());
    const book = county();
    book.户台账![0] = { ...book.户台账![0]!, 户主姓名: '张　建国', 门牌号: '１排０２号' };
    await take(book, LATER);
    expect(await rows('SELECT household_number FROM head_change')).toEqual([]);
    expect(await rows(`SELECT head, head_pinyin, address FROM household WHERE number = 'H1'`)).toEqual([
      { head: '张　建国', head_pinyin: 'zhang jian guo', address: '1排02号' },
    ]);
    // A household of an older version has no pinyin yet: that alone is no change of it.
    await inTransaction(db, (sql) => sql.query('UPDATE household SET head_pinyin = NULL'));
    const entries = (await rows('SELECT 1 FROM history')).length;
    await take(book, LATER);
    expect(await rows('SELECT 1 FROM history')).toHaveLength(entries);
    await keepCurrent(db, LATER);
    expect(await rows(`SELECT head_pinyin FROM household WHERE number = 'H1'`)).toEqual([{ head_pinyin: 'zhang jian guo' }]);
    expect(await verifyRegister(db, LATER as never)).toMatchObject({ ok: true });
  });

  test('the same mode is corrected in place, another mode is a new conversion', async () => {
    await take(county());
    const corrected = county();
    corrected.户台账![0] = { ...corrected.户台账![0]!, 设备序列号: 'SN9' };
    await take(corrected, LATER);
    expect(await rows(`SELECT current, mode, serial FROM conversion WHERE household_number = 'H1'`)).toEqual([
      { current: true, mode: 'gas', serial: 'SN9' },
    ]);
    const replaced = county();
    replaced.户台账![0] = { ...replaced.户台账![0]!, 改造路径: '煤改电(分户)', 设备序列号: null, 燃气表户号: null };
    await take(replaced, LATER);
    expect(await rows(`SELECT current, mode, serial, gas_meter FROM conversion WHERE household_number = 'H1' ORDER BY id`)).toEqual([
      { current: false, mode: 'gas', serial: 'SN9', gas_meter: 'G1' },
      { current: true, mode: 'electric_household', serial: null, gas_meter: null },
    ]);
    expect(await verifyRegister(db, LATER as never)).toMatchObject({ ok: true });
  });

  test('a blank cell and a column that is not there leave alone, 清空 empties', async () => {
    await take(county());
    const some = { 户编号: 'H1', 村区划代码: VILLAGE, 户主姓名: '张建国', 居住情况: '常住', 使用状态: '正常', 改造路径: '煤改气' };
    const stored = () =>
      rows(
        `SELECT h.phone_encrypted IS NULL AS no_phone, h.phone_masked, h.id_number_masked, h.bank_account_masked,
           h.hardship_encrypted IS NULL AS no_hardship, h.people, c.installed_on, c.connected_on, c.in_plan
         FROM household h JOIN conversion c
           ON c.household_number = h.number AND c.current WHERE number = 'H1'`,
      );
    const before = await stored();
    expect(counts(await take({ 户台账: [some] }, LATER))).toEqual({ 户台账: [0, 0, 1, 0] });
    const optional = { 联系电话: null, 身份证号: null, 一卡通账号: null, 困难类型: null, 常住人口: null, 安装日期: null, 接通日期: null };
    expect(counts(await take({ 户台账: [{ ...some, ...optional, 计划内: null }] }, LATER))).toEqual({ 户台账: [0, 0, 1, 0] });
    expect(await stored()).toEqual(before);
    const cleared = { 联系电话: '清空', 一卡通账号: ' 清空\u200b', 困难类型: '清空', 常住人口: '清空', 安装日期: '清空', 计划内: '清空' };
    expect(counts(await take({ 户台账: [{ ...some, ...optional, ...cleared }] }, LATER))).toEqual({ 户台账: [0, 1, 0, 0] });
    expect(await stored()).toEqual([
      {
        no_phone: true,
        phone_masked: null,
        id_number_masked: '110105********002X',
        // An account is emptied by two persons.
        bank_account_masked: '***************1234',
        no_hardship: true,
        people: null,
        installed_on: null,
        connected_on: '2019-10-20',
        in_plan: null,
      },
    ]);
    expect(await verifyRegister(db, LATER as never)).toMatchObject({ ok: true });
  });

  test('清空 is refused where something must stand', async () => {
    await take(county());
    const result = await take({ 户台账: [household('H1', { 户主姓名: '清空', 居住情况: '清空', 户编号: 'H1' })] }, LATER);
    expect(codes(result)).toEqual(['户台账 2 head cannot_clear', '户台账 2 residence cannot_clear']);
  });

  test('the answers of a visit stay when the sheet says nothing of them', async () => {
    await take(county());
    const some = {
      记录编号: 'V1',
      户编号: 'H1',
      采暖季: '2020-2021',
      入户时间: '2020-12-05 14:30',
      入户人: '李四',
      类型: '普查',
      结果: '完成',
    };
    const answers = async () => (await rows<{ answers: Record<string, unknown> }>('SELECT answers FROM visit'))[0]!.answers;
    const before = await answers();
    expect(counts(await take({ 入户记录: [{ ...some, 室温: null, 备注: null }] }, LATER))).toEqual({ 入户记录: [0, 0, 1, 0] });
    expect(counts(await take({ 入户记录: [{ ...some, 室温: 15, 满意度: '清空' }] }, LATER))).toEqual({ 入户记录: [0, 1, 0, 0] });
    const { satisfaction, ...others } = before;
    expect(satisfaction).toBe('good');
    expect(await answers()).toEqual({ ...others, roomTemperature: 15 });
  });

  test('readings, heat sources, divisions and accounts keep what is blank; days are held against each other', async () => {
    await take(county());
    const result = await take(
      { 用能计量: [usage('H1', { 起始表底: null, 结束表底: null, 用量: 1300 })], 热源: [heat({ 环保绩效: null })] },
      LATER,
    );
    expect(codes(result)).toEqual(['用能计量 2 usage usage_differs']);
    expect(await rows('SELECT start_reading::float, end_reading::float, usage::float FROM meter_usage')).toEqual([
      { start_reading: 10, end_reading: 1210.5, usage: 1300 },
    ]);
    expect(await rows('SELECT tonnes_per_hour::float AS t, rating, closing FROM heat_source')).toEqual([
      { t: 35.5, rating: 'B', closing: false },
    ]);
    const village = { 区划代码: VILLAGE, 名称: '甲村', 上级代码: '140602001' };
    await take({ 行政区划: [{ ...village, 列入拆迁: '是', 生效日期: '2020-06-01' }] }, LATER);
    expect(codes(await take({ 行政区划: [{ ...village, 列入拆迁: null, 失效日期: '2020-01-01' }] }, LATER))).toEqual([
      '行政区划 2 validTo valid_order',
    ]);
    expect(await rows(`SELECT relocating FROM division WHERE code = '${VILLAGE}'`)).toEqual([{ relocating: true }]);
    await take({ 行政区划: [{ ...village, 列入拆迁: '清空' }] }, LATER);
    expect(await rows(`SELECT relocating FROM division WHERE code = '${VILLAGE}'`)).toEqual([{ relocating: false }]);
  });

  test('a household that moves takes its figures along and stands in both histories', async () => {
    await take(county());
    const book = county();
    book.户台账![0] = { ...book.户台账![0]!, 村区划代码: OTHER_VILLAGE };
    await take(book, LATER);
    expect(await rows('SELECT village_code, h, v FROM roll_up ORDER BY 1')).toEqual([
      { village_code: VILLAGE, h: 1, v: 0 },
      { village_code: OTHER_VILLAGE, h: 1, v: 1 },
    ]);
    const chains = await rows<{ chain: string }>(
      `SELECT chain FROM history WHERE entity = 'household' AND entity_key = 'H1' AND at = $1 ORDER BY 1`,
      [LATER.toISOString()],
    );
    expect(chains.map(({ chain }) => chain)).toEqual([VILLAGE, OTHER_VILLAGE]);
    expect(await verifyRegister(db, LATER as never)).toMatchObject({ ok: true });
  });

  test('other dates of a season change facts of households that the file does not name', async () => {
    const book = county();
    book.户台账![0] = { ...book.户台账![0]!, 安装日期: '2021-04-10', 接通日期: '2021-04-10' };
    await take(book, new Date('2021-06-01T04:00:00Z'));
    expect(await rows('SELECT i FROM roll_up')).toEqual([{ i: 1 }]);
    await take({ 采暖季: [{ ...SEASON, 结束日期: '2021-04-30' }] }, new Date('2021-06-01T05:00:00Z'));
    expect(await rows('SELECT i FROM roll_up')).toEqual([{ i: 2 }]);
  });

  test('in a closed season the same again is no change, anything else is refused', async () => {
    await take(county());
    await closeSeason(db, OPERATOR, { season: '2020-2021', reason: '普查结束' }, LATER);
    expect((await take(county(), LATER)).outcome).toBe('imported');
    const book = county();
    book.房屋!.push(room('H1', 3));
    book.入户记录![0] = visit('V1', 'H1', { 室温: 19 });
    book.用能计量![0] = usage('H1', { 用量: 1 });
    book.采暖季![0] = { ...SEASON, 结束日期: '2021-04-01' };
    const closed = await take(book, LATER);
    expect(sentenceOfProblem(words('zh-CN'), closed.problems.find(({ code }) => code === 'season_closed')!)).toContain(
      '采暖季 2020-2021 已经关闭',
    );
    expect(codes(closed).filter((code) => !code.endsWith('usage_differs'))).toEqual([
      '采暖季 2 season season_closed',
      '房屋 4 season season_closed',
      '入户记录 2 season season_closed',
      '用能计量 2 season season_closed',
    ]);
  });

  test('a changed visit of an earlier import is corrected and approved anew; one from the field is not overwritten', async () => {
    await take(county());
    await take({ 入户记录: [visit('V1', 'H1', { 室温: 15 })] }, LATER);
    expect(await rows("SELECT revision, status, reviewed_at, answers ->> 'roomTemperature' AS t FROM visit")).toEqual([
      { revision: 2, status: 'approved', reviewed_at: LATER.toISOString(), t: '15' },
    ]);
    expect(await rows('SELECT cold FROM roll_up')).toEqual([{ cold: 1 }]);
    await inTransaction(db, (sql) => sql.query(`UPDATE visit SET source = 'web'`));
    expect(codes(await take({ 入户记录: [visit('V1', 'H1', { 室温: 16 })] }, LATER))).toEqual(['入户记录 2 visit visit_not_imported']);
    expect(codes(await take({ 入户记录: [visit('V1', 'H2')] }, LATER))).toEqual(['入户记录 2 visit visit_of_other_household']);
  });
});

describe('divisions and accounts', () => {
  test('a village is added, renamed and dated, wherever its row stands', async () => {
    const book: Book = {
      行政区划: [
        {
          区划代码: '140602300201',
          名称: '新村',
          上级代码: '140602300',
          区域类型: '平原川谷农村',
          周边5公里: '是',
          列入拆迁: null,
          整村改造完成日期: '2020-10-31',
          生效日期: '2020-01-01',
          失效日期: null,
        },
        {
          区划代码: '140602300',
          名称: '新镇',
          上级代码: '140602',
          区域类型: null,
          周边5公里: null,
          列入拆迁: null,
          整村改造完成日期: null,
          生效日期: null,
          失效日期: null,
        },
      ],
      户台账: [household('N1', { 村区划代码: '140602300201' })],
    };
    expect(counts(await take(book))).toEqual({ 行政区划: [2, 0, 0, 0], 户台账: [1, 0, 0, 0] });
    expect(
      await rows(`SELECT level, path, within_5km, relocating, zone_type, completed_on, source FROM division WHERE code = '140602300201'`),
    ).toEqual([
      {
        level: 'village',
        path: ['14', '1406', '140602', '140602300', '140602300201'],
        within_5km: true,
        relocating: false,
        zone_type: 'plain_rural',
        completed_on: '2020-10-31',
        source: 'import',
      },
    ]);
    // The township goes to another county and takes its village along.
    await take({ 行政区划: [{ 区划代码: '140602300', 名称: '新镇（改）', 上级代码: '140603' }] }, LATER);
    expect(await rows(`SELECT name, path FROM division WHERE code LIKE '140602300%' ORDER BY code`)).toEqual([
      { name: '新镇（改）', path: ['14', '1406', '140603', '140602300'] },
      { name: '新村', path: ['14', '1406', '140603', '140602300', '140602300201'] },
    ]);
    expect((await take({ 行政区划: book.行政区划!.slice(0, 1) }, LATER)).historyEntries).toBe(0);
  });

  test('a parent that is missing, refused or of the wrong level', async () => {
    const result = await take({
      行政区划: [
        { 区划代码: '140602301201', 名称: '甲村', 上级代码: '140602301' },
        { 区划代码: '140602301', 名称: '乙镇', 上级代码: '149999' },
        { 区划代码: '140602302201', 名称: '丙村', 上级代码: '140602' },
        { 区划代码: '14060', 名称: '丁', 上级代码: '1406' },
      ],
    });
    expect(codes(result)).toEqual([
      '行政区划 2 parent unknown_parent',
      '行政区划 3 parent unknown_parent',
      '行政区划 4 parent code_level',
      '行政区划 5 code division_code',
    ]);
  });

  test('accounts come without a password, and change when the list does', async () => {
    const list = (change = {}) => ({
      用户: [
        { 账号: 'cadre.zhang', 姓名: '张三', 角色: '村干部', 区划代码: `${VILLAGE}、${OTHER_VILLAGE}`, 电话: '13800001234', ...change },
      ],
    });
    expect(counts(await take(list()))).toEqual({ 用户: [1, 0, 0, 0] });
    expect(await rows('SELECT name, role, password_hash, must_change_password, phone_masked FROM account')).toEqual([
      { name: '张三', role: 'cadre', password_hash: null, must_change_password: true, phone_masked: '138****1234' },
    ]);
    expect((await take(list({ 区划代码: `${OTHER_VILLAGE}，${VILLAGE}` }), LATER)).historyEntries).toBe(0);
    await rows(`INSERT INTO session (id, account_id, expires_at) SELECT 's1', id, '2099-01-01' FROM account`);
    expect(counts(await take(list({ 姓名: '张三丰' }), LATER))).toEqual({ 用户: [0, 1, 0, 0] });
    expect(await rows('SELECT revoked_at FROM session')).toEqual([{ revoked_at: null }]);
    // The account got other rights, so it is signed out everywhere.
    expect(counts(await take(list({ 区划代码: OTHER_VILLAGE, 姓名: '张三丰' }), LATER))).toEqual({ 用户: [0, 1, 0, 0] });
    expect(await rows('SELECT revoked_at FROM session')).toEqual([{ revoked_at: LATER.toISOString() }]);
    expect(await rows('SELECT a.name, d.division_code FROM account a JOIN account_division d ON d.account_id = a.id')).toEqual([
      { name: '张三丰', division_code: OTHER_VILLAGE },
    ]);
    expect(codes(await take(list({ 区划代码: '140602' })))).toEqual(['用户 2 divisions role_division']);
    expect(codes(await take(list({ 区划代码: '140602009999' })))).toEqual(['用户 2 divisions unknown_division']);
    await take({ 用户: [{ 账号: 'root', 姓名: '管理员', 角色: '系统管理员', 区划代码: '1406' }] });
    expect(codes(await take({ 用户: [{ 账号: 'root', 姓名: '管理员', 角色: '村干部', 区划代码: VILLAGE }] }))).toEqual([
      '用户 2 role last_admin',
    ]);
    const payloads = (await rows<{ payload: string }>('SELECT payload FROM history')).map(({ payload }) => payload).join();
    expect(payloads).not.toContain('13800001234');
    expect(payloads).not.toContain('password');
  });
});

describe('villages that are no more', () => {
  test('a merged one names where it went, an ended one takes no new households', async () => {
    await take(county());
    await withSql(db, async (sql) => {
      await sql.query(`UPDATE division SET valid_to = '2021-01-31', merged_into = $2 WHERE code = $1`, [OTHER_VILLAGE, VILLAGE]);
      await sql.query(`UPDATE division SET valid_to = '2021-01-31' WHERE code IN ($1, $2)`, [FAR_VILLAGE, VILLAGE]);
    });
    const result = await take({
      户台账: [
        household('M1', { 村区划代码: OTHER_VILLAGE }),
        household('M2', { 村区划代码: FAR_VILLAGE }),
        ...county().户台账!.slice(0, 1),
      ],
    });
    expect(codes(result)).toEqual(['户台账 2 village village_merged', '户台账 3 village village_ended']);
    expect(result.problems[0]!.details).toMatchObject({ into: VILLAGE });
  });
});

describe('what is the same at two households', () => {
  test('is taken and noted, in the file and against the register', async () => {
    const personal = {
      身份证号: '11010519491231002X',
      一卡通账号: '6217000000000001234',
      电表户号: 'E1',
      燃气表户号: 'G1',
      设备序列号: 'SN1',
      发票号: 'F1',
    };
    const first = await take({ 户台账: [household('H1', personal), household('H2', personal), household('H3')] });
    expect(first.outcome).toBe('imported');
    const shared = ['bankAccount', 'electricMeter', 'gasMeter', 'idNumber', 'invoice', 'serial'];
    expect(codes(first)).toEqual([2, 3].flatMap((row) => shared.map((column) => `户台账 ${row} ${column} shared_value`)));
    expect(first.problems.every(({ level }) => level === 'note')).toBe(true);
    expect(first.problems.find(({ column }) => column === 'idNumber')).toMatchObject({
      value: '110105********002X',
      details: { other: 'H2', holders: 2 },
    });
    expect(first.sheets[0]).toMatchObject({ refused: 0, notes: 12 });
    const second = await take({ 户台账: [household('H4', { 发票号: 'F1', 村区划代码: FAR_VILLAGE })] });
    expect(second.problems).toMatchObject([{ column: 'invoice', value: 'F1', details: { other: 'H1', holders: 3 } }]);
  });
});

describe('rows of a program', () => {
  test('keys and enumeration keys, titles and labels mean the same', async () => {
    const byKey = {
      采暖季: [{ season: '2020-2021', division: '1406', startsOn: '2020-11-01', endsOn: '2021-03-31' }],
      户台账: [
        {
          number: 'H1',
          village: VILLAGE,
          head: '张建国',
          residence: 'resident',
          status: 'normal',
          heatedArea: 85.5,
          mode: 'gas',
          inPlan: true,
          hardship: ['low_income'],
        },
      ],
      房屋: [
        { household: 'H1', season: '2020-2021', room: 1, kind: 'main', heatedArea: 60, letting: 'own', connected: true, use: 'normal' },
      ],
      入户记录: [
        {
          visit: 'V1',
          household: 'H1',
          season: '2020-2021',
          visitedAt: '2020-12-05T14:30:00+08:00',
          visitor: '李四',
          kind: 'survey',
          outcome: 'done',
          answers: { subsidyAmount: 120_050, otherHeat: ['loose_coal'] },
        },
      ],
    };
    await importRows(db, OPERATOR, byKey, { now: NOW });
    const byTitle: Book = {
      采暖季: [SEASON],
      户台账: [
        {
          户编号: 'H1',
          村区划代码: VILLAGE,
          户主姓名: '张建国',
          居住情况: '常住',
          使用状态: '正常',
          采暖面积: 85.5,
          改造路径: '煤改气',
          计划内: '是',
          困难类型: '低保户',
        },
      ],
      房屋: [room('H1', 1)],
      入户记录: [
        {
          记录编号: 'V1',
          户编号: 'H1',
          采暖季: '2020-2021',
          入户时间: '2020-12-05 14:30',
          入户人: '李四',
          类型: '普查',
          结果: '完成',
          领取金额: 1200.5,
          其他取暖方式: '散煤',
        },
      ],
    };
    const again = await take(byTitle, LATER);
    expect(again).toMatchObject({ outcome: 'imported', historyEntries: 0 });
    expect(again.sheets.every(({ unchanged }) => unchanged === 1)).toBe(true);
  });

  test('refused ones are thrown with what is wrong', async () => {
    const refused = importRows(
      db,
      OPERATOR,
      { 户台账: [{ number: 'H1', village: '1', head: '张三', residence: 'resident', status: 'normal', mode: 'gas' }] },
      { now: NOW },
    );
    await expect(refused).rejects.toBeInstanceOf(RowsRefused);
    await expect(refused).rejects.toMatchObject({
      problem: { code: 'import.rows-refused', details: { refused: 1, sheet: '户台账', row: 2 } },
    });
  });
});
