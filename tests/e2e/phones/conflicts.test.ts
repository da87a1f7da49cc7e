import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { PASSWORD, SEASON, SECOND_VILLAGE, type SurveyVillage, surveyVillage, VILLAGE } from '../../fixtures/survey-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { expectAccessible, hydrated, openBrowser, PHONE, screenshot, signedIn } from '../../helpers/browser/browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { TestPhone } from '../../helpers/phone';
import { personWith } from '../../helpers/register';
import { changeRoster } from '../../helpers/two-persons';
import { accountWith, signedInClient } from '../../helpers/web-client';

let db: Database;
let app: RunningApp;
let browser: Browser;
let village: SurveyVillage;

const DESK = { width: 1366, height: 768 };
const GAS = { mainHeat: 'gas', connected: true, stability: 'stable', coalStock: 'none', stove: 'removed', boughtCoal: false };
const ROOM = { room: 1, kind: 'main', heatedArea: 80, letting: 'own', connected: true, use: 'normal' };
const number = (nth: number) => `${VILLAGE}${String(nth).padStart(3, '0')}`;

beforeAll(async () => {
  db = await freshDatabase();
  village = await surveyVillage(db);
  const others = [
    ['lin', '邻乡审核', 'township', '140602002'],
    ['xian', '赵县长', 'county', '140602'],
    ['shi', '市办', 'city', '1406'],
  ] as const;
  for (const [username, name, role, division] of others)
    await accountWith(db, { username, name, password: PASSWORD, role, divisions: [division] });
  app = await startApp({ db });
  browser = await openBrowser();
});
afterAll(() => browser?.close());

type Stored = { id: string; answers: Record<string, unknown>; visitor: string };
const stored = (nth: number) =>
  withSql(db, (sql) =>
    sql.query<Stored>('SELECT id, answers, visitor FROM visit WHERE household_number = $1 AND season = $2', [number(nth), SEASON]),
  );

/**
 * Two cadres visit one household without knowing of each other. They differ in the stove and the room, and each has one more
 * answer.
 */
async function twoCadres(nth: number): Promise<string> {
  const [a, b] = [new TestPhone(db, village.cadre), new TestPhone(db, village.colleague)];
  const seen = await a.take(number(nth));
  await b.send(
    b.record(seen, { season: SEASON, answers: { ...GAS, stove: 'sealed', coAlarm: true }, rooms: [{ ...ROOM, heatedArea: 65 }] }),
  );
  const record = a.record(seen, { season: SEASON, answers: { ...GAS, smoke: true }, rooms: [ROOM], householdChanges: { people: 5 } });
  expect((await a.send(record)).map(({ status }) => status)).toEqual(['conflict']);
  const [row] = await withSql(db, (sql) => sql.query<{ id: string }>('SELECT id::text FROM phone_record WHERE visit_id = $1', [record.id]));
  return row!.id;
}

const as = (username: string, path: string, work: (page: Page) => Promise<void>, viewport = DESK): Promise<void> =>
  signedIn(browser, app.url, { username, password: PASSWORD, viewport }, path, work);

const fits = async (page: Page) =>
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);

test('a conflict is decided field by field, with a reason; what does not compete is in already; the history tells it', async () => {
  const id = await twoCadres(30);
  await as('zhen', '/waiting', async (page) => {
    await page.getByRole('link', { name: '1 处冲突待决定' }).click();
    const card = page.getByRole('listitem').filter({ hasText: number(30) });
    await card.getByText(/冲突的项目：(房屋 1、煤炉|煤炉、房屋 1)/).waitFor();
    await expectAccessible(page);
    await screenshot(page, 'conflicts-desk');
    await card.getByRole('link', { name: '决定' }).click();

    const stove = page.getByRole('group', { name: '煤炉' });
    await stove.getByText('原来（手机打开时看到的）：没有填').waitFor();
    await stove.getByRole('radio', { name: '手机填的 已拆' }).waitFor();
    await stove.getByRole('radio', { name: '现在系统里的 封存' }).waitFor();
    await page.getByText(/韩村支，2021-02-01 12:00 收到 · 入户时间 2021-01-10 10:00/).waitFor();
    await page.getByText(/马委员，2021-02-01 12:00 改动/).waitFor();
    await page.getByRole('listitem').filter({ hasText: '常住人口：5' }).waitFor();
    await expectAccessible(page);
    await screenshot(page, 'conflict-desk', true);

    // Nothing is chosen beforehand. The choices stay when something is missing.
    expect(
      await page.getByRole('radio').evaluateAll((radios) => radios.filter((radio) => (radio as HTMLInputElement).checked).length),
    ).toBe(0);
    await stove.getByRole('radio', { name: /手机填的/ }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: '保存决定' }).click();
    await page
      .getByRole('alert')
      .getByText(/还有 1 项没有选用/)
      .waitFor();
    await page
      .getByRole('group', { name: '房屋 1' })
      .getByRole('radio', { name: /现在系统里的/ })
      .check();
    await page.getByRole('button', { name: '保存决定' }).click();
    await page.getByRole('alert').getByText(/原因/).waitFor();
    expect(await stove.getByRole('radio', { name: /手机填的/ }).isChecked()).toBe(true);
    await page.getByLabel('决定的原因').fill('电话核实：炉子拆了，面积以后来量的为准');
    await page.getByRole('button', { name: '保存决定' }).click();
    await page.getByText('已决定并留痕。').waitFor();
    await page.getByText('没有待决定的冲突').waitFor();
    await screenshot(page, 'conflicts-none');
    await page.goto(`/review?visit=${(await stored(30))[0]!.id}`);
    await hydrated(page);
    await page.getByText(/电话核实：炉子拆了/).waitFor();
  });
  expect(await stored(30)).toMatchObject([{ answers: { ...GAS, coAlarm: true, smoke: true }, visitor: village.colleague.name }]);
  const rooms = await withSql(db, (sql) =>
    sql.query('SELECT heated_area FROM room WHERE household_number = $1 AND season = $2', [number(30), SEASON]),
  );
  expect(rooms).toEqual([{ heated_area: 65 }]);
  const [entry] = await withSql(db, (sql) =>
    sql.query<{ payload: string }>(
      `SELECT payload FROM history WHERE entity = 'phone-record' AND entity_key = $1 AND action = 'conflict.decide'`,
      [id],
    ),
  );
  expect(JSON.parse(entry!.payload)).toMatchObject({
    actor: 'zhen',
    reason: '电话核实：炉子拆了，面积以后来量的为准',
    after: { chosen: { stove: 'mine', 'room.1': 'theirs' } },
  });
});

test('another township sees nothing of it, nobody else decides it, and the season is not closed over it', async () => {
  const id = await twoCadres(31);
  const client = (username: string) => signedInClient(app.url, { username, password: PASSWORD });
  const neighbour = await client('lin');
  expect((await (await neighbour.get('/conflicts')).text()).includes(number(31))).toBe(false);
  expect((await neighbour.get(`/conflicts/${id}`)).status).toBe(404);
  const decision = { revision: '2', 'use.stove': 'mine', 'use.room.1': 'mine', reason: '看过' };
  expect((await neighbour.post(`/conflicts/${id}`, decision, '/devices/import')).status).toBe(404);
  for (const username of ['cun1', 'xian']) {
    const other = await client(username);
    expect((await other.get(`/conflicts/${id}`)).status, username).toBe(403);
  }
  expect(await stored(31)).toMatchObject([{ answers: { stove: 'sealed' } }]);
  const close = await (await client('shi')).post(`/settings/seasons/${SEASON}`, { intent: 'close', reason: '采暖季结束' });
  expect(close.status).toBe(422);
  expect((await close.text()).includes('还有 1 条记录等待决定、0 条等待查看（北城街道 1），不能关闭采暖季')).toBe(true);
  // The page also works on a phone.
  await as(
    'zhen',
    `/conflicts/${id}`,
    async (page) => {
      await fits(page);
      await screenshot(page, 'conflict-phone', true);
      await page.getByRole('button', { name: '全部选用现在的' }).tap();
      await page.getByLabel('决定的原因').fill('以第一次入户为准');
      await page.getByRole('button', { name: '保存决定' }).tap();
      await page.getByText('已决定并留痕。').waitFor();
    },
    PHONE,
  );
  expect(await stored(31)).toMatchObject([{ answers: { stove: 'sealed', smoke: true } }]);
});

test('a household that was reassigned and visited twice is a comparison, not two visits', async () => {
  // The first cadre has the household on the phone. Meanwhile it moves to the next village, whose cadre visits it too.
  const [a, b] = [new TestPhone(db, village.cadre), new TestPhone(db, village.colleague)];
  const seen = await a.take(number(32));
  const county = await personWith(db, 'county', ['140602']);
  await changeRoster(
    db,
    county,
    { household: number(32), revision: seen.revision, change: { village: SECOND_VILLAGE }, reason: '搬到北关' },
    new Date(),
  );
  await b.send(b.record(await b.take(number(32), SECOND_VILLAGE), { season: SEASON, answers: { ...GAS, stove: 'sealed' } }));
  expect((await a.send(a.record(seen, { season: SEASON, answers: GAS }))).map(({ status }) => status)).toEqual(['quarantined']);
  await as('zhen', '/devices', async (page) => {
    const card = page.getByRole('listitem').filter({ hasText: number(32) });
    await card.getByText('该户不在填写人的村').waitFor();
    await expectAccessible(page);
    await screenshot(page, 'devices-late', true);
    await card.getByRole('button', { name: '放行' }).click();
    await page.getByText('已放行：与现有内容冲突，请到“冲突”中决定。').waitFor();
    await page.goto('/conflicts');
    await hydrated(page);
    await page.getByRole('link', { name: new RegExp(number(32)) }).click();
    await page.getByRole('group', { name: '煤炉' }).getByRole('radio', { name: '手机填的 已拆' }).check();
    await page.getByLabel('决定的原因').fill('后来去的看见已拆');
    await page.getByRole('button', { name: '保存决定' }).click();
    await page.getByText('已决定并留痕。').waitFor();
  });
  expect(await stored(32)).toMatchObject([{ answers: { stove: 'removed' }, visitor: village.colleague.name }]);
});
