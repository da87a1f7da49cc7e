/**
 * How long the report workbook of a city takes, its processor time and peak memory, as a ratio to reading the same rows
 * from the database and doing nothing with them. Each step runs in a process of its own, so that memory is the step's alone.
 */
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BENCH_SEASON, fillRegister } from '~/database/bulk/bench-register.server';
import { openDatabase } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { readLedger } from '~/database/report/lists.server';
import { EVERYTHING } from '~/database/scope.server';
import { OPERATOR } from '~/domain/access/person';
import { makeReport } from '~/server/workflows/report/make-report.server';
import { inOwnProcess } from './own-process';

type Step = 'fill' | 'read' | 'report';
type Measured = { step: Step; seconds: number; cpuSeconds: number; peakMegabytes: number; rows: number };

export const REPORT_GOAL = { households: 100_000, peakMegabytes: 200 };
/**
 * The limit of the heap. With it the peak shows what the work needs and not what a lazy collector leaves, and work that grew
 * with the households would fail.
 */
const HEAP_MEGABYTES = 96;

/** Measures in a new DATA_DIR below the system's temporary folder and removes it. */
export async function benchReport(households = REPORT_GOAL.households): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), 'qingnuan-bench-'));
  await chmod(folder, 0o711); // the database server runs as another user when this runs as root
  try {
    const measured: Measured[] = [];
    for (const step of ['fill', 'read', 'report'] as const) measured.push(await stepOf(step, folder, households));
    return measured;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function stepOf(step: Step, folder: string, households: number): Promise<Measured> {
  const env = { ...process.env, DATABASE_URL: '', DATA_DIR: join(folder, 'data') };
  const heap = step === 'fill' ? undefined : HEAP_MEGABYTES;
  return inOwnProcess(fileURLToPath(import.meta.url), [step, folder, String(households)], env, heap);
}

async function run(step: Step, folder: string, households: number): Promise<number> {
  const db = await openDatabase({ quiet: true });
  try {
    if (step === 'fill') {
      await fillRegister(db, households);
      return households;
    }
    if (step === 'read') {
      return await withSql(db, async (sql) => {
        const place = () => ({ county: '', township: '', village: '' });
        const personal = {
          head: (name: string) => name,
          masked: (text: string | null) => text,
          address: (text: string | null) => text,
          hardship: () => null,
          written: (text: string | null) => text,
          answers: <Answers>(answers: Answers) => answers,
          meter: (text: string | null) => text,
        };
        let rows = 0;
        for await (const _row of readLedger(sql, EVERYTHING, {
          root: '1406',
          season: BENCH_SEASON,
          asOf: '2026-01-01',
          facts: 'household_facts',
          place,
          personal,
        }))
          rows += 1;
        return rows;
      });
    }
    const file = join(folder, 'report.xlsx');
    const made = await makeReport(db, OPERATOR, { division: '1406', season: BENCH_SEASON, file }, new Date());
    process.stdout.write(`report: ${((await stat(file)).size / 1e6).toFixed(1)} MB\n`);
    return made.sheets.reduce((sum, sheet) => sum + sheet.rows, 0);
  } finally {
    await db.close();
  }
}

export function printReport(measured: readonly Measured[], print: (line: string) => void): boolean {
  const floor = measured.find(({ step }) => step === 'read')!;
  for (const { step, seconds, cpuSeconds, peakMegabytes, rows } of measured) {
    const ratio = step === 'fill' ? '' : `  ${(seconds / floor.seconds).toFixed(2)} x reading the ledger`;
    print(
      `report/${step}: ${seconds.toFixed(1)} s, CPU ${cpuSeconds.toFixed(1)} s, peak ${peakMegabytes.toFixed(0)} MB, ${rows} rows${ratio}`,
    );
  }
  return measured.find(({ step }) => step === 'report')!.peakMegabytes < REPORT_GOAL.peakMegabytes;
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
  const reached = printReport(
    await benchReport(Number(process.argv[2] ?? REPORT_GOAL.households)),
    (line) => void process.stdout.write(`${line}\n`),
  );
  process.exitCode = reached ? 0 : 1;
}
