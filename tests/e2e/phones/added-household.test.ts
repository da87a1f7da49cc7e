import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { button, choice } from '../../fixtures/survey-phone';
import { PASSWORD, surveyVillage, VILLAGE } from '../../fixtures/survey-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { expectAccessible, hydrated, openBrowser, screenshot, signedIn } from '../../helpers/browser/browser';
import { openPhone, type PhoneBrowser, signInToField } from '../../helpers/browser/phone-browser';
import { type Database, freshDatabase } from '../../helpers/database';

let db: Database;
let app: RunningApp;
let browser: Browser;
let phone: PhoneBrowser;

beforeAll(async () => {
  db = await freshDatabase();
  await surveyVillage(db);
  app = await startApp({ db });
  browser = await openBrowser();
  phone = await openPhone(app.url);
});
afterAll(async () => {
  await phone?.close();
  await browser?.close();
});

const added = () =>
  withSql(db, (sql) =>
    sql.query<{ number: string; head: string; visits: number }>(
      `SELECT number, head, (SELECT count(*)::int FROM visit t WHERE t.household_number = h.number) AS visits FROM household h
       WHERE source = 'field' ORDER BY number`,
    ),
  );

async function open(path: string): Promise<void> {
  await phone.page.goto(path);
  await hydrated(phone.page);
}

async function fill(page: Page, head: string, door: string): Promise<void> {
  await page.getByLabel('户主姓名').fill(head);
  await page.getByLabel('门牌号').fill(door);
  await choice(page, '居住情况', '常住').tap();
  await page.getByLabel('为什么漏了').fill('新分户');
}

/** Nobody wants to be surveyed: the shortest visit there is. */
async function refuseToBeVisited(page: Page, note: string): Promise<void> {
  await page.getByRole('link', { name: '没能入户' }).tap();
  await choice(page, '怎么没入成？', '拒绝').tap();
  await page.getByLabel('说明').fill(note);
  await button(page, '提交').tap();
  await page.waitForURL('**/villages/**');
}

test('a missed household is added and surveyed offline, under the phone’s number; the server gives it its own', async () => {
  const { page, context } = phone;
  await signInToField(page, 'cun1', PASSWORD);
  await open(`/field/villages/${VILLAGE}`);
  // The form's scripts are on the phone already: nothing is asked of the network.
  await context.setOffline(true);
  await open(`/field/villages/${VILLAGE}/add`);
  await page.getByText('没有网络也能补录').waitFor();
  await button(page, '补录').tap();
  await page.getByRole('alert').getByText('请填写户主姓名').waitFor();
  await expectAccessible(page);
  await fill(page, '冯晓', '村西1号');
  await screenshot(page, 'add-offline', true);
  await button(page, '补录').tap();
  await page.getByText('户号等着编').waitFor();
  await page.getByText('手机01', { exact: true }).waitFor();
  await screenshot(page, 'added-offline', true);
  await expectAccessible(page);
  await refuseToBeVisited(page, '说等收完秋');
  expect(await added()).toEqual([]);
  await page.getByRole('searchbox').fill('冯晓');
  await page.getByText('手机01').waitFor();
  await screenshot(page, 'added-in-list');

  await open(`/field/outbox`);
  await context.setOffline(false);
  await page.getByText('没有等着上传的').waitFor({ timeout: 20_000 });
  await expect.poll(added, { timeout: 20_000 }).toEqual([{ number: `${VILLAGE}B0001`, head: '冯晓', visits: 1 }]);
  await open(`/field/villages/${VILLAGE}?q=${encodeURIComponent('冯晓')}`);
  await page.getByText('B0001').waitFor({ timeout: 20_000 });
  expect(await page.getByText('手机01').count()).toBe(0);
  expect(phone.problems).toEqual([]);
});

test('one that might be there already is asked about, surveyed all the same, and decided by the township', async () => {
  const { page, context } = phone;
  await open(`/field/villages/${VILLAGE}`);
  await context.setOffline(true);
  await open(`/field/villages/${VILLAGE}/add`);
  await fill(page, '张建国', '1排 1号');
  await button(page, '补录').tap();
  await page.getByRole('alert').getByText('本村已有同名的户主张建国').waitFor();
  await choice(page, '本村已有同名的户主', '是另一户').tap();
  await button(page, '补录').tap();
  await page.getByText('户号等着编').waitFor();
  const here = page.url();
  await refuseToBeVisited(page, '不让进');
  await open('/field/outbox');
  await context.setOffline(false);
  await page.getByText('没有等着上传的').waitFor({ timeout: 20_000 });
  await open(here);
  await page.getByText('乡镇正在看是不是已有的户').waitFor({ timeout: 20_000 });
  await screenshot(page, 'added-undecided', true);

  await signedIn(
    browser,
    app.url,
    { username: 'zhen', password: PASSWORD, viewport: { width: 1366, height: 768 } },
    '/conflicts',
    async (desk) => {
      await screenshot(desk, 'added-to-decide');
      await expectAccessible(desk);
      await desk.getByRole('link', { name: '去决定' }).click();
      await desk.getByText('带着 1 次入户').waitFor();
      await desk.getByRole('button', { name: '决定' }).click();
      await desk.getByRole('alert').first().waitFor();
      await choice(desk, '怎么办', '就是 张建国').click();
      await desk.getByLabel('理由').fill('电话核实，是同一户');
      await screenshot(desk, 'added-decision', true);
      await expectAccessible(desk);
      await desk.getByRole('button', { name: '决定' }).click();
      await desk.waitForURL('**/conflicts?done');
    },
  );
  await open('/field/me');
  await button(page, '更新名单').tap();
  await open(here);
  await page.getByText(`${VILLAGE}001`).first().waitFor({ timeout: 20_000 });
  const visits = await withSql(db, (sql) =>
    sql.query(`SELECT 1 FROM visit WHERE household_number = $1 AND outcome = 'refused'`, [`${VILLAGE}001`]),
  );
  expect(visits).toHaveLength(1);
  expect(phone.problems).toEqual([]);
});
