import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { exportEnvelopeSchema } from '~/domain/sync/unsent-export';
import { button, choice, heading } from '../../fixtures/survey-phone';
import { PASSWORD, SEASON, surveyVillage, VILLAGE } from '../../fixtures/survey-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { expectAccessible, hydrated, screenshot } from '../../helpers/browser/browser';
import { openPhoneWithDisk, type PhoneWithDisk, signInToField } from '../../helpers/browser/phone-browser';
import { type Database, freshDatabase } from '../../helpers/database';

let db: Database;
let app: RunningApp;
let phone: PhoneWithDisk;

beforeAll(async () => {
  db = await freshDatabase();
  await surveyVillage(db);
  app = await startApp({ db });
});
/** Each test has its own phone, so that no data is left for the next one. */
beforeEach(async () => {
  phone = await openPhoneWithDisk(app.url);
  await signInToField(phone.page, 'cun1', PASSWORD);
});
afterEach(async () => {
  await phone?.close();
});

const number = (nth: number) => `${VILLAGE}${String(nth).padStart(3, '0')}`;
const stored = (nth: number) =>
  withSql(db, (sql) =>
    sql.query<{ id: string; answers: object; visitor: string }>(
      'SELECT id, answers, visitor FROM visit WHERE household_number = $1 AND season = $2',
      [number(nth), SEASON],
    ),
  );
const strip = (page: Page, text: RegExp | string) => page.locator('header').getByRole('status').filter({ hasText: text }).waitFor();

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

/** The whole visit of a household without changes since last season, up to and with 提交. */
async function visitAsBefore(page: Page, nth: number): Promise<void> {
  await open(page, `/field/households/${number(nth)}/visit`);
  await heading(page, '户情');
  await button(page, '与登记相同').tap();
  for (const card of ['取暖设备', '使用与稳定', '散煤', '房屋', '补贴']) {
    await heading(page, card);
    await button(page, card === '房屋' ? '房屋与登记相同' : '与上季相同').tap();
  }
  await heading(page, '备注');
  await button(page, '看小结').tap();
  await heading(page, '提交前看一遍');
  await button(page, '提交').tap();
  await page.getByText('有网络时自动上传').waitFor();
}

test('a day without a network: list, visit, a killed browser, and once the network is back one visit at the server', async () => {
  let { page, context } = phone;
  await page.getByRole('link', { name: /^001 1排1号/ }).waitFor();
  await expectAccessible(page);
  await screenshot(page, 'field-list');

  await context.setOffline(true);
  await open(page, `/field/villages/${VILLAGE}`);
  await strip(page, '离线');
  await page.getByRole('searchbox').fill('lxy');
  await page.getByText('李秀英').first().waitFor();
  await page.getByText('张建国').first().waitFor({ state: 'detached' });

  // The battery dies after half a visit; every answer is there again.
  await open(page, `/field/households/${number(1)}/visit`);
  await button(page, '与登记相同').tap();
  await heading(page, '取暖设备');
  await choice(page, '主要取暖方式', '散煤').tap();
  await page.getByText(/^已存本机 \d\d:\d\d$/).waitFor();
  await screenshot(page, 'field-visit');
  phone = await phone.reopen();
  ({ page, context } = phone);
  await context.setOffline(true);
  await open(page, `/field/households/${number(1)}/visit`);
  await heading(page, '取暖设备');
  expect(await page.getByRole('radio', { name: /^散煤/ }).isChecked()).toBe(true);

  await visitAsBefore(page, 2);
  await strip(page, /待上传 1/);
  await page
    .getByRole('link', { name: /^002 1排2号/ })
    .getByText('待上传')
    .waitFor();
  await screenshot(page, 'field-unsent');
  await open(page, '/field/outbox');
  await page.getByText('没有网络。').waitFor();
  await expectAccessible(page);
  await screenshot(page, 'field-outbox', true);

  // Signing out is blocked while anything is only on the phone.
  await open(page, '/field/me');
  await page.getByText('还有没上传的').waitFor();
  expect(await page.getByRole('button', { name: '退出登录' }).count()).toBe(0);
  await screenshot(page, 'field-me', true);

  // The sign-in has survived the restart of the browser, and with the network everything is sent.
  await context.setOffline(false);
  await strip(page, /已全部上传 \d\d:\d\d/);
  await open(page, '/field/outbox');
  await page.getByText('没有等着上传的').waitFor();
  expect(await stored(2)).toHaveLength(1);
  expect((await stored(2))[0]).toMatchObject({ visitor: '韩村支' });
  await open(page, `/field/households/${number(2)}`);
  await page.getByText('已提交').first().waitFor();
  expect(phone.problems).toEqual([]);
});

test('another cadre on the same phone sees and sends nothing of the first one', async () => {
  const { page, context } = phone;
  await context.setOffline(true);
  await visitAsBefore(page, 3);
  // The first person's session ends before there is a network again.
  await context.clearCookies();
  await context.setOffline(false);
  await signInToField(page, 'cun2', PASSWORD);
  await open(page, '/field/todo');
  await page.getByText('今日清单').waitFor();
  expect(await page.getByText('草稿，没提交').count()).toBe(0);
  await open(page, '/field/outbox');
  await page.getByText('没有等着上传的').waitFor();
  expect(await stored(3)).toHaveLength(0);
  await context.clearCookies();
  await signInToField(page, 'cun1', PASSWORD);
  await strip(page, /已全部上传/);
  expect((await stored(3))[0]).toMatchObject({ visitor: '韩村支' });
});

test('two tabs send once', async () => {
  const { page, context } = phone;
  const other = await context.newPage();
  await open(other, '/field/outbox');
  // In a background tab nothing is drawn, and every step of the form would take a second.
  await page.bringToFront();
  await context.setOffline(true);
  await visitAsBefore(page, 4);
  await other.getByText('等着上传（1）').waitFor();
  await context.setOffline(false);
  await strip(page, /已全部上传/);
  await other.getByText('没有等着上传的').waitFor();
  expect(await stored(4)).toHaveLength(1);
  const [visit] = await stored(4);
  expect(
    await withSql(db, (sql) => sql.query("SELECT 1 FROM history WHERE entity = 'visit' AND entity_key = $1", [visit!.id])),
  ).toHaveLength(1);
  await other.close();
});

test('what cannot be sent is exported for the township alone to open', async () => {
  const { page, context } = phone;
  await context.setOffline(true);
  await visitAsBefore(page, 5);
  await open(page, '/field/outbox');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出全部未上传' }).tap()]);
  const text = readFileSync((await download.path())!, 'utf8');
  const envelope = exportEnvelopeSchema.parse(JSON.parse(text));
  expect(envelope.records).toBe(1);
  expect(text).not.toContain(number(5));
  // Named by China's clock, wherever the phone or the server thinks it is.
  const inChina = (minutesAgo: number) => new Date(Date.now() + 8 * 3_600_000 - minutesAgo * 60_000).toISOString().slice(0, 16);
  const names = [0, 1, 2].map((minutes) => `cun1-${inChina(minutes).replace('T', '-').replace(':', '-')}.qnunsent.json`);
  expect(names).toContain(download.suggestedFilename());
  await open(page, '/field/me');
  await page.getByText('还有没上传的').waitFor();
  await context.setOffline(false);
  await strip(page, /已全部上传/);

  // Signing out on the ordinary page also signs out on the phone and deletes its key.
  await open(page, '/me');
  await button(page, '退出登录').tap();
  await page.waitForURL('**/field/me');
  await button(page, '退出登录').tap();
  await page.waitForURL('**/sign-in**');
  expect(
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const opening = indexedDB.open('qingnuan-field');
          opening.onsuccess = () => {
            const all = opening.result.transaction('accounts').objectStore('accounts').count();
            all.onsuccess = () => {
              opening.result.close();
              resolve(all.result);
            };
          };
        }),
    ),
  ).toBe(0);
});
