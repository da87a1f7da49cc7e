import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { withSql } from '~/database/sql.server';
import { returnVisit, approveVisits } from '~/server/workflows/review-visit.server';
import { submitVisit } from '~/server/workflows/submit-visit.server';
import { startApp, type RunningApp } from '../helpers/app';
import { expectAccessible, hydrated, openBrowser, openPage, PHONE, screenshot, signIn } from '../helpers/browser';
import { freshDatabase, type Database } from '../helpers/database';
import { visitOf } from '../helpers/register';
import { PASSWORD, SEASON, surveyVillage, VILLAGE, type SurveyVillage } from '../fixtures/survey-village';

let db: Database;
let app: RunningApp;
let browser: Browser;
let village: SurveyVillage;

beforeAll(async () => {
  db = await freshDatabase();
  village = await surveyVillage(db);
  app = await startApp({ db });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** A cadre's phone, signed in; the test ends without an error on its console. */
async function onPhone<T>(work: (page: Page) => Promise<T>, username = 'cun1', size = PHONE): Promise<T> {
  const { page, context, problems } = await openPage(browser, app.url, size);
  await signIn(page, username, PASSWORD);
  const result = await work(page);
  expect(problems).toEqual([]);
  await context.close();
  return result;
}

const household = (nth: number): string => village.numbers[nth - 1]!;

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

/** One of a question's choices, by the words on it. */
const choice = (page: Page, question: string, word: string): Locator =>
  page.getByRole('group', { name: question }).locator('label').filter({ hasText: new RegExp(`^${word}`) });
const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
const heading = (page: Page, name: string): Promise<void> => page.getByRole('heading', { name, exact: true, level: 2 }).waitFor();

async function visitsOf(number: string): Promise<{ id: string; outcome: string; status: string; answers: Record<string, unknown>; revision: number; visitor: string }[]> {
  return withSql(db, (sql) =>
    sql.query('SELECT id, outcome, status, answers, revision, visitor FROM visit WHERE household_number = $1 AND season = $2 ORDER BY visited_at', [number, SEASON]),
  );
}

describe('an unchanged household', () => {
  test('takes at most twelve taps from the list to 已提交', async () => {
    await onPhone(async (page) => {
      await open(page, '/villages');
      // One village: straight in.
      expect(new URL(page.url()).pathname).toBe(`/villages/${VILLAGE}`);
      let taps = 0;
      const tap = async (target: Locator): Promise<void> => {
        taps += 1;
        await target.tap();
      };
      await tap(page.getByRole('link', { name: /^001 1排1号/ }));
      await tap(page.getByRole('link', { name: '开始入户' }));
      await heading(page, '户情');
      await tap(button(page, '与登记相同'));
      for (const card of ['取暖设备', '使用与稳定', '散煤', '房屋', '补贴']) {
        await heading(page, card);
        await tap(button(page, card === '房屋' ? '房屋与登记相同' : '与上季相同'));
      }
      await heading(page, '备注');
      await tap(button(page, '看小结'));
      await heading(page, '提交前看一遍');
      await page.getByText('主要用煤改气取暖。').waitFor();
      await tap(button(page, '提交'));
      await page.getByText('已提交：张建国家').waitFor();
      await page.getByRole('link', { name: /^001 1排1号/ }).getByText('已提交').waitFor();
      expect(taps).toBeLessThanOrEqual(12);
    });
    const [visit] = await visitsOf(household(1));
    // What is measured, counted or said is never copied from last season.
    expect(visit).toMatchObject({ outcome: 'done', status: 'submitted', visitor: '韩村支' });
    expect(visit!.answers).toEqual({
      mainHeat: 'gas', connected: true, stability: 'stable', coAlarm: true, coalStock: 'none', stove: 'removed', smoke: false, boughtCoal: false,
      subsidyKnown: true, subsidyReceived: true,
    });
    const rooms = await withSql(db, (sql) => sql.query('SELECT kind, heated_area FROM room WHERE household_number = $1 AND season = $2', [household(1), SEASON]));
    expect(rooms).toEqual([{ kind: 'main', heated_area: 80 }]);
  });
});

describe('a whole visit', () => {
  test('opens follow-ups in place, says what is wrong beside the field, keeps every key over a reload', async () => {
    await onPhone(async (page) => {
      await open(page, `/households/${household(10)}/visit`);
      await heading(page, '户情');
      await choice(page, '居住情况', '采暖季常住').tap();
      await page.getByLabel('60岁以上人数').fill('5');
      await button(page, '下一项').tap();

      await heading(page, '取暖设备');
      await choice(page, '主要取暖方式', '散煤').tap();
      await choice(page, '接通', '是').tap();
      await button(page, '下一项').tap();

      await heading(page, '使用与稳定');
      expect(await page.getByRole('group', { name: '不稳定原因' }).count()).toBe(0);
      await choice(page, '稳定运行', '不稳定').tap();
      await choice(page, '不稳定原因', '停气').tap();
      await choice(page, '不稳定原因', '设备故障').tap();
      await page.getByLabel('室温').fill('185');
      await page.getByLabel('中断天数').fill('１２');
      await button(page, '下一项').tap();

      await heading(page, '散煤');
      await choice(page, '存煤', '有散煤').tap();
      await page.getByLabel('存煤公斤').fill('一吨多');
      await choice(page, '煤炉', '在用').tap();
      await choice(page, '本季购煤', '是').tap();
      await page.getByLabel('购煤吨').fill('1.5');
      await choice(page, '复烧原因', '运行费用高').tap();
      await page.getByText('草稿已存').waitFor();

      await page.reload();
      await hydrated(page);
      await heading(page, '散煤');
      expect(await page.getByLabel('存煤公斤').inputValue()).toBe('一吨多');
      expect(await page.getByLabel('购煤吨').inputValue()).toBe('1.5');
      expect(await choice(page, '复烧原因', '运行费用高').locator('input').isChecked()).toBe(true);
      await button(page, '上一项').tap();
      await heading(page, '使用与稳定');
      expect(await page.getByLabel('室温').inputValue()).toBe('185');
      expect(await page.getByLabel('中断天数').inputValue()).toBe('１２');
      await button(page, '下一项').tap();
      await heading(page, '散煤');
      await button(page, '上一项').tap();
      await heading(page, '使用与稳定');
      // Gone through once, the card says what is wrong, in the words of its label.
      await page.getByText('室温须在 −30 到 45 ℃ 之间').waitFor();
      await screenshot(page, 'survey-error-beside-field');
      await expectAccessible(page);

      await open(page, `/households/${household(10)}/visit?card=summary`);
      await button(page, '提交').tap();
      const summary = page.getByRole('alert');
      await summary.getByText('室温须在 −30 到 45 ℃ 之间').waitFor();
      await summary.getByText('存煤公斤请用数字填写').waitFor();
      await summary.getByText('60岁以上人数不能比常住人口多').waitFor();
      await expectAccessible(page);
      await screenshot(page, 'survey-summary-problems', true);
      await summary.getByRole('button', { name: '存煤公斤请用数字填写' }).tap();
      await heading(page, '散煤');
      await page.getByLabel('存煤公斤').fill('1,200 公斤');
      await open(page, `/households/${household(10)}/visit?card=operation`);
      await page.getByLabel('室温').fill('－1.5');
      await open(page, `/households/${household(10)}/visit?card=household`);
      await page.getByLabel('60岁以上人数').fill('2');

      await button(page, '下一项').tap();
      await heading(page, '取暖设备');
      await open(page, `/households/${household(10)}/visit?card=summary`);
      await page.getByText('有散煤，约 1200 公斤。').waitFor();
      await page.getByText('户情有变：居住情况、60岁以上人数。').waitFor();
      await screenshot(page, 'survey-summary', true);
      await button(page, '提交').tap();
      await page.getByText('已提交：吴爱民家').waitFor();
    });
    const [visit] = await visitsOf(household(10));
    expect(visit!.answers).toEqual({
      mainHeat: 'loose_coal', connected: true, stability: 'unstable', unstableCauses: ['停气', '设备故障'], roomTemperature: -1.5, outageDays: 12,
      coalStock: 'loose', coalKg: 1200, stove: 'in_use', boughtCoal: true, coalTonnes: 1.5, reburnReasons: ['运行费用高'],
    });
    const [changed] = await withSql(db, (sql) => sql.query('SELECT residence, elderly, people FROM household WHERE number = $1', [household(10)]));
    expect(changed).toEqual({ residence: 'heating_season', elderly: 2, people: 3 });
  });

  test('drops the answer to a question that another answer closed, and asks nothing of 接通 where nothing was converted', async () => {
    await onPhone(async (page) => {
      await open(page, `/households/${household(6)}/visit?card=heating`);
      expect(await page.getByRole('group', { name: '接通' }).count()).toBe(0);
      await choice(page, '主要取暖方式', '洁净煤').tap();
      await button(page, '下一项').tap();
      await heading(page, '使用与稳定');
      expect(await page.getByRole('group', { name: '稳定运行' }).count()).toBe(0);
      await button(page, '下一项').tap();
      await heading(page, '散煤');
      await choice(page, '存煤', '有洁净煤').tap();
      await page.getByLabel('存煤公斤').fill('300');
      await choice(page, '存煤', '无').tap();
      expect(await page.getByLabel('存煤公斤').count()).toBe(0);
      await choice(page, '煤炉', '在用').tap();
      // Burning coal is no reburning where nothing was converted.
      expect(await page.getByRole('group', { name: '复烧原因' }).count()).toBe(0);
      await choice(page, '本季购煤', '否').tap();
      await page.getByText('草稿已存').waitFor();
      await open(page, `/households/${household(6)}/visit?card=summary`);
      await button(page, '提交').tap();
      await page.getByText('已提交：').waitFor();
    });
    const [visit] = await visitsOf(household(6));
    expect(visit!.answers).toEqual({ mainHeat: 'clean_coal', coalStock: 'none', stove: 'in_use', boughtCoal: false });
  });

  test('records rooms: those of last season are changed in place, one is added', async () => {
    await onPhone(async (page) => {
      await open(page, `/households/${household(2)}/visit?card=rooms`);
      await page.getByText('出租有人').waitFor();
      await button(page, '改这些房屋').tap();
      const second = page.getByRole('group', { name: '第 2 处' });
      await second.getByRole('group', { name: '接通' }).locator('label').filter({ hasText: '是' }).tap();
      await second.getByRole('group', { name: '使用' }).locator('label').filter({ hasText: '正常使用' }).tap();
      await button(page, '加一处房屋').tap();
      const third = page.getByRole('group', { name: '第 3 处' });
      await third.locator('label').filter({ hasText: '东厢房' }).tap();
      await third.getByLabel('采暖面积').fill('18。5');
      await third.locator('label').filter({ hasText: '自住' }).tap();
      await third.getByRole('group', { name: '接通' }).locator('label').filter({ hasText: '否' }).tap();
      await third.getByRole('group', { name: '使用' }).locator('label').filter({ hasText: '正常使用' }).tap();
      await page.getByText('共 3 处，采暖面积 131 ㎡').waitFor();
      await screenshot(page, 'survey-rooms', true);
      await button(page, '下一项').tap();
      await heading(page, '补贴');
      await button(page, '上一项').tap();
      await page.getByText('第 3 处房屋：没有接通，使用请选“未使用”或“另用燃煤”').waitFor();
      await expectAccessible(page);
      await third.getByRole('group', { name: '使用' }).locator('label').filter({ hasText: '未使用' }).tap();
      await page.getByText('草稿已存').waitFor();
      for (const card of ['heating', 'operation', 'coal']) {
        await open(page, `/households/${household(2)}/visit?card=${card}`);
        await button(page, '与上季相同').tap();
        await page.getByText('草稿已存').waitFor();
      }
      await open(page, `/households/${household(2)}/visit?card=summary`);
      await page.getByText('出租的南房、厢房 1 处，接通 1 处，用好 1 处。').waitFor();
      await button(page, '提交').tap();
      await page.getByText('已提交：').waitFor();
    });
    const rooms = await withSql(db, (sql) =>
      sql.query('SELECT room, kind, heated_area, letting, connected, use FROM room WHERE household_number = $1 AND season = $2 ORDER BY room', [household(2), SEASON]),
    );
    expect(rooms).toEqual([
      { room: 1, kind: 'main', heated_area: 80, letting: 'own', connected: true, use: 'normal' },
      { room: 2, kind: 'south', heated_area: 32.5, letting: 'let', connected: true, use: 'normal' },
      { room: 3, kind: 'east_wing', heated_area: 18.5, letting: 'own', connected: false, use: 'unused' },
    ]);
  });

  test('looking through the cards leaves no draft behind', async () => {
    await onPhone(async (page) => {
      await open(page, `/households/${household(30)}/visit`);
      for (const card of ['户情', '取暖设备', '使用与稳定']) {
        await heading(page, card);
        await button(page, '下一项').tap();
      }
      await page.getByText('填了会自动存草稿').waitFor();
      await page.getByRole('link', { name: '返回上一页' }).tap();
      await page.getByRole('link', { name: '开始入户' }).waitFor();
    });
    expect(await withSql(db, (sql) => sql.query('SELECT 1 FROM visit_draft WHERE household_number = $1', [household(30)]))).toEqual([]);
  });

  test('works without scripts: each button posts its card', async () => {
    const context = await browser.newContext({ baseURL: app.url, viewport: PHONE, javaScriptEnabled: false, locale: 'zh-CN' });
    const page = await context.newPage();
    await page.goto('/sign-in');
    await page.fill('input[name=username]', 'cun2');
    await page.fill('input[name=password]', PASSWORD);
    await page.click('main button[type=submit]');
    await page.goto(`/households/${household(12)}/visit`);
    await button(page, '与登记相同').click();
    await heading(page, '取暖设备');
    await choice(page, '主要取暖方式', '煤改气').click();
    await button(page, '与上季相同').click();
    await heading(page, '使用与稳定');
    await page.getByLabel('室温').fill('99');
    await button(page, '与上季相同').click();
    await heading(page, '散煤');
    await button(page, '与上季相同').click();
    await heading(page, '房屋');
    await button(page, '加一处房屋').click();
    await page.getByRole('group', { name: '第 2 处' }).getByRole('button', { name: '删掉这一处' }).click();
    await button(page, '下一项').click();
    await heading(page, '补贴');
    await button(page, '下一项').click();
    await heading(page, '备注');
    await page.getByRole('textbox', { name: '备注' }).fill('没有脚本也能填');
    await button(page, '看小结').click();
    await button(page, '提交').click();
    await page.getByRole('button', { name: '室温须在 −30 到 45 ℃ 之间' }).click();
    await heading(page, '使用与稳定');
    expect(await page.getByLabel('室温').inputValue()).toBe('99');
    await page.getByLabel('室温').fill('19');
    for (const card of ['散煤', '房屋', '补贴', '备注']) {
      await button(page, '下一项').click();
      await heading(page, card);
    }
    await button(page, '看小结').click();
    await button(page, '提交').click();
    await page.getByText('已提交：').waitFor();
    await context.close();
    const [visit] = await visitsOf(household(12));
    expect(visit!.answers).toMatchObject({ roomTemperature: 19, note: '没有脚本也能填', stability: 'stable' });
  });
});

describe('households that cannot be surveyed', () => {
  test('nobody on three different days closes a household, two calls on one day do not', async () => {
    for (const day of ['2021-01-05', '2021-01-07']) {
      await submitVisit(db, village.cadre, visitOf(household(40), { outcome: 'nobody', answers: {}, visitedAt: `${day}T10:00:00+08:00` }), new Date('2021-01-08T00:00:00Z'));
    }
    await onPhone(async (page) => {
      await open(page, `/households/${household(40)}`);
      await page.getByText('无人 2 天').waitFor();
      await page.getByText('再有 1 个不同的日子无人，这户就销号').waitFor();
      await page.getByRole('link', { name: '没能入户' }).tap();
      await choice(page, '怎么没入成', '无人').tap();
      await page.getByText('这是第 3 天无人').waitFor();
      await expectAccessible(page);
      await screenshot(page, 'survey-third-day');
      await button(page, '提交').tap();
      await page.getByRole('link', { name: /^040/ }).getByText('销号 · 无人').waitFor();

      await open(page, `/households/${household(41)}/visit/closure`);
      await choice(page, '怎么没入成', '无人').tap();
      await page.getByText('还要在另外 2 个日子再去').waitFor();
      await button(page, '提交').tap();
      await page.getByRole('link', { name: /^041/ }).getByText('无人 1 天').waitFor();
      await open(page, `/households/${household(41)}/visit/closure`);
      await page.getByText('今天已经记过一次“无人”').waitFor();
      expect(await choice(page, '怎么没入成', '无人').locator('input').isDisabled()).toBe(true);
    });
    expect((await visitsOf(household(40))).map((visit) => visit.outcome)).toEqual(['nobody', 'nobody', 'nobody']);
  });

  test('a refusal needs a sentence, and what was typed stays', async () => {
    await onPhone(async (page) => {
      await open(page, `/households/${household(42)}/visit/closure`);
      await button(page, '提交').tap();
      await page.getByRole('alert').getByText('请选怎么没入成').waitFor();
      await choice(page, '怎么没入成', '拒绝').tap();
      await button(page, '提交').tap();
      await page.getByRole('alert').getByText('请写一句说明').waitFor();
      expect(await choice(page, '怎么没入成', '拒绝').locator('input').isChecked()).toBe(true);
      await expectAccessible(page);
      await page.getByLabel('说明').fill('户主说明年再说');
      await button(page, '提交').tap();
      await page.getByRole('link', { name: /^042/ }).getByText('销号 · 拒绝').waitFor();
    });
    expect((await visitsOf(household(42)))[0]).toMatchObject({ outcome: 'refused', answers: { note: '户主说明年再说' } });
  });
});

describe('the list', () => {
  test('finds a household by name, number, door, phone tail and pinyin initials', async () => {
    await onPhone(async (page) => {
      await open(page, `/villages/${VILLAGE}`);
      const rows = page.locator('main ul > li');
      expect(await rows.count()).toBe(100);
      await expectAccessible(page);
      await screenshot(page, 'survey-village');
      const find = async (query: string, first: RegExp, count: number): Promise<void> => {
        await page.getByRole('searchbox').fill(query);
        await page.getByText(`共 ${count}`).waitFor();
        await page.getByRole('link', { name: first }).first().waitFor();
      };
      await find('欧阳志远', /^004 /, 13);
      await find(`${VILLAGE}077`, /^077 /, 1);
      await find('7排3号', /^075 /, 1);
      await find('1123', /^123 /, 1);
      await page.getByRole('searchbox').fill('zwzw');
      await page.getByText('没有符合的户').waitFor();
      await find('oyzy', /^004 /, 13);
      await page.getByRole('searchbox').fill('');
      await page.getByText('共 130').waitFor();
      await page.getByRole('link', { name: '再看 100 户以后的' }).tap();
      await page.getByRole('link', { name: /^130 / }).waitFor();
      expect(await rows.count()).toBe(30);
    });
  });

  test('shows a township reviewer the same, to read only', async () => {
    await onPhone(async (page) => {
      await open(page, `/villages/${VILLAGE}`);
      await page.getByRole('link', { name: /^003 / }).waitFor();
      expect(await page.getByRole('link', { name: '补录漏掉的一户' }).count()).toBe(0);
      await expectAccessible(page);
      await screenshot(page, 'survey-village-desk');
      await open(page, `/households/${household(3)}`);
      expect(await page.getByRole('link', { name: '开始入户' }).count()).toBe(0);
      await expectAccessible(page);
      await screenshot(page, 'survey-household-desk', true);
      await open(page, `/households/${household(3)}/visit`);
      await page.getByText('您只能查看').waitFor();
    }, 'zhen', { width: 1440, height: 900 });
  });

  test('shows the whole phone after a press that is recorded', async () => {
    await onPhone(async (page) => {
      await open(page, `/households/${household(7)}`);
      await page.getByText('138****1007').waitFor();
      await button(page, '看完整号码').tap();
      await page.getByRole('link', { name: '13803491007' }).waitFor();
      await page.reload();
      await page.getByText('138****1007').waitFor();
    });
    const looked = await withSql(db, (sql) => sql.query<{ actor: string; payload: string }>(`SELECT actor, payload FROM history WHERE action = 'personal-data.unmask' AND entity_key = $1`, [household(7)]));
    expect(looked.map((entry) => entry.actor)).toEqual(['cun1']);
    expect(looked[0]!.payload).not.toContain('13803491007');
  });

  test('takes a missed household and gives it a number', async () => {
    await onPhone(async (page) => {
      await open(page, `/villages/${VILLAGE}/add`);
      await page.getByLabel('户主姓名').fill('张建国');
      await button(page, '补录').tap();
      await page.getByRole('alert').getByText('请填写门牌号').waitFor();
      await page.getByRole('alert').getByText('请选居住情况').waitFor();
      await expectAccessible(page);
      await screenshot(page, 'survey-add-problems', true);
      await page.getByLabel('门牌号').fill('村东头');
      await choice(page, '居住情况', '常住').tap();
      await page.getByLabel('为什么漏了').fill('新分户');
      await button(page, '补录').tap();
      await page.getByRole('alert').getByText('本村已有户主“张建国”').waitFor();
      await page.locator('label').filter({ hasText: '是另一户' }).tap();
      await button(page, '补录').tap();
      await page.getByText(`${VILLAGE}B0001`).waitFor();
      await page.getByRole('link', { name: '开始入户' }).waitFor();
    });
    const [added] = await withSql(db, (sql) => sql.query(`SELECT head, source, status, note FROM household WHERE number = $1`, [`${VILLAGE}B0001`]));
    expect(added).toEqual({ head: '张建国', source: 'field', status: 'normal', note: '新分户' });
  });
});

describe('between cadre and township', () => {
  test('a returned visit shows each remark at its question and is corrected under its own number', async () => {
    const visit = visitOf(household(15));
    await submitVisit(db, village.cadre, visit, new Date('2021-01-20T04:00:00Z'));
    await returnVisit(db, village.township, { visitId: visit.visit, revision: 1, remarks: [{ question: 'stove', text: '照片里还有炉子' }, { question: 'visit', text: '请再去一次' }] }, new Date('2021-01-21T04:00:00Z'));
    await onPhone(async (page) => {
      await open(page, '/todo');
      await page.getByText('1 条意见').or(page.getByText('2 条意见')).first().waitFor();
      await expectAccessible(page);
      await screenshot(page, 'survey-todo');
      await page.getByRole('link', { name: /2排3号/ }).tap();
      await heading(page, '散煤');
      await page.getByText('高审核 退回时说：照片里还有炉子').waitFor();
      await page.getByText('请再去一次').waitFor();
      await screenshot(page, 'survey-returned');
      await expectAccessible(page);
      await choice(page, '煤炉', '封存').tap();
      await page.getByText('草稿已存').waitFor();
      await open(page, `/households/${household(15)}/visit?card=summary`);
      await button(page, '提交').tap();
      await page.getByText('已提交：').waitFor();
    });
    expect(await visitsOf(household(15))).toMatchObject([{ id: visit.visit, revision: 2, status: 'submitted', answers: { stove: 'sealed' } }]);
  });

  test('an approved visit is locked and says how to have it reopened', async () => {
    const visit = visitOf(household(16));
    await submitVisit(db, village.cadre, visit, new Date('2021-01-20T04:00:00Z'));
    await approveVisits(db, village.township, { visits: [{ id: visit.visit, revision: 1 }] }, new Date('2021-01-21T04:00:00Z'));
    await onPhone(async (page) => {
      await open(page, `/households/${household(16)}`);
      await page.getByText('请告诉乡镇审核员哪里不对').waitFor();
      expect(await page.getByRole('link', { name: '开始入户' }).count()).toBe(0);
      await open(page, `/households/${household(16)}/visit`);
      await page.getByText('已审核，不能再改').waitFor();
      await expectAccessible(page);
    });
  });

  test('of two cadres at one household the later sees what changed, and loses nothing', async () => {
    await onPhone(async (page) => {
      await open(page, `/households/${household(18)}/visit?card=heating`);
      for (const card of ['取暖设备', '使用与稳定', '散煤']) {
        await heading(page, card);
        await button(page, '与上季相同').tap();
      }
      await heading(page, '房屋');
      await page.getByText('草稿已存').waitFor();
      await submitVisit(db, village.colleague, visitOf(household(18), { visitedAt: new Date(Date.now() - 60_000).toISOString(), visitor: '马委员' }), new Date());
      for (const next of ['下一项', '下一项', '看小结']) await button(page, next).tap();
      await heading(page, '提交前看一遍');
      await button(page, '提交').tap();
      await page.getByText('您打开以后，这户又有变动').waitFor();
      await page.getByText('马委员 提交了入户').waitFor();
      await page.getByText('主要用煤改气取暖。').waitFor();
      await screenshot(page, 'survey-changed-meanwhile');
      await expectAccessible(page);
      await button(page, '看过了，按我填的提交').tap();
      await page.getByText('已提交：').waitFor();
    });
    expect((await visitsOf(household(18))).map((visit) => visit.visitor)).toEqual(['马委员', '韩村支']);
  });
});
