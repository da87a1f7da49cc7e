/**
 * Format, words, types, the build and the packages that tests need come first and at once, because installing leaves the cores idle;
 * the tests follow, beside the types if these take longer. The first failure ends all. Up to three files that failed run once more, alone.
 * What passes then is named at the end as a test to mend, and the run succeeds.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtFolder } from '../serve/build-when-changed';
import { folderInMemory } from './folder-in-memory';
import { filesToLookAtAgain } from './second-look';

const nodeModule = (...path: string[]): string => join('node_modules', ...path);
const types = spawn(process.execPath, [nodeModule('typescript', 'bin', 'tsc'), '--noEmit', '--pretty'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const tools = spawn(process.execPath, ['--import', 'tsx', join('scripts', 'checks', 'need-tools.ts')], { stdio: 'inherit' });
const check = spawn('npm', ['run', 'check'], { stdio: 'inherit' });
// The tests find this build; where it fails they build again and say why.
const build = builtFolder().catch(() => undefined);
const memory = folderInMemory();
const reports = mkdtempSync(join(memory ?? tmpdir(), 'test-report-'));
const report = join(reports, 'report.json');
const REPORTERS = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];

let running: ChildProcess | null = null;
const vitest = (...options: string[]): ChildProcess => {
  running = spawn(process.execPath, [nodeModule('vitest', 'vitest.mjs'), 'run', ...options], {
    stdio: 'inherit',
    env: { ...process.env, ...(memory && { TMPDIR: memory }) },
  });
  return running;
};
process.once('exit', () => rmSync(memory ?? reports, { recursive: true, force: true }));
// Ctrl+C reaches the tests by itself. This process outlives them, so that the folder is removed.
let interrupted = false;
process.on('SIGINT', () => {
  interrupted = true;
});
process.on('SIGTERM', () => running?.kill());

// The output is printed at the end in one piece, not between the lines of the tests.
let said = '';
types.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));

const succeeded = (child: ChildProcess): Promise<boolean> =>
  new Promise((resolve, reject) => child.once('error', reject).once('close', (code) => resolve(code === 0)));

async function tests(): Promise<boolean> {
  if (await succeeded(vitest(...REPORTERS, ...process.argv.slice(2)))) return true;
  const again = interrupted ? [] : filesToLookAtAgain(report);
  if (again.length === 0) return false;
  process.stdout.write(`\nThese failed and run once more, alone:\n${again.map((file) => `  ${file}\n`).join('')}`);
  if (!(await succeeded(vitest(...again)))) return false;
  process.stdout.write(`\nPassed only when run alone. Find out why and mend it:\n${again.map((file) => `  ${file}\n`).join('')}`);
  return true;
}

const typed = succeeded(types).then((ok) => {
  if (ok) return true;
  process.stdout.write(`\n${said}\n`);
  interrupted = true;
  running?.kill('SIGINT');
  return false;
});
const ready = Promise.all([succeeded(tools), succeeded(check), build]).then(([installed, checked]) => installed && checked);
const tested = ready
  .then(async (ok) => ok && !interrupted && (await tests()))
  .then((ok) => {
    if (!ok) types.kill();
    return ok;
  });
if (!(await Promise.all([typed, tested])).every(Boolean)) process.exitCode = 1;
