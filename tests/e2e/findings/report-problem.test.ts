import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { approveVisits } from '~/server/workflows/review/review-visit.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { asPhoneMarks } from '../../fixtures/marked-photo';
import { button, choice } from '../../fixtures/survey-phone';
import { PASSWORD, SEASON, type SurveyVillage, surveyVillage, TOWNSHIP, VILLAGE } from '../../fixtures/survey-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { expectAccessible, hydrated, openBrowser, PHONE, screenshot, signedIn } from '../../helpers/browser/browser';
import { openPhone, type PhoneBrowser, signInToField } from '../../helpers/browser/phone-browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { visitOf } from '../../helpers/register';
import { accountWith } from '../../helpers/web-client';

let db: Database;
let app: RunningApp;
let browser: Browser;
let phone: PhoneBrowser;
let village: SurveyVillage;

const DESK = { width: 1366, height: 768 };
const number = (nth: number) => `${VILLAGE}${String(nth).padStart(3, '0')}`;
const PICTURE = `new Promise((done) => {
  const canvas = document.createElement('canvas'); canvas.width = 300; canvas.height = 200;
  canvas.getContext('2d').fillRect(20, 20, 100, 100); done(canvas.toDataURL('image/jpeg').split(',')[1]); })`;

beforeAll(async () => {
  db = await freshDatabase();
  village = await surveyVillage(db);
  await accountWith(db, { username: 'xian', name: '赵县长', password: PASSWORD, role: 'county', divisions: ['140602'] });
  app = await startApp({ db });
  browser = await openBrowser();
  phone = await openPhone(app.url);
});
afterAll(async () => {
  await phone?.close();
  await browser?.close();
});

const as = (username: string, path: string, work: (page: Page) => Promise<void>, viewport = DESK): Promise<void> =>
  signedIn(browser, app.url, { username, password: PASSWORD, viewport }, path, work);
const reports = () =>
  withSql(db, (sql) =>
    sql.query<{ household: string; kind: string; photos: string[]; number: number; text: string }>(
      'SELECT household_number AS household, kind, photos, number, text_encrypted AS text FROM problem_report ORDER BY number',
    ),
  );

async function open(path: string): Promise<void> {
  await phone.page.goto(path);
  await hydrated(phone.page);
}

test('the township and the county leave their numbers; what is no number is refused with words', async () => {
  await as('zhen', '/settings/duty-phones', async (page) => {
    const field = page.getByLabel(/北城街道|街道|镇|乡/).first();
    await field.fill('12345678');
    await page.getByRole('button', { name: '保存' }).first().click();
    await page.getByRole('alert').getByText('这不像电话号码').first().waitFor();
    await page.locator(`input[name=code][value="${TOWNSHIP}"] ~ div input`).fill('０３４９-2020001');
    await page.getByRole('button', { name: '保存' }).first().click();
    await page.getByText('已保存').waitFor();
    await screenshot(page, 'duty-phones', true);
    await expectAccessible(page);
    // The county's is not theirs.
    expect(await page.locator('input[name=code][value="140602"]').count()).toBe(0);
  });
  await as('xian', '/settings/duty-phones', async (page) => {
    await page.locator('input[name=code][value="140602"] ~ div input').fill('13834901234');
    await page.getByRole('button', { name: '保存' }).first().click();
    await page.getByText('已保存').waitFor();
  });
});

test('a cold home that is approved already is reported offline with a photo; receipt and answer come back to the phone', async () => {
  const { page, context } = phone;
  const visit = visitOf(number(3), { season: SEASON });
  await submitVisit(db, village.cadre, visit, new Date());
  await approveVisits(db, village.township, { visits: [{ id: visit.visit, revision: 1 }] }, new Date());
  await signInToField(page, 'cun1', PASSWORD);
  await open(`/field/households/${number(3)}`);
  await page.getByRole('heading', { name: '上报与电话' }).waitFor();
  await context.setOffline(true);

  await page.getByRole('link', { name: '上报问题' }).tap();
  await page.getByRole('heading', { name: /^上报问题/ }).waitFor();
  await button(page, '上报').tap();
  await page.getByRole('alert').getByText('请选是什么问题').waitFor();
  await choice(page, '什么问题？', '受冻').tap();
  await page.getByText('低于 16 ℃，今晚就要办').waitFor();
  await page.getByLabel('说一句').fill('老两口，昨晚起不热');
  const photo = asPhoneMarks(Buffer.from(await page.evaluate<string>(PICTURE), 'base64'));
  await page.locator('input[type=file]').setInputFiles({ name: 'IMG.jpg', mimeType: 'image/jpeg', buffer: photo });
  await page.getByRole('img', { name: '照片 1' }).waitFor();
  await screenshot(page, 'report-form', true);
  await expectAccessible(page);

  // A phone call, an empty battery: what was written is there again.
  await open(`/field/households/${number(3)}`);
  await page.getByRole('link', { name: '接着写上报' }).tap();
  expect(await page.getByLabel('说一句').inputValue()).toBe('老两口，昨晚起不热');
  await page.getByRole('img', { name: '照片 1' }).waitFor();
  await button(page, '上报').tap();
  await page.getByText(/写于 .*，等着上传/).waitFor();
  await screenshot(page, 'report-waiting', true);
  await open('/field/me');
  await page.getByText('还有没上传的，先不要退出').waitFor();
  expect(await reports()).toEqual([]);

  await open(`/field/households/${number(3)}`);
  await context.setOffline(false);
  await page.getByText(/已收到 .*，编号 \d+/).waitFor({ timeout: 20_000 });
  const [report] = await reports();
  expect(report).toMatchObject({ household: number(3), kind: 'cold' });
  expect(report!.photos).toHaveLength(1);
  expect(report!.text).not.toContain('老两口');
  await open('/field/outbox');
  await page.getByText('没有等着上传的').waitFor();

  await as('zhen', '/findings/reported', async (desk) => {
    await screenshot(desk, 'reported');
    await expectAccessible(desk);
    await desk.getByRole('link', { name: '答复', exact: true }).click();
    await desk.getByText('老两口，昨晚起不热').waitFor();
    await desk.getByRole('img', { name: '照片 1' }).waitFor();
    await desk.getByLabel('答复').fill('今晚八点修，电暖气已送去');
    await screenshot(desk, 'reported-one', true);
    await expectAccessible(desk);
    await desk.getByRole('button', { name: '答复' }).click();
    await desk.getByText('已答复，村干部的手机').waitFor();
  });
  await open('/field/me');
  await button(page, '更新名单').tap();
  await open(`/field/households/${number(3)}`);
  await page.getByText('答复：今晚八点修，电暖气已送去').waitFor({ timeout: 20_000 });
  await page.getByText(/高审核 · /).waitFor();
  const calls = page.getByRole('link', { name: /^打给/ });
  expect(await calls.evaluateAll((all) => [...new Set(all.map((one) => one.getAttribute('href')))])).toEqual([
    'tel:03492020001',
    'tel:13834901234',
  ]);
  await screenshot(page, 'report-answered', true);
  await expectAccessible(page);
  expect(phone.problems).toEqual([]);
});

test('a room below 16 ℃ is red at once on the form: what to do tonight, whom to call, and the way to report it', async () => {
  const { page } = phone;
  await open(`/field/households/${number(12)}/visit?card=operation`);
  await page.getByRole('textbox', { name: /^室温/ }).fill('16');
  expect(await page.getByText('低于 16 ℃，今晚就要办').count()).toBe(0);
  await page.getByRole('textbox', { name: /^室温/ }).fill('15.5');
  await page.getByText('低于 16 ℃，今晚就要办').waitFor();
  await screenshot(page, 'cold-tonight', true);
  await page.getByRole('link', { name: /^打给/ }).first().waitFor();
  await page.getByRole('link', { name: '上报受冻' }).tap();
  await page.getByRole('heading', { name: /^上报问题/ }).waitFor();
  expect(await page.getByRole('radio', { name: /^受冻/ }).isChecked()).toBe(true);
});

test('with a network the same is done on the web', async () => {
  await as(
    'cun1',
    `/households/${number(5)}`,
    async (page) => {
      await page.getByRole('link', { name: '上报问题' }).click();
      await choice(page, '什么问题？', '补贴问题').click();
      await page.getByLabel('说一句').fill('去年的没到账');
      await button(page, '上报').click();
      await page.getByText(/已收到 .*，编号 \d+/).waitFor();
      await page.getByText('去年的没到账').waitFor();
      expect(await page.getByRole('link', { name: /^打给/ }).count()).toBe(4);
    },
    PHONE,
  );
  expect((await reports()).at(-1)).toMatchObject({ household: number(5), kind: 'subsidy' });
});
