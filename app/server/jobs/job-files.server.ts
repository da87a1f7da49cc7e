/** Files of jobs: DATA_DIR/jobs/<id>/…, named by the job, reached by nobody but through the download route. */
import { mkdir, rm, stat } from 'node:fs/promises';
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

/** The path of a file of a job; only a plain name, never a path. */
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
