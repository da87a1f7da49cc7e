/** Starts the built app on a free port over a database of the test's own: `const app = await startApp({ db })`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { readyProgram } from '../programs/run-program';

export interface AppProcessOptions {
  databaseUrl: string;
  buildFolder: string;
  demo: boolean;
  formLimitBytes: number;
  uploadLimitBytes: number;
  /** A program of tests/, by its path, that replaces run-job. */
  jobProgram?: string;
}

export interface RunningApp {
  url: string;
  dataDir: string;
  process: ChildProcess;
  /** Lines the app has logged so far. */
  logged(): string[];
  /** Stops in order, as after SIGTERM. */
  stop(): Promise<void>;
  /** Stops at once, as in a power cut. */
  kill(): Promise<void>;
}

const running: RunningApp[] = [];

/** Ends the apps that a test file started. */
export async function endApps(): Promise<void> {
  for (const app of running.splice(0)) {
    await app.kill();
    rmSync(app.dataDir, { recursive: true, force: true });
  }
}

export async function startApp(
  options: { db: Pick<Database, 'url'>; dataDir?: string; env?: Record<string, string> } & Partial<
    Omit<AppProcessOptions, 'databaseUrl' | 'buildFolder'>
  >,
): Promise<RunningApp> {
  const { db, env, ...rest } = options;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'qingnuan-app-'));
  const settings: AppProcessOptions = {
    databaseUrl: db.url,
    buildFolder: inject('build'),
    demo: false,
    formLimitBytes: 1_000_000,
    uploadLimitBytes: 100_000_000,
    ...rest,
    jobProgram: rest.jobProgram && readyProgram(rest.jobProgram),
  };
  const child = spawn(process.execPath, [readyProgram('tests/helpers/app-process.ts')], {
    env: { ...process.env, NODE_ENV: 'production', DATA_DIR: dataDir, DATABASE_URL: db.url, ...env },
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  });
  child.stdin?.end(JSON.stringify(settings));
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => lines.push(...chunk.toString().split('\n').filter(Boolean)));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message: { url: string }) => resolve(message.url));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The app ended with ${code}:\n${lines.join('\n')}`)));
  });
  const end = (signal: NodeJS.Signals) => async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
  };
  const app: RunningApp = { url, dataDir, process: child, logged: () => [...lines], stop: end('SIGTERM'), kill: end('SIGKILL') };
  running.push(app);
  return app;
}
