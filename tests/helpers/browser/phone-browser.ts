/** A phone's browser: a private window of the run's Chromium, or a browser with its own disk, which survives it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { CHROMIUM, FLAGS } from '../../../scripts/checks/chromium';
import { hydrated, noteProblems, openBrowser, PHONE } from './browser';

export type PhoneBrowser = {
  context: BrowserContext;
  page: Page;
  /** The console errors and failed scripts of every page so far. */
  problems: string[];
  close(): Promise<void>;
};

/** A phone whose browser can be killed in the middle of its work and started again on the same disk. */
export type PhoneWithDisk = PhoneBrowser & { reopen(): Promise<PhoneWithDisk> };

const SETTINGS = { viewport: PHONE, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: true, isMobile: true, acceptDownloads: true };

/** A phone in a window of its own of the run's Chromium. */
export async function openPhone(baseURL: string): Promise<PhoneBrowser> {
  const browser = await openBrowser();
  const phone = await watched(await browser.newContext({ ...SETTINGS, baseURL }));
  return { ...phone, close: () => browser.close() };
}

/** A phone with a browser of its own, which takes longer to start; what a page stores is in this folder, else in a new one. */
export async function openPhoneWithDisk(baseURL: string, folder = mkdtempSync(join(tmpdir(), 'qingnuan-phone-'))): Promise<PhoneWithDisk> {
  const context = await chromium.launchPersistentContext(folder, { ...SETTINGS, baseURL, executablePath: CHROMIUM, args: FLAGS });
  return {
    ...(await watched(context)),
    reopen: async () => {
      await context.close();
      return openPhoneWithDisk(baseURL, folder);
    },
    close: async () => {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function watched(context: BrowserContext): Promise<Omit<PhoneBrowser, 'close'>> {
  const problems: string[] = [];
  const watch = (page: Page) => noteProblems(page, problems, /Failed to load resource|net::ERR|error occurred when fetching the script/);
  context.on('page', watch);
  const [first] = context.pages();
  if (first) watch(first);
  return { context, page: first ?? (await context.newPage()), problems };
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
