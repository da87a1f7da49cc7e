import { open, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Database } from '~/database/connection/open.server';
import { type Sql, withSql } from '~/database/connection/sql.server';
import { type DayHead, dayHeads, registerName } from '~/database/upkeep/day-heads.server';
import type { HistoryFault } from '~/domain/upkeep/faults';

/**
 * Beside the database, so that who changes the database alone is found out; copied elsewhere it proves more. It is named after the
 * database and the schema, because several cities may be looked after from one folder.
 */
async function fileOf(sql: Sql, dataDir: string): Promise<string> {
  return join(dataDir, `history-heads-${(await registerName(sql)).replaceAll(/[^A-Za-z0-9_.-]/g, '_')}.jsonl`);
}

/**
 * Adds the heads of days that the file does not have yet, one a line, with the chains each lists. Several processes may do so at once:
 * a line that stands there twice is the same line.
 */
export async function writeHeadFile(db: Database, dataDir: string): Promise<void> {
  const { path, lines } = await withSql(db, async (sql) => {
    const path = await fileOf(sql, dataDir);
    const last = (await linesOf(path)).reduce((most, line) => Math.max(most, headOf(line)?.number ?? 0), 0);
    const lines: string[] = [];
    for await (const head of dayHeads(sql, last)) lines.push(`${lineOf(head)}\n`);
    return { path, lines };
  });
  if (lines.length === 0) return;
  const file = await open(path, 'a', 0o600);
  try {
    await file.writeFile(lines.join(''));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Heads that the file has and the database has not, or has otherwise. */
export async function verifyHeadFile(db: Database, dataDir: string): Promise<HistoryFault[]> {
  const stored = new Map<number, string>();
  const { path, lines } = await withSql(db, async (sql) => {
    const path = await fileOf(sql, dataDir);
    const lines = await linesOf(path);
    if (lines.length > 0) for await (const head of dayHeads(sql)) stored.set(head.number, lineOf(head));
    return { path, lines };
  });
  const faults: HistoryFault[] = [];
  lines.forEach((line, at) => {
    const head = headOf(line);
    // A line that was cut off when the machine stopped is followed by the whole one.
    if (head === null && at > 0 && at < lines.length - 1) return;
    if (head === null || stored.get(head.number) !== line)
      faults.push({ chain: '', seq: 0, fault: 'head-file', day: head?.day ?? `${basename(path)}:${at + 1}` });
  });
  return faults;
}

function lineOf({ number, day, chains, entries, head, sealedAt, moved }: DayHead): string {
  return JSON.stringify({ number, day, chains, entries, head, sealedAt, moved });
}

function headOf(line: string): { number: number; day: string } | null {
  try {
    const head = JSON.parse(line) as { number: number; day: string };
    return Number.isInteger(head.number) ? head : null;
  } catch {
    return null;
  }
}

async function linesOf(path: string): Promise<string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
