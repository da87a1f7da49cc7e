import { createHash } from 'node:crypto';
import { keyedHash } from '~/database/connection/opener.server';
import { beforeCommit, nothingLeftForCommit, type Sql } from '~/database/connection/sql.server';
import { refuse } from '~/domain/problems';
import { canonicalJson } from '~/domain/sync/canonical-json';
import { holdsUnstorable } from '~/domain/text/storable';

/**
 * 留痕: the append-only history. Each village has a hash chain, so that villages do not wait for each other. The chain 'system'
 * takes what belongs to no village (divisions, seasons, accounts, heat sources).
 *
 * Entry n of a chain is the exact text `payload`; its hash is HMAC-SHA-256(hash of entry n−1, newline, payload), the first one over
 * an empty hash, with a key that is not in the database. Personal fields appear in payloads only sealed or masked.
 *
 * The database notes every change of a decisive row (`history_row`), and an entry of the transaction seals the notes: how many, from
 * which to which, and their digest. Notes that no entry has sealed at the commit get one of their own in the chain 'rows'.
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
  /** Notes that this entry seals; without it the first entry of a call seals what its transaction noted so far. */
  rows?: SealedRows;
};

export const SYSTEM_CHAIN = 'system';
/** Of notes whose transaction wrote no other entry. */
const ROWS_CHAIN = 'rows';

/** What an entry seals: the notes of one transaction from one position to another. */
export type SealedRows = { stamp: string; from: number; to: number; count: number; sha256: string };

/** From this many entries on COPY pays for its extra round trip: a county's import takes a third of the time. */
const COPY_FROM = 200;

export function linkHash(previousHash: string, payload: string): string {
  return keyedHash(`${previousHash}\n${payload}`);
}

/** The keyed end of a chain: without it the last entry could be cut and the end moved back. */
export function endSeal(chain: string, seq: number, hash: string): string {
  return keyedHash(`end\n${chain}\n${seq}\n${hash}`);
}

/** The stamp of this transaction's notes; the default of history_row.stamp. */
const STAMP = "(pg_current_xact_id()::text || '@' || extract(epoch FROM transaction_timestamp())::text)";

/** SHA-256 over the SHA-256 of each note, in the order of writing. */
export const ROWS_DIGEST = `encode(sha256(string_agg(sha256(convert_to(
  jsonb_build_array(w.relation, w.key, encode(w.digest, 'hex'), w.columns)::text, 'UTF8')), ''::bytea ORDER BY w.position)), 'hex')`;

/** A register that waits for its migration keeps no notes yet; asked until it does. */
let kept = false;
async function keepsNotes(sql: Sql): Promise<boolean> {
  if (!kept) {
    const [table] = await sql.query<{ there: boolean }>(`SELECT to_regclass('history_row') IS NOT NULL AS there`);
    kept = table!.there;
  }
  return kept;
}

/** Notes of this transaction after which the next ones come. */
const sealedTo = new WeakMap<Sql, number>();

async function unsealedRows(sql: Sql): Promise<SealedRows | null> {
  if (!(await keepsNotes(sql))) return null;
  const [rows] = await sql.query<SealedRows>(
    `SELECT ${STAMP} AS stamp, min(w.position) AS from, max(w.position) AS to, count(*)::int AS count, ${ROWS_DIGEST} AS sha256
     FROM history_row w WHERE w.stamp = ${STAMP} AND w.position > $1`,
    [sealedTo.get(sql) ?? 0],
  );
  if (!rows || rows.count === 0) return null;
  sealedTo.set(sql, rows.to);
  return rows;
}

/** Seals what a transaction noted and no entry of its own has sealed. */
beforeCommit(async (sql) => {
  const rows = await unsealedRows(sql);
  if (rows)
    await append(sql, new Date(), 'system', [{ chain: ROWS_CHAIN, action: 'rows.seal', entity: 'rows', entityKey: rows.stamp, rows }]);
});

/**
 * Adds entries to their chains within the caller's transaction, in the order given. The chains stay locked until the
 * transaction ends, therefore long transactions call this last. An entry is for ever: one that could not be read back is refused.
 */
export async function appendHistory(sql: Sql, now: Date, actor: string, entries: readonly HistoryEntry[]): Promise<void> {
  const [first, ...others] = entries;
  if (!first) return;
  const rows = first.rows ?? (await unsealedRows(sql));
  await append(sql, now, actor, rows ? [{ ...first, rows }, ...others] : entries);
  nothingLeftForCommit(sql);
}

async function append(sql: Sql, now: Date, actor: string, entries: readonly HistoryEntry[]): Promise<void> {
  const at = now.toISOString();
  const chains = [...new Set(entries.map((entry) => entry.chain))].sort();
  const heads = new Map((await lockedEnds(sql, chains)).map((row) => [row.chain, row]));
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
      rows: entry.rows,
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
  const ends = [
    chains,
    chains.map((chain) => heads.get(chain)!.seq),
    chains.map((chain) => heads.get(chain)!.hash),
    chains.map((chain) => endSeal(chain, heads.get(chain)!.seq, heads.get(chain)!.hash)),
  ];
  if (entries.length < COPY_FROM) {
    await sql.query(`WITH written AS (${INSERT}) ${MOVE_ENDS}`, [
      ...ends,
      columns.chain,
      columns.seq,
      columns.action,
      columns.entity,
      columns.key,
      columns.payload,
      columns.hash,
      columns.actor,
      at,
    ]);
    return;
  }
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
  await sql.query(MOVE_ENDS, ends);
}

const MOVE_ENDS = `UPDATE history_chain c SET seq = h.seq, hash = h.hash, seal = h.seal
  FROM unnest($1::text[], $2::int[], $3::text[], $4::text[]) AS h(chain, seq, hash, seal) WHERE c.chain = h.chain`;
const INSERT = `INSERT INTO history (chain, seq, at, actor, action, entity, entity_key, payload, hash)
  SELECT chain, seq, $13::timestamptz, actor, action, entity, entity_key, payload, hash
  FROM unnest($5::text[], $6::int[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])
    AS e(chain, seq, action, entity, entity_key, payload, hash, actor)`;

/** The ends of chains, locked. Locks and inserts go in the order of the names, so that two writers cannot wait for each other. */
async function lockedEnds(sql: Sql, chains: readonly string[]): Promise<{ chain: string; seq: number; hash: string }[]> {
  const lock = () =>
    sql.query<{ chain: string; seq: number; hash: string }>(
      'SELECT chain, seq, hash FROM history_chain WHERE chain = ANY($1::text[]) ORDER BY chain FOR UPDATE',
      [chains],
    );
  const ends = await lock();
  if (ends.length === chains.length) return ends;
  await sql.query(
    `INSERT INTO history_chain (chain, seq, hash) SELECT chain, 0, '' FROM unnest($1::text[]) WITH ORDINALITY AS c(chain, n) ORDER BY n
     ON CONFLICT (chain) DO NOTHING`,
    [chains],
  );
  return lock();
}

/** One head over all chains as they stand. Reports print it, and `verify` compares it. */
export async function historyHead(sql: Sql): Promise<{ chains: number; entries: number; head: string }> {
  const ends = await sql.query<{ chain: string; seq: number; hash: string }>(
    'SELECT chain, seq, hash FROM history_chain WHERE seq > 0 ORDER BY chain COLLATE "C"',
  );
  const text = ends.map((end) => `${end.chain} ${end.seq} ${end.hash}\n`).join('');
  return {
    chains: ends.length,
    entries: ends.reduce((sum, end) => sum + end.seq, 0),
    head: createHash('sha256').update(text).digest('hex'),
  };
}
