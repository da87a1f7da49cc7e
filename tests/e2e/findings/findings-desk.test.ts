import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { seal } from '~/server/personal/seal.server';
import { updateFindings } from '~/server/workflows/findings/update-findings.server';
import { addFinding } from '../../fixtures/findings';
import { asPhoneMarks } from '../../fixtures/marked-photo';
import { PASSWORD, SEASON, surveyVillage, TOWNSHIP, VILLAGE } from '../../fixtures/survey-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { expectAccessible, hydrated, openBrowser, PHONE, screenshot, signedIn } from '../../helpers/browser/browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { accountWith } from '../../helpers/web-client';

let db: Database;
let app: RunningApp;
let browser: Browser;
let cold: string;

const DESK = { width: 1366, height: 768 };
const number = (nth: number) => `${VILLAGE}${String(nth).padStart(3, '0')}`;
const PICTURE = `new Promise((done) => {
  const canvas = document.createElement('canvas'); canvas.width = 300; canvas.height = 200;
  canvas.getContext('2d').fillRect(20, 20, 100, 100); done(canvas.toDataURL('image/jpeg').split(',')[1]); })`;

beforeAll(async () => {
  db = await freshDatabase();
  await surveyVillage(db);
  // Nothing is left for the app's own update of findings, which would propose those that no record is behind.
  await updateFindings(db, new Date());
  await accountWith(db, { username: 'zhen2', name: '李核查', password: PASSWORD, role: 'township', divisions: [TOWNSHIP] });
  await accountWith(db, { username: 'xian', name: '赵县长', password: PASSWORD, role: 'county', divisions: ['140602'] });
  const today = new Date().toISOString().slice(0, 10);
  cold = await addFinding(db, {
    season: SEASON,
    rule: null,
    source: 'hotline',
    kind: '夜里受冻',
    division: VILLAGE,
    household: number(3),
    urgent: true,
    openedOn: today,
    dueOn: today,
    textSealed: seal('老两口昨晚屋里 12 ℃，壁挂炉不启动，打 12345 反映。'),
  });
  for (let n = 4; n < 60; n += 1) {
    await addFinding(db, {
      season: SEASON,
      rule: ['R09', 'R14', 'R19', 'R05'][n % 4],
      division: VILLAGE,
      household: number(n),
      state: ['open', 'in_progress', 'proposed', 'closed'][n % 4],
      dueOn: n % 3 === 0 ? '2021-02-01' : '2099-12-31',
      amount: n * 12345,
    });
  }
  app = await startApp({ db });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
});

const as = (username: string, path: string, work: (page: Page) => Promise<void>, viewport = DESK): Promise<void> =>
  signedIn(browser, app.url, { username, password: PASSWORD, viewport }, path, work);
const stateOf = async () =>
  (await withSql(db, (sql) => sql.query<{ state: string }>('SELECT state FROM finding WHERE number = $1', [cold])))[0]!.state;

test('the township assigns and proposes, may not close its own, and another person closes with a photo', async () => {
  await as('zhen', `/findings/${TOWNSHIP}?season=${SEASON}`, async (page) => {
    // The urgent one is on top, with the hours since.
    const first = page.locator('tbody tr').first();
    await first.getByText('夜里受冻').waitFor();
    await first.getByText(/紧急 \d+ 小时/).waitFor();
    await page.locator('.desk-table').getByText('逾期').first().waitFor();
    await screenshot(page, 'findings-desk');
    await expectAccessible(page);
    await first.getByRole('link', { name: cold }).click();
    await page.getByRole('heading', { name: `问题 ${cold}` }).waitFor();
    // What is refused is said before anybody types.
    expect(await page.getByRole('button', { name: '销号', exact: true }).isDisabled()).toBe(true);
    await page.getByText(/退回、销号：还没有提请销号/).waitFor();
    await screenshot(page, 'finding-open', true);
    await expectAccessible(page);

    await page.getByRole('link', { name: '交办', exact: true }).click();
    await page.getByLabel('时限').fill('');
    await page.getByRole('button', { name: '交办', exact: true }).click();
    await page.getByRole('alert').getByText('请填写时限').first().waitFor();
    const owner = page.getByLabel('责任人', { exact: true });
    await owner.selectOption((await owner.locator('option', { hasText: '高审核' }).getAttribute('value'))!);
    await page.getByLabel('时限').fill('2099-01-02');
    await page.getByLabel(/整改措施/).fill('今晚换水泵，先送电暖气');
    await screenshot(page, 'finding-assign', true);
    await page.getByRole('button', { name: '交办', exact: true }).click();
    await page.getByText('已交办。').waitFor();
    await page.getByRole('link', { name: '提请销号', exact: true }).click();
    await page.getByLabel(/整改情况/).fill('水泵已换，室温 19 ℃');
    await page.getByRole('button', { name: '提请销号', exact: true }).click();
    await page.getByText('已提请销号，等另一人销号。').waitFor();
    expect(await page.getByRole('button', { name: '销号', exact: true }).isDisabled()).toBe(true);
    await page.getByText(/销号、按例外销号：您是责任人/).waitFor();
    await screenshot(page, 'finding-own', true);
  });

  await as('zhen2', `/waiting?code=${TOWNSHIP}`, async (page) => {
    await page.getByRole('heading', { name: '问题整改' }).waitFor();
    await screenshot(page, 'findings-todo');
    await page.goto(`/findings/${cold}?act=close`);
    await hydrated(page);
    await page.getByLabel('销号结果').fill('上门看过，暖了');
    await page.getByRole('button', { name: '销号', exact: true }).click();
    await page.getByRole('alert').getByText('紧急问题销号要有佐证').first().waitFor();
    expect(await page.getByLabel('销号结果').inputValue()).toBe('上门看过，暖了');
    expect(await stateOf()).toBe('proposed');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.exe', mimeType: 'image/jpeg', buffer: Buffer.from(`MZ${'x'.repeat(60)}`) });
    await page.getByRole('button', { name: '销号', exact: true }).click();
    await page
      .getByRole('alert')
      .getByText(/“a.exe”不是照片/)
      .first()
      .waitFor();
    const photo = asPhoneMarks(Buffer.from(await page.evaluate<string>(PICTURE), 'base64'));
    await page.locator('input[type=file]').setInputFiles({ name: 'IMG.jpg', mimeType: 'image/jpeg', buffer: photo });
    await page.getByRole('button', { name: '销号', exact: true }).click();
    await page.getByText('已销号。', { exact: true }).waitFor();
    await page.getByRole('img', { name: '佐证 1' }).waitFor();
    // 300 by 200 from a phone held upright: it is shown 200 wide, standing.
    await page.waitForFunction(() => (document.querySelector('ol li img') as HTMLImageElement | null)?.naturalWidth === 200);
    expect(await stateOf()).toBe('closed');
    await screenshot(page, 'finding-closed', true);
    await expectAccessible(page);
  });
});

test('two at once: the second is told, and what was typed is still there', async () => {
  const other = await addFinding(db, { season: SEASON, division: VILLAGE, household: number(70) });
  await as('zhen', `/findings/${other}?act=progress`, async (page) => {
    await page.getByLabel('做了什么').fill('我上门了');
    await as('zhen2', `/findings/${other}?act=progress`, async (second) => {
      await second.getByLabel('做了什么').fill('我先到');
      await second.getByRole('button', { name: '记进展' }).click();
      await second.getByText('已记下进展。').waitFor();
      expect(await second.getByRole('textbox').count()).toBe(0);
    });
    await page.getByRole('button', { name: '记进展' }).click();
    await page.getByRole('alert').getByText('刚被别人改过').waitFor();
    await page.getByText('我先到').waitFor();
    expect(await page.getByLabel('做了什么').inputValue()).toBe('我上门了');
    await page.getByRole('button', { name: '记进展' }).click();
    await page.getByText('已记下进展。').waitFor();
  });
});

test('several are ticked and assigned together; a phone-sized screen shows the same', async () => {
  await as('xian', `/findings/${VILLAGE}?season=${SEASON}&kind=R09`, async (page) => {
    await page.getByText('在表里勾选问题').waitFor();
    await page
      .getByRole('checkbox', { name: /^勾选 WT/ })
      .nth(0)
      .check();
    await page
      .getByRole('checkbox', { name: /^勾选 WT/ })
      .nth(1)
      .check();
    await page.getByText('已勾选 2 个').waitFor();
    await page.getByRole('button', { name: '一起交办' }).first().click();
    await page.getByRole('textbox', { name: /责任单位/ }).fill('北城街道办');
    await page.getByLabel('时限').and(page.locator('input[type=date]')).fill('2099-03-01');
    await screenshot(page, 'findings-bulk');
    await expectAccessible(page);
    await page.locator('form').getByRole('button', { name: '一起交办' }).click();
    await page.getByText('已交办 2 个问题。').waitFor();
    // Somebody is quicker with one of the next two: none is done, and it is said which one was in the way.
    const [, quicker] = await page
      .getByRole('checkbox', { name: /^勾选 WT/ })
      .evaluateAll((all) => all.map((box) => box.ariaLabel!.slice(3)));
    for (const nth of [0, 1])
      await page
        .getByRole('checkbox', { name: /^勾选 WT/ })
        .nth(nth)
        .check();
    await page.getByRole('button', { name: '一起催进展' }).click();
    await page.getByLabel('要求').fill('周五前报');
    await withSql(db, (sql) => sql.query('UPDATE finding SET revision = revision + 1 WHERE number = $1', [quicker]));
    await page.locator('form').getByRole('button', { name: '一起催进展' }).click();
    await page.getByRole('alert').getByText(`${quicker} 刚被别人改过，所以一个也没有办`).waitFor();
    expect(await page.getByLabel('要求').inputValue()).toBe('周五前报');
    await page.locator('form').getByRole('button', { name: '一起催进展' }).click();
    await page.getByText('已向 2 个问题的责任人催进展。').waitFor();
  });
  await as(
    'xian',
    `/findings/${VILLAGE}?season=${SEASON}`,
    async (page) => {
      await screenshot(page, 'findings-desk-phone');
      await expectAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      await page.goto(`/findings/${cold}`);
      await hydrated(page);
      await screenshot(page, 'finding-phone', true);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    },
    PHONE,
  );
});

test('from a list of households: 立案 carries division, season and list; the finding leads back to it', async () => {
  await as('xian', `/lists/140602?season=${SEASON}&flag=H`, async (page) => {
    await page.getByRole('link', { name: '立案' }).click();
    await page.getByRole('heading', { name: '立案' }).waitFor();
    await page.getByRole('button', { name: '立案' }).click();
    await page.getByRole('alert').getByText('请选问题来源').first().waitFor();
    await page.getByText('省督查', { exact: true }).click();
    await page.getByLabel('类型').fill('搬迁遗留');
    await page.getByLabel('问题描述').fill('穆寨村搬迁后 12 户没有接通。');
    await page.getByLabel(/涉及金额/).fill('1,234.50');
    await screenshot(page, 'finding-new', true);
    await expectAccessible(page);
    await page.getByRole('button', { name: '立案' }).click();
    await page.getByText('穆寨村搬迁后 12 户没有接通。').waitFor();
    await page.getByText('1,234.50 元').waitFor();
    await page.getByRole('link', { name: '立案时的名单' }).click();
    await page.waitForURL((url) => url.pathname === '/lists/140602' && url.searchParams.get('flag') === 'H');
  });
  await as('xian', `/households/${number(5)}`, async (page) => {
    await page.getByRole('heading', { name: '问题整改' }).waitFor();
    await screenshot(page, 'household-findings', true);
  });
});
