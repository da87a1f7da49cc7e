import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { SHEETS } from '~/imports/contract-sheets';
import { Workbook } from '~/imports/workbook/read-workbook.server';
import { type RunningApp, startApp } from '../../helpers/app';
import { DESK, expectAccessible, hydrated, openBrowser, PHONE, screenshot, signedIn } from '../../helpers/browser/browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { declareSeason } from '../../helpers/register';
import { accountWith, signedInClient } from '../../helpers/web-client';
import { type Book, FAR_VILLAGE, household, room, tables, visit } from '../../imports/county-file';
import { workbook } from '../../imports/make-workbook';

const PASSWORD = 'Hui-tou-kan-2021';
const folder = mkdtempSync(join(tmpdir(), 'qingnuan-import-e2e-'));
let db: Database;
let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  db = await freshDatabase();
  await withSql(db, (sql) => declareSeason(sql, '2020-2021', '2020-11-01', '2021-03-31'));
  await accountWith(db, { username: 'xian', name: '赵县长', password: PASSWORD, role: 'county', divisions: ['140602'] });
  await accountWith(db, { username: 'shi', name: '钱主任', password: PASSWORD, role: 'city', divisions: ['1406'] });
  app = await startApp({ db });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const as = <T>(username: string, viewport: { width: number; height: number }, work: (page: Page) => Promise<T>): Promise<T> =>
  signedIn(browser, app.url, { username, password: PASSWORD, viewport }, '/imports', work);

function fileOf(name: string, book: Book): string {
  const path = join(folder, name);
  writeFileSync(path, workbook(tables(book)));
  return path;
}

async function upload(page: Page, file: string): Promise<void> {
  await page.setInputFiles('input[name=workbook]', file);
  await page.getByRole('button', { name: '上传并检查' }).click();
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}/);
}

/** The result that the page shows once the job has ended. */
async function verdict(page: Page): Promise<string> {
  const status = page.locator('main [role=status] p.font-semibold');
  await status.first().waitFor({ timeout: 60_000 });
  return status.first().innerText();
}

const countOf = async (table: string): Promise<number> =>
  (await withSql(db, (sql) => sql.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)))[0]!.n;

const book = (): Book => ({
  户台账: [
    ...Array.from({ length: 60 }, (_, i) => household(`H${String(i + 1).padStart(3, '0')}`)),
    ...Array.from({ length: 55 }, (_, i) =>
      household(`X${String(i + 1).padStart(3, '0')}`, { 身份证号: '110105194912310021', 采暖面积: i === 0 ? '八十' : 80 }),
    ),
    household('F001', { 村区划代码: FAR_VILLAGE }),
  ],
  房屋: [room('H001', 1), room('X001', 1)],
  入户记录: [visit('V1', 'H001'), visit('V2', 'H002', { 不稳定原因: '邻居说的' })],
  说明: [{ 内容: '请先看这里' }],
});

test('the county checks a workbook, looks at what is wrong, takes the good rows and later the corrected ones', async () => {
  await as('xian', DESK, async (page) => {
    await expectAccessible(page);
    await screenshot(page, 'imports-desk', true);
    await upload(page, fileOf('朔城区台账.xlsx', book()));
    expect(await verdict(page)).toBe('有 57 行没有通过检查');
    await expectAccessible(page);
    await screenshot(page, 'import-desk-checked', true);
    expect(await countOf('household')).toBe(0);
    const counts = page.getByRole('region', { name: '各工作表的行数' });
    expect((await counts.locator('tbody tr').allInnerTexts()).map((text) => text.split(/\s+/))).toEqual([
      ['户台账', '60', '0', '0', '56', '0'],
      ['房屋', '1', '0', '0', '1', '0'],
      ['入户记录', '2', '0', '0', '0', '1'],
    ]);
    await page.getByText('工作表〈说明〉不在导入范围内').waitFor();
    // Whoever corrects the errors workbook alone would leave the good rows out.
    await page.getByText('通过检查的 63 行还没有导入：先点“只导入正确的行”').waitFor();

    // The page shows fifty problems and no ID number.
    const problems = page.getByRole('region', { name: '〈户台账〉的错误和提示' });
    expect(await problems.locator('tbody tr').count()).toBe(50);
    expect(await problems.innerText()).toContain('110105********0021');
    expect(await problems.innerText()).not.toContain('110105194912310021');
    await page.getByRole('link', { name: '下一页' }).click();
    await page.getByText('第 2/2 页').waitFor();
    expect(await problems.locator('tbody tr').count()).toBe(7);
    await page.getByRole('link', { name: /入户记录/ }).click();
    await page.getByRole('region', { name: '〈入户记录〉的错误和提示' }).getByText('不在常用原因之列').waitFor();

    const [saved] = await Promise.all([page.waitForEvent('download'), page.locator('a[href*="/files/"]').first().click()]);
    expect(saved.suggestedFilename()).toBe('朔城区台账.errors.xlsx');
    const errors = join(folder, 'errors.xlsx');
    await saved.saveAs(errors);
    const opened = await Workbook.open(errors);
    expect(opened.sheets).toEqual(['户台账', '房屋']);
    opened.close();

    await page.getByRole('button', { name: '只导入正确的行（舍去 57 行）' }).click();
    await page.getByText('正确的行已导入，57 行没有导入').waitFor({ timeout: 60_000 });
    expect(await page.getByText('还没有导入：').count()).toBe(0);
    await screenshot(page, 'import-desk-imported');
    expect([await countOf('household'), await countOf('room'), await countOf('visit')]).toEqual([60, 1, 2]);

    await page.goto('/imports');
    await hydrated(page);
    await upload(page, fileOf('改好.xlsx', { 户台账: [household('X001')], 房屋: [room('X001', 1)] }));
    expect(await verdict(page)).toBe('全部通过检查');
    await page.getByRole('button', { name: '全部导入' }).click();
    await page.getByText('导入完成').first().waitFor({ timeout: 60_000 });
    expect([await countOf('household'), await countOf('room')]).toEqual([61, 2]);
    await page.goto('/imports');
    await hydrated(page);
    expect(await page.locator('tbody tr').count()).toBe(4);
    await screenshot(page, 'imports-desk-history', true);
  });
});

test('what is no workbook is refused in words, and nothing is lost of the page', async () => {
  await as('xian', DESK, async (page) => {
    const path = join(folder, '名单.xlsx');
    writeFileSync(path, '户编号,户主姓名\n1,张三\n');
    await upload(page, path);
    expect(await verdict(page)).toBe('这个文件不能导入');
    await page.getByText('这是 .csv / .txt 文件，不是 Excel 工作簿').waitFor();
    await screenshot(page, 'import-desk-refused', true);
    await page.goto('/imports');
    await hydrated(page);
    await upload(page, fileOf('缺列.xlsx', { 户台账: [{ 户编号: 'H1', 户主姓名: '张三' }], 采暖季: [{ 采暖季: '2020-2021' }] }));
    expect(await verdict(page)).toBe('这个文件不能导入');
    expect(await page.locator('main [role=status]').innerText()).toContain('缺少必需的列：村区划代码、居住情况、使用状态、改造路径');
    expect(await page.locator('main [role=status]').innerText()).toContain('〈采暖季〉第 1 行的表头缺少必需的列');
    await page.goto('/imports');
    await hydrated(page);
    await upload(page, join(import.meta.dirname, '../../imports/cases/03-merged-optional.xlsx'));
    expect(await verdict(page)).toBe('这个文件不能导入');
    expect(await page.locator('main [role=status]').innerText()).toContain('合并单元格：G2:G4、H2:H4、I2:I4（改造年度、安装日期、计划内）');
    await screenshot(page, 'import-desk-merged');
  });
});

test('on a phone the pages fit', async () => {
  await as('shi', PHONE, async (page) => {
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
    expect(await fits()).toBe(true);
    await screenshot(page, 'imports-phone', true);
    await upload(page, fileOf('市台账.xlsx', book()));
    expect(await verdict(page)).toContain('行没有通过检查');
    expect(await fits()).toBe(true);
    await screenshot(page, 'import-phone-checked');
    await page.getByRole('heading', { name: '错误和提示' }).scrollIntoViewIfNeeded();
    await page.evaluate(() => window.scrollBy(0, 500));
    await screenshot(page, 'import-phone-problems');
  });
});

test('the template holds every column of the sheets one may import', async () => {
  const client = await signedInClient(app.url, { username: 'xian', password: PASSWORD });
  const response = await client.get('/imports/template');
  expect(response.headers.get('Content-Disposition')).toContain('attachment');
  const path = join(folder, 'template.xlsx');
  writeFileSync(path, Buffer.from(await response.arrayBuffer()));
  const opened = await Workbook.open(path);
  expect(opened.sheets).toEqual([
    '热源',
    '户台账',
    '房屋',
    '入户记录',
    '用能计量',
    '抄表',
    '禁煤区',
    '改造计划',
    '补贴政策',
    '应补',
    '发放',
    '问题',
    '资金',
  ]);
  for await (const [header] of opened.rows('户台账')) {
    expect(header!.cells.map((cell) => (cell as { text: string }).text)).toEqual(SHEETS.户台账.columns.map(({ title }) => title));
  }
  opened.close();
});

test('an import is nobody else’s, needs the token of the page, and is not too large', async () => {
  const county = await signedInClient(app.url, { username: 'xian', password: PASSWORD });
  const mine = /href="(\/imports\/[0-9a-f-]{36})"/.exec(await (await county.get('/imports')).text())![1]!;
  expect((await county.get(mine)).status).toBe(200);
  const city = await signedInClient(app.url, { username: 'shi', password: PASSWORD });
  expect((await city.get(mine)).status).toBe(404);
  expect((await city.post(mine, { how: 'all' }, '/imports')).status).toBe(404);
  const send = async (csrf: string, bytes: number) => {
    const form = new FormData();
    form.set('csrf', csrf);
    form.set('workbook', new Blob([new Uint8Array(bytes)]), 'groß.xlsx');
    return county.fetch('/imports', { method: 'POST', body: form, headers: { Origin: app.url, 'Sec-Fetch-Site': 'same-origin' } });
  };
  const before = await countOf('job_record');
  expect((await send('wrong', 10)).status).toBe(403);
  const large = await send(await county.token('/imports'), 51 * 1024 * 1024);
  expect(large.status).toBe(422);
  expect(await large.text()).toContain('超过 50 MB 的上限');
  expect(await countOf('job_record')).toBe(before);
});

test('a file is taken under any name that a file system allows', async () => {
  const county = await signedInClient(app.url, { username: 'xian', password: PASSWORD });
  const name = `${'户=;'.repeat(50)}.xlsx`;
  expect(Buffer.byteLength(name)).toBe(255);
  const form = new FormData();
  form.set('csrf', await county.token('/imports'));
  form.set('workbook', new Blob(['no workbook']), name);
  const sent = await county.fetch('/imports', {
    method: 'POST',
    body: form,
    headers: { Origin: app.url, 'Sec-Fetch-Site': 'same-origin' },
  });
  expect(sent.status).toBe(302);
  expect(await (await county.get(sent.headers.get('Location')!)).text()).toContain(name);
});
