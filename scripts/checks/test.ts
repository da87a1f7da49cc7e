/** Runs the type check and the tests in parallel; the first failure ends both. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const ROOM_BYTES = 8_000_000_000;

/**
 * A folder in memory for everything that the tests write, which spares a tenth of their time; null where there is none, where it
 * is small or where no program may be started from it.
 */
function folderInMemory(): string | null {
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

const nodeModule = (...path: string[]): string => join('node_modules', ...path);
const types = spawn(process.execPath, [nodeModule('typescript', 'bin', 'tsc'), '--noEmit', '--pretty'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const memory = folderInMemory();
const tests = spawn(process.execPath, [nodeModule('vitest', 'vitest.mjs'), 'run', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, ...(memory && { TMPDIR: memory }) },
});
process.once('exit', () => memory && rmSync(memory, { recursive: true, force: true }));

// The output is printed at the end in one piece, not between the lines of the tests.
let said = '';
types.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));

const succeeded = (child: ChildProcess): Promise<boolean> =>
  new Promise((resolve, reject) => child.once('error', reject).once('close', (code) => resolve(code === 0)));

const typed = succeeded(types).then((ok) => {
  if (ok) return true;
  process.stdout.write(`\n${said}\n`);
  tests.kill('SIGINT');
  return false;
});
const tested = succeeded(tests).then((ok) => {
  if (!ok) types.kill();
  return ok;
});
if (!(await Promise.all([typed, tested])).every(Boolean)) process.exitCode = 1;
