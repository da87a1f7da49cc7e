/** Files of jobs: DATA_DIR/jobs/<id>/…, named by the job. Only the download route reads them. */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { dataDirectory } from '~/database/connection/where.server';

export const KEEP_FILES_DAYS = 7;

function checkedId(id: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new Error('not a job id');
  return id;
}

/** The folder of a job, made when missing. */
export async function jobFolder(id: string): Promise<string> {
  const folder = join(dataDirectory(), 'jobs', checkedId(id));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Deletes what an interrupted attempt left in the folder of a job, except the files that were given to the job. */
export async function emptyJobFolder(id: string, given: readonly string[] = []): Promise<void> {
  const folder = join(dataDirectory(), 'jobs', checkedId(id));
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) if (!given.includes(name)) await rm(join(folder, name), { recursive: true });
}

/** The path of a job's file. Accepts only a plain name, never a path. */
export function jobFilePath(id: string, name: string): string {
  if (name === '' || name !== basename(name) || name.startsWith('.') || /[\\/\0]/.test(name)) throw new Error('not a file name');
  return join(dataDirectory(), 'jobs', checkedId(id), name);
}

export async function fileSize(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() ? found.size : null;
}

export async function deleteJobFolder(id: string): Promise<void> {
  await rm(join(dataDirectory(), 'jobs', checkedId(id)), { recursive: true, force: true });
}
