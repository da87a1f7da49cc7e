import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type RunningApp, startApp } from '../../helpers/app';
import { DESK, hydrated, openBrowser, PHONE, screenshot, signedIn } from '../../helpers/browser/browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { accountWith } from '../../helpers/web-client';
import { newFolder, withOpenpyxl } from '../../imports/make-with-programs';
import { readBack, rowsOf } from '../../reports/read-back';

/**
 * Follows one answer from the roster to a cell of the workbook. Each step is done in the browser by the person responsible: the
 * county imports, the cadre visits, the township returns and approves, the county finds the household behind the figure and
 * downloads the workbook.
 */
const VILLAGE = '140602001001';
const PASSWORD = 'Hui-tou-kan-2021';
let db: Database;
let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  db = await freshDatabase();
  for (const [username, name, role, division] of [
    ['shi', '钱主任', 'city', '1406'],
    ['xian', '赵县长', 'county', '140602'],
    ['xiang', '王审核', 'township', '140602001'],
    ['cun', '韩村支', 'cadre', VILLAGE],
  ] as const) {
    await accountWith(db, { username, name, password: PASSWORD, role, divisions: [division] });
  }
  app = await startApp({ db });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const as = (username: string, viewport: { width: number; height: number }, work: (page: Page) => Promise<void>): Promise<void> =>
  signedIn(browser, app.url, { username, password: PASSWORD, viewport }, '/', work);

const choice = (page: Page, question: string, word: string): Locator =>
  page
    .getByRole('group', { name: question })
    .locator('label')
    .filter({ hasText: new RegExp(`^${word}`) });
const press = (page: Page, name: string | RegExp): Promise<void> =>
  page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .click();
const heading = (page: Page, name: string): Promise<void> => page.getByRole('heading', { name, exact: true, level: 2 }).waitFor();

async function importFile(page: Page, file: string): Promise<void> {
  await page.goto('/imports');
  await hydrated(page);
  await page.setInputFiles('input[type=file]', file);
  await press(page, '上传并检查');
  await press(page, '全部导入');
  await page.getByText('导入完成').first().waitFor();
}

test('from an imported roster over a returned and corrected visit to a cell of the workbook', async () => {
  const seasons = withOpenpyxl(
    `book = openpyxl.Workbook(); sheet = book.active; sheet.title = '采暖季'
sheet.append(['采暖季', '区划代码', '开始日期', '结束日期'])
for name in ('2019-2020', '2020-2021'): sheet.append([name, '1406', datetime.date(int(name[:4]), 11, 1), datetime.date(int(name[5:]), ` +
      `3, 31)])
book.save(path)`,
    null,
    'seasons.xlsx',
  );
  const roster = withOpenpyxl(
    `book = openpyxl.Workbook(); sheet = book.active; sheet.title = '户台账'
sheet.append(['户编号', '村区划代码', '户主姓名', '门牌号', '居住情况', '使用状态', '采暖面积', '改造路径', '计划内', '安装日期', '接通日期'])
for i, name in enumerate(['张建国', '李秀英', '王二小']):
    sheet.append(['WP%d' % (i + 1), '${VILLAGE}', name, '%d号' % (i + 1), '常住', '正常', 80.5, '煤改气', '是', datetime.date(2019, 9, 1), ` +
      `'2019/10/20'])
book.save(path)`,
    null,
    'roster.xlsx',
  );
  await as('shi', DESK, (page) => importFile(page, seasons));
  await as('xian', DESK, async (page) => {
    await importFile(page, roster);
    await screenshot(page, 'path-1-imported', true);
  });

  await as('cun', PHONE, async (page) => {
    await page.goto(`/households/WP1/visit`);
    await hydrated(page);
    await heading(page, '户情');
    await press(page, '与登记相同');
    await heading(page, '取暖设备');
    await choice(page, '主要取暖方式', '煤改气').tap();
    await choice(page, '接通', '是').tap();
    await press(page, '下一项');
    await heading(page, '使用与稳定');
    await choice(page, '稳定运行', '稳定').first().tap();
    await press(page, '下一项');
    await heading(page, '散煤');
    await choice(page, '存煤', '无').tap();
    await choice(page, '煤炉', '已拆').tap();
    await choice(page, '本季购煤', '否').tap();
    for (const next of ['房屋', '补贴', '备注']) {
      await press(page, '下一项');
      await heading(page, next);
    }
    await press(page, '看小结');
    await heading(page, '提交前看一遍');
    await screenshot(page, 'path-2-summary', true);
    await press(page, '提交');
    await page.getByText('已提交：张建国').waitFor();
  });

  await as('xiang', DESK, async (page) => {
    await page.goto('/review');
    await hydrated(page);
    await page
      .getByRole('link', { name: /张建国/ })
      .first()
      .click();
    await page.getByRole('article', { name: /张建国/ }).waitFor();
    const stove = page.getByRole('row', { name: /^煤炉/ });
    await stove.getByText('写意见').click();
    await stove.getByRole('textbox').fill('隔壁说煤炉还在用，请再看一次');
    await screenshot(page, 'path-3-review');
    await press(page, '退回');
    await page.waitForURL(/done=return/);
  });

  await as('cun', PHONE, async (page) => {
    await page.goto('/households/WP1/visit');
    await hydrated(page);
    for (const next of ['取暖设备', '使用与稳定', '散煤']) {
      if (await page.getByRole('heading', { name: '散煤', exact: true, level: 2 }).isVisible()) break;
      await press(page, '下一项');
      await heading(page, next);
    }
    await page.getByText('王审核 退回时说：隔壁说煤炉还在用，请再看一次').waitFor();
    await choice(page, '煤炉', '在用').tap();
    await choice(page, '复烧原因', '运行费用高').tap();
    await screenshot(page, 'path-4-remark', true);
    for (const next of ['房屋', '补贴', '备注']) {
      await press(page, '下一项');
      await heading(page, next);
    }
    await press(page, '看小结');
    await press(page, '提交');
    await page.getByText('已提交：张建国').waitFor();
  });

  await as('xiang', DESK, async (page) => {
    await page.goto('/review');
    await hydrated(page);
    await page
      .getByRole('link', { name: /张建国/ })
      .first()
      .click();
    await page.getByRole('article', { name: /张建国/ }).waitFor();
    await press(page, '审核通过');
    await page.waitForURL(/done=approve/);
  });

  await as('xian', DESK, async (page) => {
    await page.goto('/coverage/140602?season=2020-2021');
    await hydrated(page);
    await page.getByText('100.00 %').first().waitFor();
    await screenshot(page, 'path-5-coverage', true);
    await page.goto(`/lists/140602?season=2020-2021&flag=B`);
    await hydrated(page);
    await page.getByRole('row', { name: /张建国/ }).waitFor();
    expect(await page.getByRole('row', { name: /李秀英/ }).count()).toBe(0);

    await page.goto('/reports');
    await hydrated(page);
    await page.selectOption('select[name=division]', '140602');
    await page.selectOption('select[name=season]', '2020-2021');
    await press(page, '生成报表');
    const link = page.locator('a[href*="/files/"]').first();
    await link.waitFor({ timeout: 120_000 });
    const [saved] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const file = join(newFolder(), 'report.xlsx');
    await saved.saveAs(file);
    const book = readBack(file, 'values');
    expect(rowsOf(book.get('附件1 分县汇总')!)[0]).toMatchObject({
      名称: '朔城区',
      户数·总户数: 3,
      改造完成户·小计: 3,
      入户·完成: 1,
      实际使用户: 1,
      散煤复烧·确认: 1,
      散煤复烧·复烧率: 1,
    });
    expect(rowsOf(book.get('附件6 散煤复烧台账')!)[0]).toMatchObject({ 户编号: 'WP1', 认定: '确认', 煤炉: '在用', 复烧原因: '运行费用高' });
  });

  expect((await verifyRegister(db)).ok).toBe(true);
});
