/**
 * Whether anything silences the app: how long its pages take and how late its event loop is while twenty lists are exported over and over,
 * a workbook is imported and a report is made, and while twenty exports are begun and abandoned. The app runs in a process of its own,
 * and everything is compared with the same pages at rest in the same run.
 */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchSubjects, benchSubjects } from '~/database/bulk/bench-ledger.server';
import { BENCH_SEASON, listsBeingRead, villageCodes } from '~/database/bulk/bench-register.server';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { jobById } from '~/database/jobs/jobs.server';
import { type LoopDelays, measureLoop } from '~/server/http/metrics.server';
import { enqueueJob } from '~/server/jobs/enqueue.server';
import { jobFilePath, jobFolder } from '~/server/jobs/job-files.server';
import { hashPassword } from '~/server/personal/password.server';
import { builtFolder } from '../serve/build-when-changed';
import { environmentOf, inBenchFolder, openFilled, servedApp } from './filled-register';
import { makeRoster } from './make-roster';
import { type BenchRole, PAGES } from './pages-to-measure';
import { addPersons, PASSWORD, signedIn } from './signed-in';

/** Times in milliseconds: of the pages, and how late the event loop was in the same time. */
type Phase = { pages: number; p50: number; p95: number; longest: number; delay: LoopDelays };
export type LoopFigures = {
  households: number;
  rows: number;
  rest: Phase;
  load: Phase & { seconds: number; exports: number; jobs: { kind: string; state: string; seconds: number }[] };
  abandoned: Phase & { secondsUntilNoQuery: number };
};

export const LOOP_GOAL = { rows: 100_000, delay: 200, ratio: 3 };
/** Two exports of each person are under way at any time. */
const PERSONS = 10;
const EXPORTS_EACH = 2;
/** A page of each kind, asked for again and again by one more person. */
const ASKED = ['coverage', 'list of all', 'village', 'household', 'subsidy overview', 'waiting'];
const REST_MS = 8_000;
const ABANDONED_AFTER_MS = 500;
/** The load ends with the import and the report; a run that takes longer is ended, so that it is told at all. */
const LONGEST_MS = 240_000;

const LONGEST_PAGE_MS = 60_000;

type Ready = { url: string; subjects: BenchSubjects; account: string };
type Jobs = { kind: string; state: string; seconds: number }[];

/** `rows`: of the import. The register has half as many households. */
export function benchLoop(rows = LOOP_GOAL.rows): Promise<LoopFigures> {
  const households = Math.ceil(rows / 2);
  return inBenchFolder(async (folder) => {
    const app = appProcess(folder, households, rows, await builtFolder());
    try {
      const { url, subjects, account } = await app.ready;
      const cookies = await Promise.all(Array.from({ length: PERSONS }, (_, at) => signedIn(url, 'city', prefixOf(at))));
      const reader = await signedIn(url, 'county', prefixOf(0));
      const about = { ...subjects, account, own: subjects.county };
      const paths = PAGES.filter(({ name }) => ASKED.includes(name)).map((page) => `${url}${page.path(about)}`);
      const list = `${url}/lists/${subjects.city}/export?flag=H`;
      await phase(app, paths, reader, until(performance.now() + REST_MS / 4)); // warms up
      const rest = await phase(app, paths, reader, until(performance.now() + REST_MS));

      await app.ask('begin');
      const began = performance.now();
      const over = new AbortController();
      setMaxListeners(0, over.signal);
      let exports = 0;
      const exporting = cookies.flatMap((cookie) =>
        Array.from({ length: EXPORTS_EACH }, async () => {
          while (!over.signal.aborted) {
            const came = await exported(list, cookie, over.signal);
            if (came) exports += 1; // not before it came: the others count meanwhile
          }
        }),
      );
      let jobs: Jobs = [];
      const load = await phase(app, paths, reader, async () => {
        if (performance.now() - began > LONGEST_MS) return true;
        jobs = (await app.ask('jobs')) as Jobs;
        return jobs.every(({ state }) => state !== 'waiting' && state !== 'running');
      });
      const seconds = (performance.now() - began) / 1000;
      over.abort();
      await Promise.all(exporting);

      const left = cookies.flatMap((cookie) => Array.from({ length: EXPORTS_EACH }, () => abandonedExport(list, cookie)));
      let gone = 0;
      const leaving = performance.now();
      const abandoned = await phase(app, paths, reader, async () => {
        if (gone === 0 && performance.now() - leaving > ABANDONED_AFTER_MS && (await app.ask('queries')) === 0)
          gone = (performance.now() - leaving - ABANDONED_AFTER_MS) / 1000;
        return performance.now() - leaving > REST_MS && (gone > 0 || performance.now() - leaving > LONGEST_MS);
      });
      await Promise.all(left);
      return { households, rows, rest, load: { ...load, seconds, exports, jobs }, abandoned: { ...abandoned, secondsUntilNoQuery: gone } };
    } finally {
      await app.end();
    }
  });
}

const prefixOf = (at: number) => `loop${at}`;
const until = (end: number) => async () => performance.now() > end;

/** Asks for the pages in turn until it is over. */
async function phase(app: AppProcess, paths: readonly string[], cookie: string, isOver: () => Promise<boolean>): Promise<Phase> {
  await app.ask('measure');
  const times: number[] = [];
  for (let at = 0; ; at += 1) {
    const path = paths[at % paths.length]!;
    const begun = performance.now();
    const status = await asked(path, cookie);
    if (status !== null && status !== 200) throw new Error(`${path} answered ${status}`);
    times.push(performance.now() - begun);
    if (await isOver()) break;
  }
  const delay = (await app.ask('measured')) as LoopDelays;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.ceil(share * times.length) - 1]!;
  return { pages: times.length, p50: at(0.5), p95: at(0.95), longest: times.at(-1)!, delay };
}

/** The status; null when nothing came in a minute, which then is the time the page took. */
async function asked(address: string, cookie: string): Promise<number | null> {
  try {
    const headers = { Cookie: cookie, Accept: 'text/html' };
    const response = await fetch(address, { headers, redirect: 'manual', signal: AbortSignal.timeout(LONGEST_PAGE_MS) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}

/** Whether the file came. A person who is refused waits a moment, as people do. */
async function exported(address: string, cookie: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(address, { headers: { Cookie: cookie }, signal });
    await response.arrayBuffer();
    if (response.status === 200) return true;
  } catch {
    // the time is over, or nothing came for minutes
  }
  // Who was refused presses again a second later; without it the refusals alone would be the load.
  await new Promise((resolve) => setTimeout(resolve, signal.aborted ? 0 : 1_000));
  return false;
}

async function abandonedExport(address: string, cookie: string): Promise<void> {
  const signal = AbortSignal.timeout(ABANDONED_AFTER_MS);
  await fetch(address, { headers: { Cookie: cookie }, signal }).then(
    (response) => response.arrayBuffer().then(() => undefined),
    () => undefined,
  );
}

type AppProcess = { ready: Promise<Ready>; ask: (what: string) => Promise<unknown>; end: () => Promise<void> };

function appProcess(folder: string, households: number, rows: number, build: string): AppProcess {
  const child = fork(fileURLToPath(import.meta.url), [String(households), String(rows), build], {
    execArgv: ['--import', 'tsx'],
    env: { ...environmentOf(folder, `loop-${households}`), BENCH_FOLDER: folder },
  });
  const answers: ((answer: unknown) => void)[] = [];
  let failed: (error: Error) => void = () => undefined;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const dead = new Promise<never>((_resolve, reject) => (failed = reject));
  dead.catch(() => undefined);
  child.once('exit', (code) => failed(new Error(`the app under measurement ended with ${code}`)));
  child.on('message', (message) => answers.shift()?.(message));
  const next = <T>() => Promise.race([new Promise<T>((resolve) => answers.push(resolve as (answer: unknown) => void)), dead]);
  return {
    ready: next<Ready>(),
    ask(what) {
      child.send(what);
      return next();
    },
    async end() {
      if (child.connected) child.send('end');
      await ended;
    },
  };
}

export function printLoop({ households, rows, rest, load, abandoned }: LoopFigures, print: (line: string) => void): boolean {
  print(`响应 / responsiveness: ${households} 户 / households, 导入 / import ${rows}`);
  const ms = (value: number) => value.toFixed(0);
  const line = (name: string, { pages, p50, p95, longest, delay }: Phase) =>
    print(
      `  ${name}: ${pages} pages, p50 ${ms(p50)} p95 ${ms(p95)} max ${ms(longest)} ms (p95 x ${(p95 / rest.p95).toFixed(2)}); ` +
        `event loop p50 ${ms(delay.p50)} p99 ${ms(delay.p99)} max ${ms(delay.max)} ms`,
    );
  line('空闲 / at rest', rest);
  line(`二十份导出、导入、报表 / 20 exports, import, report (${load.seconds.toFixed(0)} s, ${load.exports} exports)`, load);
  for (const { kind, state, seconds } of load.jobs) print(`    ${kind}: ${state} ${seconds.toFixed(0)} s`);
  line(`放弃二十份导出 / 20 exports abandoned (last query gone after ${abandoned.secondsUntilNoQuery.toFixed(1)} s)`, abandoned);
  print(`  目标 / goal: event loop p99 < ${LOOP_GOAL.delay} ms, pages p95 ≤ ${LOOP_GOAL.ratio} x at rest`);
  const done = load.jobs.every(({ state }) => state === 'done');
  return [load, abandoned].every(({ p95, delay }) => delay.p99 < LOOP_GOAL.delay && p95 <= LOOP_GOAL.ratio * rest.p95) && done;
}

/** The app and what is asked of it by its measurer. */
async function run(households: number, rows: number, build: string): Promise<void> {
  const roster = join(process.env.BENCH_FOLDER!, `roster-${rows}.xlsx`);
  const db = await openFilled(households, (line) => void process.stderr.write(`  ${line}\n`), 'copied');
  if (!existsSync(roster)) await makeRoster(roster, await withSql(db, villageCodes), rows);
  const subjects = await withSql(db, benchSubjects);
  const password = await hashPassword(PASSWORD);
  const accounts: Record<BenchRole, string>[] = [];
  for (let at = 0; at < PERSONS; at += 1) accounts.push(await addPersons(db, subjects, password, prefixOf(at)));
  const served = await servedApp(db, build);
  const loop = measureLoop();
  let jobs: string[] = [];
  const answers: Record<string, () => Promise<unknown>> = {
    measure: async () => loop.reset(),
    measured: async () => loop.delays(),
    begin: async () => {
      jobs = await beginJobs(db, subjects, accounts[0]!, roster);
    },
    jobs: () => statesOf(db, jobs),
    queries: () => withSql(db, listsBeingRead),
  };
  process.on('message', (what: string) => {
    if (what === 'end') return void served.stop().then(() => db.close().then(() => process.exit(0)));
    void answers[what]!().then((answer) => process.send!(answer ?? null));
  });
  process.on('disconnect', () => process.exit(1)); // the measurer is gone
  process.send!({ url: served.url.replace('localhost', '127.0.0.1'), subjects, account: accounts[0]!.county } satisfies Ready);
}

/** An import that keeps nothing, so that the register is the same for the next run, and a report of the city. */
async function beginJobs(db: Database, subjects: BenchSubjects, accounts: Record<BenchRole, string>, roster: string): Promise<string[]> {
  const id = randomUUID();
  await jobFolder(id);
  await copyFile(roster, jobFilePath(id, 'upload.xlsx'));
  await enqueueJob(db, {
    id,
    kind: 'import',
    asked: { fileName: 'roster.xlsx', source: id, mode: 'preview', divisions: [subjects.city] },
    accountId: accounts.city,
  });
  const asked = { division: subjects.city, name: 'bench', season: BENCH_SEASON, asOf: '2021-06-01' };
  return [id, await enqueueJob(db, { kind: 'report', asked, accountId: accounts.city })];
}

async function statesOf(db: Database, ids: readonly string[]): Promise<Jobs> {
  return Promise.all(
    ids.map(async (id) => {
      const { kind, state, startedAt, finishedAt } = (await withSql(db, (sql) => jobById(sql, id)))!;
      const seconds = startedAt && finishedAt ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 : 0;
      return { kind, state, seconds };
    }),
  );
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url))
  await run(Number(process.argv[2]), Number(process.argv[3]), process.argv[4]!);
