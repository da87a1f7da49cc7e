import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import type { Evidence } from '~/domain/survey/evidence';
import { readPhotoFile } from '~/server/workflows/survey/photo-files.server';
import { asPhoneMarks } from '../../fixtures/marked-photo';
import { button, choice, heading, open } from '../../fixtures/survey-phone';
import { PASSWORD, SEASON, surveyVillage, VILLAGE } from '../../fixtures/survey-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { DESK, expectAccessible, openBrowser, screenshot, signedIn } from '../../helpers/browser/browser';
import { draw, PICTURE } from '../../helpers/browser/draw';
import { openPhoneWithDisk, type PhoneWithDisk, signInToField } from '../../helpers/browser/phone-browser';
import { type Database, freshDatabase } from '../../helpers/database';

let db: Database;
let app: RunningApp;
let phone: PhoneWithDisk;
let browser: Browser;
let photo: Buffer;

beforeAll(async () => {
  db = await freshDatabase();
  await surveyVillage(db);
  app = await startApp({ db });
  browser = await openBrowser();
  phone = await openPhoneWithDisk(app.url);
  await signInToField(phone.page, 'cun1', PASSWORD);
  photo = asPhoneMarks(Buffer.from(await phone.page.evaluate<string>(PICTURE), 'base64'));
});
afterAll(async () => {
  await phone?.close();
  await browser?.close();
});

const number = (nth: number) => `${VILLAGE}${String(nth).padStart(3, '0')}`;
const stored = (nth: number) =>
  withSql(db, (sql) =>
    sql.query<{ id: string; evidence: Evidence }>('SELECT id, evidence FROM visit WHERE household_number = $1 AND season = $2', [
      number(nth),
      SEASON,
    ]),
  );
const takePhoto = (page: Page) =>
  page.locator('input[type=file][capture]').setInputFiles({ name: 'IMG_20210110.jpg', mimeType: 'image/jpeg', buffer: photo });
const arrived = (nth: number) => expect.poll(async () => (await stored(nth)).length).toBe(1);

/** Fills the form up to the card of loose coal, where the stove is reported in use again. */
async function visitWithStove(page: Page, nth: number): Promise<void> {
  await open(page, `/field/households/${number(nth)}/visit`);
  await heading(page, '户情');
  await button(page, '与登记相同').tap();
  for (const card of ['取暖设备', '使用与稳定']) {
    await heading(page, card);
    await button(page, '与上季相同').tap();
  }
  await heading(page, '散煤');
  await button(page, '与上季相同').tap();
  await heading(page, '房屋');
  await button(page, '上一项').tap();
  await heading(page, '散煤');
  await choice(page, '煤炉', '在用').tap();
  await choice(page, '复烧原因', '运行费用高').tap();
}

async function toRemarks(page: Page): Promise<void> {
  await button(page, '下一项').tap();
  await heading(page, '房屋');
  await button(page, '房屋与登记相同').tap();
  await heading(page, '补贴');
  await button(page, '与上季相同').tap();
  await heading(page, '备注');
}

async function submit(page: Page): Promise<void> {
  await button(page, '看小结').tap();
  await heading(page, '提交前看一遍');
  await button(page, '提交').tap();
}

test('a photo, a place and a signature, taken without a network, outlive the browser and are seen in review', async () => {
  let { page, context } = phone;
  await context.setOffline(true);
  await visitWithStove(page, 10);

  // A problem is reported, so one photo or a reason is required.
  await page.getByText('有复烧迹象，请拍一张煤炉').waitFor();
  await toRemarks(page);
  await submit(page);
  await page.getByRole('alert').getByText(/照片/).first().waitFor();
  await open(page, `/field/households/${number(10)}/visit?card=remarks`);
  await heading(page, '备注');
  await takePhoto(page);
  await page.getByRole('img', { name: '第 1 张照片：煤炉' }).waitFor();
  expect(await page.getByText('没有照片的话，是因为').count()).toBe(0);

  // Without permission nothing is lost and the permission is not requested again.
  await context.clearPermissions();
  await button(page, '取位置').tap();
  await page.getByText('没有允许取位置，不影响提交').waitFor();
  await context.grantPermissions(['geolocation'], { origin: app.url });
  await context.setGeolocation({ latitude: 39.3312345678, longitude: 112.4328765432, accuracy: 135.2 });
  await button(page, '取位置').tap();
  await page.getByText('已取位置，误差约 136 米').waitFor();
  await page.getByText('误差有点大').waitFor();

  await button(page, '打开承诺书签名').tap();
  await page.getByText('不买、不存、不烧散煤。').waitFor();
  expect(await page.getByLabel('签名人').inputValue()).toBe('吴爱民');
  await draw(page, await context.newCDPSession(page));
  await page.getByText('签名已存本机。').waitFor();
  await screenshot(page, 'evidence-pad', true);
  await button(page, '签好了').tap();
  await page.getByText(/^吴爱民已签名/).waitFor();
  await expectAccessible(page);
  await screenshot(page, 'evidence-phone', true);

  phone = await phone.reopen();
  ({ page, context } = phone);
  await context.setOffline(true);
  await open(page, `/field/households/${number(10)}/visit?card=remarks`);
  for (const name of ['第 1 张照片：煤炉', '吴爱民的签名']) {
    const kept = page.locator(`img[alt="${name}"]`);
    await kept.waitFor();
    expect(await kept.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBeGreaterThan(200);
  }
  await page.getByText('已取位置，误差约 136 米').waitFor();
  await submit(page);
  await page.getByText('有网络时自动上传').waitFor();
  await open(page, '/field/outbox');
  await page.getByText('照片 2 张等着上传').waitFor();

  await context.setOffline(false);
  await page
    .locator('header')
    .getByRole('status')
    .filter({ hasText: /已全部上传/ })
    .waitFor();
  const [visit] = await stored(10);
  expect(visit!.evidence).toMatchObject({
    photos: [{ about: 'stove' }],
    place: { latitude: 39.331235, longitude: 112.432877, accuracy: 136 },
    signature: { of: 'no_coal_pledge', signer: '吴爱民' },
  });
  // The stored file is small, named by its bytes, and has no place and no device in it.
  const names = [visit!.evidence.photos![0]!.sha256, visit!.evidence.signature!.sha256];
  const files = await Promise.all(names.map(async (sha256) => (await readPhotoFile(app.dataDir, sha256))!));
  expect(readdirSync(join(app.dataDir, 'photos'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())).toHaveLength(
    2,
  );
  expect(photo.includes('Exif')).toBe(true);
  expect(files.map((file) => [file.length <= 250_000, file.includes('Exif')])).toEqual([
    [true, false],
    [true, false],
  ]);
  await open(page, '/field/outbox');
  await page.getByText('没有等着上传的').waitFor();
  expect(phone.problems).toEqual([]);

  await asTownship(`/review?visit=${visit!.id}`, async (desk) => {
    const evidence = desk.getByRole('region', { name: '照片、位置与签名' });
    for (const name of ['第 1 张照片：煤炉', '吴爱民的签名']) {
      expect(
        await evidence.getByRole('img', { name }).evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
      ).toBeGreaterThan(200);
    }
    await evidence.getByText('位置 39.331235, 112.432877，误差约 136 米').waitFor();
    await evidence.getByText('吴爱民签了散煤禁用承诺书').waitFor();
    await screenshot(desk, 'evidence-review', true);
    // The photo opens in full size in a tab of its own.
    const [full] = await Promise.all([desk.waitForEvent('popup'), evidence.getByRole('link', { name: '第 1 张照片：煤炉' }).click()]);
    await full.waitForLoadState();
    expect(await full.evaluate(() => document.images[0]!.naturalWidth)).toBe(960);
    await full.close();
  });
});

test('the same photo at another household is flagged; a household that wants none gives a reason', async () => {
  const { page } = phone;
  await visitWithStove(page, 11);
  await takePhoto(page);
  await page.getByRole('img', { name: '第 1 张照片：煤炉' }).waitFor();
  await toRemarks(page);
  await submit(page);
  await arrived(11);
  await visitWithStove(page, 12);
  await choice(page, '没有照片的话，是因为', '其他').tap();
  await page.getByLabel('写一句原因').fill('门锁着，隔窗看见炉子');
  await toRemarks(page);
  await submit(page);
  await arrived(12);
  expect((await stored(12))[0]!.evidence).toEqual({ noPhotoReason: { why: 'other', text: '门锁着，隔窗看见炉子' } });

  await asTownship(`/review?visit=${(await stored(11))[0]!.id}`, async (desk) => {
    const flag = desk.getByRole('region', { name: '照片、位置与签名' });
    await flag.getByText('同一张照片还用在别的户').waitFor();
    await flag.getByRole('link', { name: /吴爱民/ }).waitFor();
    await expectAccessible(desk);
    await screenshot(desk, 'evidence-same-photo', true);
    await open(desk, `/review?visit=${(await stored(12))[0]!.id}`);
    await desk.getByText('门锁着，隔窗看见炉子').waitFor();
    await open(desk, '/devices');
    await desk.getByRole('heading', { name: '同一照片用于多户（1）' }).waitFor();
    await expectAccessible(desk);
    await screenshot(desk, 'devices-same-photo', true);
  });
  expect(phone.problems).toEqual([]);
});

const asTownship = (path: string, work: (page: Page) => Promise<void>): Promise<void> =>
  signedIn(browser, app.url, { username: 'zhen', password: PASSWORD, viewport: DESK }, path, work);
