import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { refuse } from '~/domain/problems';
import { runnableBinaries } from './binaries.server';
import { type ClusterHome, ownFolder, socketFolder } from './cluster-home.server';
import { isServerOf, startOfProcess } from './processes.server';
import { INCLUDE_SERVER_CONF, ROLE, readPidFile, writeServerFiles } from './server-files.server';
import type { ServerUser } from './server-user.server';

/** How long crash recovery of a large register may take before we give up. */
const START_SECONDS = 600;

/** A throwaway cluster (of a test run) may lose its data when the machine fails, so it does not wait for the disk. */
export type Durability = 'durable' | 'throwaway';

/** The pid and socket folder of the cluster's server, if one runs. */
export function runningServer(home: ClusterHome): { pid: number; sockets: string } | undefined {
  const file = readPidFile(home);
  return file && isServerOf(file.pid, home.data) ? file : undefined;
}

/** Starts the server and makes a new cluster if there is none. Call it under the lock, when no server runs. */
export async function startServer(home: ClusterHome, user: ServerUser, durability: Durability): Promise<void> {
  const binaries = runnableBinaries(user, home.folder);
  const bin = join(binaries, 'bin');
  if (!existsSync(join(home.data, 'PG_VERSION'))) await makeCluster(home, user, bin, durability);
  await sameVersion(home, user, bin);
  writeServerFiles(home, user, socketFolder(home, user), durability === 'durable');

  const giveUp = Date.now() + 60_000;
  for (;;) {
    dropPidFileOfAnother(home);
    const log = join(home.log, 'start.log');
    const result = await runAs(user, home, join(bin, 'pg_ctl'), ['start', '-w', '-t', String(START_SECONDS), '-D', home.data, '-l', log]);
    if (result.code === 0) return;
    // The workers of a killed server need a moment to notice; until then their shared memory blocks a new server.
    if (Date.now() > giveUp || !/pre-existing shared memory block|lock file ".*" already exists/.test(lastPartOf(log))) {
      refuse('database.did-not-start', { log });
    }
    if (runningServer(home)) return;
    await pause(100);
  }
}

/** Stops the server: clients are cut off, everything is written, and the process has ended when this returns. */
export async function stopServer(home: ClusterHome): Promise<void> {
  const server = runningServer(home);
  if (!server) return;
  const start = startOfProcess(server.pid);
  process.kill(server.pid, 'SIGINT'); // PostgreSQL's "fast" shutdown
  while (startOfProcess(server.pid) === start) await pause(10);
}

async function makeCluster(home: ClusterHome, user: ServerUser, bin: string, durability: Durability): Promise<void> {
  for (const name of readdirSync(home.folder)) {
    if (name.startsWith('data.unfinished')) rmSync(join(home.folder, name), { recursive: true, force: true });
  }
  const unfinished = `${home.data}.unfinished-${process.pid}`;
  ownFolder(unfinished, user);
  const result = await runAs(user, home, join(bin, 'initdb'), [
    '-D',
    unfinished,
    '-U',
    ROLE,
    '-E',
    'UTF8',
    // Texts sort in the same way on every machine, whatever locales it has installed.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--auth-local=peer',
    '--auth-host=reject',
    '--set',
    'max_connections=200',
    ...(durability === 'throwaway' ? ['--no-sync'] : []),
  ]); // prettier-ignore
  if (result.code !== 0)
    refuse('database.cluster-not-made', { folder: home.folder, reason: result.output.trim().split('\n').at(-1) ?? '' });
  await runAs(user, home, '/bin/sh', ['-c', 'printf "%s\\n" "$1" >> "$2"', 'sh', INCLUDE_SERVER_CONF, join(unfinished, 'postgresql.conf')]);
  renameSync(unfinished, home.data);
}

async function sameVersion(home: ClusterHome, user: ServerUser, bin: string): Promise<void> {
  const cluster = readFileSync(join(home.data, 'PG_VERSION'), 'utf8').trim();
  const { output } = await runAs(user, home, join(bin, 'postgres'), ['--version']);
  const program = /(\d+)\.\d+/.exec(output)?.[1] ?? '';
  if (cluster !== program) refuse('database.other-version', { folder: home.data, cluster, program });
}

/**
 * A killed server leaves its pid file. PostgreSQL removes it itself unless the process id now belongs to another program of the
 * same user. That program is not the server of this folder, so the file is removed here.
 */
function dropPidFileOfAnother(home: ClusterHome): void {
  const file = readPidFile(home);
  if (file && startOfProcess(file.pid) !== 'gone' && !isServerOf(file.pid, home.data))
    rmSync(join(home.data, 'postmaster.pid'), { force: true });
}

function lastPartOf(log: string): string {
  try {
    return readFileSync(log, 'utf8').slice(-2000);
  } catch {
    return '';
  }
}

function runAs(user: ServerUser, home: ClusterHome, program: string, args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...user.ids,
      // The server keeps its working directory while it starts, and it may not be able to read ours.
      cwd: home.folder,
      env: { PATH: process.env.PATH, NODE_ENV: process.env.NODE_ENV, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
