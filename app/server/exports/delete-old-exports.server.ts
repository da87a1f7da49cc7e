import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder of files while they are made. */
export const exportsFolder = (dataDir: string): string => join(dataDir, 'exports');

/** Deletes what was left there before an instant by a process that was killed: it holds personal data, and nobody fetches it any more. */
export async function deleteOldExports(dataDir: string, before: Date): Promise<void> {
  const folder = exportsFolder(dataDir);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) {
    const found = await stat(join(folder, name)).catch(() => null);
    if (found && found.mtime < before) await rm(join(folder, name), { recursive: true, force: true });
  }
}
