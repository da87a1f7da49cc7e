import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { addSeasons, addSurveyedVillages, SEASON, SEASON_BEFORE } from '../../fixtures/surveyed-villages';
import { type RunningApp, startApp } from '../../helpers/app';
import { DESK, expectAccessible, hydrated, openBrowser, PHONE, printed, screenshot, signedIn } from '../../helpers/browser/browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { accountWith, signedInClient } from '../../helpers/web-client';

const PASSWORD = 'Hui-tou-kan-2021';
const COUNTY = '140602';
const TOWNSHIP = '140602201';
let db: Database;
let app: RunningApp;
let browser: Browser;
let villages: string[];

beforeAll(async () => {
  db = await freshDatabase();
  villages = await withSql(db, async (sql) => {
    await addSeasons(sql);
    return (await sql.query<{ code: string }>('SELECT code FROM division WHERE parent_code = $1 ORDER BY code', [TOWNSHIP]))
      .map((row) => row.code)
      .slice(0, 3);
  });
  await addSurveyedVillages(db, [...villages, '140681001001'], 70, 11);
  await accountWith(db, { username: 'shi', name: '钱主任', password: PASSWORD, role: 'city', divisions: ['1406'] });
  await accountWith(db, { username: 'xian', name: '赵县长', password: PASSWORD, role: 'county', divisions: [COUNTY] });
  await accountWith(db, { username: 'cun', name: '李四', password: PASSWORD, role: 'cadre', divisions: [villages[0]!] });
  app = await startApp({ db });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const as = (username: string, path: string, work: (page: Page) => Promise<void>, viewport = DESK): Promise<void> =>
  signedIn(browser, app.url, { username, password: PASSWORD, viewport }, path, work);

async function sumOf(column: string, season: string, under: string): Promise<number> {
  const [row] = await withSql(db, (sql) =>
    sql.query<{ n: number }>(
      `SELECT coalesce(sum(${column}), 0)::int AS n FROM household_facts WHERE season = $1 AND village_code LIKE $2 || '%'`,
      [season, under],
    ),
  );
  return row!.n;
}

const follow = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('link', { name, exact: true }).first().click();
  await page.getByRole('heading', { level: 1, name: `${name}覆盖情况` }).waitFor();
};

test('from the city down to a household, and back up by the breadcrumb', async () => {
  await as('shi', '/coverage', async (page) => {
    await page.getByRole('heading', { level: 1, name: '朔州市覆盖情况' }).waitFor();
    await expectAccessible(page);
    await screenshot(page, 'coverage-city-desk', true);
    await follow(page, '朔城区');
    await follow(page, '小平易乡');
    const [village] = await withSql(db, (sql) => sql.query<{ name: string }>('SELECT name FROM division WHERE code = $1', [villages[1]]));
    await follow(page, village!.name);
    await expectAccessible(page);
    await screenshot(page, 'coverage-village-desk');
    const number = await page.locator('tbody th a').first().innerText();
    await page.getByRole('link', { name: number }).click();
    await page.waitForURL((url) => decodeURIComponent(url.pathname) === `/households/${number}`);
    await page.getByText('户主1', { exact: false }).first().waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: `${village!.name}覆盖情况` }).waitFor();
    const crumbs = page.getByRole('navigation', { name: '所在区划' });
    await expect.poll(() => crumbs.getByRole('listitem').allInnerTexts()).toEqual(['朔州市', '朔城区', '小平易乡', village!.name]);
    await crumbs.getByRole('link', { name: '朔城区' }).click();
    await page.getByRole('heading', { level: 1, name: '朔城区覆盖情况' }).waitFor();
  });
});

test('the breadcrumb of a county begins at the county; the city is not to be had', async () => {
  await as('xian', '/coverage', async (page) => {
    await page.waitForURL(/\/coverage\/140602/);
    expect(await page.getByRole('navigation', { name: '所在区划' }).getByRole('listitem').allInnerTexts()).toEqual(['朔城区']);
  });
  const client = await signedInClient(app.url, { username: 'xian', password: PASSWORD });
  for (const path of [
    '/coverage/1406',
    '/coverage/140681',
    '/lists/140681?flag=B',
    '/coverage/140681/export',
    '/lists/1406/export',
    '/review?code=140681',
    '/waiting?code=1406',
  ]) {
    expect((await client.get(path)).status, path).toBe(404);
  }
});

test('a cadre sees none of it', async () => {
  const client = await signedInClient(app.url, { username: 'cun', password: PASSWORD });
  for (const path of [
    '/coverage',
    `/coverage/${villages[0]}`,
    `/lists/${villages[0]}?flag=B`,
    `/coverage/${villages[0]}/export`,
    `/lists/${villages[0]}/export`,
    '/review',
    '/waiting',
  ]) {
    expect((await client.get(path)).status, path).toBe(403);
  }
});

test('复烧 n of the table leads to n households', async () => {
  const expected = await sumOf('b', SEASON, TOWNSHIP);
  expect(expected).toBeGreaterThan(5);
  await as('xian', `/coverage/${COUNTY}`, async (page) => {
    const row = page.getByRole('row', { name: /^小平易乡/ });
    const cell = row.getByRole('link', { name: String(expected), exact: true }).first();
    await cell.click();
    await page.getByRole('heading', { level: 1, name: '小平易乡：散煤复烧户' }).waitFor();
    await page.getByText(`共 ${expected} 户`, { exact: true }).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(expected);
    expect(await page.locator('tbody').innerText()).not.toMatch(/(?<!\d)1[3-9]\d{9}(?!\d)/);
    await expectAccessible(page);
    await screenshot(page, 'list-desk');
  });
});

test('a day gone by stays along the way from figure to list and back, and is left by one click', async () => {
  const past = '按 2021年1月15日 计算的过去数据';
  await as('xian', `/coverage/${COUNTY}?season=${SEASON}`, async (page) => {
    await hydrated(page);
    await page.getByLabel('截至日期').fill('2021-01-15');
    await page.getByRole('button', { name: '查看', exact: true }).click();
    await page.getByText(past).waitFor();
    await expectAccessible(page);
    await screenshot(page, 'coverage-past-desk', true);
    const row = page.getByRole('row', { name: /^小平易乡/ });
    const cell = row.locator('td').nth(0).getByRole('link').first();
    const figure = await cell.innerText();
    await cell.click();
    await page.getByText(`共 ${figure} 户`, { exact: true }).waitFor();
    await page.getByText(past).waitFor();
    await screenshot(page, 'list-past-desk', true);
    await page.getByRole('navigation', { name: '所在区划' }).getByRole('link', { name: '朔城区' }).click();
    await page.getByRole('heading', { level: 1, name: /^朔城区：/ }).waitFor();
    await page.getByRole('link', { name: '回到覆盖情况' }).click();
    await page.getByRole('heading', { level: 1, name: '朔城区覆盖情况' }).waitFor();
    await page.getByText(past).waitFor();
    await follow(page, '小平易乡');
    await page.getByText(past).waitFor();
    // What cannot be shown is refused in words and stays in the field.
    await page.getByLabel('截至日期').fill('2020-10-01');
    await page.getByRole('button', { name: '查看', exact: true }).click();
    await page.getByText('2020-2021 采暖季从 2020-11-01 开始，2020-10-01 在这之前', { exact: false }).waitFor();
    expect(await page.getByLabel('截至日期').inputValue()).toBe('2020-10-01');
    await expectAccessible(page);
    await screenshot(page, 'coverage-refused-desk', true);
    await page.getByRole('link', { name: '回到今天的数据' }).click();
    await page.getByRole('heading', { level: 1, name: '小平易乡覆盖情况' }).waitFor();
    expect(await page.getByText(past).count()).toBe(0);
  });
  await as(
    'xian',
    `/coverage/${TOWNSHIP}?season=${SEASON}&asOf=2021-01-15`,
    async (page) => {
      await page.getByText(past).waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(true);
      await screenshot(page, 'coverage-past-phone', true);
    },
    PHONE,
  );
});

test('a list of more than a hundred goes on page by page', async () => {
  const expected = await sumOf('h', SEASON, TOWNSHIP);
  expect(expected).toBeGreaterThan(100);
  await as('xian', `/lists/${TOWNSHIP}?season=${SEASON}&flag=H`, async (page) => {
    const heads = () => page.locator('tbody th').allInnerTexts();
    const pages: string[][] = [await heads()];
    while (await page.getByRole('link', { name: '下 40 行' }).isVisible()) {
      expect(pages.at(-1)).toHaveLength(40);
      await page.getByRole('link', { name: '下 40 行' }).click();
      await expect.poll(heads).not.toEqual(pages.at(-1));
      pages.push(await heads());
    }
    expect(pages.length).toBe(Math.ceil(expected / 40));
    expect(new Set(pages.flat()).size).toBe(expected);
    expect(pages.flat()).toHaveLength(expected);
    await page.getByRole('link', { name: '上 40 行' }).click();
    await expect.poll(heads).toEqual(pages.at(-2));
  });
});

test('another season shows its own figures, and everything else in the address stays', async () => {
  const [now, before] = [await sumOf('v', SEASON, COUNTY), await sumOf('v', SEASON_BEFORE, COUNTY)];
  expect(now).not.toBe(before);
  await as('xian', `/coverage/${COUNTY}?sort=-reburnRate&col=V&col=reburnRate`, async (page) => {
    const total = page.getByRole('row', { name: /^合计/ }).first();
    expect(await total.innerText()).toContain(String(now));
    await page.getByLabel('采暖季').selectOption(SEASON_BEFORE);
    await page.waitForURL(new RegExp(`season=${SEASON_BEFORE}`));
    await total.getByText(String(before), { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('sort')).toBe('-reburnRate');
    expect(new URL(page.url()).searchParams.getAll('col')).toEqual(['V', 'reburnRate']);
  });
});

describe('the table', () => {
  test('sorts by a column, keeps the order in the address and on the way down', async () => {
    await as('xian', `/coverage/${TOWNSHIP}`, async (page) => {
      await page.getByRole('link', { name: '复烧率', exact: true }).click();
      const names = async () => (await page.locator('section table').first().locator('tbody th').allInnerTexts()).slice(1, 4);
      const rates = await withSql(db, (sql) =>
        sql.query<{ name: string }>(
          `SELECT d.name FROM roll_up r JOIN division d ON d.code = r.village_code WHERE r.season = $1 AND d.parent_code = $2
            ORDER BY r.b::float / r.iv DESC`,
          [SEASON, TOWNSHIP],
        ),
      );
      await expect.poll(names).toEqual(rates.map((row) => row.name));
      expect(new URL(page.url()).searchParams.get('sort')).toBe('-reburnRate');
      await page.reload();
      expect(await names()).toEqual(rates.map((row) => row.name));
    });
  });

  test('shows the columns one chooses, filters, and exports what one sees', async () => {
    await as('xian', `/coverage/${TOWNSHIP}`, async (page) => {
      await page.getByText('选列').click();
      for (const shown of ['在册户', '入户完成率', '受冻户']) await page.getByRole('checkbox', { name: shown, exact: true }).uncheck();
      await page.getByRole('checkbox', { name: '应通未通户' }).check();
      await page.getByRole('button', { name: '按所选的列显示' }).click();
      const heads = () => page.locator('section table').first().locator('thead th').allInnerTexts();
      await expect.poll(heads).toContain('应通未通户');
      expect(await heads()).not.toContain('受冻户');
      await page.getByLabel('名称或代码').fill(villages[2]!);
      await page.getByRole('button', { name: '筛选' }).click();
      await expect.poll(() => page.locator('section table').first().locator('tbody tr').count()).toBe(2);
      expect(await page.locator('section table').first().locator('tbody th').first().innerText()).toBe('合计（符合条件）');
      const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出表格' }).click()]);
      expect(saved.suggestedFilename()).toBe('小平易乡覆盖情况_2020-2021.xlsx');
      await page.getByRole('link', { name: '清除筛选' }).click();
      await page.waitForURL((url) => !url.searchParams.has('q'));
      expect(new URL(page.url()).searchParams.getAll('col')).toContain('notConnected');
    });
  });
});

test('an indicator says what it is; charts stand as pictures with their answer', async () => {
  await as('xian', `/coverage/${COUNTY}`, async (page) => {
    await page.getByLabel('复烧率怎样计算').click();
    await page.getByText('公式：复烧户 ÷ 完成入户的改造户').waitFor();
    await page.getByText('口径：改造完成且完成入户的户').waitFor();
    const pictures = page.locator('main img');
    const answers = await pictures.evaluateAll((images) => images.map((image) => (image as HTMLImageElement).alt));
    const [, sentence, share] = answers
      .map((answer) => /^朔城区改造(以.+为主|中.+占比最高)：[\d,]+ 户，占 (\d+\.\d\d) %$/.exec(answer ?? ''))
      .find(Boolean)!;
    // 为主 is half or more.
    expect(sentence!.endsWith('为主')).toBe(Number(share) >= 50);
    await expect
      .poll(() => pictures.evaluateAll((images) => images.every((image) => (image as HTMLImageElement).naturalWidth === 620)))
      .toBe(true);
    const drawn = await pictures.evaluateAll((images) =>
      Promise.all(images.map(async (image) => (await fetch((image as HTMLImageElement).currentSrc)).text())),
    );
    expect(drawn.some((text) => text.includes('改造完成户（户）'))).toBe(true);
    expect(drawn.some((text) => text.includes('复烧率（%）'))).toBe(true);
    expect(answers.some((answer) => /复烧率(最高：| )\d+\.\d\d %$/.test(answer ?? ''))).toBe(true);
  });
});

test('on paper the table begins on the first page, without anything to press', async () => {
  await as('xian', `/coverage/${COUNTY}`, async (page) => {
    const pages = await printed(page, 'coverage-county');
    expect(pages[0]).toContain('合计');
    expect(pages[0]).toContain('北城街道');
    expect(pages.at(-1)).toContain('小平易乡');
    for (const text of pages) expect(text).not.toMatch(/筛选|导出表格|怎样计算|退出/);
  });
});

test('works without scripts', async () => {
  const client = await signedInClient(app.url, { username: 'xian', password: PASSWORD });
  const html = await (await client.get(`/coverage/${COUNTY}?season=${SEASON}`)).text();
  expect(html).toContain('小平易乡');
  const address = /<img src="([^"]+)"/.exec(html)![1]!.replaceAll('&amp;', '&');
  expect(await (await client.get(address)).text()).toMatch(/^<svg .*<\/svg>$/);
});

test('on a phone, every page fits the screen and can be used', async () => {
  await as(
    'xian',
    `/coverage/${COUNTY}`,
    async (page) => {
      for (const path of [`/coverage/${COUNTY}`, `/coverage/${villages[0]}`, `/lists/${COUNTY}?flag=B`, '/waiting']) {
        await page.goto(path);
        await hydrated(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), path).toBe(true);
        await expectAccessible(page);
        await screenshot(page, `phone${path.replace(/\W+/g, '-')}`, true);
      }
    },
    PHONE,
  );
});
