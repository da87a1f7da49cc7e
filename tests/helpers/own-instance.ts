/** An instance with its own embedded database, which a test may kill: `const instance = ownInstance()` in a test file. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, inject } from 'vitest';
import { type Database, openDatabase } from '~/database/connection/open.server';
import { type Running, run, start } from '../programs/run-program';
import { copyCluster } from './stopped-cluster';

const SHIFTED_CLOCK = join(import.meta.dirname, '..', 'programs', 'shifted-clock.mjs');

export type StartedApp = { url: string; running: Running };
export type OwnInstance = {
  readonly dataDir: string;
  readonly environment: Record<string, string>;
  started(program: string, args: string[]): Running;
  /** Starts the app on this port, 0 for any, with a clock that is so many days ahead; resolves when it listens. */
  startedApp(port?: number, daysAhead?: number): Promise<StartedApp>;
  /** SIGKILL to every process of the database server until none is left, because the parent may have started one more child. */
  killDatabase(): Promise<void>;
  withDatabase<T>(work: (db: Database) => Promise<T>): Promise<T>;
  /** Checks that `npm run verify` finds nothing. */
  expectClean(): Promise<void>;
};

export const counted = (db: Database, text: string, values: unknown[] = []) =>
  db.pool.query<{ n: number }>(text, values).then(({ rows }) => Number(rows[0]!.n));

/**
 * Made before each test and removed after it, with every process that still runs. `diskMegabytes`: it gets a small disk of its own in
 * memory, which can be filled; only the administrator of the machine can make one.
 */
export function ownInstance({ diskMegabytes }: { diskMegabytes?: number } = {}): OwnInstance {
  let dataDir = '';
  let environment: Record<string, string> = {};
  const children: Running[] = [];

  const started = (program: string, args: string[], more: Record<string, string> = {}): Running => {
    const running = start(program, args, { ...environment, ...more });
    children.push(running);
    return running;
  };

  /** The server processes of only this data directory: each works in its cluster's folder. */
  function databaseProcesses(): number[] {
    const pointer = join(dataDir, 'postgres.location');
    const folder = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(dataDir, 'postgres');
    if (!existsSync(join(folder, 'data'))) return [];
    const data = realpathSync(join(folder, 'data'));
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => {
        try {
          return readlinkSync(`/proc/${pid}/cwd`) === data;
        } catch {
          return false; // it has ended meanwhile
        }
      });
  }

  async function killDatabase(): Promise<void> {
    for (let pids = databaseProcesses(); pids.length > 0; pids = databaseProcesses()) {
      for (const pid of pids) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // it has ended meanwhile
        }
      }
      await pause(5);
    }
  }

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'qingnuan-kill-'));
    if (diskMegabytes) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMegabytes}m`, 'tmpfs', dataDir]);
    copyCluster(dataDir);
    environment = { DATA_DIR: dataDir, DATABASE_URL: '', NODE_ENV: 'test', LOG_LEVEL: 'silent' };
    Object.assign(process.env, { DATA_DIR: dataDir, DATABASE_URL: '' });
  });

  afterEach(async () => {
    for (const { child, ended } of children.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
    await killDatabase();
    const pointer = join(dataDir, 'postgres.location');
    if (existsSync(pointer)) rmSync(readFileSync(pointer, 'utf8').trim(), { recursive: true, force: true });
    if (diskMegabytes) execFileSync('umount', ['--lazy', dataDir]);
    rmSync(dataDir, { recursive: true, force: true });
  });

  return {
    get dataDir() {
      return dataDir;
    },
    get environment() {
      return environment;
    },
    started,
    async startedApp(port = 0, daysAhead = 0) {
      const shifted = { NODE_OPTIONS: `--import=${SHIFTED_CLOCK}`, DAYS_AHEAD: String(daysAhead) };
      const running = started('tests/programs/whole-app.ts', [inject('build'), String(port)], daysAhead === 0 ? {} : shifted);
      let heard = '';
      running.child.stdout!.on('data', (data: Buffer) => (heard += data.toString()));
      await running.printed('listening at ');
      return { url: /listening at (\S+)/.exec(heard)![1]!, running };
    },
    killDatabase,
    async withDatabase(work) {
      const db = await openDatabase({ quiet: true });
      try {
        return await work(db);
      } finally {
        await db.close();
      }
    },
    async expectClean() {
      const { code, stdout, stderr } = await run('scripts/upkeep/verify.ts', [], environment);
      expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    },
  };
}

/** A port below the range that the system assigns, so that a restarted app finds it free. */
export async function lastingPort(): Promise<number> {
  for (let port = 20_000 + (process.pid % 10_000); ; port += 1) {
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer().once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}
