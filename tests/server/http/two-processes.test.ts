/** Two processes of the app on one database and one DATA_DIR, as docs/operate describes them. */
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { enqueueJob } from '~/server/jobs/enqueue.server';
import { type RunningApp, startApp } from '../../helpers/app';
import { type Database, freshDatabase } from '../../helpers/database';
import { accountWith, WebClient } from '../../helpers/web-client';

const PASSWORD = 'Kang-2021-nuan';
let db: Database;
let county: string;
let apps: [RunningApp, RunningApp];

beforeAll(async () => {
  db = await freshDatabase();
  county = await accountWith(db, { username: 'county', password: PASSWORD, role: 'county', divisions: ['140602'] });
  await accountWith(db, { username: 'guessed', password: PASSWORD, role: 'county', divisions: ['140602'] });
  const jobProgram = 'tests/helpers/job-that-waits.ts';
  const first = await startApp({ db, jobProgram });
  apps = [first, await startApp({ db, jobProgram, dataDir: first.dataDir })];
});

/** The same browser at the other process. */
function moved(browser: WebClient, url: string): WebClient {
  const there = new WebClient(url);
  for (const name of ['qn_session', 'qn_guest', 'qn_known']) {
    const value = browser.cookie(name);
    if (value !== undefined) there.setCookie(name, value);
  }
  return there;
}

test('a sign-in at one counts at the other, and so does signing out', async () => {
  const browser = new WebClient(apps[0].url);
  expect((await browser.signIn('county', PASSWORD)).status).toBe(302);
  const there = moved(browser, apps[1].url);
  expect((await there.get('/me')).status).toBe(200);
  expect((await there.post('/sign-out', {}, '/me')).status).toBe(302);
  expect((await browser.get('/me')).headers.get('Location')).toBe('/sign-in?to=%2Fme');
});

test('wrong passwords are counted together', async () => {
  for (let at = 0; at < 5; at += 1) await new WebClient(apps[at % 2]!.url).signIn('guessed', 'wrong-pass-1');
  for (const { url } of apps) expect(await (await new WebClient(url).signIn('guessed', PASSWORD)).text()).toContain('已暂停登录');
});

test('a job is done once, by whichever process; both show how far it is and give out its file', async () => {
  const asked = { do: 'finish', division: '140602', name: '朔城区', season: '2020-2021', asOf: '2021-04-30' };
  const id = await enqueueJob(db, { kind: 'report', asked, accountId: county });
  const browser = new WebClient(apps[0].url);
  await browser.signIn('county', PASSWORD);
  for (const { url } of apps) {
    const there = moved(browser, url);
    type Seen = { state: string; files: { url: string }[] };
    const look = async () => (await (await there.get(`/jobs/${id}.json`)).json()) as Seen;
    let seen = await look();
    while (seen.state === 'waiting' || seen.state === 'running') {
      await pause(50);
      seen = await look();
    }
    expect(seen.state).toBe('done');
    expect(await (await there.get(seen.files[0]!.url)).text()).toBe('twelve bytes');
  }
  expect((await db.pool.query('SELECT attempts FROM job_record WHERE id = $1', [id])).rows).toEqual([{ attempts: 1 }]);
});
