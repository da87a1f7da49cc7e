import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { addSeasons, addSurveyedVillages, SEASON } from '../../fixtures/surveyed-villages';
import { type RunningApp, startApp } from '../../helpers/app';
import { expectAccessible, hydrated, openBrowser, PHONE, screenshot, signedIn } from '../../helpers/browser/browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { newFolder } from '../../helpers/office-programs';
import { accountWith, signedInClient } from '../../helpers/web-client';
import { headerOf, readBack, rowsOf } from '../../reports/read-back';

const PASSWORD = 'Hui-tou-kan-2021';
const COUNTY = '140602';
const TOWNSHIP = '140602201';
const SMALL_DESK = { width: 1366, height: 768 };
let db: Database;
let app: RunningApp;
let browser: Browser;
let villages: string[];

beforeAll(async () => {
  db = await freshDatabase();
  villages = await withSql(db, async (sql) => {
    await addSeasons(sql);
    const found = await sql.query<{ code: string }>('SELECT code FROM division WHERE parent_code = $1 ORDER BY code', [TOWNSHIP]);
    return found.map((row) => row.code).slice(0, 3);
  });
  const [elsewhere] = await withSql(db, (sql) =>
    sql.query<{ code: string }>(
      `SELECT code FROM division WHERE level = 'village' AND path @> ARRAY['${COUNTY}'] AND NOT path @> ARRAY['${TOWNSHIP}'] ORDER BY code`,
    ),
  );
  await addSurveyedVillages(db, [...villages, elsewhere!.code], 70, 11);
  await withSql(db, (sql) =>
    sql.query(
      `UPDATE household SET head = '欧阳司马诸葛上官慕容德高望重', address = '城乡结合部东南角旧砖厂家属院十七排二十三号后院西厢'
      WHERE number = $1`,
      [`${villages[0]}-00001`],
    ),
  );
  await accountWith(db, { username: 'xian', name: '赵县长', password: PASSWORD, role: 'county', divisions: [COUNTY] });
  await accountWith(db, { username: 'other', name: '孙科长', password: PASSWORD, role: 'county', divisions: [COUNTY] });
  app = await startApp({ db });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const as = (username: string, path: string | null, work: (page: Page) => Promise<void>, viewport = SMALL_DESK): Promise<void> =>
  signedIn(browser, app.url, { username, password: PASSWORD, viewport }, path, work);

const table = (page: Page) => page.locator('main table');
const heads = (page: Page) => table(page).locator('thead th').allInnerTexts();
/** What the table shows, row by row, without 序号. */
const rows = (page: Page) =>
  table(page)
    .locator('tbody tr')
    .evaluateAll((all) => all.map((row) => [...row.children].slice(1).map((cell) => cell.getAttribute('title') ?? cell.textContent ?? '')));

test('order, township, filters, columns: the file has exactly the rows and columns seen, and a saved view opens them', async () => {
  const expected = await withSql(db, (sql) =>
    sql.query<{ number: string }>(
      `SELECT f.household_number AS number FROM household_facts f JOIN household h ON h.number = f.household_number
       WHERE f.season = $1 AND f.village_code LIKE $2 || '%' AND f.h > 0 AND f.mode = 'gas' AND f.let_rooms > 0
       ORDER BY coalesce(h.head_pinyin, h.head) DESC, h.number DESC`,
      [SEASON, TOWNSHIP],
    ),
  );
  expect(expected.length).toBeGreaterThan(2);
  expect(expected.length).toBeLessThan(70);
  await as('xian', `/lists/${COUNTY}?season=${SEASON}&flag=H`, async (page) => {
    await page.locator('select[name=town]').selectOption(TOWNSHIP);
    await page.waitForURL((url) => url.searchParams.get('town') === TOWNSHIP);
    await page.locator('select[name=mode]').selectOption('gas');
    await page.waitForURL((url) => url.searchParams.get('mode') === 'gas');
    await page.locator('summary', { hasText: '还要同时是' }).click();
    await page.getByRole('checkbox', { name: '出租南房厢房', exact: true }).check();
    await page.waitForURL((url) => url.searchParams.get('also') === 'let');
    await page.keyboard.press('Escape');
    // The table is drawn a moment after the address changed, and its links with it.
    const head = table(page).getByRole('link', { name: '户主', exact: true });
    await expect.poll(() => head.getAttribute('href')).toContain('also=let');
    await head.click();
    await page.waitForURL((url) => url.searchParams.get('sort') === 'head');
    await expect.poll(() => head.getAttribute('href')).toContain('sort=head');
    await head.click();
    await page.waitForURL((url) => url.searchParams.get('dir') === 'desc');
    // Ticks act at once, and the chooser stays where it is.
    await page.locator('summary', { hasText: '选列' }).click();
    const chooser = page.getByText('勾上就显示');
    const place = await chooser.boundingBox();
    for (const gone of ['入户结果', '审核', '联系电话']) await page.getByRole('checkbox', { name: gone, exact: true }).uncheck();
    await page.getByRole('checkbox', { name: '居住情况' }).check();
    await expect.poll(() => heads(page)).toEqual(['序号', '户编号', '门牌号', '户主', '所在村', '取暖方式', '居住情况', '入户', '情况']);
    expect(await chooser.boundingBox()).toEqual(place);
    await page.keyboard.press('Escape');
    const seen = await rows(page);
    expect(seen.map(([number]) => number)).toEqual(expected.map(({ number }) => number));
    await expectAccessible(page);
    await screenshot(page, 'desk-table');
    const narrow = (width: string) =>
      page.locator('tr > :nth-child(5)').evaluateAll((cells, maxWidth) => {
        for (const cell of cells as HTMLElement[]) Object.assign(cell.style, { maxWidth, overflow: 'hidden', whiteSpace: 'nowrap' });
      }, width);
    const [cut, whole] = [page.locator('tbody tr:first-child td:nth-child(5)'), page.locator('tbody tr:first-child td:nth-child(4)')];
    await narrow('2em');
    for (const cell of [cut, whole]) await cell.hover();
    expect([await cut.getAttribute('title'), await whole.getAttribute('title')]).toEqual([await cut.textContent(), null]);
    // Drawn again in between, it is still known whose title that was.
    await page.locator('#table-help summary').click();
    for (const on of [false, true]) await page.getByLabel('打开单键操作').setChecked(on);
    await page.keyboard.press('Escape');
    await narrow('none');
    await cut.hover();
    expect(await cut.getAttribute('title')).toBe(null);

    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出', exact: true }).click()]);
    const file = join(newFolder(), 'list.xlsx');
    await saved.saveAs(file);
    const [sheet] = [...readBack(file, 'values').values()];
    const titles = headerOf(sheet!).map(([, title]) => title);
    expect(titles).toEqual(await heads(page));
    const written = rowsOf(sheet!).slice(0, seen.length);
    expect(written.map((row) => titles.slice(1).map((title) => String(row[title] || '—')))).toEqual(
      seen.map((row) => row.map((text) => (text === '' ? '—' : text))),
    );
    expect(written.map((row) => row.序号)).toEqual(seen.map((_, at) => at + 1));

    await page.locator('summary', { hasText: '视图' }).click();
    await page.getByLabel('把现在的筛选、排序和列存为').fill('气代煤里的出租户');
    await page.getByRole('button', { name: '存下' }).click();
    await page.getByRole('link', { name: '气代煤里的出租户' }).waitFor();
    await page.goto('/coverage');
    await page.goto(`/lists/${TOWNSHIP}?flag=B`);
    await hydrated(page);
    await page.locator('summary', { hasText: '视图' }).click();
    await page.getByRole('link', { name: '气代煤里的出租户' }).click();
    await page.waitForURL((url) => url.searchParams.get('mode') === 'gas');
    await expect.poll(() => rows(page)).toEqual(seen);
  });
  // The columns are remembered for this person alone, and so is the view.
  await as('xian', `/lists/${TOWNSHIP}?season=${SEASON}&flag=B`, async (page) => {
    expect(await heads(page)).toContain('居住情况');
    expect(await heads(page)).not.toContain('审核');
  });
  await as('other', `/lists/${TOWNSHIP}?season=${SEASON}&flag=B`, async (page) => {
    expect(await heads(page)).toContain('审核');
    await page.goto('/tables');
    await page.getByText('还没有存过视图').first().waitFor();
  });
});

test('a filter chosen before the table of the one before has come keeps it', async () => {
  await as('xian', `/lists/${COUNTY}?season=${SEASON}&flag=H`, async (page) => {
    let answer: () => void = () => undefined;
    const asked = new Promise<void>((seen) => {
      void page.route(/town=/, async (route) => {
        seen();
        await new Promise<void>((release) => (answer = release));
        await route.continue().catch(() => undefined);
      });
    });
    await page.locator('select[name=town]').selectOption(TOWNSHIP);
    await asked;
    await page.unroute(/town=/);
    await page.locator('select[name=mode]').selectOption('gas');
    answer();
    await page.waitForURL((url) => url.searchParams.get('mode') === 'gas');
    expect(new URL(page.url()).searchParams.get('town')).toBe(TOWNSHIP);
    await page.getByRole('link', { name: '清除筛选' }).click();
    await page.waitForURL((url) => !url.searchParams.has('mode'));
    await expect.poll(() => page.locator('select[name=town]').inputValue()).toBe('');
  });
});

test('fifteen rows of 36 px or more are seen at 1366 × 768, and none is higher with long names', async () => {
  await as('xian', `/lists/${COUNTY}?season=${SEASON}&flag=H`, async (page) => {
    const boxes = await table(page)
      .locator('tbody tr')
      .evaluateAll((all) => all.map((row) => row.getBoundingClientRect()).map(({ top, bottom, height }) => ({ top, bottom, height })));
    expect([...new Set(boxes.map(({ height }) => Math.round(height)))]).toEqual([36]);
    const foot = await table(page).evaluate((one) => Math.min(one.closest('[role=region]')!.getBoundingClientRect().bottom, innerHeight));
    expect(boxes.filter(({ bottom }) => bottom <= foot).length).toBeGreaterThanOrEqual(15);
    await screenshot(page, 'desk-table-1366');
  });
});

test('on paper a name, a state and a date stand in one line, and nothing of the table is cut off', async () => {
  // A4 across without its margins, at 96 pixels an inch.
  const paper = { width: 1047, height: 700 };
  await as(
    'xian',
    `/lists/${TOWNSHIP}?season=${SEASON}&flag=B`,
    async (page) => {
      await page.emulateMedia({ media: 'print' });
      const texts = await table(page)
        .locator('tbody td.short')
        .evaluateAll((cells) =>
          cells.map((cell) => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            return new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom))).size;
          }),
        );
      expect(Math.max(...texts)).toBe(1);
      expect(await table(page).evaluate((one) => one.getBoundingClientRect().right <= innerWidth)).toBe(true);
      await screenshot(page, 'desk-table-paper');
    },
    paper,
  );
});

test('keys go through the rows, open one, reach the search, show their help, and can be switched off', async () => {
  await as('xian', `/lists/${TOWNSHIP}?season=${SEASON}&flag=H`, async (page) => {
    const focused = () => page.evaluate(() => document.activeElement?.closest('tr')?.querySelector('th')?.textContent ?? null);
    const numbers = await table(page).locator('tbody th').allInnerTexts();
    await page.keyboard.press('j');
    expect(await focused()).toBe(numbers[0]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('j');
    expect(await focused()).toBe(numbers[2]);
    await page.keyboard.press('k');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('j');
    expect(await focused()).toBe(numbers[1]);
    await page.keyboard.press('/');
    await page.keyboard.type('j2');
    expect(await page.getByPlaceholder('户主、拼音、门牌或户编号').inputValue()).toBe('j2');
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: '键盘操作' }).waitFor();
    await page.getByLabel('打开单键操作').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    expect(await focused()).toBeNull();
    await page.reload();
    await hydrated(page);
    await page.keyboard.press('j');
    expect(await focused()).toBeNull();
    await page.locator('#table-help summary').click();
    await page.getByLabel('打开单键操作').check();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => decodeURIComponent(url.pathname) === `/households/${numbers[0]}`);
  });
});

test('an address with a value that the list does not have says which, and leads back', async () => {
  const client = await signedInClient(app.url, { username: 'xian', password: PASSWORD });
  for (const query of ['flag=BB', 'flag=H&sort=idNumber', 'flag=H&cols=account', 'flag=H&town=140681']) {
    expect((await client.get(`/lists/${COUNTY}?season=${SEASON}&${query}`)).status, query).toBe(400);
    expect((await client.get(`/lists/${COUNTY}/export?season=${SEASON}&${query}`)).status, query).toBe(400);
  }
  await as('xian', null, async (page) => {
    await page.goto(`/lists/${COUNTY}?season=${SEASON}&flag=BB`);
    await page.getByText('网址里的“flag=BB”').waitFor();
    await page.getByRole('link', { name: '去掉网址里的条件，重新打开这一页' }).click();
    await table(page).waitFor();
    expect(new URL(page.url()).search).toBe(`?season=${SEASON}`);
  });
});

test('a page that is pressed at the moment when its scripts take over still comes alive', async () => {
  await as('xian', null, async (page) => {
    await page.addInitScript(() => {
      const add = document.addEventListener.bind(document);
      document.addEventListener = (...listener: Parameters<typeof add>) => {
        add(...listener);
        const taking = Object.keys(document).some((key) => key.startsWith('__reactContainer'));
        if (!taking || listener[0] !== 'click' || listener[2] !== true) return;
        // React listens from here on, and renders in a later task.
        queueMicrotask(() => document.querySelector('h1')!.click());
      };
    });
    await page.goto(`/lists/${COUNTY}?season=${SEASON}`);
    await hydrated(page);
  });
});

test('works without scripts: filter, order and columns by plain forms and links', async () => {
  const client = await signedInClient(app.url, { username: 'other', password: PASSWORD });
  const html = await (await client.get(`/lists/${COUNTY}?season=${SEASON}&flag=H&town=${TOWNSHIP}&sort=head&dir=desc`)).text();
  expect(html).toMatch(/<form method="get" action="\/lists\/140602"/);
  expect(html).toContain(`<option value="${TOWNSHIP}" selected="">`);
  expect(html).toMatch(/<input type="hidden" name="sort" value="head"/);
  const back = `/lists/${COUNTY}?season=${SEASON}&flag=H`;
  const answer = await client.post('/tables', { do: 'columns', list: 'households', columns: 'head', back });
  expect(answer.headers.get('Location')).toBe(`${back}&cols=head`);
});

test('on a phone a row is a card with the names of its columns', async () => {
  await as(
    'xian',
    `/lists/${TOWNSHIP}?season=${SEASON}&flag=H`,
    async (page) => {
      const card = table(page).locator('tbody tr').first();
      expect(await card.evaluate((row) => getComputedStyle(row).display)).toBe('block');
      const label = await card
        .locator('td')
        .nth(1)
        .evaluate((cell) => getComputedStyle(cell, '::before').content);
      expect(label).toBe('"门牌号"');
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await expectAccessible(page);
      await screenshot(page, 'desk-table-phone');
    },
    PHONE,
  );
});

test('every list is such a table, in both languages, on a desk and on a phone', async () => {
  const lists = [
    `/lists/${COUNTY}?season=${SEASON}&flag=B`,
    `/villages/${villages[0]}?season=${SEASON}`,
    `/review/table?code=${COUNTY}&season=${SEASON}`,
    `/subsidy/${COUNTY}/arrears?season=${SEASON}`,
    `/subsidy/${COUNTY}/claims?season=${SEASON}&list=overpaid`,
    `/subsidy/${COUNTY}/without?season=${SEASON}&policy=P-1&reason=not-installed`,
  ];
  await withSql(db, (sql) => sql.query(`DELETE FROM table_columns`));
  const sizes = { desk: SMALL_DESK, wide: { width: 1920, height: 1080 }, phone: PHONE, english: SMALL_DESK };
  for (const [name, viewport] of Object.entries(sizes)) {
    const language = name === 'english' ? 'en' : 'zh-CN';
    await withSql(db, (sql) => sql.query(`UPDATE account SET language = $1 WHERE username = 'other'`, [language]));
    await as(
      'other',
      lists[0]!,
      async (page) => {
        for (const path of lists) {
          await page.goto(path);
          await hydrated(page);
          expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} ${name}`).toBe(true);
          expect(await page.locator('html').getAttribute('lang')).toBe(language);
          // What axe looks at is the same in either language and width.
          if (name === 'desk' || name === 'phone') await expectAccessible(page);
          await screenshot(page, `table-${name}${path.split('?')[0]!.replace(/\W+/g, '-')}`);
        }
      },
      viewport,
    );
  }
});
