import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { refuse } from '~/domain/problems';

/** PostgreSQL refuses to run as root; then it runs as "nobody", on a folder that belongs to it. */
const NOBODY = 65534;

export interface ServerUser {
  /** Set only when the server has to run as another user than this process. */
  readonly ids: { uid: number; gid: number } | undefined;
  /** The uid that owns the cluster. */
  readonly uid: number;
  /** The system accounts that may connect over the socket. */
  readonly clientNames: readonly string[];
}

/** Who runs the server: this process's user, or for root the owner of the cluster, which for a new one is "nobody". */
export function serverUser(cluster: string | undefined): ServerUser {
  if (process.platform === 'win32' || process.getuid === undefined) return refuse('database.platform');
  if (process.getuid() !== 0) {
    // Root may connect too: a command run with sudo works beside the app, and root could read the files anyway.
    const { uid, username } = ownAccount(process.getuid());
    return { ids: undefined, uid, clientNames: [username, 'root'] };
  }
  const owner = cluster === undefined ? undefined : statSync(cluster);
  if (owner === undefined || owner.uid === 0 || owner.uid === NOBODY)
    return { ids: { uid: NOBODY, gid: NOBODY }, uid: NOBODY, clientNames: ['root'] };
  const name = accountName(owner.uid);
  return { ids: { uid: owner.uid, gid: owner.gid }, uid: owner.uid, clientNames: name === undefined ? ['root'] : [name, 'root'] };
}

function ownAccount(uid: number): { uid: number; username: string } {
  try {
    return userInfo();
  } catch {
    // This happens in a container started with a bare user number. PostgreSQL needs a name for its user.
    return refuse('database.user-without-name', { uid });
  }
}

function accountName(uid: number): string | undefined {
  return spawnSync('id', ['-nu', String(uid)], { encoding: 'utf8' }).stdout?.trim() || undefined;
}

/**
 * Whether the server's user can do this with the path. The check runs as that user, so that the kernel takes access lists,
 * mount options and the folders above into account.
 */
export function serverUserCan(user: ServerUser, test: '-x' | '-r' | '-w', path: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'test "$1" "$2"', 'sh', test, path], { ...user.ids, cwd: '/' }).status === 0;
}
