/** Cities on the workers of a Citus cluster (docs/operate/province.md): everything that a city does is done on its worker. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { jobById } from '~/database/jobs/jobs.server';
import { EVERYTHING } from '~/database/scope.server';
import { registerTables } from '~/database/upkeep/whole-register.server';
import { OPERATOR } from '~/domain/access/person';
import { enqueueJob } from '~/server/jobs/enqueue.server';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import { makePackage } from '~/server/workflows/package/make-package.server';
import { takePackage } from '~/server/workflows/package/take-package.server';
import { computeEntitlements } from '~/server/workflows/subsidy/compute-entitlements.server';
import { makeBackup } from '~/server/workflows/upkeep/make-backup.server';
import { rehearseBackup } from '~/server/workflows/upkeep/rehearse-backup.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { CITUS_URL, CitusCities } from '../../database/connection/citus';
import { smallSample } from '../../fixtures/small-sample';
import { endApps, type RunningApp, startApp } from '../../helpers/app';
import { httpPhone } from '../../helpers/http-phone';
import { VILLAGE } from '../../helpers/register';
import { accountWith } from '../../helpers/web-client';
import { county, household, saved } from '../../imports/county-file';
import { start } from '../../programs/run-program';

const NOW = new Date();
const PASSWORD = 'Yi-hu-yi-ce-2021';
const SEASON = '2020-2021';
const COUNTY = '140602';

type City = { schema: string; db: Database; app: RunningApp; account: string };
let cities: CitusCities;
let shuozhou: City;
let datong: City;
let folder: string;
let packedFacts: unknown;
const packed = () => join(folder, 'county.zip');

if (!CITUS_URL)
  process.stdout.write('The cities of a Citus cluster are left out, because CITUS_URL names no coordinator (docs/operate/province.md).\n');

/** A hash over the rows of each table that is backed up, once the city's app has done what it does by itself. */
async function everything({ db }: Pick<City, 'db'>): Promise<Record<string, unknown>> {
  const open = `SELECT (SELECT count(*) FROM finding_stale m JOIN season s ON s.name = m.season WHERE s.closed_at IS NULL)
    + (SELECT count(*) FROM job_record WHERE state IN ('waiting', 'running')) AS n`;
  await expect.poll(async () => Number((await db.pool.query<{ n: number }>(open)).rows[0]!.n), { timeout: 60_000 }).toBe(0);
  return withSql(db, async (sql) => {
    const found: Record<string, unknown> = {};
    for (const { name } of await registerTables(sql)) {
      if (name === 'job_record') continue;
      const hash = `md5(string_agg(t::text, ' ' ORDER BY t::text COLLATE "C")) || ' ' || count(*)`;
      found[name] = (await sql.query<{ rows: string }>(`SELECT ${hash} AS rows FROM "${name}" t`))[0]!.rows;
    }
    return found;
  });
}
const factsOf = ({ db }: Pick<City, 'db'>) =>
  Promise.all([COUNTY, VILLAGE].map((division) => readFacts(db, EVERYTHING, { division, season: SEASON }, NOW)));
const isSound = ({ db, app }: Pick<City, 'db' | 'app'>) => verifyRegister(db, NOW, undefined, app.dataDir);

describe.skipIf(!CITUS_URL)('cities of a Citus cluster', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'qingnuan-citus-'));
    cities = await CitusCities.make();
    const city = async (name: string): Promise<City> => {
      const schema = await cities.schema(name);
      const db = await cities.open(schema);
      await smallSample(db, [VILLAGE], NOW);
      await accountWith(db, { username: 'cun1', password: PASSWORD, role: 'cadre', divisions: [VILLAGE] });
      const account = await accountWith(db, { username: 'county', password: PASSWORD, role: 'county', divisions: [COUNTY] });
      return { schema, db, account, app: await startApp({ db }) };
    };
    shuozhou = await city('shuozhou');
    datong = await city('datong');
  }, 600_000);
  afterAll(async () => {
    await endApps();
    await cities.end();
    rmSync(folder, { recursive: true, force: true });
  });

  test('are on workers, each on one, and the app works there', async () => {
    for (const { schema, db } of [shuozhou, datong]) {
      const worker = await cities.workerOf(schema);
      expect(new URL(db.url).port).toBe(String(worker.port));
      expect((await db.pool.query('SELECT current_schema() AS schema')).rows).toEqual([{ schema: `${schema}__here` }]);
      // A note names the table and not its shard.
      const { rows } = await db.pool.query<{ relation: string }>('SELECT DISTINCT relation FROM history_row');
      expect(rows.filter(({ relation }) => /\d/.test(relation))).toEqual([]);
    }
    const { rows } = await cities.coordinator.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM pg_dist_node WHERE shouldhaveshards AND groupid <> 0',
    );
    if (rows[0]!.n > 1) expect(await cities.workerOf(shuozhou.schema)).not.toEqual(await cities.workerOf(datong.schema));
  });

  test('import, send, compute and report, and neither sees anything of the other', async () => {
    await makePackage(shuozhou.db, OPERATOR, { division: COUNTY, season: SEASON, file: packed() }, NOW);
    packedFacts = await factsOf(shuozhou);
    const before = await everything(datong);
    const file = saved({ 户台账: [household('H1')], 热源: county().热源 });
    const environment = { DATABASE_URL: cities.urlOf(shuozhou.schema), DATA_DIR: shuozhou.app.dataDir, LANG: 'zh_CN.UTF-8', LC_ALL: '' };
    const imported = await start(join('scripts', 'imports', 'import.ts'), [file], environment).ended;
    expect(imported.code, imported.stderr).toBe(0);

    const phone = await httpPhone(shuozhou.app, 'cun1', PASSWORD);
    const number = `${VILLAGE}003`;
    const visit = await phone.submit(number);
    await phone.send();
    const stored = 'SELECT household_number AS number FROM visit WHERE id = $1';
    expect((await shuozhou.db.pool.query(stored, [visit])).rows).toEqual([{ number }]);
    expect((await datong.db.pool.query(stored, [visit])).rowCount).toBe(0);

    expect(
      await computeEntitlements(shuozhou.db, OPERATOR, { division: COUNTY, season: SEASON }, { dryRun: false, now: NOW }),
    ).toMatchObject({
      households: expect.any(Number) as number,
    });
    const asked = { division: COUNTY, name: '朔城区', season: SEASON, asOf: '2021-04-30' };
    const id = await enqueueJob(shuozhou.db, { kind: 'report', asked, accountId: shuozhou.account });
    await expect.poll(async () => (await withSql(shuozhou.db, (sql) => jobById(sql, id)))?.state, { timeout: 120_000 }).toBe('done');
    expect(await withSql(datong.db, (sql) => jobById(sql, id))).toBeNull();

    expect(await everything(datong)).toEqual(before);
    for (const city of [shuozhou, datong]) expect(await isSound(city)).toMatchObject({ ok: true });
  }, 300_000);

  test('what was changed past the app is found, in its city alone', async () => {
    const client = await datong.db.pool.connect();
    const { rows } = await client.query<{ shard: string }>(`SELECT obj_description('household'::regclass) AS shard`);
    const [{ shard }] = rows as [{ shard: string }];
    await client.query(`ALTER TABLE ${shard} DISABLE TRIGGER USER; UPDATE household SET head = '别人' WHERE number = '${VILLAGE}001'`);
    expect((await isSound(datong)).ok).toBe(false);
    expect((await isSound(shuozhou)).ok).toBe(true);
    await client.query(`ALTER TABLE ${shard} ENABLE TRIGGER USER`);
    client.release();
  }, 120_000);

  test('a backup is rehearsed, restored into another city of the cluster, and a package is taken by one', async () => {
    const file = join(folder, 'shuozhou.qnb');
    await makeBackup(shuozhou.db, file, { dataDir: shuozhou.app.dataDir, now: NOW });
    expect(await rehearseBackup(shuozhou.db, file)).toMatchObject({ ok: true, faults: [] });
    const before = await everything(shuozhou);

    const xinzhou = await cities.schema('xinzhou');
    const target = { DATABASE_URL: cities.urlOf(xinzhou), DATA_DIR: mkdtempSync(join(folder, 'xinzhou-')) };
    const restored = await start('scripts/upkeep/restore.ts', [file], target).ended;
    expect(restored.code, restored.stderr).toBe(0);
    const db = await cities.open(xinzhou);
    expect(new URL(db.url).port).toBe(String((await cities.workerOf(xinzhou)).port));
    expect(await factsOf({ db })).toEqual(await factsOf(shuozhou));
    expect(await verifyRegister(db, NOW, undefined, target.DATA_DIR)).toMatchObject({ ok: true });
    expect(await everything(shuozhou)).toEqual(before);
    // Into one that holds something nothing is restored, and it stays on its worker.
    const again = await start('scripts/upkeep/restore.ts', [file], { ...target, LANG: 'en_US.UTF-8', LC_ALL: '' }).ended;
    expect(again.code).not.toBe(0);
    await cities.workerOf(xinzhou);

    const province = await cities.open(await cities.schema('shanxi'));
    await takePackage(province, OPERATOR, { file: packed(), trust: true }, NOW);
    expect(await factsOf({ db: province })).toEqual(packedFacts);
  }, 600_000);

  test('a migration brings a city to the coordinator and sends it back as it was', async () => {
    const before = await everything(shuozhou);
    await shuozhou.app.stop();
    await shuozhou.db.close();
    // As if the last one had been missing: it may be applied again.
    await cities.coordinator.query(
      `DELETE FROM ${shuozhou.schema}._prisma_migrations WHERE migration_name = '20261204100000_table_of_note'`,
    );
    shuozhou.db = await cities.open(shuozhou.schema);
    expect((await shuozhou.db.pool.query('SELECT count(*)::int AS n FROM _prisma_migrations WHERE finished_at IS NULL')).rows).toEqual([
      { n: 0 },
    ]);
    const { _prisma_migrations, ...rest } = before;
    expect(await everything(shuozhou)).toMatchObject(rest);
    // Numbers go on where they stood.
    const next = `SELECT (SELECT last_value FROM history_row_position_seq) >= (SELECT max(position) FROM history_row) AS on`;
    expect((await shuozhou.db.pool.query(next)).rows).toEqual([{ on: true }]);
    await accountWith(shuozhou.db, { username: 'after', password: PASSWORD, role: 'cadre', divisions: [VILLAGE] });
    expect(await isSound(shuozhou)).toMatchObject({ ok: true });
  }, 300_000);

  test('a city that was moved refuses its old app, and opens on its new worker', async () => {
    const [here, nodes] = [
      await cities.workerOf(shuozhou.schema),
      (
        await cities.coordinator.query<{ host: string; port: number }>(
          `SELECT nodename AS host, nodeport AS port FROM pg_dist_node WHERE groupid <> 0 AND shouldhaveshards AND noderole = 'primary'`,
        )
      ).rows,
    ];
    const other = nodes.find(({ port, host }) => port !== here.port || host !== here.host);
    if (!other) return; // a cluster of one worker
    const before = await everything(shuozhou);
    await cities.coordinator.query(`SELECT citus_schema_move($1, $2, $3, shard_transfer_mode => 'block_writes')`, [
      shuozhou.schema,
      other.host,
      other.port,
    ]);
    await expect(inTransaction(shuozhou.db, (sql) => sql.query('SELECT 1'))).rejects.toMatchObject({
      problem: { code: 'database.city-moved' },
    });
    const moved = await cities.open(shuozhou.schema);
    expect(new URL(moved.url).port).toBe(String(other.port));
    expect(await everything({ db: moved })).toEqual(before);
    await accountWith(moved, { username: 'moved', password: PASSWORD, role: 'cadre', divisions: [VILLAGE] });
    expect(await isSound({ db: moved, app: shuozhou.app })).toMatchObject({ ok: true });
  }, 300_000);
});
