import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { refuse } from '~/domain/problems';
import { startOfProcess } from './processes.server';

/**
 * One process at a time makes, starts, joins or stops the cluster of a data directory. The lock is a file that names its
 * holder by process id and start time, so that a killed holder, or another process that was given its number, does not
 * keep it. Two processes that clear away the same dead holder in the same instant could both get in; nothing is lost
 * then, because PostgreSQL's own pid file lets only one server run and a cluster is moved into place as a whole.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mine = `${process.pid} ${startOfProcess(process.pid)} ${randomUUID()}`;
  const draft = `${path}.${randomUUID()}`;
  try {
    writeFileSync(draft, mine, { mode: 0o644 }); // another user's process must be able to see who holds it
  } catch (error) {
    return refuse('database.data-dir-unusable', { folder: dirname(path), reason: String((error as NodeJS.ErrnoException).code) });
  }
  try {
    while (!taken(draft, path)) {
      if (!clearIfDead(path)) await pause(25);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  try {
    return await work();
  } finally {
    if (read(path) === mine) rmSync(path, { force: true });
  }
}

function taken(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function clearIfDead(path: string): boolean {
  const holder = read(path);
  if (holder === undefined) return true;
  const [pid, start] = holder.split(' ');
  if (startOfProcess(Number(pid)) === start) return false;
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return true;
  }
  // Another process may have removed it and locked again between the two lines above; then its lock is put back.
  if (read(aside) !== holder) taken(aside, path);
  rmSync(aside, { force: true });
  return true;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
