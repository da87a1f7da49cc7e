import { stat } from 'node:fs/promises';
import { refuse } from '~/domain/problems';

/** Errors of the system that say that a file cannot be written there, which the person who named it can mend. */
const TROUBLE = new Set([
  'ENOENT',
  'ENOTDIR',
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'EISDIR',
  'ENAMETOOLONG',
  'EMFILE',
  'EFBIG',
  'EIO',
]);

/** Refuses a path that is a folder, before any work is done for it. */
export async function refuseFolder(file: string): Promise<void> {
  if ((await stat(file).catch(() => null))?.isDirectory()) refuse('report.not-writable', { file, reason: 'EISDIR' });
}

/** Throws an error of writing a file again, as a refusal when the person can mend it. */
export function rethrowUnwritable(error: unknown, file: string): never {
  const { code } = error as NodeJS.ErrnoException;
  if (code && TROUBLE.has(code)) refuse('report.not-writable', { file, reason: code });
  throw error;
}
