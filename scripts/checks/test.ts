/** Runs the type check and the tests in parallel; the first failure ends both. */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { folderInMemory } from './folder-in-memory';

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
// Ctrl+C reaches the tests by itself. This process outlives them, so that the folder is removed.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => tests.kill());

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
