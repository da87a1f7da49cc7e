import { createHash } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import type { Evidence } from '~/domain/survey/evidence';
import { keepPhotoBytes } from '~/server/workflows/survey/keep-photo.server';
import { readPhotoFile } from '~/server/workflows/survey/photo-files.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { asPhoneMarks } from '../../fixtures/marked-photo';
import { button, choice, heading } from '../../fixtures/survey-phone';
import { PASSWORD, SEASON, SECOND_VILLAGE, surveyVillage, TOWNSHIP } from '../../fixtures/survey-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { expectAccessible, hydrated, openBrowser, PHONE, screenshot, signedIn } from '../../helpers/browser/browser';
import { PICTURE } from '../../helpers/browser/draw';
import { openPhone, type PhoneBrowser, signInToField } from '../../helpers/browser/phone-browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { visitOf } from '../../helpers/register';
import { accountWith } from '../../helpers/web-client';

let db: Database;
let app: RunningApp;
let browser: Browser;
let phone: PhoneBrowser;

beforeAll(async () => {
  db = await freshDatabase();
  const { cadre, numbers } = await surveyVillage(db);
  await accountWith(db, { username: 'cun3', password: PASSWORD, role: 'cadre', divisions: [SECOND_VILLAGE], name: '郭会计' });
  app = await startApp({ db });
  browser = await openBrowser();
  phone = await openPhone(app.url);
  const bytes = Buffer.from(await phone.page.evaluate<string>(PICTURE), 'base64');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await keepPhotoBytes(db, { dataDir: app.dataDir, sha256, bytes, accountId: cadre.accountId }, new Date());
  const at = '2021-01-10T10:00:00+08:00';
  for (const number of numbers.slice(0, 3))
    await submitVisit(
      db,
      cadre,
      visitOf(number, {
        visitor: cadre.name,
        answers: {
          mainHeat: 'gas',
          connected: true,
          stability: 'stable',
          coalStock: 'none',
          stove: 'sealed',
          boughtCoal: false,
          note: '前一次的备注',
        },
        ...(number === numbers[0] && {
          evidence: {
            photos: [{ sha256, about: 'device', takenAt: at }],
            place: { latitude: 39.3312, longitude: 112.4328, accuracy: 15, at },
          },
        }),
      }),
      new Date(),
    );
});
afterAll(async () => {
  await phone?.close();
  await browser?.close();
  await app?.stop();
});

const desk = <T>(work: (page: Page) => Promise<T>, viewport = { width: 1366, height: 768 }): Promise<T> =>
  signedIn(browser, app.url, { username: 'zhen', password: PASSWORD, viewport }, `/quality/${TOWNSHIP}/checks?season=${SEASON}`, work);
const drawn = () =>
  withSql(db, (sql) =>
    sql.query<{ id: string; household: string; done: boolean }>(
      'SELECT id::text, household_number AS household, done_at IS NOT NULL AS done FROM spot_check ORDER BY household_number',
    ),
  );

test('a spot check is drawn, done blind on the phone without a network, and compared on the desk', async () => {
  await desk(async (page) => {
    await page.getByText('还没有抽取').waitFor();
    await page.getByRole('button', { name: '抽取', exact: true }).click();
    await page.getByText('已抽取 3 户').waitFor();
    const ticks = page.getByRole('checkbox');
    await ticks.first().check();
    await page.getByRole('button', { name: '安排', exact: true }).click();
    await page.getByRole('alert').getByText('请选一位').waitFor();
    // The visitor is on the list of the township's people, and is refused by name.
    await ticks.first().check();
    await page.getByLabel('由谁去查').selectOption({ label: (await page.locator('option', { hasText: '韩村支' }).textContent())! });
    await page.getByRole('button', { name: '安排', exact: true }).click();
    await page.getByRole('alert').getByText('是这个人自己入户的').waitFor();
    await ticks.first().check();
    await page.getByLabel('由谁去查').selectOption({ label: (await page.locator('option', { hasText: '郭会计' }).textContent())! });
    await page.getByRole('button', { name: '安排', exact: true }).click();
    await page.getByText('已安排 1 户').waitFor();
    await expectAccessible(page);
    await screenshot(page, 'spot-checks-assigned');
  });

  const { page, context } = phone;
  await signInToField(page, 'cun3', PASSWORD);
  await context.setOffline(true);
  await page.goto('/field/todo');
  await hydrated(page);
  await page.getByText('要抽查的户 1').waitFor();
  await expectAccessible(page);
  await screenshot(page, 'spot-check-todo', true);
  await page.getByRole('link', { name: /1排1号.*马邑路/ }).tap();
  await heading(page, '取暖设备');
  // Nothing of the first visit, and nothing of last season either, is on the phone.
  for (const hidden of ['前一次的备注', '与上季相同', '韩村支']) expect(await page.getByText(hidden).count(), hidden).toBe(0);
  await choice(page, '主要取暖方式', '煤改气').tap();
  await choice(page, '接通', '是').tap();
  await page.getByText(/^已存本机 \d\d:\d\d$/).waitFor();
  await screenshot(page, 'spot-check-form', true);
  await page.reload();
  await hydrated(page);
  await button(page, '下一项').tap();
  await heading(page, '使用与稳定');
  await choice(page, '稳定运行', '稳定').tap();
  await button(page, '下一项').tap();
  await heading(page, '散煤');
  await screenshot(page, 'spot-check-coal', true);
  await choice(page, '存煤', '无').tap();
  await choice(page, '煤炉', '已拆').tap();
  await choice(page, '本季购煤', '否').tap();
  for (const card of ['补贴', '备注']) {
    await button(page, '下一项').tap();
    await heading(page, card);
  }
  // Photos and the place as on a visit; a pledge is not signed in a check.
  const photo = asPhoneMarks(Buffer.from(await page.evaluate<string>(PICTURE), 'base64'));
  await page.locator('input[type=file][capture]').setInputFiles({ name: 'IMG_20210110.jpg', mimeType: 'image/jpeg', buffer: photo });
  await page.getByRole('img', { name: /^第 1 张照片/ }).waitFor();
  await context.grantPermissions(['geolocation'], { origin: app.url });
  await context.setGeolocation({ latitude: 39.3412, longitude: 112.4328, accuracy: 20 });
  await button(page, '取位置').tap();
  await page.getByText('已取位置，误差约 20 米').waitFor();
  expect(await page.getByText('散煤禁用承诺书').count()).toBe(0);
  await page.getByText(/^已存本机 \d\d:\d\d$/).waitFor();
  await expectAccessible(page);
  await screenshot(page, 'spot-check-evidence', true);
  // The browser may be closed before it is handed in.
  await page.reload();
  await hydrated(page);
  await page.getByRole('img', { name: /^第 1 张照片/ }).waitFor();
  await page.getByText('已取位置，误差约 20 米').waitFor();
  await button(page, '看小结').tap();
  await heading(page, '提交前看一遍');
  await screenshot(page, 'spot-check-summary', true);
  await button(page, '提交').tap();
  await page.waitForURL('**/field/todo');
  expect(await page.getByText('要抽查的户').count()).toBe(0);
  await context.setOffline(false);
  await expect.poll(async () => (await drawn())[0]!.done, { timeout: 20_000 }).toBe(true);
  expect(phone.problems).toEqual([]);

  await desk(async (at) => {
    await at.getByRole('link', { name: /1排1号/ }).click();
    await at.getByText('不一致').first().waitFor();
    // 0.01° of latitude north of the first visit's place.
    await at.getByText('两次取的位置相距约 1,112 米').waitFor();
    const [of, by] = [at.getByRole('region', { name: /^前一次/ }), at.getByRole('region', { name: /^抽查（/ })];
    await of.getByText('位置 39.331200, 112.432800，误差约 15 米').waitFor();
    await by.getByText('位置 39.341200, 112.432800，误差约 20 米').waitFor();
    for (const side of [of, by]) {
      const picture = side.getByRole('img', { name: /^第 1 张照片/ });
      await picture.scrollIntoViewIfNeeded();
      expect(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBeGreaterThan(200);
    }
    await expectAccessible(at);
    await screenshot(at, 'spot-check-compared');
  });
  await desk(async (at) => {
    await at.getByRole('link', { name: /1排1号/ }).click();
    await at.getByText('两次取的位置相距约 1,112 米').waitFor();
    await screenshot(at, 'spot-check-compared-narrow', true);
  }, PHONE);
  // On the server the photo is small, and without what the camera wrote into it.
  const [check] = await withSql(db, (sql) => sql.query<{ evidence: Evidence }>(`SELECT evidence FROM visit WHERE kind = 'spot_check'`));
  const kept = (await readPhotoFile(app.dataDir, check!.evidence.photos![0]!.sha256))!;
  expect([photo.includes('Exif'), kept.includes('Exif'), kept.length <= 250_000]).toEqual([true, false, true]);
});
