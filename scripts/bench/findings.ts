/**
 * How long the findings of a whole register take from nothing, and how much one changed visit costs. From nothing is also given as a
 * ratio to reading the facts of the same season, a change as a ratio to bringing the facts of the same household up to date without
 * writing anything.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changeVisit, countFindings, readFacts, visitedHouseholds } from '~/database/bulk/bench-findings.server';
import { fillLedger } from '~/database/bulk/bench-ledger.server';
import { BENCH_SEASON, fillRows } from '~/database/bulk/bench-register.server';
import { type Database, openDatabase } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { loadRecords } from '~/database/facts/records.server';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { seal } from '~/server/personal/seal.server';
import { updateFindings } from '~/server/workflows/findings/update-findings.server';
import { inOwnProcess } from './own-process';

type Findings = {
  households: number;
  findings: number;
  seconds: number;
  floorSeconds: number;
  changeMs: number;
  changeMedianMs: number;
  changeFloorMs: number;
  load: number;
};
export const FINDINGS_GOAL = { households: 400_000, seconds: 20, atMostSeconds: 60, changeMs: 20 };
const CHANGES = 200;

export async function benchFindings(households = FINDINGS_GOAL.households): Promise<Findings> {
  const folder = await mkdtemp(join(tmpdir(), 'qingnuan-bench-'));
  await chmod(folder, 0o711); // the database server runs as another user when this runs as root
  try {
    const DATA_KEY = `bench:${randomBytes(32).toString('base64')}`;
    const env = { ...process.env, DATABASE_URL: '', DATA_DIR: join(folder, 'data'), DATA_KEY };
    return await inOwnProcess<Findings>(fileURLToPath(import.meta.url), [String(households)], env);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function printFindings(
  { households, findings, seconds, floorSeconds, changeMs, changeMedianMs, changeFloorMs, load }: Findings,
  print: (line: string) => void,
): boolean {
  const { seconds: goal, atMostSeconds, changeMs: changeGoal } = FINDINGS_GOAL;
  print(`问题 / findings: ${households} 户 / households, ${findings} 个 / findings; 负载 / load ${load.toFixed(1)}`);
  const [read, alone] = [(seconds / floorSeconds).toFixed(1), (changeMs / changeFloorMs).toFixed(1)];
  print(`  从头 / from nothing: ${seconds.toFixed(1)} s (目标 / goal ≤ ${goal}, ≤ ${atMostSeconds})`);
  print(`    读各户事实的倍数 / × reading the facts: ${read}`);
  print(`  改一份入户 / one changed visit, p50 ${changeMedianMs.toFixed(1)}, p95 ${changeMs.toFixed(1)} ms (目标 / goal ≤ ${changeGoal})`);
  print(`    只读这户的倍数 / × reading the household alone: ${alone}`);
  return seconds <= atMostSeconds && changeMs <= changeGoal;
}

async function measure(households: number): Promise<Findings> {
  const db = await openDatabase({ quiet: true });
  try {
    await fillRows(db, households);
    await fillLedger(db, seal('low_income'), () => undefined);
    const now = new Date();
    const floorSeconds = await timed(() => inTransaction(db, readFacts, { statementTimeoutMs: 0 }));
    const seconds = await timed(() => updateFindings(db, now, { everything: true }));
    const findings = await withSql(db, countFindings);
    return { households, findings, seconds, floorSeconds, ...(await changes(db, dayInShanghai(now))), load: loadavg()[0]! };
  } finally {
    await db.close();
  }
}

/** Each change in a transaction of its own, prepared as for a visit that is received: facts, roll-ups and findings of one household. */
async function changes(db: Database, today: CalendarDay): Promise<Pick<Findings, 'changeMs' | 'changeMedianMs' | 'changeFloorMs'>> {
  const [changed, read]: [number[], number[]] = [[], []];
  for (const household of await withSql(db, (sql) => visitedHouseholds(sql, CHANGES))) {
    await inTransaction(
      db,
      async (sql) => {
        await changeVisit(sql, household);
        read.push(await timed(() => loadRecords(sql, [household], [BENCH_SEASON], today)));
        changed.push(await timed(() => refreshFacts(sql, [household], today)));
      },
      { prepared: true },
    );
  }
  return { changeMs: at(changed, 0.95) * 1000, changeMedianMs: at(changed, 0.5) * 1000, changeFloorMs: at(read, 0.95) * 1000 };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

const at = (seconds: number[], share: number): number => seconds.sort((a, b) => a - b)[Math.ceil(seconds.length * share) - 1]!;

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.send(await measure(Number(process.argv[2])));
  process.disconnect();
}
