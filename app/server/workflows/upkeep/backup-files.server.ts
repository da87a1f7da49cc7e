/** The files of an instance that a backup holds, and where nightly backups lie. */
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { dataDirectory, freeBytes } from '~/database/connection/where.server';
import { refuse } from '~/domain/problems';
import { clockInShanghai } from '~/domain/time/china-clock';
import type { BackupWhy } from '~/domain/upkeep/backup-run';

/**
 * Photos and evidence, files of jobs (workbooks of frozen reports among them), and the key for phones' exports. Not: the database, which
 * is taken as rows, the logs, and secrets.json: a backup must not hold the key that opens it.
 */
const FOLDERS = ['photos', 'jobs', 'sealed'] as const;
/** Photos that are being written. */
const UNFINISHED = /^[0-9a-f]{64}\.[0-9a-f-]{36}$/;

export const isBackedUpFile = (name: string): boolean =>
  FOLDERS.some((folder) => name.startsWith(`${folder}/`)) &&
  name.split('/').every((part) => /^[^/\\\0]+$/.test(part) && !/^\.+$/.test(part));

/** Every file to back up, by its path below DATA_DIR, folder by folder: no more names are kept in memory than one folder has. */
export async function* filesToBackUp(dataDir: string): AsyncGenerator<string> {
  for (const folder of FOLDERS) yield* filesBelow(dataDir, folder);
}

async function* filesBelow(dataDir: string, folder: string): AsyncGenerator<string> {
  const entries = await readdir(join(dataDir, folder), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(dataDir, name);
    else if (entry.isFile() && !UNFINISHED.test(entry.name)) yield name;
  }
}

/** How many files there are to back up, and their bytes. One that is deleted meanwhile weighs nothing. */
export async function weighFiles(dataDir: string): Promise<{ files: number; bytes: number }> {
  let [files, bytes] = [0, 0];
  for await (const name of filesToBackUp(dataDir)) {
    files += 1;
    bytes += (await stat(join(dataDir, name)).catch(() => null))?.size ?? 0;
  }
  return { files, bytes };
}

/** The content of a file; null when there is none. */
export async function filePieces(path: string): Promise<AsyncIterable<Buffer> | null> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return file === null ? null : file.createReadStream({ highWaterMark: 256 * 1024 });
}

/** BACKUP_DIR, best on another disk; without it DATA_DIR/backups. Made when missing. */
export async function backupFolder(setting = process.env.BACKUP_DIR): Promise<string> {
  const named = setting?.trim();
  const folder = named ? resolve(named) : join(dataDirectory(), 'backups');
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) =>
    refuse('backup.not-writable', { file: folder, reason: String(error.code) }),
  );
  return folder;
}

/** qingnuan-2021-02-01T020005-nightly.qnb: the time of China, so that names sort by age. */
export function backupName(now: Date, why: BackupWhy): string {
  return `qingnuan-${clockInShanghai(now).replaceAll(':', '')}-${why}.qnb`;
}

/** Half-written files of backups that were killed more than a day ago. */
export async function deleteUnfinishedBackups(folder: string, now: Date): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.includes('.unfinished-')) continue;
    const found = await stat(join(folder, name)).catch(() => null);
    if (found && now.getTime() - found.mtimeMs > 86_400_000) await rm(join(folder, name), { force: true });
  }
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1_000_000);
/** Never used up by our files, because the database needs room to go on. */
const LEFT_FREE = 200_000_000;

/** Refuses, before anything is written, what the disk of a folder does not take. */
export async function refuseFullDisk(folder: string, bytes: number, free = freeBytes): Promise<void> {
  const left = await free(folder);
  if (left - LEFT_FREE < bytes) refuse('backup.disk-full', { folder, free: megabytes(left), needed: megabytes(bytes + LEFT_FREE) });
}

/** What the system said when a file could not be written, as a sentence. */
export async function refuseUnwritable(error: unknown, file: string): Promise<never> {
  const { code } = error as NodeJS.ErrnoException;
  // The database has a disk of its own; 53100 is its word for a full one.
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const left = await freeBytes(dirname(file)).catch(() => 0);
    refuse('backup.disk-full', { folder: dirname(file), free: megabytes(left), needed: megabytes(left + LEFT_FREE) });
  }
  if (code === '53100') refuse('backup.database-full');
  if (code && /^E(NOENT|NOTDIR|ACCES|PERM|ROFS|ISDIR|NAMETOOLONG|FBIG|IO)$/.test(code))
    refuse('backup.not-writable', { file, reason: code });
  throw error;
}
