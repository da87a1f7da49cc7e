import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../../helpers/app';
import { expectAccessible, hydrated, openBrowser, PHONE, screenshot, signedIn } from '../../helpers/browser/browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { accountWith } from '../../helpers/web-client';
import { COUNTY, fillRegister, SEASON } from '../../reports/report-fixture';

const PASSWORD = 'Hui-tou-kan-bao-gao-21';
const DESK = { width: 1366, height: 768 };
let db: Database;
let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  db = await freshDatabase();
  await fillRegister(db);
  for (const username of ['xian1', 'xian2']) await accountWith(db, { username, password: PASSWORD, role: 'county', divisions: [COUNTY] });
  app = await startApp({ db });
  browser = await openBrowser();
});
afterAll(() => browser?.close());

const as = (username: string, path: string, work: (page: Page) => Promise<void>, viewport = DESK): Promise<void> =>
  signedIn(browser, app.url, { username, password: PASSWORD, viewport }, path, work);

test('a county writes in its evaluation report, is told of what another saved, and downloads the Word file', async () => {
  await as('xian1', '/reports', async (page) => {
    await page.getByRole('link', { name: '朔城区' }).first().click();
    await page.waitForURL(/\/reports\/140602\/evaluation/);
    await page.getByRole('heading', { name: '八、下步打算' }).waitFor();
    await hydrated(page);
    const address = new URL(page.url()).pathname + new URL(page.url()).search;
    await expectAccessible(page);
    await as(
      'xian2',
      address,
      async (other) => {
        await hydrated(other);
        await other.getByLabel('存在问题：本单位要写的文字').fill('别人写的问题');
        await other.getByLabel('下步打算：本单位要写的文字').fill('别人写的打算');
        await other.getByRole('button', { name: '保存文字' }).click();
        await other.getByText('已保存为第 1 版').waitFor();
        await screenshot(other, 'evaluation-phone', true);
      },
      PHONE,
    );
    await page.getByLabel('存在问题：本单位要写的文字').fill('我写的问题');
    await page.getByRole('button', { name: '保存文字' }).click();
    await page.getByRole('alert').getByText('别人存了第 1 版').waitFor();
    expect(await page.getByLabel('存在问题：本单位要写的文字').inputValue()).toBe('我写的问题');
    await page.getByText('别人存的第 1 版是：').waitFor();
    // What this person had not touched shows what is stored now.
    expect(await page.getByLabel('下步打算：本单位要写的文字').inputValue()).toBe('别人写的打算');
    await screenshot(page, 'evaluation-two', true);
    await page.getByRole('button', { name: '保存文字' }).click();
    await page.getByText('已保存为第 2 版').waitFor();
    expect(await page.getByLabel('存在问题：本单位要写的文字').inputValue()).toBe('我写的问题');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载 Word' }).click()]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^朔城区评估报告-${SEASON}-\\d{4}-\\d\\d-\\d\\d\\.docx$`));
  });
});

test('labels and sheet of a village from its table', async () => {
  await as('xian1', '/villages/140602001001', async (page) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '村情况表（Word）' }).click()]);
    expect(download.suggestedFilename()).toMatch(/各村情况表-.*\.docx$/);
    await page.getByRole('link', { name: '户码' }).click();
    await page.waitForURL(/labels/);
    await expect.poll(() => page.locator('main svg[role=img]').count()).toBeGreaterThan(10);
    await screenshot(page, 'labels', true);
    await expectAccessible(page);
    const label = await page.locator('main li p').last().textContent();
    await page.goto(`/villages/140602001001?q=${encodeURIComponent(label!.trim())}`);
    await expect.poll(() => page.locator('main table tbody tr').count()).toBe(1);
  });
});
