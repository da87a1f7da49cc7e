import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { addFinding } from '../../fixtures/findings';
import { PASSWORD, SEASON, surveyVillage, VILLAGE } from '../../fixtures/survey-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { expectAccessible, openBrowser, PHONE, screenshot, signedIn } from '../../helpers/browser/browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { accountWith } from '../../helpers/web-client';

let db: Database;
let app: RunningApp;
let browser: Browser;
let finding: string;

const DESK = { width: 1366, height: 768 };
const CAUSE = { reasons: ['unstable'], compared: 30, unstable: 4, unstablePercent: 10, reburning: 0, reburnPercent: 3 };
const PAGE = `/settings/seasons/${SEASON}`;

beforeAll(async () => {
  db = await freshDatabase();
  await surveyVillage(db);
  await accountWith(db, { username: 'shi', name: '刘市办', password: PASSWORD, role: 'city', divisions: ['1406'] });
  await accountWith(db, { username: 'xian', name: '赵县长', password: PASSWORD, role: 'county', divisions: ['140602'] });
  finding = await addFinding(db, { season: SEASON, rule: 'R22', division: VILLAGE, dueOn: '2099-12-31', cause: CAUSE });
  app = await startApp({ db });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
});

const as = (username: string, path: string, work: (page: Page) => Promise<void>, viewport = DESK): Promise<void> =>
  signedIn(browser, app.url, { username, password: PASSWORD, viewport }, path, work);
const run = (text: string) => withSql(db, (sql) => sql.query<Record<string, unknown>>(text));
const kept = async () => (await run(`SELECT finding_thresholds AS kept FROM season WHERE name = '${SEASON}'`))[0]!.kept;
const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

test('the city changes thresholds: what is refused stays typed, what another changed is kept, a default comes back', async () => {
  await as('shi', PAGE, async (page) => {
    const cold = page.getByLabel('受冻：室温低于（℃）', { exact: true });
    const aDay = page.getByLabel('入户异常：一天多于（份）', { exact: true });
    const save = page.getByRole('button', { name: '保存门槛' });
    await page.getByRole('heading', { name: '问题门槛' }).waitFor();
    await screenshot(page, 'thresholds-desk', true);
    await expectAccessible(page);

    await cold.fill('9');
    await page.getByLabel('R09 确认复烧', { exact: true }).fill('三天');
    await save.click();
    await page.getByRole('alert').getByText('“受冻：室温低于（℃）”应填 10 到 20 之间的数').waitFor();
    await page.getByRole('alert').getByText('“R09 确认复烧”的时限应填 1 到 365 的天数').waitFor();
    await page.getByRole('alert').getByText('请写明原因').waitFor();
    expect([await cold.inputValue(), await page.getByLabel('R09 确认复烧', { exact: true }).inputValue()]).toEqual(['9', '三天']);
    await page.getByRole('alert').getByText('受冻：室温低于').click();
    expect(await cold.evaluate((element) => element === document.activeElement)).toBe(true);
    await screenshot(page, 'thresholds-refused', true);

    // Somebody else is quicker.
    await run(`UPDATE season SET finding_thresholds = '{"visitsADay": 50}' WHERE name = '${SEASON}'`);
    await cold.fill('18');
    await page.getByRole('button', { name: '“R09 确认复烧”恢复默认 7' }).click();
    await page.getByLabel('改动原因').fill('市清洁取暖办会议纪要〔2021〕3号');
    await save.click();
    await page.getByRole('alert').getByText('被别人改过，本次没有保存').waitFor();
    await page.getByText('刚才被别人改为 50').waitFor();
    expect([await cold.inputValue(), await aDay.inputValue()]).toEqual(['18', '50']);
    expect(await page.getByLabel('改动原因').inputValue()).toBe('市清洁取暖办会议纪要〔2021〕3号');
    expect(await kept()).toEqual({ visitsADay: 50 });
    await screenshot(page, 'thresholds-meanwhile', true);

    await save.click();
    await page.getByText('门槛已保存').waitFor();
    expect(await kept()).toEqual({ coldBelow: 18, visitsADay: 50 });
    await page.getByRole('button', { name: '“入户异常：一天多于（份）”恢复默认 60' }).click();
    expect(await aDay.inputValue()).toBe('60');
    await page.getByLabel('改动原因').fill('恢复');
    await save.click();
    await expect.poll(kept).toEqual({ coldBelow: 18 });
    expect(await aDay.inputValue()).toBe('60');
  });
});

test('whoever reads findings sees what is in force, from a finding on, and can change nothing', async () => {
  await run(`UPDATE season SET finding_thresholds = '{"fewestCompared": 20}' WHERE name = '${SEASON}'`);
  await as('xian', `/findings/${finding}`, async (page) => {
    await page.getByText('不稳定区域：至少多少户才判断 20').waitFor();
    await page.getByText('整改时限 30 天').waitFor();
    await screenshot(page, 'thresholds-finding');
    await page.getByRole('link', { name: '本季全部门槛' }).click();
    await page.getByText('门槛由市级规定').waitFor();
    expect(await page.getByRole('row', { name: /至少多少户才判断/ }).textContent()).toContain('与默认不同2010');
    expect(await page.getByRole('button', { name: /保存|关闭采暖季/ }).count()).toBe(0);
    await screenshot(page, 'thresholds-reader', true);
    await expectAccessible(page);
  });
});

test('on a phone nothing sticks out; a closed season says that it is closed', async () => {
  await as(
    'shi',
    PAGE,
    async (page) => {
      await page.getByRole('heading', { name: '问题门槛' }).waitFor();
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      await page.getByRole('button', { name: '保存门槛' }).scrollIntoViewIfNeeded();
      await screenshot(page, 'thresholds-phone-end');
      await page.locator('#thresholds').evaluate((element) => element.scrollIntoView());
      await screenshot(page, 'thresholds-phone');
      await expectAccessible(page);
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('heading', { name: 'Thresholds of findings' }).waitFor();
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      await page.locator('#thresholds').evaluate((element) => element.scrollIntoView());
      await screenshot(page, 'thresholds-phone-english');
      await page.getByRole('button', { name: '中文' }).click();
      await page.getByRole('heading', { name: '问题门槛' }).waitFor();
      await run(`UPDATE season SET closed_at = now(), closed_by = 'shi' WHERE name = '${SEASON}'`);
      await page.reload();
      await page.getByText('采暖季已关闭，门槛不能再改').waitFor();
      expect(await page.getByRole('button', { name: '保存门槛' }).count()).toBe(0);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      await page.locator('#thresholds').evaluate((element) => element.scrollIntoView());
      await screenshot(page, 'thresholds-phone-closed');
      await expectAccessible(page);
    },
    PHONE,
  );
});
