import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planVillages } from '../../fixtures/plan-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { expectAccessible, hydrated, openBrowser, PHONE, screenshot, signedIn } from '../../helpers/browser/browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { accountWith } from '../../helpers/web-client';

const PASSWORD = 'Ke-chi-xu-yun-ying-21';
const DESK = { width: 1366, height: 768 };
let db: Database;
let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  db = await freshDatabase();
  await planVillages(db);
  for (const username of ['xian1', 'xian2']) await accountWith(db, { username, password: PASSWORD, role: 'county', divisions: ['140602'] });
  app = await startApp({ db });
  browser = await openBrowser();
});
afterAll(() => browser?.close());

const as = (username: string, path: string, work: (page: Page) => Promise<void>, viewport = DESK): Promise<void> =>
  signedIn(browser, app.url, { username, password: PASSWORD, viewport }, path, work);

test('a flagged village gets its plan: drafted, written, submitted, approved by another person, and its Word file', async () => {
  let plan = '';
  await as('xian1', '/waiting', async (page) => {
    await page.getByText('应编可持续运营方案、还没有方案的村').getByRole('link', { name: '2' }).click();
    await page.waitForURL(/\/plans\/140602\?.*show=missing/);
    await expect.poll(() => page.locator('table').last().locator('tbody tr').count()).toBe(2);
    await screenshot(page, 'plans-list', true);
    await expectAccessible(page);
    await page.getByRole('link', { name: '编方案', exact: true }).first().click();
    await page.waitForURL(/\/new/);
    await page.getByLabel('责任单位').fill('区能源局');
    await page.getByRole('button', { name: '建立方案' }).click();
    await page.getByText('方案已建立').waitFor();
    plan = new URL(page.url()).pathname;
    await screenshot(page, 'plan', true);
    await expectAccessible(page);
    await hydrated(page);
    await page.getByLabel('路径优化：正文').fill('列入集中供热延伸工程。');
    await page.getByLabel('责任人').fill('王主任');
    await page.getByLabel('完成时限').fill('2021-09-30');
    await page.getByRole('button', { name: '保存为新版本' }).click();
    await page.getByText('已保存为第 2 版').waitFor();
    await page.getByRole('button', { name: '报批' }).click();
    await page.getByText('写过这一版或者报批的人不能批准').waitFor();
    expect(await page.getByRole('button', { name: '批准' }).count()).toBe(0);
  });
  await as(
    'xian2',
    plan,
    async (page) => {
      await hydrated(page);
      await screenshot(page, 'plan-phone', true);
      await page.getByRole('button', { name: '批准' }).click();
      await page.getByText('已批准。').waitFor();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出 Word' }).click()]);
      expect(download.suggestedFilename()).toMatch(/可持续运营方案-FA000001-第2版\.docx$/);
    },
    PHONE,
  );
});

test('two people at once: what one typed stays beside what the other saved', async () => {
  await as('xian1', '/plans/140602/new?season=2020-2021', async (page) => {
    await page.locator('input[name=village]').first().check({ force: true });
    await page.getByLabel('方案名称').fill('两人同写的方案');
    await page.getByRole('button', { name: '建立方案' }).click();
    await page.getByText('方案已建立').waitFor();
    await hydrated(page);
    const plan = new URL(page.url()).pathname;
    await as('xian2', plan, async (other) => {
      await hydrated(other);
      await other.getByLabel('散煤管控：正文').fill('别人写的');
      await other.getByLabel('运维服务：正文').fill('别人的运维');
      await other.getByRole('button', { name: '保存为新版本' }).click();
      await other.getByText('已保存为第 2 版').waitFor();
    });
    await page.getByLabel('散煤管控：正文').fill('我写的');
    await page.getByRole('button', { name: '保存为新版本' }).click();
    await page.getByRole('alert').getByText('别人存了第 2 版').waitFor();
    expect(await page.getByLabel('散煤管控：正文').inputValue()).toBe('我写的');
    await page.getByText('别人存的第 2 版是：').waitFor();
    // What this person had not touched shows what is stored now.
    expect(await page.getByLabel('运维服务：正文').inputValue()).toBe('别人的运维');
    await screenshot(page, 'plan-two', true);
    await page.getByRole('button', { name: '保存为新版本' }).click();
    await page.getByText('已保存为第 3 版').waitFor();
    expect(await page.getByLabel('散煤管控：正文').inputValue()).toBe('我写的');
    expect(await page.getByLabel('运维服务：正文').inputValue()).toBe('别人的运维');
  });
});
