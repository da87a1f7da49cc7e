/**
 * Whether the desk's pages take the same time in a small and in a large register: both are filled with five seasons of visits and
 * subsidies, and every page is asked for by every role that may see it, over HTTP from the built app. The registers are served at once
 * and asked in turn.
 */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchSubjects, benchSubjects } from '~/database/bulk/bench-ledger.server';
import { withSql } from '~/database/connection/sql.server';
import { hashPassword } from '~/server/personal/password.server';
import { builtFolder } from '../serve/build-when-changed';
import { environmentOf, inBenchFolder, openFilled, servedApp } from './filled-register';
import { tell } from './own-process';
import { type BenchRole, PAGES } from './pages-to-measure';
import { addPersons, PASSWORD, signedIn } from './signed-in';

export type MeasuredPage = { page: string; role: BenchRole; p50: number; p95: number; statements: number; bytes: number; sent: number };
export type PageFigures = { households: [number, number]; pages: { small: MeasuredPage; large: MeasuredPage }[]; load: number };

export const PAGES_GOAL = { households: 400_000, smaller: 10, p95: 150, ratio: 1.3, bytes: 100_000, sent: 15_000 };
/** Below this many milliseconds a difference between two registers is the machine's and not the page's. */
const NOISE = 12;
const WARM = 2;
const TIMES = Number(process.env.BENCH_TIMES ?? 20);
const ONLY = process.env.BENCH_PAGE?.split(',');
const SAVE = process.env.BENCH_SAVE;
/** Statements printed of a page. */
const SLOWEST = 4;
/** A page that is far too slow is not asked for twenty times: after this many milliseconds five times are enough to say so. */
const LONG = { ms: 8_000, times: 5 };

/**
 * `BENCH_TIMES` asks for each page another number of times than twenty: once is enough for statements and bytes. `BENCH_SAVE` names a
 * folder for the pages as they came. `BENCH_PAGE` takes only pages whose names begin with what it lists (`list,todo`) and prints their
 * slowest statements. Both registers are asked in turn, so that what else the machine does meets both.
 */
export function benchPages(households = PAGES_GOAL.households): Promise<PageFigures> {
  const sizes: [number, number] = [Math.ceil(households / PAGES_GOAL.smaller), households];
  return inBenchFolder(async (folder) => {
    const build = await builtFolder();
    const apps: MeasuredApp[] = [];
    try {
      for (const size of sizes) apps.push(await startedApp(folder, size, build));
      return { households: sizes, pages: await measured(apps as [MeasuredApp, MeasuredApp]), load: loadavg()[0]! };
    } finally {
      for (const app of apps) await app.stop();
    }
  });
}

type Statement = { text: string; ms: number };
/** What the process of a served register sends once it can be asked. */
type Served = { url: string; subjects: BenchSubjects; persons: Record<BenchRole, string> };
type MeasuredApp = Served & {
  households: number;
  cookies: Map<BenchRole, string>;
  statements: () => Promise<Statement[]>;
  stop: () => Promise<void>;
};

async function startedApp(folder: string, households: number, build: string): Promise<MeasuredApp> {
  const child = fork(fileURLToPath(import.meta.url), [String(households), build], {
    execArgv: ['--import', 'tsx'],
    env: environmentOf(folder, String(households)),
  });
  const answer = <Sent>() =>
    new Promise<Sent>((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`the app of ${households} households ended with ${code}`));
      child.once('exit', ended).once('message', (message) => {
        child.off('exit', ended);
        resolve(message as Sent);
      });
    });
  const served = await answer<Served>();
  const cookies = new Map<BenchRole, string>();
  for (const role of Object.keys(served.persons) as BenchRole[]) cookies.set(role, await signedIn(served.url, role));
  return {
    ...served,
    households,
    cookies,
    statements() {
      const told = answer<Statement[]>();
      child.send('statements');
      return told;
    },
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.disconnect();
      }),
  };
}

async function measured(apps: [MeasuredApp, MeasuredApp]): Promise<PageFigures['pages']> {
  const pages: PageFigures['pages'] = [];
  const began = performance.now();
  for (const role of apps[0].cookies.keys()) {
    for (const page of PAGES.filter(({ name, roles }) => roles.includes(role) && isAsked(name))) {
      const [small, large] = await timed(page, role, apps);
      pages.push({ small, large });
    }
    tell(`${((performance.now() - began) / 1000).toFixed(0)} s ${role}`);
  }
  return pages;
}

const isAsked = (page: string): boolean => ONLY?.some((beginning) => page.startsWith(beginning)) ?? true;

const OWN = { cadre: 'village', township: 'township', county: 'county', city: 'city', auditor: 'city', admin: 'city' } as const;

async function timed(
  page: (typeof PAGES)[number],
  role: BenchRole,
  apps: [MeasuredApp, MeasuredApp],
): Promise<[MeasuredPage, MeasuredPage]> {
  const asked = apps.map((app) => ({
    app,
    times: [] as number[],
    bytes: 0,
    address: `${app.url}${page.path({ ...app.subjects, account: app.persons[role], own: app.subjects[OWN[role]] })}`,
    cookie: app.cookies.get(role)!,
  }));
  for (let time = -WARM; time < TIMES; time += 1) {
    for (const one of asked) {
      const begun = performance.now();
      const response = await fetch(one.address, { headers: { Cookie: one.cookie, Accept: 'text/html' }, redirect: 'manual' });
      const body = Buffer.from(await response.arrayBuffer());
      if (response.status !== 200) throw new Error(`${one.address} answered ${response.status} ${response.headers.get('location') ?? ''}`);
      if (time >= 0) one.times.push(performance.now() - begun);
      one.bytes = body.length;
      if (time === -WARM && SAVE) writeFileSync(join(SAVE, `${one.app.households}-${role}-${page.name.replaceAll(' ', '-')}.html`), body);
    }
    if (asked.some(({ times }) => times.length >= LONG.times && times.reduce((sum, one) => sum + one, 0) > LONG.ms)) break;
  }
  return [await figuresOf(page.name, role, asked[0]!), await figuresOf(page.name, role, asked[1]!)];
}

async function figuresOf(
  page: string,
  role: BenchRole,
  { app, times, bytes, address, cookie }: { app: MeasuredApp; times: number[]; bytes: number; address: string; cookie: string },
): Promise<MeasuredPage> {
  await app.statements(); // those of the requests before
  const sent = await bytesSent(address, cookie);
  const statements = await app.statements();
  if (ONLY) tellSlowest(`${app.households} ${role} ${page}`, statements);
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.ceil(share * times.length) - 1]!;
  return { page, role, p50: at(0.5), p95: at(0.95), statements: statements.length, bytes, sent };
}

function tellSlowest(name: string, statements: Statement[]): void {
  const total = statements.reduce((sum, { ms }) => sum + ms, 0);
  tell(`${name}: ${statements.length} SQL, ${total.toFixed(0)} ms`);
  for (const { text, ms } of [...statements].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST))
    tell(`  ${ms.toFixed(1).padStart(6)} ms ${text.replace(/\s+/g, ' ').trim().slice(0, 160)}`);
}

/** What a browser is sent over TLS, where it asks for Brotli. */
function bytesSent(address: string, cookie: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { Cookie: cookie, Accept: 'text/html', 'Accept-Encoding': 'gzip, deflate, br' };
    get(address, { headers }, (response) => {
      if (response.headers['content-encoding'] !== 'br') reject(new Error(`${address} came as ${response.headers['content-encoding']}`));
      let bytes = 0;
      response.on('data', (piece: Buffer) => (bytes += piece.length)).on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}

/** The register of this process, served until its parent lets go of it; `statements` is answered with those since the last time. */
async function serveMeasured(households: number, buildFolder: string): Promise<void> {
  const db = await openFilled(households, tell, 'copied');
  let statements: Statement[] = [];
  const watched = new WeakSet<object>();
  db.pool.on('acquire', (client) => {
    if (watched.has(client)) return;
    watched.add(client);
    const query = client.query.bind(client);
    client.query = ((...sent: Parameters<typeof query>) => {
      const [first] = sent as unknown[];
      const statement = { text: typeof first === 'string' ? first : String((first as { text?: string } | null)?.text ?? ''), ms: 0 };
      statements.push(statement);
      const begun = performance.now();
      const answer = query(...sent) as unknown;
      if (answer instanceof Promise) void answer.catch(() => undefined).then(() => (statement.ms = performance.now() - begun));
      return answer;
    }) as typeof client.query;
  });
  const subjects = await withSql(db, benchSubjects);
  const persons = await addPersons(db, subjects, await hashPassword(PASSWORD));
  const served = await servedApp(db, buildFolder);
  process.on('message', () => {
    process.send!(statements);
    statements = [];
  });
  process.once('disconnect', () => void served.stop().then(() => db.close()));
  process.send!({ url: served.url.replace('localhost', '127.0.0.1'), subjects, persons } satisfies Served);
}

function faultsOf({ small, large }: PageFigures['pages'][number]): string[] {
  const grown = large.p50 / small.p50;
  return [
    large.p95 > PAGES_GOAL.p95 ? `p95 ${large.p95.toFixed(0)}` : '',
    grown > PAGES_GOAL.ratio && large.p50 - small.p50 > NOISE ? `x ${grown.toFixed(2)}` : '',
    large.bytes > PAGES_GOAL.bytes ? `${(large.bytes / 1000).toFixed(0)} kB` : '',
    large.sent > PAGES_GOAL.sent ? `sent ${(large.sent / 1000).toFixed(1)} kB` : '',
  ].filter(Boolean);
}

export function printPages({ households: [few, many], pages, load }: PageFigures, print: (line: string) => void): boolean {
  print(`页面 / pages: ${many} 户, 与 ${few} 户相比 / beside ${few} households (负载 / load ${load.toFixed(1)})`);
  let reached = true;
  for (const both of [...pages].sort((a, b) => b.large.p50 - a.large.p50)) {
    const { small, large } = both;
    const faults = faultsOf(both);
    if (faults.length > 0) reached = false;
    const [ms, kilobytes] = [(value: number) => value.toFixed(0), (value: number) => (value / 1000).toFixed(1)];
    print(
      `  ${large.page.padEnd(34)} ${large.role.padEnd(8)} p50 ${ms(large.p50)} (${ms(small.p50)}) p95 ${ms(large.p95)} ms ` +
        `x ${(large.p50 / small.p50).toFixed(2)}  SQL ${large.statements}  ${kilobytes(large.bytes)} kB, sent ${kilobytes(large.sent)} kB` +
        (faults.length > 0 ? `  ✗ ${faults.join(', ')}` : ''),
    );
  }
  print(
    `  目标 / goal: p95 ≤ ${PAGES_GOAL.p95} ms, x ≤ ${PAGES_GOAL.ratio}, ≤ ${PAGES_GOAL.bytes / 1000} kB, ` +
      `压缩后 / sent ≤ ${PAGES_GOAL.sent / 1000} kB (br)`,
  );
  return reached;
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) await serveMeasured(Number(process.argv[2]), process.argv[3]!);
