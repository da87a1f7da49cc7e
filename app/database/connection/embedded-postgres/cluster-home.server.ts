import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { refuse } from '~/domain/problems';
import { type ServerUser, serverUserCan } from './server-user.server';

/** Where clusters go whose data directory the server's user cannot reach (a folder under /root, for example). */
const SYSTEM_FOLDER = '/var/lib/qingnuan';

/** A unix socket's path may be 107 bytes long; the server's own part of it is 15. */
const LONGEST_SOCKET_FOLDER = 92;

/**
 * The folder of the cluster. It belongs to this process's user, so that root never follows a link that another user made; only
 * `data`, `log` and `socket` inside it belong to the server's user.
 */
export interface ClusterHome {
  readonly folder: string;
  readonly data: string;
  readonly log: string;
}

/** The cluster of a data directory, when it has one. */
export function knownCluster(dataDirectory: string): string | undefined {
  const home = knownHome(dataDirectory);
  return home !== undefined && existsSync(join(home, 'data')) ? join(home, 'data') : undefined;
}

function knownHome(dataDirectory: string): string | undefined {
  const pointer = join(dataDirectory, 'postgres.location');
  if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim();
  const inside = join(dataDirectory, 'postgres');
  return existsSync(join(inside, 'data')) ? inside : undefined;
}

/** Finds the home or makes it; call it under the lock. A file in DATA_DIR names the place when it is elsewhere. */
export function clusterHome(dataDirectory: string, user: ServerUser): ClusterHome {
  const pointer = join(dataDirectory, 'postgres.location');
  const inside = join(dataDirectory, 'postgres');
  const known = knownHome(dataDirectory);
  if (known !== undefined) {
    if (!prepare(known, user)) refuse('database.data-dir-unreachable', { folder: dataDirectory, elsewhere: known });
    return homeAt(known);
  }
  if (prepare(inside, user)) return homeAt(inside);
  rmSync(inside, { recursive: true, force: true });

  // The random part makes sure that a data directory that was deleted and made again does not find the old cluster.
  const hash = createHash('sha256').update(realpathSync(dataDirectory)).digest('hex').slice(0, 12);
  const elsewhere = join(SYSTEM_FOLDER, `${hash}-${randomBytes(3).toString('hex')}`);
  // The temporary folder is no last resort: a restart empties it, and the register would be lost.
  if (!prepare(elsewhere, user)) refuse('database.data-dir-unreachable', { folder: dataDirectory, elsewhere });
  // A note in each folder leads to the other.
  writeFileSync(join(elsewhere, 'belongs-to'), `${realpathSync(dataDirectory)}\n`);
  writeFileSync(`${pointer}.new`, `${elsewhere}\n`);
  renameSync(`${pointer}.new`, pointer);
  return homeAt(elsewhere);
}

function homeAt(folder: string): ClusterHome {
  const real = realpathSync(folder);
  return { folder: real, data: join(real, 'data'), log: join(real, 'log') };
}

/** Makes the folder. False when the server's user cannot reach it or it cannot be given to that user. */
function prepare(folder: string, user: ServerUser): boolean {
  try {
    // Sets the mode of a new folder again, because this process's umask may have narrowed it.
    const first = mkdirSync(folder, { recursive: true });
    for (let made = folder; first !== undefined && made.length >= first.length; made = dirname(made))
      chmodSync(made, user.ids ? 0o711 : 0o700);
    const log = join(folder, 'log');
    if (!existsSync(log)) ownFolder(log, user);
    return serverUserCan(user, '-w', log);
  } catch {
    return false;
  }
}

/** A new folder that only the server's user (and root) may enter. */
export function ownFolder(folder: string, user: ServerUser): void {
  mkdirSync(folder, { mode: 0o700 });
  chmodSync(folder, 0o700);
  if (user.ids) lchownSync(folder, user.ids.uid, user.ids.gid);
}

/**
 * The folder of the socket, private to the server's user, so that nobody else can even try to connect. It is inside the
 * cluster's folder unless that makes the path too long for a socket; then it is a short one with a fixed name, so that clients
 * find the server again after a restart.
 */
export function socketFolder(home: ClusterHome, user: ServerUser): string {
  const inside = join(home.folder, 'socket');
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET_FOLDER && privateFolder(inside, user)) return inside;
  const short = Buffer.byteLength(tmpdir()) <= 60 ? tmpdir() : '/tmp';
  const fixed = join(short, `qingnuan-${createHash('sha256').update(home.folder).digest('hex').slice(0, 16)}`);
  if (privateFolder(fixed, user)) return fixed;
  // Another user holds the name. A random name works as well until the next start.
  const own = mkdtempSync(join(short, 'qingnuan-'));
  if (user.ids) lchownSync(own, user.ids.uid, user.ids.gid);
  return own;
}

function privateFolder(folder: string, user: ServerUser): boolean {
  if (!existsSync(folder)) ownFolder(folder, user);
  const found = lstatSync(folder);
  return found.isDirectory() && found.uid === user.uid && (found.mode & 0o777) === 0o700;
}
