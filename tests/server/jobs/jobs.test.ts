import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { finishJob, insertJob, type Job, type JobState, jobById, leaveJob, startJob } from '~/database/jobs/jobs.server';
import { deleteOldExports, exportsFolder } from '~/server/exports/delete-old-exports.server';
import { deleteOldUploads } from '~/server/jobs/delete-old-uploads.server';
import { enqueueJob } from '~/server/jobs/enqueue.server';
import { type RunningApp, startApp } from '../../helpers/app';
import { type Database, freshDatabase } from '../../helpers/database';
import { accountWith, signedInClient, type WebClient } from '../../helpers/web-client';

const POLL_MS = 50;
const PASSWORD = 'warm-2021-home';
const jobProgram = 'tests/helpers/job-that-waits.ts';
let db: Database;
let app: RunningApp;
let county: string;

beforeAll(async () => {
  db = await freshDatabase();
  app = await startApp({ db, jobProgram });
  county = await accountWith(db, { username: 'county', password: PASSWORD, role: 'county', divisions: ['140602'] });
  await accountWith(db, { username: 'elsewhere', password: PASSWORD, role: 'county', divisions: ['140681'] });
  await accountWith(db, { username: 'city', password: PASSWORD, role: 'city', divisions: ['1406'] });
  await accountWith(db, { username: 'admin', password: PASSWORD, role: 'admin', divisions: ['14'] });
});

const ask = (what: string): Promise<string> =>
  enqueueJob(db, {
    kind: 'report',
    asked: { do: what, division: '140602', name: '朔城区', season: '2020-2021', asOf: '2021-04-30' },
    accountId: county,
  });

async function read(id: string): Promise<Job> {
  const job = await withSql(db, (sql) => jobById(sql, id));
  return job!;
}

/** Polls the database until the job is as wanted, because nothing else tells when another process is done. */
async function until(id: string, wished: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const job = await read(id);
    if (wished(job)) return job;
    await pause(POLL_MS);
  }
}
const ended = (state: JobState) => (job: Job) => {
  if (job.finishedAt !== null && job.state !== state) throw new Error(`ended as ${job.state}: ${JSON.stringify(job.outcome)}`);
  return job.state === state;
};

const as = (username: string): Promise<WebClient> => signedInClient(app.url, { username, password: PASSWORD });

/** The child processes that work for an app. */
function workersOf(running: RunningApp): number[] {
  return execFileSync('ps', ['-o', 'pid=', '--ppid', String(running.process.pid)])
    .toString()
    .split(/\s+/)
    .filter(Boolean)
    .map(Number);
}
function killWorkers(running: RunningApp): void {
  for (const pid of workersOf(running)) process.kill(pid, 'SIGKILL');
}

describe('a job', () => {
  it('runs in a process of its own and leaves its file, which its owner saves under its Chinese name', async () => {
    const id = await ask('finish');
    const job = await until(id, ended('done'));
    expect(job).toMatchObject({ attempts: 1, done: 1, total: 4, outcome: { counts: { rows: 7 } } });
    const browser = await as('county');
    const seen = (await (await browser.get(`/jobs/${id}.json`)).json()) as {
      state: string;
      title: string;
      files: { url: string; name: string }[];
    };
    expect(seen).toMatchObject({ state: 'done', title: '报表：朔城区 2020-2021（截止 2021-04-30）', files: [{ name: '结果 “1”.xlsx' }] });
    const file = await browser.get(seen.files[0]!.url);
    expect(file.headers.get('Content-Disposition')).toBe(
      `attachment; filename="__ _1_.xlsx"; filename*=UTF-8''%E7%BB%93%E6%9E%9C%20%E2%80%9C1%E2%80%9D.xlsx`,
    );
    expect(await file.text()).toBe('twelve bytes');
    expect(await (await browser.get('/jobs')).text()).toContain('报表：朔城区 2020-2021');
    expect((await browser.get(`/jobs/${id}`)).status).toBe(200);
  });

  it('says in a sentence why it was refused', async () => {
    const id = await ask('refuse');
    await until(id, ended('refused'));
    const seen = (await (await (await as('county')).get(`/jobs/${id}.json`)).json()) as { sentence: string };
    expect(seen.sentence).toContain('1999-2000');
  });

  it('keeps what came out although it was refused', async () => {
    const job = await until(await ask('refuse-with-file'), ended('refused'));
    expect(job.outcome).toEqual({
      problem: { code: 'import.refused-meanwhile', details: { refused: 3 } },
      files: [{ name: '结果 “1”.xlsx', bytes: 12 }],
      counts: { rows: 7 },
    });
  });

  it('that breaks is told as failed; the log has no person’s data', async () => {
    const id = await ask('fail');
    expect((await until(id, ended('failed'))).outcome).toEqual({ problem: { code: 'job.failed' } });
    // The log entry follows the record.
    const line = () => app.logged().find((one) => one.includes('"error"') && one.includes(id));
    while (!line()) await pause(POLL_MS);
    expect(line()).toContain('is wrong');
    expect(app.logged().filter((one) => /张三|142123197001011234/.test(one))).toEqual([]);
  });

  it('of an account that was disabled meanwhile is refused', async () => {
    const accountId = await accountWith(db, { username: 'gone', password: PASSWORD, role: 'county', divisions: ['140602'] });
    await db.pool.query('UPDATE account SET disabled_at = now() WHERE id = $1', [accountId]);
    const id = await enqueueJob(db, { kind: 'report', asked: { do: 'finish' }, accountId });
    expect((await until(id, ended('refused'))).outcome).toEqual({ problem: { code: 'access.not-allowed' } });
  });

  it('does not take the app along when the database goes away before its end can be noted', async () => {
    const own = await freshDatabase();
    const accountId = await accountWith(own, { username: 'county', password: PASSWORD, role: 'county', divisions: ['140602'] });
    const other = await startApp({ db: own, jobProgram });
    const id = await enqueueJob(own, { kind: 'report', asked: { do: 'hang' }, accountId });
    const attempts = async () => (await withSql(own, (sql) => jobById(sql, id)))!.attempts;
    await expect.poll(attempts, { timeout: 60_000 }).toBe(1);
    const [name, server] = [new URL(own.url).pathname.slice(1), new pg.Client({ connectionString: inject('databaseServer') })];
    await server.connect();
    await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await server.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    killWorkers(other);
    const said = (what: RegExp) => () => other.process.exitCode !== null || other.logged().some((line) => what.test(line));
    await expect.poll(said(/"what":"died"/), { timeout: 60_000 }).toBe(true);
    await expect.poll(said(/"msg":"queue"/), { timeout: 60_000 }).toBe(true);
    await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    await server.end();
    // It is taken up again by the app that ran it.
    await expect.poll(() => attempts().catch(() => 0), { timeout: 60_000 }).toBe(2);
    expect(other.process.exitCode).toBeNull();
    await other.kill();
  });

  it('of a kind that was taken away is given up, and listed', async () => {
    const id = randomUUID();
    await withSql(db, (sql) => insertJob(sql, { id, kind: 'no-more', asked: {}, accountId: county }));
    await db.pool.query(`UPDATE job_record SET created_at = now() - interval '1 minute' WHERE id = $1`, [id]);
    await until(id, ended('failed'));
    const browser = await as('county');
    expect(await (await browser.get(`/jobs/${id}.json`)).json()).toMatchObject({ state: 'failed', title: '已停用的任务', files: [] });
    expect((await browser.get('/jobs')).status).toBe(200);
  });

  it('is nobody else’s: another county gets 404, the city sees it, the administrator sees it without its files', async () => {
    const id = await ask('finish');
    await until(id, ended('done'));
    const path = `/jobs/${id}/files/${encodeURIComponent('结果 “1”.xlsx')}`;
    const stranger = await as('elsewhere');
    for (const one of [`/jobs/${id}`, `/jobs/${id}.json`, path]) expect((await stranger.get(one)).status, one).toBe(404);
    const city = await as('city');
    expect((await city.get(path)).status).toBe(200);
    const admin = await as('admin');
    expect(await (await admin.get(`/jobs/${id}.json`)).json()).toMatchObject({ state: 'done', files: [] });
    expect((await admin.get(path)).status).toBe(404);
    expect(await (await admin.get('/jobs?all=1')).text()).toContain('报表：朔城区');
    expect(await (await stranger.get('/jobs?all=1')).text()).not.toContain('报表：朔城区');
  });

  it('gives out no file that its record does not name', async () => {
    const id = await ask('finish');
    await until(id, ended('done'));
    const browser = await as('county');
    for (const name of ['..%2f..%2fsecrets.json', '..%5csecrets.json', '.hidden', 'other.xlsx'])
      expect((await browser.get(`/jobs/${id}/files/${name}`)).status, name).toBe(404);
  });

  it('is taken by one process only', async () => {
    const id = await ask('hang');
    await until(id, (job) => job.state === 'running' && job.done === 1);
    expect(await startJob(db, id)).toBeNull();
    killWorkers(app);
    await until(id, (job) => job.attempts === 2 && job.done === 1);
    killWorkers(app);
    await until(id, (job) => job.attempts === 3 && job.done === 1);
    killWorkers(app);
    const given = await until(id, ended('failed'));
    expect(given.outcome).toEqual({ problem: { code: 'job.interrupted', details: { times: 3 } } });
  });

  it('that is over keeps no other waiting, although its process stays', async () => {
    await until(await ask('stay'), ended('done'));
    await until(await ask('finish'), ended('done'));
  });

  it('of a person who has two running waits until one has ended', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    for (const id of [first, second]) await withSql(db, (sql) => insertJob(sql, { id, kind: 'import', asked: {}, accountId: county }));
    const running = await Promise.all([first, second].map(async (id) => (await startJob(db, id))!));
    const third = await ask('finish');
    const handedOut = async () => {
      const { rows } = await db.pool.query<{ state: string }>(`SELECT state FROM pgboss.job WHERE data ->> 'id' = $1`, [third]);
      return rows.some(({ state }) => state === 'completed');
    };
    while (!(await handedOut())) await pause(POLL_MS);
    expect(await read(third)).toMatchObject({ state: 'waiting', attempts: 0 });
    await finishJob(running[0]!, {});
    await until(third, ended('done'));
    await finishJob(running[1]!, {});
    running.forEach(leaveJob);
  });

  it('whose process dies is taken up again and finished', async () => {
    const id = await ask('hang-once');
    await until(id, (job) => job.state === 'running' && job.done === 1);
    killWorkers(app);
    expect((await until(id, ended('done'))).attempts).toBe(2);
    // Nothing of the first attempt is left beside the result.
    expect(readdirSync(join(app.dataDir, 'jobs', id))).toEqual(['结果 “1”.xlsx']);
  });

  it('that is told to stop cuts its statement off and is taken up again', async () => {
    const id = await ask('stop-once');
    const job = await until(id, ended('done'));
    expect(job.attempts).toBe(2);
    expect(Date.parse(job.finishedAt!) - Date.parse(job.createdAt)).toBeLessThan(30_000);
    expect(app.logged().filter((one) => one.includes('"msg":"job"') && one.includes(id) && one.includes('"error"'))).toEqual([]);
  });

  it('that was running when app and process were killed is finished by the next start', async () => {
    const other = await freshDatabase();
    const first = await startApp({ db: other, jobProgram });
    const accountId = await accountWith(other, { username: 'county', password: PASSWORD, role: 'county', divisions: ['140602'] });
    const id = await enqueueJob(other, { kind: 'report', asked: { do: 'hang-once' }, accountId });
    const state = async () => (await withSql(other, (sql) => jobById(sql, id)))!;
    while ((await state()).done !== 1) await pause(POLL_MS);
    const workers = workersOf(first);
    await first.kill();
    for (const pid of workers) process.kill(pid, 'SIGKILL');
    expect((await state()).state).toBe('running');
    const second = await startApp({ db: other, jobProgram });
    while ((await state()).finishedAt === null) await pause(POLL_MS);
    expect(await state()).toMatchObject({ state: 'done', attempts: 2 });
    await second.stop();
  }, 180_000);

  it('has its files deleted after seven days', async () => {
    const id = await ask('finish');
    await until(id, ended('done'));
    await db.pool.query(`UPDATE job_record SET finished_at = now() - interval '8 days' WHERE id = $1`, [id]);
    const folder = join(app.dataDir, 'jobs', id);
    expect(existsSync(folder)).toBe(true);
    const dataDir = app.dataDir;
    await app.stop();
    app = await startApp({ db, jobProgram, dataDir });
    expect(existsSync(folder)).toBe(false);
    expect(await (await (await as('county')).get(`/jobs/${id}.json`)).json()).toMatchObject({ files: [], filesDeleted: true });
  });
});

describe('what is personal in the files of jobs', () => {
  const finished = async (
    kind: string,
    state: JobState,
    asked: object,
    outcome: object,
    daysAgo: number,
    account = county,
  ): Promise<string> => {
    const id = randomUUID();
    await db.pool.query(
      `INSERT INTO job_record (id, kind, state, account_id, asked, outcome, finished_at)
       VALUES ($1, $2, $3, $4, $5, $6, now() - $7 * interval '1 hour')`,
      [id, kind, state, account, JSON.stringify({ source: id, ...asked }), JSON.stringify(outcome), daysAgo * 24],
    );
    return id;
  };

  it('what a killed export left is deleted a day later, and what is being made is not', async () => {
    const folder = exportsFolder(app.dataDir);
    for (const name of ['left', 'made']) mkdirSync(join(folder, name), { recursive: true });
    utimesSync(join(folder, 'left'), new Date(Date.now() - 172_800_000), new Date(Date.now() - 172_800_000));
    await deleteOldExports(app.dataDir, new Date(Date.now() - 86_400_000));
    expect(readdirSync(folder)).toEqual(['made']);
  });

  it('an upload goes a day after it was refused or has failed, and after a week in any case', async () => {
    const imports = { fileName: 'a.xlsx', mode: 'preview' };
    const went = [
      await finished('import', 'refused', imports, { problem: { code: 'workbook.damaged' } }, 1.1),
      await finished('import', 'failed', imports, { problem: { code: 'job.failed' } }, 1.1),
      await finished('import', 'done', imports, { details: { outcome: 'refused' } }, 1.1),
      await finished('import', 'done', imports, { details: { outcome: 'previewed' } }, 7.1),
      await finished('take-package', 'refused', imports, {}, 1.1),
    ];
    const stay = [
      await finished('import', 'refused', imports, {}, 0.9),
      await finished('import', 'done', imports, { details: { outcome: 'previewed' } }, 6),
    ];
    const uploads = (id: string) => ['upload.xlsx', 'package.zip'].map((name) => join(app.dataDir, 'jobs', id, name));
    for (const id of [...went, ...stay]) {
      mkdirSync(join(app.dataDir, 'jobs', id), { recursive: true });
      for (const path of uploads(id)) writeFileSync(path, 'PK');
    }
    const kept = process.env.DATA_DIR;
    process.env.DATA_DIR = app.dataDir;
    await deleteOldUploads(db, new Date());
    await deleteOldUploads(db, new Date());
    if (kept === undefined) delete process.env.DATA_DIR;
    else process.env.DATA_DIR = kept;
    expect(went.map((id) => uploads(id).filter((path) => existsSync(path)).length)).toEqual([1, 1, 1, 1, 1]);
    expect(stay.map((id) => uploads(id).filter((path) => existsSync(path)).length)).toEqual([2, 2]);
  });

  it('are given by the role, the division and the kind of data as of now', async () => {
    const moving = await accountWith(db, { username: 'moving', password: PASSWORD, role: 'county', divisions: ['140602'] });
    const report = { division: '140602', name: '朔城区', season: '2020-2021', asOf: '2021-04-30' };
    const file = { files: [{ name: 'a.xlsx', bytes: 2 }] };
    const whole = await finished('report', 'done', report, { ...file, details: { personal: true } }, 0, moving);
    const without = await finished('report', 'done', report, { ...file, details: { personal: false } }, 0, moving);
    const errors = await finished(
      'import',
      'done',
      { fileName: 'a.xlsx', mode: 'import', divisions: ['140602'] },
      { ...file, details: { outcome: 'imported', sheets: [{ sheet: '户台账', refused: 1 }], fileNotes: [], problemCount: 1 } },
      0,
      moving,
    );
    for (const id of [whole, without, errors]) {
      mkdirSync(join(app.dataDir, 'jobs', id), { recursive: true });
      writeFileSync(join(app.dataDir, 'jobs', id, 'a.xlsx'), 'PK');
    }
    const given = async () => {
      const client = await signedInClient(app.url, { username: 'moving', password: PASSWORD });
      const statuses: number[] = [];
      for (const id of [whole, without, errors]) statuses.push((await client.fetch(`/jobs/${id}/files/a.xlsx`)).status);
      return statuses;
    };
    const become = async (role: string, division: string) => {
      await db.pool.query('UPDATE account SET role = $2 WHERE id = $1', [moving, role]);
      await db.pool.query('UPDATE account_division SET division_code = $2 WHERE account_id = $1', [moving, division]);
    };
    expect(await given()).toEqual([200, 200, 200]);
    await become('county', '140681');
    expect(await given()).toEqual([404, 404, 404]);
    await become('auditor', '1406');
    expect(await given()).toEqual([404, 200, 404]);
    await become('city', '1406');
    expect(await given()).toEqual([200, 200, 200]);
  });
});
