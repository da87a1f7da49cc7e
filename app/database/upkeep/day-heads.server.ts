/** The heads over all chains that are sealed day by day. */

import { CITY_SCHEMA } from '~/database/connection/address.server';
import { endOfChinaDay } from '~/database/connection/china-day.server';
import { keyedHash } from '~/database/connection/opener.server';
import type { Sql } from '~/database/connection/sql.server';
import { addDays, type CalendarDay } from '~/domain/time/calendar-day';

/** A chain with its length and its last hash. */
type ChainEnd = readonly [chain: string, seq: number, hash: string];

/**
 * A head is sealed by position and not by time: it follows the head before by number, and lists every chain that moved since that one
 * with its length and end. So a clock that ran ahead spoils none, and a chain that is cut or gone is missed by the head that lists it.
 * `moved` is null for a head of an older version, which lists nothing and covers what was written before the end of its day.
 */
export type DayHead = {
  number: number;
  /** The day that was finished when it was sealed. */
  day: CalendarDay;
  chains: number;
  entries: number;
  head: string;
  sealedAt: string;
  moved: ChainEnd[] | null;
};

export function headOver(previous: string, { number, day, chains, entries, sealedAt, moved }: Omit<DayHead, 'head'>): string {
  // A list that somebody changed may be anything.
  const ends = Array.isArray(moved) ? moved.map((end: unknown) => (Array.isArray(end) ? `${end.join(' ')}\n` : '?')).join('') : '?';
  return keyedHash(`head\n${previous}\n${number} ${day} ${chains} ${entries} ${Date.parse(sealedAt)}\n${ends}`);
}

/** How many lists of a head are read at once. */
const PAGE = 50;
const COLUMNS = `number, day, chains, entries, head, sealed_at AS "sealedAt", moved`;

/** The heads after a number, in order. */
export async function* dayHeads(sql: Sql, after = 0): AsyncGenerator<DayHead> {
  for (let last = after; ; ) {
    const rows = await sql.query<DayHead>(`SELECT ${COLUMNS} FROM history_day WHERE number > $1 ORDER BY number LIMIT ${PAGE}`, [last]);
    yield* rows;
    if (rows.length < PAGE) return;
    last = rows.at(-1)!.number;
  }
}

/** The database, and the schema when it is not the usual one. */
export async function registerName(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ name: string }>(
    `SELECT current_database() || CASE ${CITY_SCHEMA} WHEN 'public' THEN '' ELSE '.' || ${CITY_SCHEMA} END AS name`,
  );
  return row!.name;
}

/** The last head, as reports print it. */
export async function lastDayHead(sql: Sql): Promise<Pick<DayHead, 'number' | 'day' | 'head'> | null> {
  const [row] = await sql.query<DayHead>('SELECT number, day, head FROM history_day ORDER BY number DESC LIMIT 1');
  return row ?? null;
}

/**
 * Seals the chains as they stand once a day is finished since the last head and something was written before its end. A chain that a
 * long transaction holds comes into the next head.
 */
export async function sealFinishedDays(sql: Sql, today: CalendarDay, now: Date = new Date()): Promise<CalendarDay[]> {
  const day = addDays(today, -1);
  const DUE = `EXISTS (SELECT FROM history_chain c JOIN history h ON h.chain = c.chain AND h.seq = c.sealed_seq + 1
    WHERE c.seq > c.sealed_seq AND h.at < ${endOfChinaDay('$1::date')})`;
  const [due] = await sql.query<{ due: boolean }>(
    `SELECT ${DUE} AND NOT EXISTS (SELECT FROM history_day WHERE day = $1 AND number = (SELECT max(number) FROM history_day)) AS due`,
    [day],
  );
  if (!due?.due) return [];
  // Numbers follow each other, so one process seals at a time; another one that waited finds the day sealed.
  await sql.query('LOCK TABLE history_day IN SHARE ROW EXCLUSIVE MODE');
  const before = await lastDayHead(sql);
  if (before?.day === day) return [];
  const ends = await sql.query<{ chain: string; seq: number; hash: string }>(
    `WITH moved AS (SELECT chain FROM history_chain WHERE seq > sealed_seq ORDER BY chain FOR UPDATE SKIP LOCKED)
     UPDATE history_chain c SET sealed_seq = c.seq FROM moved m WHERE m.chain = c.chain RETURNING c.chain, c.seq, c.hash`,
  );
  if (ends.length === 0) return [];
  const [all] = await sql.query<{ chains: number; entries: number }>(
    'SELECT count(*)::int AS chains, sum(seq)::bigint AS entries FROM history_chain WHERE seq > 0',
  );
  const head = {
    number: (before?.number ?? 0) + 1,
    day,
    ...all!,
    sealedAt: now.toISOString(),
    moved: ends.map(({ chain, seq, hash }): ChainEnd => [chain, seq, hash]).sort(([a], [b]) => (a < b ? -1 : 1)),
  };
  await sql.query(
    'INSERT INTO history_day (number, day, chains, entries, sealed_at, moved, head) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7)',
    [head.number, day, head.chains, head.entries, head.sealedAt, JSON.stringify(head.moved), headOver(before?.head ?? '', head)],
  );
  return [day];
}
