import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import type { Evidence } from '~/domain/survey/evidence';
import { button, choice, open } from '../../fixtures/survey-phone';
import { PASSWORD, SEASON, surveyVillage, VILLAGE } from '../../fixtures/survey-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { DESK, expectAccessible, openBrowser, PHONE, screenshot, signedIn } from '../../helpers/browser/browser';
import { PICTURE } from '../../helpers/browser/draw';
import { openPhoneWithDisk, type PhoneWithDisk, signInToField } from '../../helpers/browser/phone-browser';
import { type Database, freshDatabase } from '../../helpers/database';

let db: Database;
let app: RunningApp;
let browser: Browser;
let phone: PhoneWithDisk;

beforeAll(async () => {
  db = await freshDatabase();
  await surveyVillage(db);
  app = await startApp({ db });
  browser = await openBrowser();
});
beforeEach(async () => {
  phone = await openPhoneWithDisk(app.url);
  await signInToField(phone.page, 'cun1', PASSWORD);
});
afterEach(async () => {
  await phone?.close();
});
afterAll(async () => {
  await browser?.close();
});

const number = (nth: number) => `${VILLAGE}${String(nth).padStart(3, '0')}`;
const PHRASE = '户主外出务工，邻居证实';

type Stored = { id: string; outcome: string; answers: { note?: string }; evidence: Evidence | null };
const stored = (nth: number) =>
  withSql(db, (sql) =>
    sql.query<Stored>('SELECT id, outcome, answers, evidence FROM visit WHERE household_number = $1 AND season = $2', [
      number(nth),
      SEASON,
    ]),
  );
async function takePhoto(page: Page): Promise<void> {
  const photo = Buffer.from(await page.evaluate<string>(PICTURE), 'base64');
  await page.locator('input[type=file][capture]').setInputFiles({ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: photo });
  await page.getByRole('img', { name: '第 1 张照片：院落大门' }).waitFor();
}
const note = (page: Page) => page.getByLabel('说明');
const chosen = (page: Page, outcome: RegExp) => page.getByRole('radio', { name: outcome }).isChecked();

test('a closure keeps its text and its photo over leaving, a killed browser and no network, and reviewers see the photo', async () => {
  let { page, context } = phone;
  await context.setOffline(true);
  await open(page, `/field/households/${number(1)}/visit/closure`);
  // Nothing is wrong before the first try.
  expect(await page.getByRole('alert').count()).toBe(0);
  await choice(page, '怎么没入成', '拒绝').tap();
  expect(await page.getByRole('alert').count()).toBe(0);
  await button(page, '提交').tap();
  await page.getByRole('alert').getByText('请写一句说明').waitFor();
  await note(page).fill('户主不让');
  // It is said only as long as it is so.
  expect(await page.getByRole('alert').count()).toBe(0);
  await takePhoto(page);
  await page.getByText(/^已存本机/).waitFor();
  await screenshot(page, 'closure-typed', true);

  // Away and back.
  await page.getByRole('link', { name: '返回' }).tap();
  await page.getByRole('link', { name: '接着填' }).tap();
  await page.getByRole('heading', { name: /^没能入户/ }).waitFor();
  expect(await note(page).inputValue()).toBe('户主不让');
  expect(await chosen(page, /^拒绝/)).toBe(true);

  // The browser dies over half a sentence.
  await note(page).fill('户主不让进门，门口拍了照');
  await page.getByText(/^已存本机/).waitFor();
  phone = await phone.reopen();
  ({ page, context } = phone);
  await context.setOffline(true);
  await open(page, `/field/households/${number(1)}/visit/closure`);
  expect(await note(page).inputValue()).toBe('户主不让进门，门口拍了照');
  expect(await chosen(page, /^拒绝/)).toBe(true);
  await page.locator('img[alt="第 1 张照片：院落大门"]').waitFor();
  await expectAccessible(page);

  // What is begun of a visit beside it is another thing.
  await open(page, `/field/households/${number(1)}/visit?card=remarks`);
  await page.getByRole('textbox', { name: '备注' }).fill('院里有人声');
  await page.getByText(/^已存本机/).waitFor();
  await open(page, `/field/households/${number(1)}/visit/closure`);
  expect(await note(page).inputValue()).toBe('户主不让进门，门口拍了照');
  await button(page, '提交').tap();
  await page.waitForURL('**/villages/**');
  await open(page, `/field/households/${number(1)}/visit?card=remarks`);
  expect(await page.getByRole('textbox', { name: '备注' }).inputValue()).toBe('院里有人声');
  await open(page, `/field/outbox`);
  await page.getByText('照片 1 张等着上传').waitFor();

  await context.setOffline(false);
  await expect.poll(() => stored(1), { timeout: 20_000 }).toHaveLength(1);
  const [visit] = await stored(1);
  expect(visit).toMatchObject({
    outcome: 'refused',
    answers: { note: '户主不让进门，门口拍了照' },
    evidence: { photos: [{ about: 'house' }] },
  });
  const { sha256 } = visit!.evidence!.photos![0]!;
  await expect.poll(() => existsSync(join(app.dataDir, 'photos', sha256.slice(0, 2), sha256)), { timeout: 20_000 }).toBe(true);
  await signedIn(
    browser,
    app.url,
    { username: 'zhen', password: PASSWORD, viewport: DESK },
    `/review?division=${VILLAGE}&visit=${visit!.id}`,
    async (desk) => {
      await desk.getByRole('img', { name: '第 1 张照片：院落大门' }).waitFor();
      await desk.getByText('户主不让进门，门口拍了照').first().waitFor();
    },
  );
  expect(phone.problems).toEqual([]);
});

test('nobody home takes four taps, and a ready phrase one more', async () => {
  const { page, context } = phone;
  await open(page, `/field/villages/${VILLAGE}`);
  await context.setOffline(true);
  await page.getByRole('link', { name: /^002/ }).tap();
  await page.getByRole('link', { name: '没能入户' }).tap();
  await choice(page, '怎么没入成', '无人').tap();
  await button(page, PHRASE).tap();
  expect(await note(page).inputValue()).toBe(PHRASE);
  await button(page, '提交').tap();
  await page.getByRole('link', { name: /^002/ }).getByText('无人 1 天').waitFor();
  await context.setOffline(false);
  await expect.poll(() => stored(2), { timeout: 20_000 }).toHaveLength(1);
  expect((await stored(2))[0]).toMatchObject({ outcome: 'nobody', answers: { note: PHRASE } });
});

test('a ready phrase comes behind what was typed, and a photo that is taken away can be had back for a minute', async () => {
  const { page } = phone;
  await open(page, `/field/households/${number(3)}/visit/closure`);
  await choice(page, '怎么没入成', '空置').tap();
  await note(page).fill('门锁着');
  await button(page, '长期没人住，村委会证实').tap();
  expect(await note(page).inputValue()).toBe('门锁着；长期没人住，村委会证实');
  await takePhoto(page);
  await button(page, '去掉第 1 张照片').tap();
  await button(page, '撤销').tap();
  await page.getByRole('img', { name: '第 1 张照片：院落大门' }).waitFor();
});

test('on the web a closure is kept as it is typed, takes a photo, and leaves the draft of a visit alone', async () => {
  const path = `/households/${number(4)}/visit/closure`;
  await signedIn(browser, app.url, { username: 'cun1', password: PASSWORD, viewport: PHONE }, path, async (page) => {
    await choice(page, '怎么没入成', '拒绝').tap();
    await note(page).fill('户主说改天');
    await takePhoto(page);
    await page.getByText(/^草稿已存 /).waitFor();
    await open(page, `/households/${number(4)}/visit?card=remarks`);
    await page.getByRole('textbox', { name: '备注' }).fill('狗很凶');
    await page.getByText(/^草稿已存 /).waitFor();
    await open(page, `/households/${number(4)}`);
    await open(page, path);
    expect(await note(page).inputValue()).toBe('户主说改天');
    expect(await chosen(page, /^拒绝/)).toBe(true);
    const kept = page.locator('img[alt="第 1 张照片：院落大门"]');
    await kept.waitFor();
    expect(await kept.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBeGreaterThan(200);
    await screenshot(page, 'closure-web', true);
    await button(page, '提交').tap();
    await page
      .getByRole('link', { name: /^004/ })
      .getByText(/草稿|销号 · 拒绝/)
      .first()
      .waitFor();
    await open(page, `/households/${number(4)}/visit?card=remarks`);
    expect(await page.getByRole('textbox', { name: '备注' }).inputValue()).toBe('狗很凶');
    await open(page, path);
    expect(await note(page).inputValue()).toBe('');
  });
  expect((await stored(4))[0]).toMatchObject({ outcome: 'refused', evidence: { photos: [{ about: 'house' }] } });
});
