/** A phone's browser with its own disk. Data that a page stores survives the browser, even when it is killed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { CHROMIUM, FLAGS } from '../../../scripts/checks/chromium';
import { hydrated, PHONE } from './browser';

export type PhoneBrowser = {
  context: BrowserContext;
  page: Page;
  /** The console errors and failed scripts of every page so far. */
  problems: string[];
  /** Kills the browser in the middle of its work and starts it again on the same disk. */
  reopen(): Promise<PhoneBrowser>;
  close(): Promise<void>;
};

export async function openPhone(
  baseURL: string,
  options: { viewport?: { width: number; height: number }; folder?: string } = {},
): Promise<PhoneBrowser> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'qingnuan-phone-'));
  const viewport = options.viewport ?? PHONE;
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: CHROMIUM,
    args: FLAGS,
    baseURL,
    viewport,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    hasTouch: true,
    isMobile: true,
    acceptDownloads: true,
  });
  const problems: string[] = [];
  const watch = (page: Page) => {
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/Failed to load resource|net::ERR|error occurred when fetching the script/.test(message.text()))
        problems.push(message.text());
    });
  };
  context.on('page', watch);
  const page = context.pages()[0] ?? (await context.newPage());
  watch(page);
  return {
    context,
    page,
    problems,
    reopen: async () => {
      await context.close();
      return openPhone(baseURL, { viewport, folder });
    },
    close: async () => {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Signs a cadre in and waits until the work package is on the phone and the app works without a network. */
export async function signInToField(page: Page, username: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await hydrated(page);
  await page.fill('input[name=username]', username);
  await page.fill('input[name=password]', password);
  await page.click('main button[type=submit]');
  await page.waitForURL('**/field/villages**');
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}
