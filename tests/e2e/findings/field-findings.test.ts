import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeFinding, noteProgress, proposeClosing } from '~/server/workflows/findings/act-on-finding.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { button, choice } from '../../fixtures/survey-phone';
import { PASSWORD, SEASON, type SurveyVillage, surveyVillage, TOWNSHIP, VILLAGE } from '../../fixtures/survey-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { expectAccessible, hydrated, screenshot } from '../../helpers/browser/browser';
import { openPhone, type PhoneBrowser, signInToField } from '../../helpers/browser/phone-browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { personWith, visitOf } from '../../helpers/register';

let db: Database;
let app: RunningApp;
let phone: PhoneBrowser;
let village: SurveyVillage;

const number = (nth: number) => `${VILLAGE}${String(nth).padStart(3, '0')}`;
const photo = () => ({ sha256: randomBytes(32).toString('hex'), type: 'image/jpeg', bytes: 1_000 });

beforeAll(async () => {
  db = await freshDatabase();
  village = await surveyVillage(db);
  // Of the rules: 004 is cold (R25, urgent), 005 burns coal again (R09).
  const answers = visitOf('x').answers as Record<string, unknown>;
  for (const [nth, more] of [
    [4, { roomTemperature: 13 }],
    [5, { coalStock: 'loose', coalKg: 300, stove: 'in_use', boughtCoal: true, reburnReasons: ['运行费用高'] }],
  ] as const)
    await submitVisit(db, village.cadre, visitOf(number(nth), { season: SEASON, answers: { ...answers, ...more } }), new Date());
  app = await startApp({ db });
  phone = await openPhone(app.url);
});
afterAll(async () => {
  await phone?.close();
});

async function open(path: string): Promise<void> {
  await phone.page.goto(path);
  await hydrated(phone.page);
}
const finding = async (where: string, value: string) =>
  (await db.pool.query(`SELECT number, revision FROM finding WHERE ${where} = $1 ORDER BY number DESC LIMIT 1`, [value])).rows[0] as {
    number: string;
    revision: number;
  };
async function updated(): Promise<void> {
  await open('/field/me');
  await button(phone.page, '更新名单').tap();
}
const noSideways = (page: Page) => page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth');

test('offline the list of today says what is to be done at which door, and so does the household', async () => {
  const { page, context } = phone;
  await signInToField(page, 'cun1', PASSWORD);
  await open('/field/todo');
  await page.getByRole('heading', { name: '问题，要去办（2）' }).waitFor();
  await context.setOffline(true);
  await open('/field/todo');
  const links = page.getByRole('link', { name: /前办好|已经过了/ });
  // The cold home first: it is urgent.
  expect(await links.first().innerText()).toMatch(/受冻[\s\S]*紧急[\s\S]*今天就去/);
  expect(await links.nth(1).innerText()).toMatch(/又烧散煤/);
  await expectAccessible(page);
  await screenshot(page, 'field-findings-todo', true);
  await links.first().tap();
  await page.getByRole('heading', { name: '这户的问题' }).waitFor();
  await page.getByText('今天就去。先让人暖和').waitFor();
  await expectAccessible(page);
  await screenshot(page, 'field-findings-household', true);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.evaluate(`localStorage.setItem('qingnuan-large-text', 'yes')`);
  await open(`/field/households/${number(4)}`);
  await page.getByRole('heading', { name: '这户的问题' }).waitFor();
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'field-findings-household-320', true);
  await open('/field/todo');
  await links.first().waitFor();
  expect(await noSideways(page)).toBe(true);
  await screenshot(page, 'field-findings-todo-320', true);
  await page.evaluate(`localStorage.removeItem('qingnuan-large-text')`);
  await page.setViewportSize({ width: 390, height: 844 });
  await context.setOffline(false);
});

test('a cold home reported offline is a finding of the township; its words, then that it is closed, come to the phone', async () => {
  const { page, context } = phone;
  await open(`/field/households/${number(3)}`);
  await page.getByRole('heading', { name: '上报与电话' }).waitFor();
  await context.setOffline(true);
  await page.getByRole('link', { name: '上报问题' }).tap();
  await choice(page, '什么问题？', '受冻').tap();
  await page.getByLabel('说一句').fill('昨晚起不热');
  await button(page, '上报').tap();
  await page.getByText(/写于 .*，等着上传/).waitFor();
  await context.setOffline(false);
  await page.getByText(/已收到 .*，编号 \d+/).waitFor({ timeout: 20_000 });
  await page.getByText(/^等着办$/).waitFor();

  const { number: opened } = await finding('household_number', number(3));
  const second = await personWith(db, 'township', [TOWNSHIP]);
  const step = async (text: string) => ({ ...(await finding('number', opened)), text, evidence: [photo()] });
  await noteProgress(db, village.township, await step('电暖气已送去，明早修管'), new Date());
  await updated();
  await open(`/field/households/${number(3)}`);
  await page.getByText('答复：电暖气已送去，明早修管').waitFor({ timeout: 20_000 });
  await page.getByText(/^正在办$/).waitFor();
  await proposeClosing(db, village.township, await step('管已换，19 ℃'), new Date());
  await closeFinding(db, second, await step('回访过，暖了'), new Date());
  await updated();
  await open(`/field/households/${number(3)}`);
  await page.getByText(/^已办结$/).waitFor({ timeout: 20_000 });
  await page.getByText('结果：回访过，暖了').waitFor();
  await context.setOffline(true);
  await open(`/field/households/${number(3)}`);
  await page.getByText('结果：回访过，暖了').waitFor();
  await expectAccessible(page);
  await screenshot(page, 'field-findings-closed', true);
  await context.setOffline(false);
});

test('what the rules closed or the township changed is another with the next package', async () => {
  const { page } = phone;
  const { number: coal } = await finding('household_number', number(5));
  await noteProgress(db, village.township, { ...(await finding('number', coal)), text: '周三一起上门', evidence: [] }, new Date());
  await updated();
  await open(`/field/households/${number(5)}`);
  await page.getByText('周三一起上门').waitFor({ timeout: 20_000 });
  expect(phone.problems).toEqual([]);
});
