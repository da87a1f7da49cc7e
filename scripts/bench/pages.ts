/**
 * Whether the desk's pages take the same time in a small and in a large register: both are filled with five seasons of visits and
 * subsidies, and every page is asked for by every role that may see it, over HTTP from the built app.
 */
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchSubjects } from '~/database/bulk/bench-ledger.server';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { hashPassword } from '~/server/personal/password.server';
import { builtFolder } from '../serve/build-when-changed';
import { environmentOf, inBenchFolder, openFilled, servedApp } from './filled-register';
import { inOwnProcess, tell } from './own-process';
import { type BenchRole, PAGES } from './pages-to-measure';
import { addPersons, PASSWORD, signedIn } from './signed-in';

export type MeasuredPage = { page: string; role: BenchRole; p50: number; p95: number; statements: number; bytes: number; sent: number };
export type PageFigures = { households: [number, number]; pages: { small: MeasuredPage; large: MeasuredPage }[]; load: number };

export const PAGES_GOAL = { households: 400_000, smaller: 10, p95: 150, ratio: 1.3, bytes: 100_000, sent: 15_000 };
/** Below this many milliseconds a difference between two registers is the machine's and not the page's. */
const NOISE = 12;
const WARM = 2;
const TIMES = Number(process.env.BENCH_TIMES ?? 20);
/** A page that is far too slow is not asked for twenty times: after this many milliseconds five times are enough to say so. */
const LONG = { ms: 8_000, times: 5 };

/**
 * `BENCH_TIMES` asks for each page another number of times than twenty: once is enough for statements and bytes. `BENCH_SAVE` names a
 * folder for the pages as they came.
 */
export function benchPages(households = PAGES_GOAL.households): Promise<PageFigures> {
  const sizes: [number, number] = [Math.ceil(households / PAGES_GOAL.smaller), households];
  return inBenchFolder(async (folder) => {
    const build = await builtFolder();
    const [small, large] = [await ofSize(folder, sizes[0], build), await ofSize(folder, sizes[1], build)];
    return { households: sizes, pages: large.map((one, at) => ({ small: small[at]!, large: one })), load: loadavg()[0]! };
  });
}

function ofSize(folder: string, households: number, build: string): Promise<MeasuredPage[]> {
  return inOwnProcess(fileURLToPath(import.meta.url), [String(households), build], environmentOf(folder, String(households)));
}

async function measure(households: number, buildFolder: string): Promise<MeasuredPage[]> {
  const db = await openFilled(households, tell, 'copied');
  const counted = counting(db);
  try {
    const subjects = await withSql(db, benchSubjects);
    const persons = await addPersons(db, subjects, await hashPassword(PASSWORD));
    const served = await servedApp(counted.db, buildFolder);
    try {
      const url = served.url.replace('localhost', '127.0.0.1');
      const measured: MeasuredPage[] = [];
      const began = performance.now();
      for (const [role, account] of Object.entries(persons) as [BenchRole, string][]) {
        const cookie = await signedIn(url, role);
        const about = { ...subjects, account, own: subjects[OWN[role]] };
        for (const page of PAGES.filter(({ roles }) => roles.includes(role)))
          measured.push({
            page: page.name,
            role,
            ...(await timed(`${households} ${role} ${page.name}`, `${url}${page.path(about)}`, cookie, counted.statements)),
          });
        tell(`${households} ${seconds(began)} ${role}`);
      }
      return measured;
    } finally {
      await served.stop();
    }
  } finally {
    await db.close();
  }
}

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(0)} s`;

const OWN = { cadre: 'village', township: 'township', county: 'county', city: 'city', auditor: 'city', admin: 'city' } as const;

async function timed(name: string, address: string, cookie: string, statements: () => number) {
  const times: number[] = [];
  let [asked, body] = [0, Buffer.alloc(0)];
  for (let time = -WARM; time < TIMES; time += 1) {
    const [before, begun] = [statements(), performance.now()];
    const response = await fetch(address, { headers: { Cookie: cookie, Accept: 'text/html' }, redirect: 'manual' });
    body = Buffer.from(await response.arrayBuffer());
    if (response.status !== 200) throw new Error(`${address} answered ${response.status} ${response.headers.get('location') ?? ''}`);
    if (time >= 0) times.push(performance.now() - begun);
    asked = statements() - before;
    if (times.length >= LONG.times && times.reduce((sum, one) => sum + one, 0) > LONG.ms) break;
  }
  if (process.env.BENCH_SAVE) writeFileSync(join(process.env.BENCH_SAVE, `${name.replaceAll(' ', '-')}.html`), body);
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.ceil(share * times.length) - 1]!;
  return { p50: at(0.5), p95: at(0.95), statements: asked, bytes: body.length, sent: await bytesSent(address, cookie) };
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

/** The same database, and how many statements have been sent to it. */
function counting(db: Database): { db: Database; statements: () => number } {
  let statements = 0;
  db.pool.on('connect', (client) => {
    const query = client.query.bind(client);
    client.query = ((...sent: Parameters<typeof query>) => {
      statements += 1;
      return query(...sent);
    }) as typeof client.query;
  });
  return { db, statements: () => statements };
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

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.send(await measure(Number(process.argv[2]), process.argv[3]!));
  process.disconnect();
}
