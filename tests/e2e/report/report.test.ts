import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { addDays, dayInShanghai } from '~/domain/time/calendar-day';
import { type RunningApp, startApp } from '../../helpers/app';
import { DESK, expectAccessible, openBrowser, PHONE, screenshot, signedIn } from '../../helpers/browser/browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { TestPhone } from '../../helpers/phone';
import { addHouseholds, personWith } from '../../helpers/register';
import { accountWith, signedInClient } from '../../helpers/web-client';
import { readBack, rowsOf } from '../../reports/read-back';
import { COUNTY, countsOf, fillRegister, ODD_NUMBER, SEASON } from '../../reports/report-fixture';

const PASSWORD = 'Hui-tou-kan-2021';
const folder = mkdtempSync(join(tmpdir(), 'qingnuan-report-'));
let db: Database;
let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  db = await freshDatabase();
  await fillRegister(db);
  await accountWith(db, { username: 'xian', name: '赵县长', password: PASSWORD, role: 'county', divisions: [COUNTY] });
  await accountWith(db, { username: 'shi', name: '钱主任', password: PASSWORD, role: 'city', divisions: ['1406'] });
  await accountWith(db, { username: 'shenji', name: '孙审计', password: PASSWORD, role: 'auditor', divisions: ['1406'] });
  app = await startApp({ db });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const as = <T>(username: string, viewport: { width: number; height: number }, work: (page: Page) => Promise<T>): Promise<T> =>
  signedIn(browser, app.url, { username, password: PASSWORD, viewport }, '/reports', work);

async function download(page: Page, name: string): Promise<string> {
  const link = page.locator('a[href*="/files/"]', { hasText: name }).first();
  await link.waitFor({ timeout: 120_000 });
  const [saved] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(saved.suggestedFilename()).toBe(name);
  const file = join(folder, `${randomBytes(4).toString('hex')}.xlsx`);
  await saved.saveAs(file);
  return file;
}

test('the county makes its workbook, watches it being made and takes it home', async () => {
  const today = dayInShanghai(new Date());
  const file = await as('xian', DESK, async (page) => {
    await expectAccessible(page);
    await screenshot(page, 'reports-desk-empty');
    expect(await page.locator('select[name=division] option').allInnerTexts()).toHaveLength(15);
    expect(await page.locator('input[name=asOf]').inputValue()).toBe(today);
    await page.selectOption('select[name=division]', COUNTY);
    await page.selectOption('select[name=season]', SEASON);
    await page.getByRole('button', { name: '生成报表' }).click();
    await page.getByText(`报表：朔城区 ${SEASON}`).first().waitFor();
    await screenshot(page, 'reports-desk-at-work');
    const saved = await download(page, `朔城区清洁取暖回头看报表-${SEASON}-截止${today}.xlsx`);
    await screenshot(page, 'reports-desk-made', true);
    await expectAccessible(page);
    return saved;
  });
  const workbook = readBack(file, 'values');
  const counted = await countsOf(db, COUNTY, SEASON, today);
  expect(rowsOf(workbook.get('附件1 分县汇总')!)[0]).toMatchObject({ 名称: '朔城区', 户数·总户数: counted.H, 散煤复烧·确认: counted.B });
  expect(rowsOf(workbook.get('附件4 分户台账')!).find((row) => row.户编号 === ODD_NUMBER)).toMatchObject({
    困难类型: '低保户、残疾',
    '身份证号(脱敏)': '140602********123X',
  });
});

test('on a phone the page fits, and an earlier day is computed for that day', async () => {
  const day = '2021-01-31';
  const file = await as('shi', PHONE, async (page) => {
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await page.selectOption('select[name=division]', COUNTY);
    await page.selectOption('select[name=season]', SEASON);
    await page.fill('input[name=asOf]', day);
    await screenshot(page, 'reports-phone');
    await page.getByRole('button', { name: '生成报表' }).click();
    const saved = await download(page, `朔城区清洁取暖回头看报表-${SEASON}-截止${day}.xlsx`);
    await screenshot(page, 'reports-phone-made', true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    return saved;
  });
  expect(rowsOf(readBack(file, 'values').get('附件1 分县汇总')!)[0]).toMatchObject({
    入户·完成: (await countsOf(db, COUNTY, SEASON, day)).V,
  });
});

test('a day still to come is refused beside its field; what was chosen stays', async () => {
  const tomorrow = addDays(dayInShanghai(new Date()), 1);
  await as('xian', DESK, async (page) => {
    await page.selectOption('select[name=division]', '140602001');
    // The browser's calendar does not offer this day; a person who types it gets a message.
    await page.locator('input[name=asOf]').evaluate((field, day) => {
      (field as HTMLInputElement).max = '';
      (field as HTMLInputElement).value = day;
    }, tomorrow);
    await page.getByRole('button', { name: '生成报表' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.locator('#field-asOf-error').innerText()).toContain(`数据截止日期 ${tomorrow} 晚于今天`);
    expect(await page.locator('select[name=division]').inputValue()).toBe('140602001');
  });
});

test('an auditor is told that the workbook has no personal data', async () => {
  await as('shenji', DESK, async (page) => {
    await page.getByText('不含户主全名').waitFor();
  });
});

test('a report is not frozen over an undecided conflict: how many, where, and the way there; then it is', async () => {
  const cadres = [await personWith(db, 'cadre', ['140602001001']), await personWith(db, 'cadre', ['140602001001'])];
  const [a, b] = cadres.map((person) => new TestPhone(db, person)) as [TestPhone, TestPhone];
  await addHouseholds(db, [{ number: 'FROZEN-1' }]);
  const seen = await a.take('FROZEN-1');
  const answers = { mainHeat: 'gas', connected: true, stability: 'stable', coalStock: 'none', boughtCoal: false };
  for (const [phone, stove] of [
    [b, 'sealed'],
    [a, 'removed'],
  ] as const)
    await phone.send(phone.record(seen, { answers: { ...answers, stove } }));
  // A workbook of the reports page is a draft; what is frozen is a version, on the page of 定稿与报送.
  await as('xian', DESK, async (page) => {
    expect(await page.getByRole('button', { name: '定稿' }).count()).toBe(0);
    await page.locator('form').getByRole('link', { name: '定稿与报送' }).click();
    await page.waitForURL(new RegExp(`/sign-off/${COUNTY}`));
    await page.goto(`${app.url}/sign-off/${COUNTY}?season=${SEASON}`);
    await page.fill('[name=reason]', '雪后补访');
    await page.getByRole('button', { name: /^定稿/ }).click();
    await page.getByRole('alert').getByText('还有 1 条冲突没有决定、0 条记录没有查看（北城街道 1），不能定稿').waitFor();
    expect(await page.locator('[name=reason]').inputValue()).toBe('雪后补访');
    await screenshot(page, 'reports-desk-not-frozen');
    await expectAccessible(page);
    await page.setViewportSize(PHONE);
    await screenshot(page, 'reports-phone-not-frozen');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await page.setViewportSize(DESK);
    await page.getByRole('link', { name: '北城街道：1 条冲突、0 条记录' }).click();
    await page.getByText('由乡镇审核员决定').waitFor();
    expect(await page.locator('main').innerText()).toContain('1 处冲突待决定');
    // The county's list of waiting records leads to the same township.
    await page.goto(`${app.url}/waiting?code=${COUNTY}`);
    await page.getByRole('link', { name: '北城街道', exact: true }).first().waitFor();
    await screenshot(page, 'waiting-desk-from-phones');
  });
  await withSql(db, (sql) => sql.query(`UPDATE phone_record SET status = 'decided' WHERE household_number = 'FROZEN-1'`));
  await as('xian', DESK, async (page) => {
    await page.goto(`${app.url}/sign-off/${COUNTY}?season=${SEASON}`);
    await page.fill('[name=reason]', '雪后补访');
    await page.getByRole('button', { name: /^定稿/ }).click();
    await page.getByRole('status').first().waitFor();
    await page.goto(`${app.url}/reports`);
    await page.getByText(`定稿报表：朔城区 ${SEASON}`).first().waitFor();
    await download(page, `朔城区清洁取暖回头看报表-${SEASON}-截止${dayInShanghai(new Date())}-定稿.xlsx`);
  });
});

test('a workbook is nobody else’s, and no division outside can be asked for', async () => {
  const county = await signedInClient(app.url, { username: 'xian', password: PASSWORD });
  const mine = /href="(\/jobs\/[^"]+\/files\/[^"]+)"/.exec(await (await county.get('/reports')).text())![1]!;
  expect((await county.get(mine)).headers.get('Content-Disposition')).toContain('attachment');
  const auditor = await signedInClient(app.url, { username: 'shenji', password: PASSWORD });
  expect((await auditor.get(mine)).status).toBe(404);
  expect((await county.post('/reports', { division: '140681', season: SEASON, asOf: '' })).status).toBe(404);
  expect((await county.post('/reports', { division: COUNTY, season: '2031-2032', asOf: '' })).status).toBe(404);
  // After moving to another county the same person can no longer take files of this one.
  await withSql(db, (sql) =>
    sql.query(`UPDATE account_division SET division_code = '140681' WHERE account_id = (SELECT id FROM account WHERE username = 'xian')`),
  );
  expect((await county.get(mine)).status).toBe(404);
});
