import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallSample } from '../../fixtures/small-sample';
import { type RunningApp, startApp } from '../../helpers/app';
import { expectAccessible, openBrowser, PHONE, screenshot, signedIn } from '../../helpers/browser/browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { accountWith } from '../../helpers/web-client';

const PASSWORD = 'Hui-tou-kan-2021';
const LAPTOP = { width: 1366, height: 768 };
const folder = mkdtempSync(join(tmpdir(), 'qingnuan-package-e2e-'));
let county: Database;
let city: Database;
const apps: RunningApp[] = [];
let browser: Browser;

beforeAll(async () => {
  [county, city] = await Promise.all([freshDatabase(), freshDatabase()]);
  await smallSample(county, ['140602001001', '140602001002'], new Date());
  await accountWith(county, { username: 'xian', name: '赵县长', password: PASSWORD, role: 'county', divisions: ['140602'] });
  await accountWith(city, { username: 'shi', name: '钱主任', password: PASSWORD, role: 'city', divisions: ['1406'] });
  for (const db of [county, city]) apps.push(await startApp({ db }));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await Promise.all(apps.map((app) => app.stop()));
  rmSync(folder, { recursive: true, force: true });
});

const upload = async (page: Page, file: string) => {
  await page.setInputFiles('input[name=package]', file);
  await page.getByRole('button', { name: '核验' }).click();
  await page.waitForURL(/\/packages\/[0-9a-f-]{36}/);
};
const status = (page: Page) => page.locator('main [role=status] p.font-semibold').first();

test('a county packs, the city looks, compares the fingerprint and takes', async () => {
  const file = join(folder, 'county.zip');
  const fingerprint = await signedIn(
    browser,
    apps[0]!.url,
    { username: 'xian', password: PASSWORD, viewport: LAPTOP },
    '/reports',
    async (page) => {
      await page.getByRole('button', { name: '打包' }).click();
      const link = page.locator('main a[href*="/files/"]').first();
      await link.waitFor({ timeout: 90_000 });
      await screenshot(page, 'package-made', true);
      const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
      expect(download.suggestedFilename()).toMatch(/^朔城区数据包-2020-2021-截止.*\.zip$/);
      await download.saveAs(file);
      return /指纹 ((?:[0-9a-f]{4} ){7}[0-9a-f]{4})/.exec(await page.locator('main').innerText())![1]!;
    },
  );
  await signedIn(browser, apps[1]!.url, { username: 'shi', password: PASSWORD, viewport: LAPTOP }, '/packages', async (page) => {
    await expectAccessible(page);
    await screenshot(page, 'packages-empty', true);
    await upload(page, file);
    await status(page).waitFor({ timeout: 60_000 });
    expect(await status(page).innerText()).toBe('文件和签名都没有问题');
    expect(await page.locator('main').innerText()).toContain(fingerprint);
    await expectAccessible(page);
    await screenshot(page, 'package-found', true);
    await page.getByRole('button', { name: '接收' }).click();
    await page.getByText('请先和报送单位核对指纹').first().waitFor();
    await page.getByLabel('核对过指纹').check();
    await page.getByRole('button', { name: '接收' }).click();
    await page.getByText(/已接收朔城区 2020-2021，第 1 版/).waitFor({ timeout: 90_000 });
    await screenshot(page, 'package-taken', true);
    await page.getByRole('link', { name: '看指标' }).click();
    await page.waitForURL(/\/coverage\/140602/);
    await screenshot(page, 'package-coverage', true);
    await page.goto(`${apps[1]!.url}/villages/140602001001`);
    await screenshot(page, 'package-village', true);
    await page.goto(`${apps[1]!.url}/households/140602001001001`);
    await screenshot(page, 'package-household', true);
    await page.goto(`${apps[1]!.url}/packages`);
    await screenshot(page, 'packages-list', true);
    await page.setViewportSize(PHONE);
    await screenshot(page, 'packages-list-phone', true);
    await upload(page, file);
    await page.getByText('这个数据包已接收过，再接收不会有变化').waitFor({ timeout: 60_000 });
    await screenshot(page, 'package-same-phone', true);
  });
});
