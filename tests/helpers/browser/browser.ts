/** A real browser for tests: Debian's Chromium, driven by Playwright. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { signedInClient } from '../web-client';

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1440, height: 900 };

/** The run's Chromium. Closing it closes what this file opened in it. */
export function openBrowser(): Promise<Browser> {
  return chromium.connect(inject('chromium'));
}

/** A page that collects console errors and failed scripts in `problems`, which must be empty at the end of the test. */
export async function openPage(
  browser: Browser,
  baseURL: string,
  viewport: { width: number; height: number } = DESK,
): Promise<{ page: Page; context: BrowserContext; problems: string[] }> {
  const context = await browser.newContext({
    baseURL,
    viewport,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    hasTouch: viewport.width < 500,
    isMobile: viewport.width < 500,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  // A refused form answers with 4xx, which Chromium itself writes to the console.
  noteProblems(page, problems, /Failed to load resource/);
  return { page, context, problems };
}

/**
 * Adds console errors and failed scripts of a page to `problems`, without those of the console that `expected` names. When
 * a person goes elsewhere while a page is still arriving, Remix gives its answer up and writes that to the console.
 */
export function noteProblems(page: Page, problems: string[], expected: RegExp): void {
  const note = (text: string) => /^AbortError: signal is aborted/.test(text) || problems.push(text);
  page.on('pageerror', (error) => note(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) note(message.text());
  });
}

export async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await hydrated(page);
  await page.fill('input[name=username]', username);
  await page.fill('input[name=password]', password);
  await page.click('main button[type=submit]');
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  await hydrated(page);
}

export type Visitor = { username: string; password: string; viewport?: { width: number; height: number } };

/**
 * Work in a browser context of its own with a person's session. It begins at `path`, or with null at an empty page of that
 * person, and fails on an error in the console.
 */
export async function signedIn<T>(
  browser: Browser,
  baseURL: string,
  who: Visitor,
  path: string | null,
  work: (page: Page) => Promise<T>,
): Promise<T> {
  const { page, context, problems } = await openPage(browser, baseURL, who.viewport);
  const client = await signedInClient(baseURL, who);
  await context.addCookies([{ name: 'qn_session', value: client.cookie('qn_session')!, url: baseURL, httpOnly: true }]);
  if (path !== null) {
    await page.goto(path);
    await hydrated(page);
  }
  const result = await work(page);
  expect(problems).toEqual([]);
  await context.close();
  return result;
}

/** Waits until the page's scripts have taken over. Before that, clicks submit forms without scripts. */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.dataset.hydrated === 'true');
}

const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Checks with axe that there is no serious or critical violation of WCAG 2 A and AA. */
export async function expectAccessible(page: Page): Promise<void> {
  // The page's policy allows no foreign script, but evaluated text is not covered by it.
  await page.evaluate(readFileSync(axeSource, 'utf8'));
  const results = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(context: Document, options: object): Promise<AxeResults> } };
    // What passes is not described, which is most of the work on a long page.
    return axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'], preload: false });
  });
  const serious = results.violations
    .filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
    .map(({ id, help, nodes }) => {
      const places = nodes.map((node) => `${node.target.join(' ')} ${node.any.map((check) => check.message).join('; ')}`);
      return `${id}: ${help} → ${places.join(' | ')}`;
    });
  expect(serious, `accessibility of ${page.url()}`).toEqual([]);
}

/**
 * Saves a picture to test-results/screens for people to look at. It does so only with SCREENS=1, because drawing a hundred
 * takes a while.
 */
export async function screenshot(page: Page, name: string, fullPage = false): Promise<void> {
  if (!process.env.SCREENS) return;
  const folder = join('test-results', 'screens');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
}

/** The page as a printer gets it: the text of each sheet of paper. With SCREENS=1 the PDF stays for people to look at. */
export async function printed(page: Page, name: string): Promise<string[]> {
  const kept = join('test-results', 'screens');
  if (process.env.SCREENS) mkdirSync(kept, { recursive: true });
  const folder = process.env.SCREENS ? kept : mkdtempSync(join(tmpdir(), 'qingnuan-paper-'));
  const file = join(folder, `${name}.pdf`);
  await page.pdf({ path: file, preferCSSPageSize: true });
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  if (!process.env.SCREENS) rmSync(folder, { recursive: true });
  return text.split('\f').slice(0, -1);
}
