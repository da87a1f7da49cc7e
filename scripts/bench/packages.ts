/**
 * What a city hands to the province, from registers of two sizes: workbook, package, and taking the package on another server, each in a
 * process of its own; and whether submissions of visits are answered as fast while the package is made as before.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchSubjects } from '~/database/bulk/bench-ledger.server';
import { BENCH_SEASON, householdsWithoutVisit } from '~/database/bulk/bench-register.server';
import { openDatabase } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { OPERATOR } from '~/domain/access/person';
import { hashPassword } from '~/server/personal/password.server';
import { makePackage } from '~/server/workflows/package/make-package.server';
import { takePackage } from '~/server/workflows/package/take-package.server';
import { makeReport } from '~/server/workflows/report/make-report.server';
import { builtFolder } from '../serve/build-when-changed';
import { environmentOf, inBenchFolder, openFilled, servedApp } from './filled-register';
import { HEAP_MEGABYTES, inOwnProcess, lineOf, type MeasuredStep, measuredHere, tell } from './own-process';
import { addPersons, PASSWORD } from './signed-in';

export const PACKAGES_GOAL = {
  households: 400_000,
  smaller: 10,
  seconds: { report: 300, package: 600, take: 900 },
  megabytes: 500,
  /** p95 of submissions while a package is made, beside that at rest. */
  meanwhile: 2,
};
const CITY = '1406';
/** Submissions a second, one visit each: some thousand cadres with a household in five minutes. */
const A_SECOND = 4;
const AT_REST = 200;

type Step = 'fill' | 'report' | 'package' | 'take';
type Answers = { visits: number; p50: number; p95: number };
type Submissions = { atRest: Answers; meanwhile: Answers };
export type PackageFigures = { steps: MeasuredStep<Step>[]; submissions: Submissions };

export function benchPackages(households = PACKAGES_GOAL.households): Promise<PackageFigures> {
  return inBenchFolder(async (folder) => {
    const build = await builtFolder();
    const steps: MeasuredStep<Step>[] = [];
    let submissions: Submissions | undefined;
    for (const size of [households, Math.ceil(households / PACKAGES_GOAL.smaller)]) {
      const run = async (step: Step) => {
        const env = environmentOf(folder, step === 'take' ? takerOf(size) : String(size));
        const heap = step === 'fill' ? undefined : HEAP_MEGABYTES;
        const one = await inOwnProcess<MeasuredStep<Step>>(SELF, [step, folder, String(size)], env, heap);
        tell(lineOf(one));
        if (step !== 'fill') steps.push(one);
      };
      await rm(join(folder, takerOf(size)), { recursive: true, force: true });
      await run('fill');
      await run('report');
      const phones = size === households ? await phonesAtRest(folder, size, build) : null;
      await run('package');
      if (phones) {
        submissions = await phones.stop();
        tell(shown(submissions));
      }
      await run('take');
    }
    return { steps, submissions: submissions! };
  });
}

const takerOf = (households: number) => `taker-of-${households}`;
const SELF = fileURLToPath(import.meta.url);

/** Resolves when the answers at rest have been measured; the submissions go on until `stop`. */
async function phonesAtRest(folder: string, households: number, build: string): Promise<{ stop: () => Promise<Submissions> }> {
  const env = environmentOf(folder, String(households));
  const child = fork(SELF, ['phones', folder, String(households), build], { execArgv: ['--import', 'tsx'], env });
  const atRest = (await told(child)) as Answers;
  return {
    async stop() {
      const meanwhile = told(child);
      child.send('stop');
      return { atRest, meanwhile: (await meanwhile) as Answers };
    },
  };
}

function told(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`phones ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}

async function run(step: Step, folder: string, households: number): Promise<number> {
  const out = (name: string) => join(folder, `${households}-${name}`);
  const size = async (file: string) => (await stat(file)).size;
  if (step === 'fill') {
    await (await openFilled(households, tell, 'computed')).close();
    return 0;
  }
  const db = await openDatabase({ quiet: true });
  try {
    const asked = { division: CITY, season: BENCH_SEASON };
    if (step === 'report') {
      await makeReport(db, OPERATOR, { ...asked, file: out('report.xlsx') }, new Date());
      return size(out('report.xlsx'));
    }
    const file = out('package.zip');
    if (step === 'package') {
      if (existsSync(file)) await rm(file);
      await makePackage(db, OPERATOR, { ...asked, file }, new Date());
      return size(file);
    }
    await takePackage(db, OPERATOR, { file, trust: true }, new Date());
    return size(file);
  } finally {
    await db.close();
  }
}

/** Sends visits of households that have none, at an even pace, until told to stop. */
async function phones(households: number, build: string): Promise<void> {
  const db = await openFilled(households, tell, 'computed');
  const subjects = await withSql(db, benchSubjects);
  // One cadre of the whole city stands for all.
  await addPersons(db, { ...subjects, village: CITY }, await hashPassword(PASSWORD), 'phones-of');
  const numbers = await withSql(db, (sql) => householdsWithoutVisit(sql, Math.min(households / 20, 20_000)));
  const served = await servedApp(db, build);
  const url = served.url.replace('localhost', '127.0.0.1');
  const signedIn = await post(`${url}/api/v1/sign-in`, { username: 'phones-of-cadre', password: PASSWORD });
  const { token } = (await signedIn.json()) as { token: string };
  let times: number[] = [];
  const one = async () => {
    const number = numbers.pop();
    if (number === undefined) throw new Error('no household without a visit is left');
    const begun = performance.now();
    const answer = await post(`${url}/api/v1/visits`, { visits: [visitOf(number)] }, token);
    const text = await answer.text();
    if (answer.status !== 200 || !text.includes('"received"')) throw new Error(`${answer.status} ${text.slice(0, 300)}`);
    times.push(performance.now() - begun);
  };
  const pace = async (until: () => boolean) => {
    times = [];
    const under: Promise<void>[] = [];
    while (!until()) {
      under.push(one());
      // Phones come at their own pace, however fast they are answered.
      await new Promise((resolve) => setTimeout(resolve, 1000 / A_SECOND));
    }
    await Promise.all(under);
    times.sort((a, b) => a - b);
    const at = (share: number) => times[Math.ceil(share * times.length) - 1]!;
    return { visits: times.length, p50: at(0.5), p95: at(0.95) } satisfies Answers;
  };
  for (let warm = 0; warm < 20; warm += 1) await one();
  let left = AT_REST;
  process.send!(await pace(() => left-- <= 0));
  let stopped = false;
  process.once('message', () => (stopped = true));
  process.send!(await pace(() => stopped));
  await served.stop();
  await db.close();
}

const post = (address: string, body: unknown, token?: string) =>
  fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });

const visitOf = (household: string) => ({
  visit: crypto.randomUUID(),
  household,
  season: BENCH_SEASON,
  visitedAt: '2021-01-10T10:00:00+08:00',
  visitor: '李四',
  kind: 'survey',
  outcome: 'done',
  answers: { mainHeat: 'gas', connected: true, stability: 'stable', coalStock: 'none', stove: 'removed', boughtCoal: false },
});

export function printPackages({ steps, submissions }: PackageFigures, print: (line: string) => void): boolean {
  let reached = true;
  const large = Math.max(...steps.map(({ households }) => households));
  for (const one of steps) {
    const { step, households, seconds, peakMegabytes } = one;
    const goal = PACKAGES_GOAL.seconds[step as 'report' | 'package' | 'take'];
    const faults = [
      households === large && seconds > goal ? `> ${goal} s` : '',
      peakMegabytes > PACKAGES_GOAL.megabytes ? `> ${PACKAGES_GOAL.megabytes} MB` : '',
    ].filter(Boolean);
    if (faults.length > 0) reached = false;
    print(`${lineOf(one)}${faults.length > 0 ? `  ✗ ${faults.join(', ')}` : ''}`);
  }
  if (ratioOf(submissions) > PACKAGES_GOAL.meanwhile) reached = false;
  print(shown(submissions));
  return reached;
}

const ratioOf = ({ atRest, meanwhile }: Submissions): number => meanwhile.p95 / atRest.p95;

function shown(both: Submissions): string {
  const of = ({ visits, p50, p95 }: Answers) => `p50 ${p50.toFixed(0)} p95 ${p95.toFixed(0)} ms (${visits})`;
  return `提交 / submissions: 平时 / at rest ${of(both.atRest)}, 打包时 / meanwhile ${of(both.meanwhile)}, x ${ratioOf(both).toFixed(2)}`;
}

const [step, folder, households, build] = process.argv.slice(2);
if (process.send && process.argv[1] === SELF) {
  if (step === 'phones') await phones(Number(households), build!);
  else process.send(await measuredHere(step as Step, Number(households), () => run(step as Step, folder!, Number(households))));
  process.disconnect();
}
