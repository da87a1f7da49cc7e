import type { Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { button, choice } from '../../fixtures/survey-phone';
import { PASSWORD, surveyVillage, VILLAGE } from '../../fixtures/survey-village';
import { type RunningApp, startApp } from '../../helpers/app';
import { type BadNetwork, badNetwork } from '../../helpers/bad-network';
import { expectAccessible, hydrated, screenshot } from '../../helpers/browser/browser';
import { openPhone, type PhoneBrowser, signInToField } from '../../helpers/browser/phone-browser';
import { type Database, freshDatabase } from '../../helpers/database';

const NEW_PASSWORD = 'Cun-wu-2021-xin';
let db: Database;
let app: RunningApp;
let network: BadNetwork;
let phone: PhoneBrowser;

beforeAll(async () => {
  db = await freshDatabase();
  await surveyVillage(db);
  app = await startApp({ db });
});
beforeEach(async () => {
  network = await badNetwork(app.url);
  phone = await openPhone(network.url);
  await signInToField(phone.page, 'cun1', PASSWORD);
});
afterEach(async () => {
  await phone?.close();
  await network?.stop();
});

const number = (nth: number) => `${VILLAGE}${String(nth).padStart(3, '0')}`;
const bar = (page: Page) => page.getByRole('navigation').getByRole('link', { name: '待办' });
const strip = (page: Page, words: string | RegExp) => page.locator('header').getByRole('status').filter({ hasText: words }).waitFor();
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}
/** The door of the addresses outside of the app stands. */
const doorStands = (page: Page) =>
  page.waitForFunction(async () => Boolean((await navigator.serviceWorker.getRegistration('/sign-in'))?.active));

/** On the form that is open, with a name typed. */
async function wrongPasswordIsSaid(page: Page): Promise<void> {
  await page.fill('input[name=password]', 'Not-this-one-1');
  await page.getByRole('button', { name: '登录', exact: true }).tap();
  await page
    .getByRole('alert')
    .getByText(/用户名或密码/)
    .waitFor();
}

test('without a network every address of a cadre opens the app, and what is not in it says that there is no network', async () => {
  const { page, context } = phone;
  await doorStands(page);
  await context.setOffline(true);
  for (const path of [
    '/',
    '/field',
    '/sign-in',
    '/villages',
    `/villages/${VILLAGE}`,
    `/households/${number(1)}`,
    '/todo',
    '/me',
    '/password',
  ]) {
    await open(page, path);
    expect(new URL(page.url()).pathname, path).toMatch(/^\/field\//);
    await bar(page).waitFor();
    await strip(page, '离线');
  }
  await page.goto('/review');
  await page.getByRole('heading', { name: '没有网络' }).waitFor();
  await screenshot(page, 'one-app-door');
  await page.getByRole('link', { name: /打开清暖入户/ }).click();
  await bar(page).waitFor();

  // Online, and the server is silent: that is something else.
  await context.setOffline(false);
  network.weather = 'cut';
  await page.goto('/review');
  await page.getByRole('heading', { name: '服务器没有应答' }).waitFor();
  await open(page, '/villages');
  await bar(page).waitFor();
  await strip(page, '服务器没有应答');
  await open(page, '/field/me');
  await button(page, '更新名单').click();
  await strip(page, '服务器没有应答');
  network.weather = 'ok';
});

test('an app whose scripts are on their way says that it opens, and where they never come there is a way out', async () => {
  network.rewrite = (path, body) => (path.startsWith('/field/') ? body.replace(/<script[^>]*>.*?<\/script>/gs, '') : null);
  const other = await openPhone(network.url);
  await other.page.goto('/field/');
  await other.page.getByText('正在打开').waitFor();
  const out = other.page.getByRole('link', { name: '用网页版' });
  expect(await out.count()).toBe(0);
  await other.page.evaluate(() => {
    for (const appearing of document.getAnimations()) appearing.finish();
  });
  await expectAccessible(other.page);
  await screenshot(other.page, 'field-opening');
  await out.tap();
  await other.page.waitForURL(/\/sign-in/);
  expect(other.problems).toEqual([]);
  await other.close();
});

test('a page of the web says that there is no network, or that the server is silent, and never that the system is broken', async () => {
  const { page, context } = phone;
  await open(page, '/feedback');
  await page.getByLabel('您对本系统').fill('名单太长');
  await context.setOffline(true);
  await page.getByRole('button', { name: '提交意见' }).click();
  await page.getByRole('heading', { name: '没有网络' }).waitFor();
  expect(await page.getByText('系统出了问题').count()).toBe(0);
  await screenshot(page, 'one-app-web-offline');
  await context.setOffline(false);
  await page.getByRole('button', { name: '再试一次' }).click();
  await page.getByText('刚才填的都在。').waitFor();
  expect(await page.getByLabel('您对本系统').inputValue()).toBe('名单太长');
  network.weather = 'cut';
  await page.getByRole('button', { name: '提交意见' }).click();
  await page.getByRole('heading', { name: '服务器没有应答' }).waitFor();
  network.weather = 'ok';
});

test('password, language and complaint are in the app, under its bar and strip, and say when nothing was sent', async () => {
  const { page, context } = phone;
  await open(page, '/field/me');
  await screenshot(page, 'one-app-me', true);
  await expectAccessible(page);
  expect(await page.getByText('普通页面').count()).toBe(0);

  await page.getByRole('link', { name: '意见反馈' }).tap();
  await bar(page).waitFor();
  await context.setOffline(true);
  await page.getByLabel('您对本系统').fill('补录要走回村委会');
  await button(page, '提交意见').tap();
  await page.getByText('没有网络，还没有提交').waitFor();
  expect(await page.getByLabel('您对本系统').inputValue()).toBe('补录要走回村委会');
  await context.setOffline(false);
  await button(page, '提交意见').tap();
  await page.getByText('已提交，管理员答复后会显示在下面').waitFor();
  await page.getByRole('listitem').getByText('补录要走回村委会').waitFor();
  await screenshot(page, 'one-app-complaint', true);
  expect(await withSql(db, (sql) => sql.query('SELECT text FROM complaint'))).toEqual([{ text: '补录要走回村委会' }]);

  await open(page, '/field/me');
  await page.getByRole('link', { name: '修改密码' }).tap();
  await bar(page).waitFor();
  const field = (name: string) => page.locator(`input[name=${name}]`);
  await field('currentPassword').fill('Wrong-pass-1');
  await field('newPassword').fill(NEW_PASSWORD);
  await field('repeatedPassword').fill(NEW_PASSWORD);
  await button(page, '保存新密码').tap();
  await page.getByRole('alert').waitFor();
  // The wrong one is selected: the next key begins anew; and one can look at it.
  const selected = () =>
    page.evaluate(() => {
      const input = document.activeElement as HTMLInputElement;
      return [input.name, input.selectionStart, input.selectionEnd];
    });
  await expect.poll(selected).toEqual(['currentPassword', 0, 'Wrong-pass-1'.length]);
  await page.getByLabel('显示密码').check();
  expect(await field('currentPassword').getAttribute('type')).toBe('text');
  await screenshot(page, 'one-app-password', true);
  await expectAccessible(page);
  await field('currentPassword').fill(PASSWORD);
  await button(page, '保存新密码').tap();
  await page.getByText('新密码已保存').waitFor();
  // Back to the one that every other test knows.
  await page.getByRole('link', { name: '修改密码' }).tap();
  await field('currentPassword').fill(NEW_PASSWORD);
  await field('newPassword').fill(PASSWORD);
  await field('repeatedPassword').fill(PASSWORD);
  await button(page, '保存新密码').tap();
  await page.getByText('新密码已保存').waitFor();

  await button(page, 'English').tap();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await screenshot(page, 'one-app-me-en', true);
  await button(page, '中文').tap();
  await page.getByRole('button', { name: '退出登录' }).waitFor();
  expect(phone.problems).toEqual([]);
});

test('two cadres share a phone: changing the account stays in the app, loses nothing, and says whose work is not sent', async () => {
  const { page, context } = phone;
  await context.setOffline(true);
  await open(page, `/field/households/${number(5)}/visit/closure`);
  await choice(page, '怎么没入成', '空置').tap();
  await page.getByLabel('说明').fill('锁着门');
  await button(page, '提交').tap();
  await page.waitForURL('**/villages/**');
  await open(page, `/field/households/${number(6)}/visit/closure`);
  await page.getByLabel('说明').fill('写了一半');
  await page.getByText(/^已存本机/).waitFor();
  await open(page, '/field/me');
  await page.getByRole('link', { name: '换成别的账号' }).tap();
  await bar(page).waitFor();
  await page.fill('input[name=username]', 'cun2');
  await page.fill('input[name=password]', PASSWORD);
  await page.getByRole('button', { name: '登录', exact: true }).tap();
  await page.getByText('没有网络，还没有提交').waitFor();
  expect(await page.inputValue('input[name=username]')).toBe('cun2');

  // With a network, and nothing of the first one may go before the second has come.
  await page.route('**/field-data/visits', (route) => route.abort());
  await context.setOffline(false);
  await wrongPasswordIsSaid(page);
  const selected = () =>
    page.evaluate(() => {
      const input = document.activeElement as HTMLInputElement;
      return [input.name, input.selectionStart, input.selectionEnd];
    });
  await expect.poll(selected).toEqual(['password', 0, 'Not-this-one-1'.length]);
  await page.fill('input[name=password]', PASSWORD);
  await page.getByRole('button', { name: '登录', exact: true }).tap();
  await page.waitForURL('**/field/villages**');
  await page.unroute('**/field-data/visits');
  await open(page, '/field/me');
  await page.getByText('马委员', { exact: true }).first().waitFor();
  await page.getByText('还没上传：入户和上报 1 份、草稿 1 份。请 韩村支 登录后上传。').waitFor();
  await screenshot(page, 'one-app-accounts', true);
  await open(page, '/field/outbox');
  await page.getByText('马委员在这部手机上的入户和上报都已经到了服务器').waitFor();
  await page.getByText('这部手机上还有别人没上传的').waitFor();

  await page.getByRole('link', { name: '换成别的账号' }).tap();
  await page.fill('input[name=username]', 'cun1');
  await page.fill('input[name=password]', PASSWORD);
  await page.getByRole('button', { name: '登录', exact: true }).tap();
  await page.waitForURL('**/field/villages**');
  await expect
    .poll(
      () =>
        withSql(db, (sql) => sql.query('SELECT visitor FROM visit WHERE household_number = $1 AND outcome = $2', [number(5), 'vacant'])),
      {
        timeout: 20_000,
      },
    )
    .toEqual([{ visitor: '韩村支' }]);

  // A draft keeps one from signing out, and is where one is led.
  await open(page, '/field/me');
  await page.getByText('还有没上传的').waitFor();
  await page.getByRole('link', { name: /^接着填：/ }).tap();
  await page.getByRole('heading', { name: /^没能入户/ }).waitFor();
  expect(await page.getByLabel('说明').inputValue()).toBe('写了一半');
});

/** As if the server had last answered so many days ago. */
const lastHeardDaysAgo = (page: Page, days: number) =>
  page.evaluate(
    (ms) =>
      new Promise<void>((resolve, reject) => {
        const asked = indexedDB.open('qingnuan-field');
        asked.onerror = () => reject(asked.error);
        asked.onsuccess = () => {
          const meta = asked.result.transaction('meta', 'readwrite').objectStore('meta');
          meta.getAll().onsuccess = ({ target }) => {
            for (const row of (target as IDBRequest<{ id: string; value: { at: string } }[]>).result)
              if (row.id.startsWith('heard:'))
                meta.put({ ...row, value: { ...row.value, at: new Date(Date.parse(row.value.at) - ms).toISOString() } });
          };
          meta.transaction.oncomplete = () => {
            asked.result.close();
            resolve();
          };
        };
      }),
    days * 86_400_000,
  );

test('days without the server: the password before anything is shown; retired, the phone deletes all and says so', async () => {
  const { page, context } = phone;
  const householdsShown = () => page.getByText(/韩村支|第?\d+排/).count();
  await context.setOffline(true);
  await open(page, `/field/households/${number(8)}/visit/closure`);
  await page.getByLabel('说明').fill('写给下次');
  await page.getByText(/^已存本机/).waitFor();
  await lastHeardDaysAgo(page, 13);
  await open(page, '/field/me');
  await bar(page).waitFor();
  await lastHeardDaysAgo(page, 2);
  for (const path of ['/field/', '/field/me', `/field/households/${number(8)}`]) {
    await open(page, path);
    await page.getByRole('heading', { name: '请输入密码' }).waitFor();
    expect(await householdsShown(), path).toBe(0);
  }
  await page.getByText('还有 1 份没上传的').waitFor();
  await page.fill('input[name=username]', 'cun1');
  await page.fill('input[name=password]', PASSWORD);
  await page.getByRole('button', { name: '登录', exact: true }).tap();
  await page.getByText('现在没有网络，核对不了密码').waitFor();
  await screenshot(page, 'phone-locked', true);
  await expectAccessible(page);
  // With a network the session that is still good does not open it: the password does.
  await context.setOffline(false);
  await open(page, '/field/');
  await page.getByRole('heading', { name: '请输入密码' }).waitFor();
  await page.fill('input[name=username]', 'cun1');
  await wrongPasswordIsSaid(page);
  await page.fill('input[name=password]', PASSWORD);
  await page.getByRole('button', { name: '登录', exact: true }).tap();
  await page.waitForURL('**/field/villages**');
  await open(page, `/field/households/${number(8)}/visit/closure`);
  expect(await page.getByLabel('说明').inputValue()).toBe('写给下次');

  // It has said that a draft is on it by now. The township retires it on the screen that says so.
  await open(page, '/field/me');
  await button(page, '更新名单').click();
  const own = () =>
    withSql(db, async (sql) => {
      const [row] = await sql.query<{ id: string; unsent: number }>(
        `SELECT d.id, d.unsent FROM device d JOIN session s ON s.device_id = d.id AND s.account_id = d.account_id
         WHERE s.revoked_at IS NULL ORDER BY s.created_at DESC LIMIT 1`,
      );
      return row;
    });
  await expect.poll(async () => (await own())?.unsent, { timeout: 20_000 }).toBe(1);
  const device = (await own())!.id;
  const desk = await context.browser()!.newPage({ viewport: { width: 1366, height: 768 }, baseURL: app.url, locale: 'zh-CN' });
  await desk.goto('/sign-in');
  await hydrated(desk);
  await desk.fill('input[name=username]', 'zhen');
  await desk.fill('input[name=password]', PASSWORD);
  await desk.click('main button[type=submit]');
  await desk.waitForURL((url) => url.pathname !== '/sign-in');
  await desk.goto('/devices');
  await hydrated(desk);
  const card = desk.getByRole('listitem').filter({ has: desk.locator(`input[name=device][value="${device}"]`) });
  await card.getByText('它里面还有 1 份没上传').waitFor();
  await card.getByLabel(/^原因/).fill('赶集时丢了');
  await screenshot(desk, 'retire-desk', true);
  await card.getByRole('button', { name: '停用' }).click();
  await desk
    .getByRole('alert')
    .getByText(/停用会删掉/)
    .waitFor();
  await screenshot(desk, 'retire-desk-refused', true);
  await card.getByLabel(/^知道了/).check();
  await card.getByRole('button', { name: '停用' }).click();
  await desk.getByText(/^已停用。/).waitFor();
  await desk.setViewportSize({ width: 390, height: 844 });
  await screenshot(desk, 'retire-phone-width', true);
  await desk.close();

  await button(page, '更新名单').click();
  await page.getByRole('heading', { name: '这部手机已停用，里面的数据已删除' }).waitFor();
  await page.getByRole('heading', { name: 'This phone was retired' }).waitFor();
  await screenshot(page, 'phone-retired', true);
  await expectAccessible(page);
  expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).not.toContain('qingnuan-field');
  await context.setOffline(true);
  await open(page, '/field/me');
  await page.getByRole('heading', { name: '这部手机已停用，里面的数据已删除' }).waitFor();
  await context.setOffline(false);
  await page.getByRole('button', { name: /重新登录/ }).tap();
  await page.waitForURL('**/sign-in**');
  expect(phone.problems).toEqual([]);
});
