/**
 * Submissions a second over HTTP: the built app in a process of its own, the phone's route and the API, one visit in a request and twenty,
 * at 1, 8 and 32 connections, with the milliseconds of processor that a visit costs the app and the database. Beside them a floor: the same
 * rows written by plain COPY with one commit for each request. Everything waits for the disk at every commit.
 */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchCadre, databaseProcessor, fillForSubmissions, floorOf } from '~/database/bulk/bench-submissions.server';
import { openDatabase } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { deviceHeader } from '~/domain/sync/device-header';
import { COOKIE, csrfTokenFor, hashOfToken, newToken } from '~/server/http/cookies.server';
import { receiveRecords } from '~/server/workflows/phones/receive-batch.server';
import { hashOfContent } from '~/server/workflows/survey/store-visits.server';
import { builtFolder } from '../serve/build-when-changed';
import { environmentOf, openedToServer, servedApp } from './filled-register';

const ROUTES = ['phone', 'api'] as const;
type Route = (typeof ROUTES)[number];
type Load = { connections: number; visitsEach: number; requests: number };
type Figures = { perSecond: number; p95: number; app: number; database: number | null };
type Measured = Load & { route: Route; figures: Figures };
type Submissions = { before: number; measured: Measured[]; floor: (Load & { figures: Figures })[] };

/** Visits a second, and the milliseconds of processor of a visit at 32 connections. */
const GOALS = { single: { 1: 120, 8: 550, 32: 850 } as Record<number, number>, batch: 2_200, processor: { single: 4, batch: 0.9 } };

/** Requests of one round; the median of the rounds counts. */
const LOADS: readonly Load[] = [
  { connections: 1, visitsEach: 1, requests: 64 },
  { connections: 8, visitsEach: 1, requests: 320 },
  { connections: 32, visitsEach: 1, requests: 640 },
  { connections: 1, visitsEach: 20, requests: 10 },
  { connections: 8, visitsEach: 20, requests: 48 },
  { connections: 32, visitsEach: 20, requests: 96 },
];
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const CADRES = 32;
const SEASON = '2020-2021';

/** `before`: visits that the register has when the measurement begins. */
export async function benchSubmissions(before = 0): Promise<Submissions> {
  const folder = await mkdtemp(join(tmpdir(), 'qingnuan-bench-'));
  await openedToServer(folder);
  const app = appProcess(folder, before, await builtFolder());
  try {
    const { url, cadres } = await app.ready;
    const measured: Measured[] = [];
    for (const route of ROUTES) {
      for (const load of LOADS) await round(app, url, cadres, route, { ...load, requests: load.connections }); // warms up
      for (const load of LOADS) {
        const rounds: Figures[] = [];
        for (let at = 0; at < ROUNDS; at += 1) rounds.push(await round(app, url, cadres, route, load));
        measured.push({ ...load, route, figures: median(rounds) });
      }
    }
    const floor = [];
    for (const load of LOADS) floor.push({ ...load, figures: (await app.ask(load)) as Figures });
    return { before, measured, floor };
  } finally {
    await app.end();
    await rm(folder, { recursive: true, force: true });
  }
}

function median(rounds: readonly Figures[]): Figures {
  return [...rounds].sort((a, b) => a.perSecond - b.perSecond)[Math.floor(rounds.length / 2)]!;
}

/** A cadre with a phone and a program, and what is not visited yet. */
type SignedIn = BenchCadre & { device: string; cookie: string; csrf: string; token: string; sent: number };

/** Which cadres send next: they take turns, so that no account sends more than an API takes of it in a minute. */
let turn = 0;

async function round(app: AppProcess, url: string, cadres: SignedIn[], route: Route, load: Load): Promise<Figures> {
  const each = load.requests / load.connections;
  const senders = Array.from({ length: load.connections }, () => cadres[turn++ % cadres.length]!);
  const sendings = senders.map((cadre) => Array.from({ length: each }, () => sendingOf(cadre, route, load.visitsEach)));
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections });
  const times: number[] = [];
  const used = (await app.ask('processor')) as Processor;
  const begun = performance.now();
  await Promise.all(
    sendings.map(async (own) => {
      for (const sending of own) {
        const at = performance.now();
        await sent(agent, url, sending, load.visitsEach);
        times.push(performance.now() - at);
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  const after = (await app.ask('processor')) as Processor;
  agent.destroy();
  return figuresOf(times, load.requests * load.visitsEach, seconds, used, after);
}

function figuresOf(times: number[], visits: number, seconds: number, before: Processor, after: Processor): Figures {
  times.sort((a, b) => a - b);
  return {
    perSecond: visits / seconds,
    p95: times[Math.ceil(0.95 * times.length) - 1]!,
    app: (after.app - before.app) / visits,
    database: after.database === null || before.database === null ? null : (after.database - before.database) / visits,
  };
}

const visitOf = (household: string) => ({
  visit: randomUUID(),
  household,
  season: SEASON,
  visitedAt: '2021-01-10T10:00:00+08:00',
  visitor: '李四',
  kind: 'survey',
  outcome: 'done',
  answers: { mainHeat: 'gas', connected: true, stability: 'stable', coalStock: 'none', stove: 'removed', boughtCoal: false },
});

const SEEN = {
  household: { residence: 'resident', houseUse: null, people: null, elderly: null, phoneMasked: null, address: null },
  mode: 'gas',
  rooms: null,
  visits: [],
};

function recordOf(household: string, sequence: number) {
  const visit = visitOf(household);
  return { sequence, id: visit.visit, contentHash: hashOfContent(visit), baseRevision: 1, base: SEEN, visit };
}

type Sending = { path: string; headers: Record<string, string>; body: string };

function sendingOf(cadre: SignedIn, route: Route, visits: number): Sending {
  const households = cadre.households.slice(cadre.sent, cadre.sent + visits);
  if (households.length < visits) throw new Error('no household is left to visit');
  const first = cadre.sent;
  cadre.sent += visits;
  if (route === 'api') {
    return {
      path: '/api/v1/visits',
      headers: { Authorization: `Bearer ${cadre.token}` },
      body: JSON.stringify({ visits: households.map(visitOf) }),
    };
  }
  return {
    path: '/field-data/visits',
    headers: {
      Cookie: cadre.cookie,
      'X-CSRF-Token': cadre.csrf,
      'Sec-Fetch-Site': 'same-origin',
      'X-Field-Device': deviceHeader({ device: cadre.device, account: cadre.person.accountId, unsent: visits }),
    },
    body: JSON.stringify({ protocol: 1, device: cadre.device, records: households.map((number, at) => recordOf(number, first + at + 1)) }),
  };
}

/** Sends, and checks that every visit was received. */
async function sent(agent: Agent, url: string, { path, headers, body }: Sending, visits: number): Promise<void> {
  const answer = await new Promise<string>((resolve, reject) => {
    const length = Buffer.byteLength(body);
    const asked = request(`${url}${path}`, {
      agent,
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json', 'Content-Length': length },
    });
    asked.on('error', reject);
    asked.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => resolve(text));
    });
    asked.end(body);
  });
  if (answer.split('"status":"received"').length - 1 !== visits) throw new Error(`not received: ${answer.slice(0, 500)}`);
}

/** Milliseconds of processor since the start. */
type Processor = { app: number; database: number | null };
type AppProcess = {
  ready: Promise<{ url: string; cadres: SignedIn[] }>;
  ask: (what: 'processor' | Load) => Promise<unknown>;
  end: () => Promise<void>;
};

function appProcess(folder: string, before: number, build: string): AppProcess {
  const child = fork(fileURLToPath(import.meta.url), [String(before), build], {
    execArgv: ['--import', 'tsx', ...(process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : [])],
    env: environmentOf(folder, 'submissions'),
  });
  const answers: ((answer: unknown) => void)[] = [];
  child.on('message', (message) => answers.shift()?.(message));
  const dead = new Promise<never>((_resolve, reject) =>
    child.once('exit', (code) => reject(new Error(`the app under measurement ended with ${code}`))),
  );
  dead.catch(() => undefined);
  const next = () => Promise.race([new Promise<unknown>((resolve) => answers.push(resolve)), dead]);
  return {
    ready: next() as AppProcess['ready'],
    ask(what) {
      child.send(what);
      return next();
    },
    async end() {
      if (child.connected) child.send('end');
      await dead.catch(() => undefined);
    },
  };
}

export function printSubmissions({ before, measured, floor }: Submissions, print: (line: string) => void): boolean {
  print(`提交 / submissions: HTTP, ${before} 条之后 / after ${before} visits, ${ROUNDS} 轮的中位数 / median of ${ROUNDS} rounds`);
  const ms = (value: number | null) => (value === null ? '?' : value.toFixed(2));
  const line = (name: string, { connections, visitsEach, figures }: Load & { figures: Figures }, goal?: number) =>
    print(
      `  ${name.padEnd(6)} ×${String(visitsEach).padEnd(3)} ${String(connections).padStart(2)} 连接 / connections: ` +
        `${figures.perSecond.toFixed(0).padStart(5)} /s, p95 ${figures.p95.toFixed(0).padStart(4)} ms, ` +
        `处理器 / processor ${ms(figures.app)} + ${ms(figures.database)} ms${goal ? ` (目标 / goal ≥ ${goal} /s)` : ''}`,
    );
  const goalOf = ({ connections, visitsEach }: Load) =>
    visitsEach === 1 ? GOALS.single[connections] : connections === 32 ? GOALS.batch : 0;
  for (const one of measured) line(one.route, one, goalOf(one));
  for (const one of floor) line('COPY', one);
  print(`  目标 / goal: 处理器 / processor ≤ ${GOALS.processor.single} ms ×1, ≤ ${GOALS.processor.batch} ms ×20 (32)`);
  return measured.every(({ figures, ...load }) => {
    const processor = load.visitsEach === 1 ? GOALS.processor.single : GOALS.processor.batch;
    return figures.perSecond >= goalOf(load)! && (load.connections < 32 || figures.app + (figures.database ?? 0) <= processor);
  });
}

/** As many households as the cadres visit in all rounds. */
function householdsNeeded(before: number): number[] {
  const needed = Array.from({ length: CADRES }, (_, at) => Math.ceil((before - at) / CADRES));
  let at = 0;
  for (const _route of ROUTES) {
    const rounds = [
      ...LOADS.map((load) => ({ ...load, requests: load.connections })),
      ...LOADS.flatMap((load) => Array.from({ length: ROUNDS }, () => load)),
    ];
    for (const { connections, visitsEach, requests } of rounds)
      for (let sender = 0; sender < connections; sender += 1) needed[at++ % CADRES]! += (requests / connections) * visitsEach;
  }
  return needed;
}

/** The app, and what is asked of it by its measurer. */
async function run(before: number, build: string): Promise<void> {
  const db = await openDatabase({ quiet: true });
  const signs = Array.from({ length: CADRES }, () => ({ session: newToken(), token: newToken() }));
  const filled = await fillForSubmissions(db, {
    season: SEASON,
    householdsOfEach: householdsNeeded(before),
    signedInAs: signs.map(({ session, token }) => ({ session: hashOfToken(session), token: hashOfToken(token) })),
  });
  const cadres = filled.map((cadre, at): SignedIn => {
    const { session, token } = signs[at]!;
    const csrf = csrfTokenFor(process.env.SESSION_SECRET!, `session:${session}`);
    return { ...cadre, device: `bench-phone-${randomUUID()}`, cookie: `${COOKIE.session}=${session}`, csrf, token, sent: 0 };
  });
  await Promise.all(cadres.map((cadre, at) => visitedBefore(db, cadre, Math.ceil((before - at) / CADRES))));
  const served = await servedApp(db, build);
  process.on('message', (what: 'processor' | 'end' | Load) => {
    if (what === 'end') return void served.stop().then(() => db.close().then(() => process.exit(0)));
    void (what === 'processor' ? processor() : floor(what)).then((answer) => process.send!(answer));
  });
  process.on('disconnect', () => process.exit(1)); // the measurer is gone
  const processor = async (): Promise<Processor> => {
    const database = await withSql(db, databaseProcessor);
    const { user, system } = process.cpuUsage();
    return { app: (user + system) / 1000, database };
  };
  let copied: Awaited<ReturnType<typeof floorOf>> | undefined;
  const floor = async ({ connections, visitsEach, requests }: Load): Promise<Figures> => {
    copied ??= await floorOf(db);
    const { visits, write, empty } = copied;
    await empty();
    const sendings = Math.min(requests, Math.floor(visits / visitsEach));
    const times: number[] = [];
    let next = 0;
    const used = await processor();
    const begun = performance.now();
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (next < sendings) {
          const at = performance.now();
          await write(next++ * visitsEach, visitsEach);
          times.push(performance.now() - at);
        }
      }),
    );
    return figuresOf(times, sendings * visitsEach, (performance.now() - begun) / 1000, used, await processor());
  };
  process.send!({ url: served.url.replace('localhost', '127.0.0.1'), cadres });
}

/** What a cadre sent before the measurement. */
async function visitedBefore(db: Parameters<typeof receiveRecords>[0], cadre: SignedIn, visits: number): Promise<void> {
  while (cadre.sent < visits) {
    const households = cadre.households.slice(cadre.sent, Math.min(visits, cadre.sent + 50));
    const incoming = households.map((number, at) => ({
      person: cadre.person,
      device: cadre.device,
      app: null,
      source: 'phone' as const,
      sent: recordOf(number, cadre.sent + at + 1),
    }));
    const outcomes = await receiveRecords(db, incoming, new Date(), (error) => {
      throw error;
    });
    const wrong = outcomes.find(({ status }) => status !== 'received');
    if (wrong) throw new Error(`not received: ${JSON.stringify(wrong)}`);
    cadre.sent += households.length;
  }
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) await run(Number(process.argv[2]), process.argv[3]!);
