/** The stored history, for verifying it: entries, ends of chains, heads of days. */

import { endOfChinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import type { CalendarDay } from '~/domain/time/calendar-day';

export type StoredEntry = {
  /** The order of writing, over all chains. */
  position: number;
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
    'SELECT position, chain, seq, at, actor, action, entity, entity_key, payload, hash FROM history ORDER BY chain COLLATE "C", seq',
  );
}

/** How many entries there are, from the count of every chain. */
export async function countEntries(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ total: number }>('SELECT coalesce(sum(seq), 0)::bigint AS total FROM history_chain');
  return row!.total;
}

export type ChainState = { chain: string; seq: number; hash: string; seal: string | null };

/** The noted end of each chain. */
export async function chainEnds(sql: Sql): Promise<ChainState[]> {
  return sql.query<ChainState>('SELECT chain, seq, hash, seal FROM history_chain');
}

/**
 * The heads of days that an older version sealed: over what was written before an instant, and not by position. Newer ones list the
 * chains.
 */
export async function unkeyedHeads(sql: Sql): Promise<{ number: number; day: CalendarDay; head: string; endsAt: string }[]> {
  return sql.query(`SELECT number, day, head, ${endOfChinaDay('day')} AS "endsAt" FROM history_day WHERE moved IS NULL ORDER BY number`);
}

const LISTED = `SELECT d.number, d.day, m ->> 0 AS chain,
    CASE WHEN jsonb_typeof(m -> 1) = 'number' THEN (m ->> 1)::numeric::bigint END AS seq,
    m ->> 2 AS hash
  FROM history_day d CROSS JOIN LATERAL jsonb_array_elements(d.moved) m WHERE jsonb_typeof(d.moved) = 'array'`;

/** Ends of chains that a head lists and that are not there any more. */
export async function endsOfHeadsMissed(sql: Sql): Promise<{ chain: string; seq: number; day: CalendarDay }[]> {
  return sql.query(
    `SELECT DISTINCT ON (l.chain) l.chain, l.seq, l.day FROM (${LISTED}) l LEFT JOIN history h ON h.chain = l.chain AND h.seq = l.seq
     WHERE h.hash IS DISTINCT FROM l.hash ORDER BY l.chain, l.number LIMIT 1000`,
  );
}

/** Chains of which it is noted that the last head covers more or less of them than it does. */
export async function headsPastChains(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ chain: string }>(
    `SELECT c.chain FROM history_chain c LEFT JOIN history_before_keys b USING (chain)
     LEFT JOIN (SELECT chain, max(seq) AS seq FROM (${LISTED}) l GROUP BY chain) l USING (chain)
     WHERE CASE WHEN l.seq IS NULL THEN c.sealed_seq > coalesce(b.seq, 0) ELSE c.sealed_seq <> l.seq END ORDER BY 1 LIMIT 1000`,
  );
  return rows.map(({ chain }) => chain);
}
