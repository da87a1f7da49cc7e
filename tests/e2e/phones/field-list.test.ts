import type { Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { returnVisit } from '~/server/workflows/review/review-visit.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { PASSWORD, SEASON, type SurveyVillage, surveyVillage, VILLAGE } from '../../fixtures/survey-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { expectAccessible, hydrated, screenshot } from '../../helpers/browser/browser';
import { openPhone, type PhoneBrowser, signInToField } from '../../helpers/browser/phone-browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { visitOf } from '../../helpers/register';
import { WebClient } from '../../helpers/web-client';

let db: Database;
let app: RunningApp;
let village: SurveyVillage;
let phone: PhoneBrowser;

const number = (nth: number) => `${VILLAGE}${String(nth).padStart(3, '0')}`;
const COAL = {
  mainHeat: 'loose_coal',
  connected: true,
  stability: 'stable',
  coalStock: 'loose',
  coalKg: 500,
  stove: 'in_use',
  boughtCoal: true,
  reburnReasons: ['运行费用高'],
};
const southRoom = (letting: string) => [{ room: 1, kind: 'south', heatedArea: 20, letting, connected: true, use: 'normal' }];
const give = (nth: number, change: Record<string, unknown>, at = '2021-01-12T04:00:00Z') => {
  const visit = visitOf(number(nth), change);
  return submitVisit(db, village.cadre, visit, new Date(at)).then(() => visit.visit);
};

beforeAll(async () => {
  db = await freshDatabase();
  village = await surveyVillage(db);
  // Last season household 30 burnt coal and let a room; nobody was there this season.
  await give(
    30,
    { season: '2019-2020', visitedAt: '2020-01-10T10:00:00+08:00', answers: COAL, rooms: southRoom('let') },
    '2020-01-11T00:00:00Z',
  );
  await give(31, { answers: COAL });
  await give(32, { rooms: southRoom('let') });
  // Returned: its rooms are on record, a visit that counts is not.
  const returned = await give(33, { rooms: southRoom('let_vacant') });
  const remarks = [{ question: 'stove', text: '请再看炉子' }];
  await returnVisit(db, village.township, { visitId: returned, revision: 1, remarks }, new Date('2021-01-13T04:00:00Z'));
  app = await startApp({ db });
});
beforeEach(async () => {
  phone = await openPhone(app.url);
  await signInToField(phone.page, 'cun1', PASSWORD);
});
afterEach(async () => {
  await phone?.close();
});

const chip = (page: Page, name: RegExp) => page.getByRole('navigation', { name: '只看' }).getByRole('link', { name });
const rows = (page: Page) => page.locator('main ul > li:not([aria-hidden])');
const chips = (page: Page) => page.getByRole('navigation', { name: '只看' }).getByRole('link').allInnerTexts();
const search = (page: Page, text: string) => page.getByRole('searchbox').fill(text);
async function list(page: Page): Promise<void> {
  await page.goto(`/field/villages/${VILLAGE}`);
  await hydrated(page);
}

test('counts what the web’s list counts, and no red word comes from last season', async () => {
  const { page } = phone;
  await list(page);
  await chip(page, /^未入户/).waitFor();
  const onPhone = await chips(page);
  // 129 in scope, of which 31 and 32 were visited; 33 was returned.
  expect(onPhone.map((text) => text.trim())).toEqual(['未入户 127', '退回 1', '草稿 0', '复烧 1', '出租 2']);
  await search(page, '030');
  await page.getByText('显示 1，共 1').waitFor();
  const line = page.getByRole('link', { name: /^030 / });
  await line.getByText('上季：散煤').waitFor();
  expect(await line.getByText('复烧').count()).toBe(0);
  const township = new WebClient(app.url);
  await township.signIn('zhen', PASSWORD);
  const web = (await (await township.get(`/villages/${VILLAGE}?season=${SEASON}`)).text()).replaceAll('<!-- -->', '');
  // The table of the web leaves out what nobody is on.
  for (const text of onPhone.filter((chip) => !/ 0$/.test(chip.trim()))) expect(web).toContain(text.trim());
});

test('finds by pinyin and by the numbers of a door, also without a network', async () => {
  const { page } = phone;
  await list(page);
  await phone.page.context().setOffline(true);
  const finds = async (query: string, found: number, first: RegExp) => {
    await search(page, query);
    await page.getByText(new RegExp(`共 ${found}$`)).waitFor();
    await page.getByRole('link', { name: first }).first().waitFor();
  };
  await finds('ouyangzhiyuan', 13, /^004 /);
  await finds('yulan', 13, /^003 /);
  await finds('wyl', 13, /^003 /);
  await finds('7-3', 1, /^075 /);
  await finds('7 3', 1, /^075 /);
  await finds('７－３', 1, /^075 /);
  await finds('abudurehemanmaimaiti', 13, /^006 /);
});

test('shows households on several chips; 看全部 empties the box with the list', async () => {
  const { page } = phone;
  await list(page);
  await chip(page, /^出租/).tap();
  await page.getByText('显示 2，共 2').waitFor();
  await chip(page, /^未入户/).tap();
  await page.getByText('显示 1，共 1').waitFor();
  await page.getByRole('link', { name: /^033 / }).getByText('退回').waitFor();
  // The row of chips is wider than a phone: what is pressed is said above the list too.
  await page.getByText('未入户 + 出租 1', { exact: true }).waitFor();
  await expectAccessible(page);
  await screenshot(page, 'field-two-chips');
  await search(page, 'ouyang');
  await page.getByText('没有符合的户').waitFor();
  await screenshot(page, 'field-none-found');
  await page.getByRole('link', { name: '在全部户里找“ouyang”' }).tap();
  await page.getByText(/共 13$/).waitFor();
  expect(await page.getByRole('searchbox').inputValue()).toBe('ouyang');
  await search(page, '没有这个人');
  await page.getByRole('link', { name: '看全部' }).tap();
  await page.getByText(/共 130$/).waitFor();
  expect(await page.getByRole('searchbox').inputValue()).toBe('');
});

test('goes on where one stands, by as many as it says', async () => {
  const { page } = phone;
  await list(page);
  const more = page.getByRole('link', { name: '再看 90 户' });
  await more.waitFor();
  await expect.poll(() => rows(page).count()).toBe(40);
  await more.scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => window.scrollY);
  expect(before).toBeGreaterThan(0);
  await more.tap();
  await page.getByText('显示 130，共 130').waitFor();
  await expect.poll(() => rows(page).count()).toBe(130);
  expect(Math.abs((await page.evaluate(() => window.scrollY)) - before)).toBeLessThan(200);
});
