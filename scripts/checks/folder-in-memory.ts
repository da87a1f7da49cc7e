import { chmodSync, mkdtempSync, readFileSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const ROOM_BYTES = 8_000_000_000;

/**
 * A folder in memory for everything that the tests write, which spares a tenth of their time; null where there is none, where it
 * is small or where no program may be started from it.
 */
export function folderInMemory(): string | null {
  const mounted = process.platform === 'linux' ? readFileSync('/proc/mounts', 'utf8').split('\n') : [];
  const options = mounted.map((line) => line.split(' ')).find(([, at]) => at === MEMORY)?.[3];
  if (process.env.TMPDIR !== undefined || options === undefined || options.split(',').some((one) => one === 'noexec' || one === 'ro'))
    return null;
  const { bavail, bsize } = statfsSync(MEMORY);
  if (Math.min(bavail * bsize, freemem()) < ROOM_BYTES) return null;
  const folder = mkdtempSync(join(MEMORY, 'qingnuan-'));
  chmodSync(folder, 0o711); // the database server runs as another user when this runs as root
  return folder;
}
