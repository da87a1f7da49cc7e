/** Two cities in one database: everything that one does is its own, and the other has neither more nor less than before. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { jobById } from '~/database/jobs/jobs.server';
import { EVERYTHING } from '~/database/scope.server';
import { registerTables } from '~/database/upkeep/whole-register.server';
import { enqueueJob } from '~/server/jobs/enqueue.server';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import { makeBackup } from '~/server/workflows/upkeep/make-backup.server';
import { rehearseBackup } from '~/server/workflows/upkeep/rehearse-backup.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { ServerDatabase } from '../../database/connection/cities';
import { endApps, type RunningApp, startApp } from '../../helpers/app';
import { httpPhone } from '../../helpers/http-phone';
import { addHouseholds, declareSeason, VILLAGE } from '../../helpers/register';
import { accountWith, WebClient } from '../../helpers/web-client';
import { county, household, saved } from '../../imports/county-file';
import { start } from '../../programs/run-program';

const NOW = new Date();
const PASSWORD = 'Yi-hu-yi-ce-2021';
const SEASON = '2020-2021';
const COUNTY = '140602';
const TOWNSHIP = '140602001';
type City = { db: Database; app: RunningApp; county: string };
let server: ServerDatabase;
let shuozhou: City;
let datong: City;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qingnuan-cities-'));
  server = await ServerDatabase.make();
  const city = async (schema: string): Promise<City> => {
    const db = await server.city(schema);
    await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-10-01', '2021-04-30'));
    await addHouseholds(
      db,
      [1, 2, 3].map((n) => ({ number: `${VILLAGE}00${n}` })),
    );
    await accountWith(db, { username: 'cun1', password: PASSWORD, role: 'cadre', divisions: [VILLAGE] });
    const account = await accountWith(db, { username: 'county', password: `${PASSWORD}-${schema}`, role: 'county', divisions: [COUNTY] });
    return { db, county: account, app: await startApp({ db }) };
  };
  [shuozhou, datong] = [await city('shuozhou'), await city('datong')];
}, 300_000);
afterAll(async () => {
  await endApps();
  await server.end();
  rmSync(folder, { recursive: true, force: true });
});

/** Every row of every table that is backed up, once the city's app has done what it does by itself. */
async function everything({ db }: City): Promise<Record<string, unknown>> {
  const open = `SELECT (SELECT count(*) FROM finding_stale) + (SELECT count(*) FROM job_record WHERE state IN ('waiting', 'running')) AS n`;
  await expect.poll(async () => Number((await db.pool.query<{ n: number }>(open)).rows[0]!.n), { timeout: 60_000 }).toBe(0);
  return withSql(db, async (sql) => {
    const found: Record<string, unknown> = {};
    for (const { name } of await registerTables(sql))
      if (name !== 'job_record')
        found[name] = (
          await sql.query<{ rows: string }>(`SELECT md5(string_agg(t::text, ' ' ORDER BY t::text)) || count(*) AS rows FROM "${name}" t`)
        )[0]!.rows;
    return found;
  });
}
const factsOf = ({ db }: Pick<City, 'db'>) =>
  Promise.all([COUNTY, TOWNSHIP, VILLAGE].map((division) => readFacts(db, EVERYTHING, { division, season: SEASON }, NOW)));

test('a person signs in where the account is, and nowhere else', async () => {
  const password = `${PASSWORD}-shuozhou`;
  expect((await new WebClient(shuozhou.app.url).signIn('county', password)).status).toBe(302);
  const refused = new WebClient(datong.app.url);
  expect((await refused.signIn('county', password)).status).not.toBe(302);
  expect((await refused.get('/me')).headers.get('Location')).toBe('/sign-in?to=%2Fme');
});

test('import, submission, facts and report of one city leave the other as it was', { timeout: 180_000 }, async () => {
  const before = await everything(datong);
  const imported = await start(join('scripts', 'imports', 'import.ts'), [saved({ 户台账: [household('H1')], 热源: county().热源 })], {
    DATABASE_URL: shuozhou.db.url,
    DATA_DIR: shuozhou.app.dataDir,
    LANG: 'zh_CN.UTF-8',
    LC_ALL: '',
  }).ended;
  expect(imported.code, imported.stderr).toBe(0);

  const phone = await httpPhone(shuozhou.app, 'cun1', PASSWORD);
  const visit = await phone.submit(`${VILLAGE}003`);
  await phone.send();
  expect((await shuozhou.db.pool.query('SELECT household_number FROM visit WHERE id = $1', [visit])).rows).toEqual([
    { household_number: `${VILLAGE}003` },
  ]);
  expect((await datong.db.pool.query('SELECT FROM visit WHERE id = $1', [visit])).rowCount).toBe(0);

  const asked = { division: COUNTY, name: '朔城区', season: SEASON, asOf: '2021-04-30' };
  const id = await enqueueJob(shuozhou.db, { kind: 'report', asked, accountId: shuozhou.county });
  const job = () => withSql(shuozhou.db, (sql) => jobById(sql, id));
  await expect.poll(async () => (await job())?.state, { timeout: 60_000 }).toBe('done');
  expect(await withSql(datong.db, (sql) => jobById(sql, id))).toBeNull();

  expect(await everything(datong)).toEqual(before);
  const [there] = await factsOf(shuozhou);
  const [here] = await factsOf(datong);
  expect(JSON.stringify(there)).not.toEqual(JSON.stringify(here));
  for (const { db, app } of [shuozhou, datong]) expect(await verifyRegister(db, NOW, undefined, app.dataDir)).toMatchObject({ ok: true });
});

test('what was tampered with in one is found there, and the other is clean', async () => {
  const client = await datong.db.pool.connect();
  await client.query('BEGIN');
  await client.query(`ALTER TABLE household DISABLE TRIGGER USER; UPDATE household SET head = '别人' WHERE number = '${VILLAGE}001'`);
  await client.query('ALTER TABLE household ENABLE TRIGGER USER; COMMIT');
  client.release();
  expect((await verifyRegister(datong.db, NOW, undefined, datong.app.dataDir)).ok).toBe(false);
  expect((await verifyRegister(shuozhou.db, NOW, undefined, shuozhou.app.dataDir)).ok).toBe(true);
});

test('a backup is of one city, is rehearsed beside the others, and is restored while they work', async () => {
  const file = join(folder, 'shuozhou.qnb');
  const { dataDir } = shuozhou.app;
  await makeBackup(shuozhou.db, file, { dataDir, now: NOW });
  expect(await rehearseBackup(shuozhou.db, file)).toMatchObject({ ok: true, faults: [] });
  const names = await withSql(shuozhou.db, registerTables);
  expect(names.map(({ name }) => name)).toContain('job_record');
  expect(names.filter(({ name }) => /^(version|queue|schedule|subscription|archive|job|j[0-9a-f]{56})$/.test(name))).toEqual([]);

  const before = [await everything(shuozhou), await everything(datong)];
  const url = server.urlOf('xinzhou');
  const target = { DATABASE_URL: url, DATA_DIR: mkdtempSync(join(folder, 'xinzhou-')) };
  const restored = await start('scripts/upkeep/restore.ts', [file], target).ended;
  expect(restored.code, restored.stderr).toBe(0);
  const xinzhou = server.connected('xinzhou');
  expect(await factsOf({ db: xinzhou })).toEqual(await factsOf(shuozhou));
  expect((await verifyRegister(xinzhou, NOW, undefined, target.DATA_DIR)).ok).toBe(true);
  expect([await everything(shuozhou), await everything(datong)]).toEqual(before);

  // Into one that is in use nothing is restored, and an app with an empty register counts as in use.
  const again = await start('scripts/upkeep/restore.ts', [file], { ...target, LANG: 'en_US.UTF-8', LC_ALL: '' }).ended;
  expect(again.code).not.toBe(0);

  // A register that an app has run over, queue and all, is taken away for the restored one and the app's queue made anew.
  const linfen = await server.city('linfen');
  const first = await startApp({ db: linfen });
  await first.stop();
  await linfen.pool.query('SELECT FROM queue');
  await linfen.close();
  expect(
    await start('scripts/upkeep/restore.ts', [file], { DATABASE_URL: linfen.url, DATA_DIR: mkdtempSync(join(folder, 'linfen-')) }).ended,
  ).toMatchObject({
    code: 0,
  });
  const app = await startApp({ db: linfen });
  const { pool } = server.connected('linfen');
  expect((await new WebClient(app.url).signIn('county', `${PASSWORD}-shuozhou`)).status).toBe(302);
  expect((await pool.query('SELECT count(*)::int AS n FROM queue')).rows[0]!.n).toBeGreaterThan(0);
}, 240_000);
