/** The stored history, for verifying it: entries, ends of chains, heads of days. */

import { endOfChinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import type { CalendarDay } from '~/domain/time/calendar-day';

export type StoredEntry = {
  chain: string;
  seq: number;
  at: string;
  actor: string;
  action: string;
  entity: string;
  entity_key: string;
  payload: string;
  hash: string;
};

/** Every entry, chain by chain in the order of their names, each from its first link. */
export function storedEntries(sql: Sql): AsyncIterable<StoredEntry> {
  return sql.stream<StoredEntry>(
    'SELECT chain, seq, at, actor, action, entity, entity_key, payload, hash FROM history ORDER BY chain COLLATE "C", seq',
  );
}

/** How many entries there are, from the count of every chain. */
export async function countEntries(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ total: number }>('SELECT coalesce(sum(seq), 0)::bigint AS total FROM history_chain');
  return row!.total;
}

export type ChainEnd = { chain: string; seq: number; hash: string };

/** The noted end of each chain. */
export async function chainEnds(sql: Sql): Promise<ChainEnd[]> {
  return sql.query<ChainEnd>('SELECT chain, seq, hash FROM history_chain');
}

export type SealedHead = { day: CalendarDay; head: string; endsAt: string };

/** The head over all chains that each finished day was sealed with, and the instant at which that day ended in China. */
export async function sealedHeads(sql: Sql): Promise<SealedHead[]> {
  return sql.query<SealedHead>(`SELECT day, head, ${endOfChinaDay('day')} AS "endsAt" FROM history_day ORDER BY day`);
}
