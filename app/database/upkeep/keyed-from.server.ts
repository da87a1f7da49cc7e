/** Where keyed links begin in a register of an older version, and what migrations noted. */

import { createHash } from 'node:crypto';
import type { Database } from '~/database/connection/connect.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory, type HistoryEntry, ROWS_DIGEST, type SealedRows, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { lastDayHead } from './day-heads.server';

export const KEYED_ACTION = 'history.keyed';

export type Keyed = { chains: number; sha256: string; heads: number; lastHead: string };

/** The chains whose first entries have links without a key: where those end. */
export async function endsBeforeKeys(sql: Sql): Promise<{ chain: string; seq: number; hash: string }[]> {
  return sql.query('SELECT chain, seq, hash FROM history_before_keys ORDER BY chain COLLATE "C"');
}

export function digestOfEnds(ends: readonly { chain: string; seq: number; hash: string }[]): string {
  return createHash('sha256')
    .update(ends.map(({ chain, seq, hash }) => `${chain} ${seq} ${hash}\n`).join(''))
    .digest('hex');
}

/**
 * Takes over a register whose chains have no key yet: the first keyed entry holds where every chain and the heads of the days ended, so
 * that nothing before can change unseen from now on, and what the migration noted of the rows is sealed with it. It happens once: a
 * register with a keyed chain is left as it is.
 */
export async function beginKeys(db: Pick<Database, 'pool' | 'schema'>): Promise<void> {
  await inTransaction(db, async (sql) => {
    const [state] = await sql.query<{ begun: boolean }>('SELECT EXISTS (SELECT FROM history_chain WHERE seal IS NOT NULL) AS begun');
    const ends = await endsBeforeKeys(sql);
    if (state!.begun) return;
    const notes = await notesAfter(sql, 0);
    if (ends.length === 0 && notes.length === 0) return;
    const last = await lastDayHead(sql);
    const keyed: Keyed = { chains: ends.length, sha256: digestOfEnds(ends), heads: last?.number ?? 0, lastHead: last?.head ?? '' };
    await appendHistory(sql, new Date(), 'system', [
      { chain: SYSTEM_CHAIN, action: KEYED_ACTION, entity: 'history', entityKey: 'keys', after: keyed, rows: notes[0] },
      ...notes.slice(1).map(sealOf),
    ]);
  });
}

/** Seals what the migrations that were just applied changed in the rows: the notes after the one that was the last before. */
export async function sealMigrated(db: Pick<Database, 'pool' | 'schema'>, after: number): Promise<void> {
  await inTransaction(db, async (sql) => {
    const notes = await notesAfter(sql, after);
    if (notes.length > 0) await appendHistory(sql, new Date(), 'system', notes.map(sealOf));
  });
}

const sealOf = (rows: SealedRows): HistoryEntry => ({
  chain: SYSTEM_CHAIN,
  action: 'history.migrated',
  entity: 'rows',
  entityKey: rows.stamp,
  rows,
});

async function notesAfter(sql: Sql, after: number): Promise<SealedRows[]> {
  return sql.query<SealedRows>(
    `SELECT w.stamp, min(w.position) AS from, max(w.position) AS to, count(*)::int AS count, ${ROWS_DIGEST} AS sha256
     FROM history_row w WHERE w.position > $1 GROUP BY w.stamp ORDER BY 2`,
    [after],
  );
}
