import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import QueryStream from 'pg-query-stream';
import { Refusal } from '~/domain/problems';
import { isAtWorker } from './address.server';
import type { Database } from './connect.server';
import { copyRowsIn, copyTextIn, copyTextOut } from './copy.server';
import { type LentPrisma, lendPrisma, type PrismaClient } from './prisma.server';

/**
 * SQL on one connection. Values come back as `values.server.ts` describes. `copyIn` and `stream` move any number of rows
 * in bounded memory. `prisma` is Prisma's client on the same connection, inside the same transaction, for rows one at a time.
 */
export interface Sql {
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  copyIn(table: string, columns: string[], rows: Iterable<unknown[]> | AsyncIterable<unknown[]>): Promise<number>;
  /** A table's rows as PostgreSQL's own text, out and in again. */
  copyTextOut(table: string, columns: readonly string[]): AsyncIterable<Buffer>;
  copyTextIn(table: string, columns: readonly string[], pieces: AsyncIterable<Uint8Array>): Promise<number>;
  stream<Row>(text: string, values?: unknown[]): AsyncIterable<Row>;
  prisma(): Promise<PrismaClient>;
}

export interface TransactionOptions {
  isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readOnly?: boolean;
  /** Replaces the pool's timeout for this transaction; 0 means never. */
  statementTimeoutMs?: number;
  /** The commit waits for the disk even when the server's default does not, because the answer after it promises durability. */
  durable?: boolean;
  /** For work that repeats: the server keeps the plan of each statement on the connection instead of making it every time. */
  prepared?: boolean;
}

/** What a transaction does last, before it commits, when it wrote something (app/database/facts/history.server.ts). */
let atCommit: ((sql: Sql) => Promise<void>) | null = null;

export function beforeCommit(work: (sql: Sql) => Promise<void>): void {
  atCommit = work;
}

const forgets = new WeakMap<Sql, () => void>();
const atEnd = new WeakMap<Sql, (() => Promise<void>)[]>();

/** What this transaction does last before it commits. One that is rolled back does not need it. */
export function atEndOf(sql: Sql, work: () => Promise<void>): void {
  const ends = atEnd.get(sql);
  if (!ends) throw new Error('There is no transaction');
  ends.push(work);
}

/** Says that what was written so far needs nothing more before the commit. */
export function nothingLeftForCommit(sql: Sql): void {
  forgets.get(sql)?.();
}

/** Statements that may change a row; locking one is no change. */
const WRITES = /\b(?:INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|(?<!\b(?:FOR|KEY|DO)\s+)UPDATE)\b/i;

/** Serialization failure and deadlock: the database asks to try again. */
const TRY_AGAIN = new Set(['40001', '40P01']);
/** A table was altered since its plan was kept, by a newer version that starts: a connection without kept plans does it. */
const PLAN_OUTDATED = '0A000';
/**
 * The text holds a character or has a form that no column can store. The program is not at fault, and sending it again does not
 * help.
 */
const NEVER_STORED = new Set(['22021', '22P02', '22P05']);
/** A number or a day beyond what its column holds. */
const OUT_OF_RANGE = new Set(['22003', '22007', '22008']);
const ATTEMPTS = 5;
const STREAM_BATCH = 1000;

/** Runs statements that need no transaction. */
export async function withSql<T>(
  db: Pick<Database, 'pool' | 'schema'>,
  work: (sql: Sql) => Promise<T>,
  { prepared }: Pick<TransactionOptions, 'prepared'> = {},
): Promise<T> {
  const client = await db.pool.connect();
  const { sql, done } = sqlOn(client, { schema: db.schema, prepared });
  let broken: Error | undefined;
  try {
    return await work(sql);
  } catch (error) {
    broken = connectionLost(error);
    throw error;
  } finally {
    done();
    client.release(broken);
  }
}

/**
 * Commits all of `work` or nothing. When the database asks to try again, `work` runs again from its start, up to five times, so
 * it must do nothing outside the database that cannot be done twice.
 */
export async function inTransaction<T>(
  db: Pick<Database, 'pool' | 'schema'>,
  work: (sql: Sql) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await oneTransaction(db, work, options);
    } catch (error) {
      if (attempt >= ATTEMPTS || !(TRY_AGAIN.has(codeOf(error)) || isPlanOutdated(error))) throw error;
      // The pause is random and grows each time, so that the same transactions do not collide again.
      await pause(Math.random() * 20 * 2 ** attempt);
    }
  }
}

async function oneTransaction<T>(
  db: Pick<Database, 'pool' | 'schema'>,
  work: (sql: Sql) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  const client = await db.pool.connect();
  const { sql, done, wrote } = sqlOn(client, { schema: db.schema, inTransaction: true, prepared: options.prepared });
  atEnd.set(sql, []);
  let broken: Error | undefined;
  try {
    const begin = [
      `BEGIN ISOLATION LEVEL ${options.isolation ?? 'read committed'} ${options.readOnly ? 'READ ONLY' : 'READ WRITE'}`,
      ...(options.statementTimeoutMs === undefined ? [] : [`SET LOCAL statement_timeout = ${Math.trunc(options.statementTimeoutMs)}`]),
      ...(options.durable ? ['SET LOCAL synchronous_commit = on'] : []),
      // A repeatable read may have to take a snapshot of somebody else first, and then nothing may be asked before.
      ...(isAtWorker(db.schema) && !options.readOnly && options.isolation !== 'repeatable read' ? ['SELECT hold_city()'] : []),
    ];
    await client.query(begin.join('; ')).catch(refuseNeverStored);
    const result = await work(sql);
    for (const end of atEnd.get(sql)!) await end().catch(nothingKept);
    // After a statement that failed and whose error was caught nothing more runs, and PostgreSQL answers COMMIT with ROLLBACK and no error.
    if (atCommit && wrote()) await atCommit(sql).catch(nothingKept);
    const { command } = await client.query('COMMIT');
    if (command !== 'COMMIT') throw new Error(NOTHING_KEPT);
    return result;
  } catch (error) {
    broken = connectionLost(error);
    if (!broken) await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    done();
    client.release(broken);
  }
}

/** The statements of this process that are prepared, and their names. */
const preparedNames = new Map<string, string>();
/** Beyond it something makes texts out of values, and preparing those would only fill the memory of the server. */
const MOST_PREPARED = 500;

function preparedName(text: string): string | undefined {
  const known = preparedNames.get(text);
  if (known !== undefined || preparedNames.size >= MOST_PREPARED) return known;
  // Of its text, because the pages and the server are built apart, and each has a table of its own for the same connections.
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 32);
  preparedNames.set(text, name);
  return name;
}

/** Call `done` when the connection goes back to the pool. */
function sqlOn(
  client: pg.PoolClient,
  { schema, inTransaction = false, prepared = false }: { schema: string; inTransaction?: boolean; prepared?: boolean },
): { sql: Sql; done: () => void; wrote: () => boolean } {
  // A query sent while rows are streamed would wait for the stream, and the stream for its reader, so both would wait for ever.
  let streaming = false;
  const free = () => {
    if (streaming) throw new Error('This connection is streaming rows; run other statements on another one');
  };
  let lent: Promise<LentPrisma> | undefined;
  let wrote = false;
  const sql: Sql = {
    async query<Row>(text: string, values?: unknown[]): Promise<Row[]> {
      free();
      wrote ||= WRITES.test(text);
      const { rows } = await client
        .query<Row & pg.QueryResultRow>({ name: prepared && values ? preparedName(text) : undefined, text, values })
        .catch(refuseNeverStored);
      return rows;
    },
    async copyIn(table, columns, rows) {
      free();
      wrote = true;
      return copyRowsIn(client, table, columns, rows).catch(refuseNeverStored);
    },
    async *copyTextOut(table, columns) {
      free();
      streaming = true;
      try {
        yield* copyTextOut(client, table, columns);
      } finally {
        streaming = false;
      }
    },
    async copyTextIn(table, columns, pieces) {
      free();
      return copyTextIn(client, table, columns, pieces);
    },
    async *stream<Row>(text: string, values?: unknown[]): AsyncGenerator<Row> {
      free();
      streaming = true;
      const rows = client.query(new QueryStream(text, values, { batchSize: STREAM_BATCH, highWaterMark: STREAM_BATCH }));
      try {
        yield* rows as AsyncIterable<Row>;
      } catch (error) {
        refuseNeverStored(error);
      } finally {
        // Leaving the loop early closes the cursor; the connection is free when that is done.
        if (!rows.destroyed) rows.destroy();
        if (!rows.closed) await new Promise((resolve) => rows.once('close', resolve));
        streaming = false;
      }
    },
    async prisma() {
      lent ??= lendPrisma(
        async (config) => {
          free();
          wrote ||= WRITES.test(config.text);
          return client.query(config);
        },
        inTransaction,
        schema,
      );
      return (await lent).prisma;
    },
  };
  forgets.set(sql, () => {
    wrote = false;
  });
  const giveBack = ({ giveBack }: LentPrisma) => giveBack();
  return { sql, done: () => void lent?.then(giveBack, () => undefined), wrote: () => wrote };
}

const IN_FAILED_TRANSACTION = '25P02';
const NOTHING_KEPT = 'A statement of the transaction had failed; nothing was kept';

function nothingKept(error: unknown): never {
  throw (error as { code?: string }).code === IN_FAILED_TRANSACTION ? new Error(NOTHING_KEPT, { cause: error }) : error;
}

function refuseNeverStored(error: unknown): never {
  // Triggers keep the records that came with a package (docs/package.md#read-only).
  if (codeOf(error) === 'QN001')
    throw new Refusal({ code: 'package.read-only', details: { number: (error as { detail?: string }).detail ?? '' } }, { cause: error });
  if (codeOf(error) === 'QN002') throw new Refusal({ code: 'database.city-moved' }, { cause: error });
  if (NEVER_STORED.has(codeOf(error))) throw new Refusal({ code: 'text.cannot-be-stored' }, { cause: error });
  if (OUT_OF_RANGE.has(codeOf(error))) throw new Refusal({ code: 'value.out-of-range' }, { cause: error });
  throw error;
}

function isPlanOutdated(error: unknown): boolean {
  return codeOf(error) === PLAN_OUTDATED && /cached plan/.test((error as Error).message);
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '');
}

/** The error when it concerns the connection and not a statement. Such a connection must not go back into the pool. */
function connectionLost(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  if (isPlanOutdated(error)) return error;
  const code = codeOf(error);
  const lost =
    /^(57P0[1-5]|08...|ECONN.*|EPIPE|ETIMEDOUT)$/.test(code) || /Connection terminated|connection error|not queryable/i.test(error.message);
  return lost ? error : undefined;
}
