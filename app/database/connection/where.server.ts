import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { refuse } from '~/domain/problems';
import './dotenv.server';
import { projectRoot } from './project-root.server';

/** The folder of everything an instance stores: the embedded database, secrets, logs, files. Made when missing. */
export function dataDirectory(setting = process.env.DATA_DIR): string {
  const named = setting?.trim();
  const folder = named ? resolve(named) : join(projectRoot(), '.data');
  try {
    // Mode 0711: the database server may run as another user and has to pass through. Nobody else can list the folder, and each
    // thing inside has its own, narrower mode.
    mkdirSync(folder, { recursive: true, mode: 0o711 });
    // An empty folder that was made for us is treated like one we made.
    if (process.getuid?.() === 0 && readdirSync(folder).length === 0) chmodSync(folder, 0o711);
  } catch (error) {
    return refuse('database.data-dir-unusable', { folder, reason: String((error as NodeJS.ErrnoException).code) });
  }
  return folder;
}

/** What the disk of a folder still takes, in bytes. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** The server of DATABASE_URL; undefined when the embedded one of DATA_DIR is used. */
export function managedServerUrl(setting = process.env.DATABASE_URL): string | undefined {
  const url = setting?.trim();
  if (!url) return undefined;
  if (!/^postgres(ql)?:\/\//.test(url)) {
    // Names only what comes before the colon, because the rest may hold a password.
    refuse('database.not-postgresql', { kind: url.slice(0, Math.max(url.indexOf(':'), 0)) || '?' });
  }
  return url;
}
