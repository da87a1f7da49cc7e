import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { refuse } from '~/domain/problems';

/** PostgreSQL refuses to run as root; then it runs as "nobody", on a folder that belongs to it. */
const NOBODY = 65534;

export interface ServerUser {
  /** Set only when the server has to run as somebody else than this process. */
  readonly ids: { uid: number; gid: number } | undefined;
  /** The uid that owns the cluster. */
  readonly uid: number;
  /** The system account of this process, which is let in over the socket. */
  readonly clientName: string;
}

export function serverUser(): ServerUser {
  if (process.platform === 'win32' || process.getuid === undefined) return refuse('database.platform');
  const uid = process.getuid();
  return {
    ids: uid === 0 ? { uid: NOBODY, gid: NOBODY } : undefined,
    uid: uid === 0 ? NOBODY : uid,
    clientName: nameOf(uid),
  };
}

function nameOf(uid: number): string {
  try {
    return userInfo().username;
  } catch {
    // A container started with a bare number: PostgreSQL itself needs a name for its user.
    return refuse('database.user-without-name', { uid });
  }
}

/**
 * Can the server's user do this with the path? Asked of the kernel, by trying as that user: access lists, mount options
 * and the folders above are then all taken into account.
 */
export function serverUserCan(user: ServerUser, test: '-x' | '-r' | '-w', path: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'test "$1" "$2"', 'sh', test, path], { ...user.ids, cwd: '/' }).status === 0;
}
