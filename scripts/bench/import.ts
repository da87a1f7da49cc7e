/**
 * How long an import takes, as a ratio to the bare reading of the same file, with its processor time and peak memory. Each
 * step runs in a process of its own, so that memory is the step's alone.
 */
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { villageCodes } from '~/database/bulk/bench-register.server';
import { openDatabase } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { OPERATOR } from '~/domain/access/person';
import { Workbook } from '~/imports/workbook/read-workbook.server';
import { importWorkbook } from '~/server/workflows/imports/import-workbook.server';
import { makeRoster } from './make-roster';
import { inOwnProcess } from './own-process';

type Step = 'make' | 'read' | 'import' | 'again';
type Measured = { step: Step; seconds: number; cpuSeconds: number; peakMegabytes: number; rows: number };

export const GOAL = { households: 100_000, seconds: 90, peakMegabytes: 600 };

/** Measures in a new DATA_DIR below the system's temporary folder and removes it. */
export async function benchImport(households = GOAL.households): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), 'qingnuan-bench-'));
  await chmod(folder, 0o711); // the database server runs as another user when this runs as root
  try {
    const measured: Measured[] = [];
    for (const step of ['make', 'read', 'import', 'again'] as const) measured.push(await stepOf(step, folder, households));
    return measured;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function stepOf(step: Step, folder: string, households: number): Promise<Measured> {
  const env = { ...process.env, DATABASE_URL: '', DATA_DIR: join(folder, 'data') };
  return inOwnProcess(fileURLToPath(import.meta.url), [step, folder, String(households)], env);
}

async function run(step: Step, folder: string, households: number): Promise<number> {
  const file = join(folder, 'roster.xlsx');
  if (step === 'read') {
    const workbook = await Workbook.open(file);
    let rows = 0;
    for (const sheet of workbook.sheets) for await (const batch of workbook.rows(sheet)) rows += batch.length;
    workbook.close();
    return rows;
  }
  const db = await openDatabase({ quiet: true });
  try {
    if (step === 'make') {
      await makeRoster(file, await withSql(db, villageCodes), households);
      return (await stat(file)).size;
    }
    const stages: string[] = [];
    let last = performance.now();
    let name = '';
    const result = await importWorkbook(db, OPERATOR, file, {
      progress({ stage, sheet }) {
        const next = `${stage} ${sheet ?? ''}`;
        if (next === name) return;
        if (name) stages.push(`${name} ${((performance.now() - last) / 1000).toFixed(1)} s`);
        [name, last] = [next, performance.now()];
      },
    });
    stages.push(`${name} ${((performance.now() - last) / 1000).toFixed(1)} s`);
    process.stdout.write(`${step}: ${stages.join(', ')}\n`);
    return result.sheets.reduce((sum, sheet) => sum + (step === 'import' ? sheet.added : sheet.unchanged), 0);
  } finally {
    await db.close();
  }
}

export function printImport(measured: readonly Measured[], print: (line: string) => void): boolean {
  const floor = measured.find(({ step }) => step === 'read')!;
  for (const { step, seconds, cpuSeconds, peakMegabytes, rows } of measured) {
    const ratio = step === 'make' ? '' : `  ${(seconds / floor.seconds).toFixed(2)} x reading`;
    print(`import/${step}: ${seconds.toFixed(1)} s, CPU ${cpuSeconds.toFixed(1)} s, peak ${peakMegabytes.toFixed(0)} MB, ${rows}${ratio}`);
  }
  const done = measured.find(({ step }) => step === 'import')!;
  return done.seconds < GOAL.seconds && done.peakMegabytes < GOAL.peakMegabytes;
}

const [step, folder, households] = process.argv.slice(2);
if (process.send && folder) {
  const start = performance.now();
  const rows = await run(step as Step, folder, Number(households));
  const { user, system } = process.cpuUsage();
  process.send({
    step,
    rows,
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  });
  process.disconnect();
} else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const reached = printImport(
    await benchImport(Number(process.argv[2] ?? GOAL.households)),
    (line) => void process.stdout.write(`${line}\n`),
  );
  process.exitCode = reached ? 0 : 1;
}
