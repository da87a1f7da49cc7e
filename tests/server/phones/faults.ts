/**
 * What can happen to a server while villages send: each fault strikes, lasts while the apps are used, and is over when its promise
 * resolves. Nothing here is gentle: processes are ended with SIGKILL.
 */
import { readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { expect } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { counted, type OwnInstance, type StartedApp } from '../../helpers/own-instance';

export type World = {
  instance: OwnInstance;
  apps: StartedApp[];
  ports: readonly number[];
  /** Keeps phones from one app until the function that it returns is called. */
  keepFrom(nth: number): () => void;
  /** Resolves when so many more requests of phones have been answered or broken off, or every phone waits for the fault to be over. */
  requests(more: number): Promise<void>;
  /** Asks for entitlements of the county anew, after every reading has changed; returns the job's id. */
  askForEntitlements(db: Database): Promise<string>;
  /** Sends so many requests for households at once; `answered` resolves when all are. */
  readByApi(url: string, requests: number): Promise<{ answered: Promise<void> }>;
  /** One visit over the API. */
  submitByApi(url: string): Promise<void>;
};

/** `random` gives a number from 0 up to 1. */
type Fault = (world: World, random: () => number) => Promise<void>;

const APPS_CONNECT_AT_MOST = 20;
const WRONG_BY_DAYS = 400;

async function restart(world: World, nth: number, daysAhead = 0): Promise<void> {
  const { child, ended } = world.apps[nth]!.running;
  child.kill('SIGKILL');
  await ended;
  world.apps[nth] = await world.instance.startedApp(world.ports[nth], daysAhead);
}

/** A connection of its own to the register's database, past the app's pools. */
async function besides<T>({ instance }: World, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return instance.withDatabase(async ({ url }) => {
    const client = new pg.Client({ connectionString: url, application_name: 'soak' });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  });
}

const cutConnections = (client: pg.Client) =>
  client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`);

const ofJob = (id: string): number | undefined =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(id);
      } catch {
        return false; // it has ended meanwhile
      }
    });

export const FAULTS: Record<string, Fault> = {
  app: (world, random) => restart(world, random() < 0.5 ? 0 : 1),

  async database({ instance }) {
    await instance.killDatabase();
    // The apps start it again by themselves; who joins meanwhile waits until it has recovered.
    await instance.withDatabase((db) => db.pool.query('SELECT 1'));
  },

  async everything(world) {
    for (const { running } of world.apps) running.child.kill('SIGKILL');
    await world.instance.killDatabase();
    await restart(world, 0);
    await restart(world, 1);
  },

  /** The computation is killed at a random moment of its work; the apps take it up again. */
  async job(world, random) {
    const id = await world.instance.withDatabase((db) => world.askForEntitlements(db));
    await world.instance.withDatabase(async (db) => {
      const over = () => counted(db, `SELECT count(*) AS n FROM job_record WHERE id = $1 AND state NOT IN ('waiting', 'running')`, [id]);
      let pid = ofJob(id);
      while (pid === undefined && (await over()) === 0) {
        await pause(5);
        pid = ofJob(id);
      }
      await pause(random() * 1_500);
      if (pid !== undefined && ofJob(id) === pid) process.kill(pid, 'SIGKILL');
    });
  },

  connections: (world) => besides(world, cutConnections).then(() => undefined),

  /** A table is locked until readers hold every connection of an app; visits arrive and find none. */
  pool: (world, random) =>
    besides(world, async (client) => {
      const { url } = world.apps[0]!;
      await client.query('BEGIN');
      await client.query('LOCK TABLE household IN ACCESS EXCLUSIVE MODE');
      const { answered } = await world.readByApi(url, 2 * APPS_CONNECT_AT_MOST);
      let early = false;
      void answered.catch(() => undefined).then(() => (early = true));
      const waiting = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' GROUP BY application_name`;
      for (let n = 0; n < APPS_CONNECT_AT_MOST && !early; ) {
        await pause(5);
        await client.query('SELECT pg_stat_clear_snapshot()'); // else a transaction sees the activity of its first look
        n = Math.max(0, ...(await client.query<{ n: number }>(waiting)).rows.map((row) => row.n));
      }
      expect(early, 'readers were answered while the table was locked').toBe(false);
      const submissions = Array.from({ length: 5 }, () => world.submitByApi(url));
      await pause(random() * 1_000);
      await client.query('ROLLBACK');
      await Promise.all([answered, ...submissions]);
    }),

  /** As after a change of the leading server, or when the operator has stopped writing. */
  readOnly: (world) =>
    besides(world, async (client) => {
      const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
      await client.query('SET default_transaction_read_only = off');
      await client.query(`ALTER DATABASE ${rows[0]!.name} SET default_transaction_read_only = on`);
      await cutConnections(client);
      await world.requests(10);
      await client.query(`ALTER DATABASE ${rows[0]!.name} RESET default_transaction_read_only`);
      await cutConnections(client);
    }),

  async diskFull(world) {
    const filler = join(world.instance.dataDir, 'filler');
    const piece = Buffer.alloc(1_048_576);
    const parts: string[] = [];
    for (let nth = 0; statfsSync(world.instance.dataDir).bavail > 0; nth += 1) {
      parts.push(`${filler}-${nth}`);
      try {
        writeFileSync(parts.at(-1)!, piece);
      } catch (error) {
        expect((error as { code?: string }).code).toBe('ENOSPC');
      }
    }
    await world.requests(10);
    for (const part of parts) rmSync(part);
    await world.instance.withDatabase((db) => db.pool.query('SELECT 1'));
  },

  /** Phones keep away, because they would put their clocks right by it; visits come over the API meanwhile. */
  async clock(world, random) {
    const letPhones = world.keepFrom(1);
    await restart(world, 1, random() < 0.5 ? WRONG_BY_DAYS : -WRONG_BY_DAYS);
    for (let visit = 0; visit < 5; visit += 1) await world.submitByApi(world.apps[1]!.url);
    await restart(world, 1);
    letPhones();
  },
};
