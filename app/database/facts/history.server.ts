import { createHash } from 'node:crypto';
import { chinaDay, endOfChinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import { refuse } from '~/domain/problems';
import { canonicalJson } from '~/domain/sync/canonical-json';
import { holdsUnstorable } from '~/domain/text/storable';

/**
 * 留痕: the append-only history. Each village has a hash chain, so that villages do not wait for each other. The chain 'system'
 * takes what belongs to no village (divisions, seasons, accounts, heat sources).
 *
 * Entry n of a chain is the exact text `payload`; its hash is SHA-256(hash of entry n−1, newline, payload), the first one over
 * an empty hash. Personal fields appear in payloads only sealed or masked.
 *
 * For the entities 'household' (key: number), 'conversion' (key: household number, the current one) and 'visit' (key: id)
 * `after` holds the columns that were written, by their names in the database and with the values as they were stored (dates
 * 'YYYY-MM-DD', numerics as numbers); `before` the same columns before. `verify` folds them and compares the result with the
 * record, and so finds a row that was changed outside the product.
 */
export type HistoryEntry = {
  chain: string;
  /** A dotted verb: 'visit.submit', 'household.import' … */
  action: string;
  entity: string;
  entityKey: string;
  before?: unknown;
  after?: unknown;
  reason?: string;
  /** The actor of this entry, when one transaction stores what several people sent. */
  actor?: string;
};

export const SYSTEM_CHAIN = 'system';

/** From this many entries on COPY pays for its extra round trip: a county's import takes a third of the time. */
const COPY_FROM = 200;

export function linkHash(previousHash: string, payload: string): string {
  return createHash('sha256').update(previousHash).update('\n').update(payload).digest('hex');
}

/**
 * Adds entries to their chains within the caller's transaction, in the order given. The chains stay locked until the
 * transaction ends, therefore long transactions call this last. An entry is for ever: one that could not be read back is refused.
 */
export async function appendHistory(sql: Sql, now: Date, actor: string, entries: readonly HistoryEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const at = now.toISOString();
  const chains = [...new Set(entries.map((entry) => entry.chain))].sort();
  // Inserts and locks go in the order of the chain names, so that two writers cannot wait for each other.
  await sql.query(
    `INSERT INTO history_chain (chain, seq, hash) SELECT chain, 0, '' FROM unnest($1::text[]) WITH ORDINALITY AS c(chain, n) ORDER BY n
     ON CONFLICT (chain) DO NOTHING`,
    [chains],
  );
  const heads = new Map(
    (
      await sql.query<{ chain: string; seq: number; hash: string }>(
        'SELECT chain, seq, hash FROM history_chain WHERE chain = ANY($1::text[]) ORDER BY chain FOR UPDATE',
        [chains],
      )
    ).map((row) => [row.chain, row]),
  );
  const columns = {
    chain: [] as string[],
    seq: [] as number[],
    actor: [] as string[],
    action: [] as string[],
    entity: [] as string[],
    key: [] as string[],
    payload: [] as string[],
    hash: [] as string[],
  };
  for (const entry of entries) {
    const head = heads.get(entry.chain)!;
    head.seq += 1;
    const by = entry.actor ?? actor;
    const payload = canonicalJson({
      chain: entry.chain,
      seq: head.seq,
      at,
      actor: by,
      action: entry.action,
      entity: entry.entity,
      entityKey: entry.entityKey,
      before: entry.before,
      after: entry.after,
      reason: entry.reason,
    });
    if (holdsUnstorable(payload)) refuse('text.cannot-be-stored');
    head.hash = linkHash(head.hash, payload);
    columns.chain.push(entry.chain);
    columns.seq.push(head.seq);
    columns.actor.push(by);
    columns.action.push(entry.action);
    columns.entity.push(entry.entity);
    columns.key.push(entry.entityKey);
    columns.payload.push(payload);
    columns.hash.push(head.hash);
  }
  if (entries.length >= COPY_FROM) {
    await sql.copyIn(
      'history',
      ['chain', 'seq', 'at', 'actor', 'action', 'entity', 'entity_key', 'payload', 'hash'],
      columns.chain.map((chain, i) => [
        chain,
        columns.seq[i],
        at,
        columns.actor[i],
        columns.action[i],
        columns.entity[i],
        columns.key[i],
        columns.payload[i],
        columns.hash[i],
      ]),
    );
  } else {
    await sql.query(
      `INSERT INTO history (chain, seq, at, actor, action, entity, entity_key, payload, hash)
       SELECT chain, seq, $8::timestamptz, actor, action, entity, entity_key, payload, hash
       FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $9::text[])
         AS e(chain, seq, action, entity, entity_key, payload, hash, actor)`,
      [columns.chain, columns.seq, columns.action, columns.entity, columns.key, columns.payload, columns.hash, at, columns.actor],
    );
  }
  await sql.query(
    `UPDATE history_chain c SET seq = h.seq, hash = h.hash
     FROM unnest($1::text[], $2::int[], $3::text[]) AS h(chain, seq, hash) WHERE c.chain = h.chain`,
    [chains, chains.map((chain) => heads.get(chain)!.seq), chains.map((chain) => heads.get(chain)!.hash)],
  );
}

/** One head over all chains as they stand. Reports print it, and `verify` compares it. */
export async function historyHead(sql: Sql): Promise<{ chains: number; entries: number; head: string }> {
  return headOver(await sql.query<ChainEnd>('SELECT chain, seq, hash FROM history_chain WHERE seq > 0 ORDER BY chain COLLATE "C"'));
}

type ChainEnd = { chain: string; seq: number; hash: string };

function headOver(ends: readonly ChainEnd[]): { chains: number; entries: number; head: string } {
  const text = ends.map((end) => `${end.chain} ${end.seq} ${end.hash}\n`).join('');
  return {
    chains: ends.length,
    entries: ends.reduce((sum, end) => sum + end.seq, 0),
    head: createHash('sha256').update(text).digest('hex'),
  };
}

const DAY_END = endOfChinaDay('$1::date');

/** The head over all chains as they stood at the end of a day in China. */
async function headOfDay(sql: Sql, day: string): Promise<{ chains: number; entries: number; head: string }> {
  return headOver(
    await sql.query<ChainEnd>(
      `SELECT c.chain, last.seq, last.hash FROM history_chain c
       CROSS JOIN LATERAL (SELECT seq, hash FROM history h WHERE h.chain = c.chain AND h.at < ${DAY_END} ORDER BY seq DESC LIMIT 1) last
       ORDER BY c.chain COLLATE "C"`,
      [day],
    ),
  );
}

/** Seals every finished day that has entries and no head yet. `today` is not finished, so it stays open. */
export async function sealFinishedDays(sql: Sql, today: string): Promise<string[]> {
  const days = await sql.query<{ day: string }>(
    `SELECT DISTINCT ${chinaDay('at')} AS day FROM history
     WHERE at >= coalesce((SELECT ${endOfChinaDay('max(day)')} FROM history_day), '-infinity')
       AND ${chinaDay('at')} < $1::date ORDER BY 1`,
    [today],
  );
  for (const { day } of days) {
    const sealed = await headOfDay(sql, day);
    await sql.query('INSERT INTO history_day (day, chains, entries, head) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING', [
      day,
      sealed.chains,
      sealed.entries,
      sealed.head,
    ]);
  }
  return days.map((row) => row.day);
}
