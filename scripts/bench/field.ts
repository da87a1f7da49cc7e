/**
 * The field app with a village of 3,000 households on an old phone: a real browser with its processor slowed to a quarter, over a
 * line of 1 Mbit/s. The first download from nothing (shell, scripts, package, sealed and drawn), opening it without a network,
 * and finding a household.
 */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type Database, openDatabase } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { openLog } from '~/server/http/log.server';
import { serve } from '~/server/http/serve.server';
import { hashPassword } from '~/server/personal/password.server';
import { builtFolder } from '../serve/build-when-changed';
import { type SlowLine, slowLine } from './slow-line';

export type FieldFigures = {
  households: number;
  downloadSeconds: number;
  downloadBytes: number;
  openSeconds: number;
  searchMs: number;
  load: number;
};
export const FIELD_GOAL = { households: 3_000, downloadSeconds: 15, openSeconds: 2, searchMs: 300 };
const SLOWED = 4;
const [DOWNLOADS, OPENINGS] = [3, 5];

const SEASON = '2020-2021';
const LAST_SEASON = '2019-2020';
const PASSWORD = 'Bench-of-the-phone-2021';

export async function benchField(households = FIELD_GOAL.households): Promise<FieldFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'qingnuan-bench-'));
  await chmod(folder, 0o711); // the database server runs as another user when this runs as root
  try {
    return await new Promise<FieldFigures>((resolve, reject) => {
      const env = {
        ...process.env,
        DATABASE_URL: '',
        DATA_DIR: join(folder, 'data'),
        NODE_ENV: 'production' as const,
        SESSION_SECRET: randomBytes(48).toString('base64'),
        DATA_KEY: `bench:${randomBytes(32).toString('base64')}`,
      };
      const child = fork(fileURLToPath(import.meta.url), [String(households)], { execArgv: ['--import', 'tsx'], env });
      let measured: FieldFigures | undefined;
      child.on('message', (message) => (measured = message as FieldFigures));
      child.once('exit', (code) => (measured && code === 0 ? resolve(measured) : reject(new Error(`field ended with ${code}`))));
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function printField(figures: FieldFigures, print: (line: string) => void): boolean {
  const { households, downloadSeconds, downloadBytes, openSeconds, searchMs, load } = figures;
  print(`手机 / phone: ${households} 户, 处理器 / processor ÷ ${SLOWED}, 1 Mbit/s (负载 / load ${load.toFixed(1)})`);
  print(
    `  首次下载 / first download: ${downloadSeconds.toFixed(1)} s, ${(downloadBytes / 1000).toFixed(0)} kB (目标 / goal < ${FIELD_GOAL.downloadSeconds} s)`,
  );
  print(`  无网络打开 / opened offline: ${openSeconds.toFixed(2)} s (目标 / goal < ${FIELD_GOAL.openSeconds} s)`);
  print(`  查找 / search: ${searchMs.toFixed(0)} ms (目标 / goal < ${FIELD_GOAL.searchMs} ms)`);
  return downloadSeconds < FIELD_GOAL.downloadSeconds && openSeconds < FIELD_GOAL.openSeconds && searchMs < FIELD_GOAL.searchMs;
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Names, doors, phones and answers as various as in a village: what is all alike is compressed too well. */
const FILL = [
  `INSERT INTO season (name) VALUES ('${LAST_SEASON}'), ('${SEASON}')`,
  `INSERT INTO season_dates (season, division_code, starts_on, ends_on) VALUES ('${LAST_SEASON}', '14', '2019-11-01', '2020-03-31'), ('${SEASON}', '14', '2020-11-01', '2021-03-31')`,
  `INSERT INTO household (number, village_code, head, head_initials, id_number_masked, phone_masked, address, residence, house_use, status, people, elderly, heated_area, source)
   SELECT $2 || lpad(n::text, 4, '0'), $2, substr('王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗', 1 + r % 20, 1) || substr('建国文军秀英桂兰志强海燕玉梅永福春生', 1 + r / 20 % 18, 1) || substr('明华平芳伟霞斌丽红亮', 1 + r / 360 % 10, 1),
          substr('wlzlcyzhzwxsmzhghlgl', 1 + r % 20, 1) || substr('jgwjxyglzqhyymyfcs', 1 + r / 20 % 18, 1) || substr('mhpfwxblhl', 1 + r / 360 % 10, 1),
          '140602********' || lpad((r % 10000)::text, 4, '0'), '13' || r % 10 || '****' || lpad((r / 7 % 10000)::text, 4, '0'), 1 + n / 25 || '排' || 1 + n % 25 || '号',
          (ARRAY['resident','heating_season','seasonal','away'])[1 + r % 4], 'self', (ARRAY['normal','normal','normal','normal','normal','normal','normal','idle','cancelled'])[1 + r / 11 % 9],
          1 + r % 6, r % 3, 40 + r % 90, 'import'
   FROM (SELECT n, abs(hashint4(n)) AS r FROM generate_series(1, $1::int) n) AS rows`,
  `INSERT INTO conversion (household_number, mode, in_plan, installed_on, connected_on)
   SELECT number, (ARRAY['gas','gas','electric_household','district_heat','biomass','none'])[1 + abs(hashtext(number)) % 6], true, '2019-09-10', '2019-10-20' FROM household`,
  `INSERT INTO room (household_number, season, room, kind, heated_area, letting, connected, use)
   SELECT number, '${LAST_SEASON}', r, (ARRAY['main','south'])[r], 20 + abs(hashtext(number)) % 50, CASE WHEN r = 2 AND abs(hashtext(number)) % 9 = 0 THEN 'let' ELSE 'own' END, abs(hashtext(number)) % 7 > 0, 'normal'
   FROM household CROSS JOIN generate_series(1, 2) r`,
  `INSERT INTO visit (id, household_number, season, visited_at, visitor, kind, outcome, status, answers, content_hash, source, rule_version, submitted_at)
   SELECT gen_random_uuid()::text, number, season, (begins || ' 02:00Z')::timestamptz + abs(hashtext(number)) % 40 * interval '1 day', '李四', 'survey', 'done', 'approved',
          jsonb_build_object('mainHeat', (ARRAY['gas','loose_coal','electric_household'])[1 + r % 3], 'connected', r % 8 > 0,
            'stability', (ARRAY['stable','mostly','unstable'])[1 + r / 3 % 3], 'roomTemperature', 15 + r / 7 % 9, 'heatingFee', 80000 + r % 250000, 'coalStock', 'none', 'stove', 'sealed', 'boughtCoal', false,
            'satisfaction', 'good', 'note', substr('入户时在家取暖正常户主说燃气费比去年高希望补贴早些发老人怕冷夜里加一床被', 1 + r % 20, 6 + r % 12)),
          encode(sha256(convert_to(number || season, 'UTF8')), 'hex'), 'import', 'survey-1', now()
   FROM (SELECT number, abs(hashtext(number || 'v')) AS r FROM household) h CROSS JOIN (VALUES ('${LAST_SEASON}', '2020-01-05'), ('${SEASON}', '2020-12-05')) s(season, begins)
   WHERE season = '${LAST_SEASON}' OR r % 3 = 0`,
];

async function fill(db: Database, households: number): Promise<string> {
  const { rows } = await db.pool.query<{ code: string }>(`SELECT code FROM division WHERE level = 'village' ORDER BY code LIMIT 1`);
  const village = rows[0]!.code;
  const password = await hashPassword(PASSWORD);
  await inTransaction(db, async (sql) => {
    for (const statement of FILL) await sql.query(statement, statement.includes('$1') ? [households, village] : []);
    const numbers = await sql.query<{ number: string }>('SELECT number FROM household');
    for (const season of [LAST_SEASON, SEASON])
      await refreshFacts(
        sql,
        numbers.map(({ number }) => number),
        '2021-02-01',
        [season],
      );
    await sql.query(`INSERT INTO history_chain (chain, seq, hash) VALUES ($1, 0, '')`, [village]);
    const [account] = await sql.query<{ id: string }>(
      `INSERT INTO account (id, username, name, role, password_hash, must_change_password) VALUES (gen_random_uuid(), 'cun', '李四', 'cadre', $1, false) RETURNING id`,
      [password],
    );
    await sql.query('INSERT INTO account_division (account_id, division_code) VALUES ($1, $2)', [account!.id, village]);
  });
  await db.pool.query('VACUUM ANALYZE');
  return village;
}

async function slowPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  return page;
}

/** Milliseconds from the beginning of the navigation until the list stands. */
async function listDrawn(page: Page, address: string): Promise<number> {
  // Seen by the page itself: whoever asks from outside waits for what comes after the list, too.
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

/** Milliseconds from the key until what was found is drawn. */
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
  await page.fill('input[name=username]', 'cun');
  await page.fill('input[name=password]', PASSWORD);
  // Signed in by the fast line; the phone's own begins with the field app.
  await page.route('**/field/**', (route) => route.abort());
  await Promise.all([page.waitForRequest('**/field/**'), page.click('main button[type=submit]')]);
  await page.close();
  return context;
}

async function measure(households: number): Promise<FieldFigures> {
  const db = await openDatabase({ quiet: true });
  const village = await fill(db, households);
  const served = await serve({
    db,
    log: openLog('warn'),
    port: 0,
    host: '127.0.0.1',
    buildFolder: await builtFolder(),
    settings: {
      sessionSecret: process.env.SESSION_SECRET!,
      dataDir: process.env.DATA_DIR!,
      development: false,
      demo: false,
      publicUrl: undefined,
      trustProxy: 'loopback',
      formLimitBytes: 1_000_000,
      uploadLimitBytes: 1_000_000,
    },
  });
  // The cookie holds for the host, whatever the port.
  const url = served.url.replace('localhost', '127.0.0.1');
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
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
      // Whoever searches taps into the field first; by then the page has come to rest.
      if (time === OPENINGS - 1) await page.evaluate(() => new Promise((resolve) => setTimeout(() => requestIdleCallback(resolve), 1_000)));
      if (time === OPENINGS - 1)
        for (const word of ['王', '王建', 'wj', '12排', '12排3号', '', '1234']) searches.push(await searchTook(page, word));
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
