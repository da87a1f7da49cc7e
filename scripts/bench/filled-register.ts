/** Registers of several sizes with five seasons of visits, subsidies and findings, for what is measured at each size. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillLedger } from '~/database/bulk/bench-ledger.server';
import { fillRows } from '~/database/bulk/bench-register.server';
import { type Database, openDatabase } from '~/database/connection/open.server';
import { openLog } from '~/server/http/log.server';
import { serve } from '~/server/http/serve.server';
import { seal } from '~/server/personal/seal.server';
import { updateFindings } from '~/server/workflows/findings/update-findings.server';
import { sealPersonalValuesAgain } from '~/server/workflows/households/seal-again.server';

/**
 * Works in a folder for registers. `BENCH_FOLDER` keeps the filled ones there and takes them from there the next time, which spares the
 * minutes of filling; one that was broken off while it was filled is filled anew.
 */
export async function inBenchFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const kept = process.env.BENCH_FOLDER;
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'qingnuan-bench-')));
  await openedToServer(folder);
  try {
    return await work(folder);
  } finally {
    if (!kept) await rm(folder, { recursive: true, force: true });
  }
}

/** Lets the database server reach what lies in the folder: it runs as another user when this runs as root. */
export async function openedToServer(folder: string): Promise<void> {
  await chmod(folder, 0o711);
}

/** The environment of a process that works on the register called `name` in that folder. */
export function environmentOf(folder: string, name: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DATABASE_URL: '',
    DATA_DIR: join(folder, name),
    NODE_ENV: 'production',
    SESSION_SECRET: randomBytes(48).toString('base64'),
    DATA_KEY: keyOf(folder),
  };
}

function keyOf(folder: string): string {
  const file = join(folder, 'data-key');
  if (!existsSync(file)) writeFileSync(file, `bench:${randomBytes(32).toString('base64')}`, { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

/**
 * The register in this process's DATA_DIR, filled first where it is not. `tell` gets what is under way. Facts of earlier seasons are
 * copied or computed; one with computed facts serves for both.
 */
export async function openFilled(households: number, tell: (line: string) => void, earlier: 'copied' | 'computed'): Promise<Database> {
  const mark = (kind: 'copied' | 'computed') => join(process.env.DATA_DIR!, `filled-${kind}`);
  const filled = existsSync(mark('computed')) || existsSync(mark(earlier));
  if (!filled) await rm(process.env.DATA_DIR!, { recursive: true, force: true }); // half filled, and then broken off
  const db = await openDatabase({ quiet: true });
  if (filled) return db;
  const began = performance.now();
  const at = () => `${((performance.now() - began) / 1000).toFixed(0)} s`;
  await fillRows(db, households);
  await fillLedger(db, seal('low_income'), (step) => tell(`${households} ${at()} ${step}`), earlier);
  await sealPersonalValuesAgain(db, new Date());
  await updateFindings(db, new Date(), { everything: true });
  writeFileSync(mark(earlier), '');
  tell(`${households} 已填好 / filled ${at()}`);
  return db;
}

/** The app on this register, at a port of its own. */
export function servedApp(db: Database, buildFolder: string) {
  return serve({
    db,
    log: openLog('warn'),
    port: 0,
    host: '127.0.0.1',
    buildFolder,
    settings: {
      sessionSecret: process.env.SESSION_SECRET!,
      dataDir: process.env.DATA_DIR!,
      development: false,
      demo: false,
      publicUrl: undefined,
      trustProxy: 'loopback',
      formLimitBytes: 1_000_000,
      uploadLimitBytes: 1_000_000,
    },
  });
}
