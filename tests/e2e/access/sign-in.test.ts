import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../helpers/app';
import {
  DESK,
  expectAccessible,
  hydrated,
  openBrowser,
  openPage,
  PHONE,
  screenshot,
  signedIn,
  signIn,
} from '../../helpers/browser/browser';
import { type Database, freshDatabase } from '../../helpers/database';
import { accountWith } from '../../helpers/web-client';

const PASSWORD = 'warm-2021-home';
let db: Database;
let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  db = await freshDatabase();
  app = await startApp({ db });
  browser = await openBrowser();
  await accountWith(db, {
    username: 'cadre',
    password: PASSWORD,
    role: 'cadre',
    divisions: ['140602004201', '140602004202'],
    name: '李秀英',
  });
  await accountWith(db, { username: 'city', password: PASSWORD, role: 'city', divisions: ['1406'], name: '孙丽' });
  await accountWith(db, { username: 'admin', password: PASSWORD, role: 'admin', divisions: ['14'], name: '管理员' });
  await accountWith(db, {
    username: 'newcomer',
    password: 'first-1234',
    role: 'admin',
    divisions: ['14'],
    mustChangePassword: true,
    name: '新人',
  });
});

afterAll(async () => {
  await browser.close();
});

describe('signing in on a phone', () => {
  it('tells a wrong password in a sentence, keeps the name, selects the password and can show it; then lets in', async () => {
    const { page, context, problems } = await openPage(browser, app.url, PHONE);
    await page.goto('/villages');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await hydrated(page);
    expect(await page.title()).toBe('登录 · 清暖台账');
    await expectAccessible(page);
    await screenshot(page, 'sign-in-phone');
    await page.fill('input[name=username]', 'cadre');
    await page.fill('input[name=password]', 'not-the-password-1');
    await page.press('input[name=password]', 'Enter');
    const summary = page.getByRole('alert');
    await summary.waitFor();
    expect(await summary.textContent()).toContain('用户名或密码不对');
    const password = page.locator('input[name=password]');
    // What is typed next takes its place.
    await expect
      .poll(() =>
        password.evaluate((input: HTMLInputElement) => [input === document.activeElement, input.selectionStart, input.selectionEnd]),
      )
      .toEqual([true, 0, 'not-the-password-1'.length]);
    await page.getByLabel('显示密码').check();
    expect(await password.getAttribute('type')).toBe('text');
    expect(await password.inputValue()).toBe('not-the-password-1');
    expect(await page.inputValue('input[name=username]')).toBe('cadre');
    await expectAccessible(page);
    await screenshot(page, 'sign-in-wrong-phone');
    await page.fill('input[name=password]', PASSWORD);
    await page.click('main button[type=submit]');
    await page.waitForURL('**/villages');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('links from the summary into the field that is empty', async () => {
    const { page, context } = await openPage(browser, app.url, PHONE);
    await page.goto('/sign-in');
    await hydrated(page);
    await page.click('main button[type=submit]');
    await page.getByRole('alert').getByRole('link', { name: '请填写密码。' }).click();
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).name)).toBe('password');
    expect(await page.getAttribute('input[name=password]', 'aria-invalid')).toBe('true');
    await context.close();
  });

  it('works without scripts', async () => {
    const context = await browser.newContext({ baseURL: app.url, javaScriptEnabled: false, viewport: PHONE });
    const page = await context.newPage();
    await page.goto('/me');
    await page.fill('input[name=username]', 'cadre');
    await page.fill('input[name=password]', PASSWORD);
    await page.click('main button[type=submit]');
    expect(new URL(page.url()).pathname).toBe('/me');
    expect(await page.textContent('h1')).toBe('我的账号');
    await context.close();
  });

  it('fits a screen of 320 px, also with large text', async () => {
    const { page, context } = await openPage(browser, app.url, { width: 320, height: 640 });
    await signIn(page, 'cadre', PASSWORD);
    await page.goto('/me');
    await hydrated(page);
    await page.getByRole('button', { name: '打开' }).click();
    await page.waitForFunction(() => document.documentElement.dataset.text === 'large');
    for (const path of ['/me', '/feedback', '/password']) {
      await page.goto(path);
      await hydrated(page);
      const { wide, body, target } = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth - window.innerWidth,
        body: getComputedStyle(document.querySelector('.phone')!).fontSize,
        target: [...document.querySelectorAll<HTMLElement>('.phone main button, .phone nav a')].map(
          (element) => element.getBoundingClientRect().height,
        ),
      }));
      expect(wide, path).toBeLessThanOrEqual(0);
      expect(body).toBe('24px');
      for (const height of target) expect(height, path).toBeGreaterThanOrEqual(59.5);
      await expectAccessible(page);
      await screenshot(page, `large-text${path.replace('/', '-')}-320`, true);
    }
    await page.goto('/me');
    await hydrated(page);
    await page.getByRole('button', { name: '关闭' }).click();
    await page.waitForFunction(() => document.documentElement.dataset.text === undefined);
    await context.close();
  });
});

describe('at the desk', () => {
  it('the language changes on the spot and stays with the account', async () => {
    const { page, context, problems } = await openPage(browser, app.url, DESK);
    await page.goto('/sign-in');
    await hydrated(page);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await hydrated(page);
    await expectAccessible(page);
    await screenshot(page, 'sign-in-english-desk');
    await signIn(page, 'admin', PASSWORD);
    // The account's language is Chinese until its person changes it.
    expect(await page.textContent('h1')).toBe('用户');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Users' }).waitFor();
    const elsewhere = await openPage(browser, app.url, DESK);
    await signIn(elsewhere.page, 'admin', PASSWORD);
    expect(await elsewhere.page.textContent('h1')).toBe('Users');
    expect([...problems, ...elsewhere.problems]).toEqual([]);
    await elsewhere.context.close();
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('heading', { name: '用户' }).waitFor();
    await context.close();
  });

  it('the first password is changed, and then the work goes on', async () => {
    const { page, context, problems } = await openPage(browser, app.url, DESK);
    await signIn(page, 'newcomer', 'first-1234');
    expect(await page.textContent('h1')).toBe('请先设置自己的密码');
    await expectAccessible(page);
    await page.fill('input[name=currentPassword]', 'first-1234');
    await page.fill('input[name=newPassword]', 'short1');
    await page.fill('input[name=repeatedPassword]', 'short1');
    await page.getByRole('button', { name: '保存新密码' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('新密码不到 8 位');
    await screenshot(page, 'first-password-desk');
    await page.fill('input[name=currentPassword]', 'first-1234');
    await page.fill('input[name=newPassword]', 'second-5678');
    await page.fill('input[name=repeatedPassword]', 'second-5678');
    await page.getByRole('button', { name: '保存新密码' }).click();
    await page.waitForURL('**/settings/accounts');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('an account is added with the division found by name; what the session’s end interrupts is not lost', async () => {
    const { page, context, problems } = await openPage(browser, app.url, DESK);
    await signIn(page, 'city', PASSWORD);
    await page.goto('/settings/accounts/new');
    await hydrated(page);
    await page.fill('input[name=username]', 'wang.fang');
    await page.fill('input[name=name]', '王芳');
    await page.getByRole('radio', { name: /^村干部/ }).check({ force: true });
    await page.getByLabel('辖区').fill('油房头');
    await page.getByRole('button', { name: /油房头村委会/ }).click();
    await page.getByText('油房头村委会 140602004202').waitFor();
    await expectAccessible(page);
    await screenshot(page, 'new-account-desk');
    // The session ends while the form is open.
    await db.pool.query(`UPDATE session SET revoked_at = now() WHERE revoked_at IS NULL`);
    await page.getByRole('button', { name: '建立用户并生成初始密码' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('登录已过期');
    expect(await page.inputValue('input[name=name]')).toBe('王芳');
    const second = await context.newPage();
    await signIn(second, 'city', PASSWORD);
    await second.close();
    await page.getByRole('button', { name: '建立用户并生成初始密码' }).click();
    await page.getByText('您填写的内容还在，请再提交一次').first().waitFor();
    await page.getByRole('button', { name: '建立用户并生成初始密码' }).click();
    await page.getByRole('heading', { name: '用户已建立' }).waitFor();
    await expectAccessible(page);
    await screenshot(page, 'new-account-done-desk');
    expect((await db.pool.query(`SELECT 1 FROM account WHERE username = 'wang.fang' AND must_change_password`)).rowCount).toBe(1);
    expect(problems).toEqual([]);
    await context.close();
  });

  it.each(['/settings/accounts', '/settings/divisions/140602', '/settings/seasons', '/jobs', '/me', '/feedback', '/nowhere'])(
    '%s is accessible in both languages, on a desk and on a phone',
    async (path) => {
      for (const viewport of [DESK, PHONE]) {
        await signedIn(browser, app.url, { username: 'city', password: PASSWORD, viewport }, null, async (page) => {
          await page.goto(path);
          await page.waitForLoadState('networkidle');
          await expectAccessible(page);
          expect(
            await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
            `${path} at ${viewport.width}`,
          ).toBeLessThanOrEqual(0);
          await screenshot(page, `city${path.replace(/\W+/g, '-')}-${viewport.width}`);
        });
      }
    },
  );
});
