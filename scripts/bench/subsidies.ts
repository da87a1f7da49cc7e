/**
 * How long the entitlements of a city, a batch of 100,000 payments from draft to bank, and the sheet of the other payments
 * take. There are some 300,000 entitlements and rows. The times are also given as ratios to reading the same households, or the
 * same file, without doing anything. Each step runs in a process of its own, so that its memory can be measured.
 */
import { createWriteStream } from 'node:fs';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ExcelJS from 'exceljs';
import { BENCH_SEASON, entitlementsToPay, fillRegister } from '~/database/bulk/bench-register.server';
import { type Database, openDatabase } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { householdBatches } from '~/database/facts/facts.server';
import { countPending } from '~/database/subsidy/batch-changes.server';
import { householdsToEntitle, usagesOf } from '~/database/subsidy/entitlements.server';
import { openToReconcile } from '~/database/subsidy/reconcile.server';
import { OPERATOR } from '~/domain/access/person';
import { labelOf } from '~/domain/contract/enumerations';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { SHEETS } from '~/imports/contract-sheets';
import { Workbook } from '~/imports/workbook/read-workbook.server';
import { importRows, importWorkbook } from '~/server/workflows/imports/import-workbook.server';
import { computeEntitlements } from '~/server/workflows/subsidy/compute-entitlements.server';
import { cancelBatch, checkBatch, draftBatch, noticeBatch, releaseBatch } from '~/server/workflows/subsidy/pay-subsidies.server';
import { askToReconcile, reconcileBatch } from '~/server/workflows/subsidy/reconcile-batch.server';
import { inOwnProcess } from './own-process';

const STEPS = [
  'fill',
  'look',
  'compute',
  'compute-again',
  'draft',
  'cancel',
  'draft-again',
  'reconcile',
  'make',
  'read',
  'import',
  'import-again',
] as const;
type Step = (typeof STEPS)[number];
type Measured = { step: Step; seconds: number; cpuSeconds: number; peakMegabytes: number; rows: number };

/** Of 100,000 households the policies below give some 300,000 entitlements. */
export const SUBSIDY_GOAL = { households: 100_000, computeSeconds: 60, batchSeconds: 60, importSeconds: 90, peakMegabytes: 600 };

/** Measures in a new DATA_DIR below the system's temporary folder and removes it. */
export async function benchSubsidies(households = SUBSIDY_GOAL.households): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), 'qingnuan-bench-'));
  await chmod(folder, 0o711); // the database server runs as another user when this runs as root
  try {
    const measured: Measured[] = [];
    for (const step of STEPS) measured.push(await stepOf(step, folder, households));
    return measured;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function stepOf(step: Step, folder: string, households: number): Promise<Measured> {
  const env = { ...process.env, DATABASE_URL: '', DATA_DIR: join(folder, 'data') };
  return inOwnProcess(fileURLToPath(import.meta.url), [step, folder, String(households)], env);
}

const policy = (number: string, more: Record<string, unknown>) => ({
  policy: number,
  document: '测量',
  division: '1406',
  season: BENCH_SEASON,
  kind: 'operating',
  dueOn: '2021-06-30',
  ...more,
});
const POLICIES = [
  policy('M1', { unit: 'per_area', tiers: '0-60:6;60-120:4', shares: '省:0.3;市:0.3;县:0.4' }),
  policy('M2', { unit: 'per_household', rate: '300', kind: 'price', shares: '市:1' }),
  policy('M3', { unit: 'per_household', rate: '200', shares: '县:1' }),
  policy('M4', {
    unit: 'per_household',
    rate: '100',
    kind: 'coal',
    shares: '县:1',
    modes: ['gas', 'electric_household', 'district_heat', 'biomass', 'none'],
  }),
];
const WHERE = { division: '1406', season: BENCH_SEASON };

async function run(step: Step, folder: string, households: number): Promise<number> {
  const file = join(folder, 'payments.xlsx');
  if (step === 'read') {
    const workbook = await Workbook.open(file);
    let rows = 0;
    for (const sheet of workbook.sheets) for await (const batch of workbook.rows(sheet)) rows += batch.length;
    workbook.close();
    return rows;
  }
  const db = await openDatabase({ quiet: true });
  try {
    switch (step) {
      case 'fill':
        await fillRegister(db, households);
        await importRows(db, OPERATOR, { 补贴政策: POLICIES });
        return households;
      case 'look':
        return await look(db);
      case 'compute':
      case 'compute-again': {
        const outcome = await computeEntitlements(db, OPERATOR, WHERE, { dryRun: false, now: new Date() });
        return outcome.policies.reduce((sum, one) => sum + one.added + one.unchanged, 0);
      }
      case 'draft':
      case 'draft-again':
        await draftBatch(
          db,
          OPERATOR,
          { ...WHERE, number: step, method: 'one_card', choices: [{ policy: 'M1', level: 'province' }] },
          new Date(),
        );
        return await pendingIn(db, step);
      case 'cancel': {
        const rows = await pendingIn(db, 'draft');
        await cancelBatch(db, OPERATOR, { division: WHERE.division, number: 'draft', revision: 1, reason: '测量' }, new Date());
        return rows;
      }
      case 'reconcile':
        return await reconcile(db);
      case 'make':
        await makePayments(db, file);
        return (await stat(file)).size;
      default:
        return await importPayments(db, file, step);
    }
  } finally {
    await db.close();
  }
}

function look(db: Database): Promise<number> {
  return withSql(db, async (sql) => {
    let rows = 0;
    for await (const numbers of householdBatches(sql, WHERE.division)) {
      rows += (await householdsToEntitle(sql, numbers, false)).length + (await usagesOf(sql, numbers, WHERE.season)).length;
    }
    return rows;
  });
}

/** The payments that the sheet does not hold: the province's share of the first policy. */
async function reconcile(db: Database): Promise<number> {
  const batch = { division: WHERE.division, number: 'draft-again' };
  const dayAfter = (days: number) => new Date(Date.now() + days * 86_400_000);
  const rows = await pendingIn(db, batch.number);
  await checkBatch(db, { ...OPERATOR, username: 'second' }, { ...batch, revision: 1 }, new Date());
  await noticeBatch(
    db,
    OPERATOR,
    { ...batch, revision: 2, noticeFrom: dayInShanghai(new Date()), noticeTo: dayInShanghai(dayAfter(6)) },
    new Date(),
  );
  await releaseBatch(db, OPERATOR, { ...batch, revision: 3 }, dayAfter(7));
  const { rest } = await withSql(db, (sql) => openToReconcile(sql, batch));
  await askToReconcile(
    db,
    { ...OPERATOR, username: 'second' },
    { ...batch, revision: 4, paidOn: dayInShanghai(dayAfter(7)), restPayments: rest.payments, restAmount: rest.amount },
    dayAfter(7),
  );
  await reconcileBatch(db, OPERATOR, { ...batch, revision: 5 }, dayAfter(7));
  return rows;
}

function pendingIn(db: Database, number: string): Promise<number> {
  return withSql(db, (sql) => countPending(sql, { division: WHERE.division, number }));
}

async function makePayments(db: Database, file: string): Promise<void> {
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: createWriteStream(file), useStyles: false, useSharedStrings: true });
  const { columns } = SHEETS.发放;
  const sheet = workbook.addWorksheet('发放');
  sheet.addRow(columns.map(({ title }) => title)).commit();
  const rows = await withSql(db, entitlementsToPay);
  for (const [n, { household, policy, due, dueCounty }] of rows.entries()) {
    const values: Record<string, string | number> = {
      batch: `批次${policy}`,
      household,
      policy,
      level: labelOf('level', policy === 'M2' ? 'city' : 'county'),
      amount: (policy === 'M1' ? dueCounty : due) / 100,
      method: '一卡通',
      paidOn: '2021-05-20',
      result: '成功',
    };
    sheet.addRow(columns.map(({ key }) => values[key] ?? null)).commit();
    if (n % 200 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  sheet.commit();
  await workbook.commit();
}

async function importPayments(db: Database, file: string, step: Step): Promise<number> {
  const stages: string[] = [];
  let [name, last] = ['', performance.now()];
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
}

export function printSubsidies(measured: readonly Measured[], print: (line: string) => void): boolean {
  const of = (step: Step) => measured.find((one) => one.step === step)!;
  for (const { step, seconds, cpuSeconds, peakMegabytes, rows } of measured) {
    const floor = step.startsWith('compute') ? 'look' : step.startsWith('import') ? 'read' : null;
    const ratio =
      floor === null
        ? ''
        : `  ${(seconds / of(floor).seconds).toFixed(2)} x ${floor === 'look' ? 'reading the households' : 'reading the file'}`;
    print(
      `subsidies/${step}: ${seconds.toFixed(1)} s, CPU ${cpuSeconds.toFixed(1)} s, peak ${peakMegabytes.toFixed(0)} MB, ${rows}${ratio}`,
    );
  }
  const batch = (['draft', 'cancel', 'reconcile'] as const).map(of);
  return (
    batch.every(({ seconds, peakMegabytes }) => seconds < SUBSIDY_GOAL.batchSeconds && peakMegabytes < SUBSIDY_GOAL.peakMegabytes) &&
    of('compute').seconds < SUBSIDY_GOAL.computeSeconds &&
    of('import').seconds < SUBSIDY_GOAL.importSeconds &&
    of('compute').peakMegabytes < SUBSIDY_GOAL.peakMegabytes &&
    of('import').peakMegabytes < SUBSIDY_GOAL.peakMegabytes
  );
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
  const reached = printSubsidies(
    await benchSubsidies(Number(process.argv[2] ?? SUBSIDY_GOAL.households)),
    (line) => void process.stdout.write(`${line}\n`),
  );
  process.exitCode = reached ? 0 : 1;
}
