/**
 * The field app with a village of 3,000 households on an old phone: a real browser with its processor slowed to a quarter, over
 * a line of 1 Mbit/s. It measures the first download (shell, scripts, package, sealed and drawn), opening without a network,
 * and finding a household.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { fillVillage } from '~/database/bulk/bench-village.server';
import { openDatabase } from '~/database/connection/open.server';
import { hashPassword } from '~/server/personal/password.server';
import { CHROMIUM } from '../checks/chromium';
import { builtFolder } from '../serve/build-when-changed';
import { servedApp } from './filled-register';
import { inOwnProcess } from './own-process';
import { type SlowLine, slowLine } from './slow-line';

export type FieldFigures = {
  households: number;
  downloadSeconds: number;
  downloadBytes: number;
  openSeconds: number;
  searchMs: number;
  load: number;
};
export const FIELD_GOAL = { households: 3_000, downloadSeconds: 15, openSeconds: 1, searchMs: 200 };
const SLOWED = 6;
const [DOWNLOADS, OPENINGS] = [3, 5];

const USERNAME = 'cun';
const PASSWORD = 'Bench-of-the-phone-2021';

export async function benchField(households = FIELD_GOAL.households): Promise<FieldFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'qingnuan-bench-'));
  await chmod(folder, 0o711); // the database server runs as another user when this runs as root
  try {
    const env = {
      ...process.env,
      DATABASE_URL: '',
      DATA_DIR: join(folder, 'data'),
      NODE_ENV: 'production' as const,
      SESSION_SECRET: randomBytes(48).toString('base64'),
      DATA_KEY: `bench:${randomBytes(32).toString('base64')}`,
    };
    return await inOwnProcess<FieldFigures>(fileURLToPath(import.meta.url), [String(households)], env);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function printField(figures: FieldFigures, print: (line: string) => void): boolean {
  const { households, downloadSeconds, downloadBytes, openSeconds, searchMs, load } = figures;
  print(`手机 / phone: ${households} 户, 处理器 / processor ÷ ${SLOWED}, 1 Mbit/s (负载 / load ${load.toFixed(1)})`);
  print(
    `  首次下载 / first download: ${downloadSeconds.toFixed(1)} s, ${(downloadBytes / 1000).toFixed(0)} kB (目标 / ` +
      `goal < ${FIELD_GOAL.downloadSeconds} s)`,
  );
  print(`  无网络打开 / opened offline: ${openSeconds.toFixed(2)} s (目标 / goal < ${FIELD_GOAL.openSeconds} s)`);
  print(`  查找 / search: ${searchMs.toFixed(0)} ms (目标 / goal < ${FIELD_GOAL.searchMs} ms)`);
  return downloadSeconds < FIELD_GOAL.downloadSeconds && openSeconds < FIELD_GOAL.openSeconds && searchMs < FIELD_GOAL.searchMs;
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function slowPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  return page;
}

/** Milliseconds from the start of the navigation until the list is drawn. */
async function listDrawn(page: Page, address: string): Promise<number> {
  // The page itself notes the moment, because asking from outside would also wait for what comes after the list.
  await page.addInitScript(() => {
    const whenDrawn = new Promise<number>((resolve) => {
      const observer = new MutationObserver(() => {
        if (!document.querySelector('li a[href*="/households/"]')) return;
        observer.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
      });
      observer.observe(document, { childList: true, subtree: true });
    });
    Object.assign(window, { whenDrawn });
  });
  await page.goto(address, { waitUntil: 'commit' });
  const late = new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error('No list after a minute')), 60_000).unref());
  const drawn = Promise.race([page.evaluate(() => (window as unknown as { whenDrawn: Promise<number> }).whenDrawn), late]);
  return drawn.catch(async (error: Error) => {
    throw new Error(`${error.message}\nThe page says: ${await page.textContent('body')}`);
  });
}

/** Milliseconds from the key press until the results are drawn. */
function searchTook(page: Page, word: string): Promise<number> {
  return page.evaluate(
    (typed) =>
      new Promise<number>((resolve) => {
        const input = document.querySelector<HTMLInputElement>('input[type=search]')!;
        const list = document.querySelector('main')!;
        const begun = performance.now();
        const observer = new MutationObserver(() => {
          if (new URL(location.href).searchParams.get('q') !== typed) return;
          observer.disconnect();
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begun)));
        });
        observer.observe(list, { childList: true, subtree: true, characterData: true });
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, typed);
        input.dispatchEvent(new Event('input', { bubbles: true }));
      }),
    word,
  );
}

async function signedIn(browser: Browser, url: string): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.waitForFunction(() => document.documentElement.dataset.hydrated === 'true');
  await page.fill('input[name=username]', USERNAME);
  await page.fill('input[name=password]', PASSWORD);
  // The sign-in uses the fast line; the phone's slow line begins with the field app.
  await page.route('**/field/**', (route) => route.abort());
  await Promise.all([page.waitForRequest('**/field/**'), page.click('main button[type=submit]')]);
  await page.close();
  return context;
}

async function measure(households: number): Promise<FieldFigures> {
  const db = await openDatabase({ quiet: true });
  const village = await fillVillage(db, households, { username: USERNAME, passwordHash: await hashPassword(PASSWORD) });
  const served = await servedApp(db, await builtFolder());
  // The cookie is valid for the host with any port.
  const url = served.url.replace('localhost', '127.0.0.1');
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  let line: SlowLine | undefined;
  try {
    line = await slowLine(url);
    const downloads: number[] = [];
    const bytes: number[] = [];
    let context: BrowserContext | undefined;
    for (let time = 0; time < DOWNLOADS; time += 1) {
      await context?.close();
      context = await signedIn(browser, url);
      const page = await slowPage(context);
      const before = line.bytes;
      downloads.push(await listDrawn(page, `${line.url}/field/`));
      bytes.push(line.bytes - before);
      await page.evaluate(async () => void (await navigator.serviceWorker.ready));
      await page.close();
    }
    line.cut = true;
    await context!.setOffline(true);
    const openings: number[] = [];
    const searches: number[] = [];
    for (let time = 0; time < OPENINGS; time += 1) {
      const page = await slowPage(context!);
      openings.push(await listDrawn(page, `${line.url}/field/villages/${village}`));
      // A person taps into the field before searching; by then the page is idle.
      if (time === OPENINGS - 1) await page.evaluate(() => new Promise((resolve) => setTimeout(() => requestIdleCallback(resolve), 1_000)));
      if (time === OPENINGS - 1)
        for (const word of ['王', '王建', 'wj', 'wangjian', '12排', '12排3号', '12-3', '', '1234'])
          searches.push(await searchTook(page, word));
      await page.close();
    }
    if (process.env.BENCH_DETAILS) console.log({ downloads, bytes, openings, searches });
    return {
      households,
      downloadSeconds: median(downloads) / 1000,
      downloadBytes: median(bytes),
      openSeconds: median(openings) / 1000,
      searchMs: Math.max(...searches),
      load: loadavg()[0]!,
    };
  } finally {
    await browser.close();
    await line?.stop();
    await served.stop();
    await db.close();
  }
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.send(await measure(Number(process.argv[2])));
  process.disconnect();
}
