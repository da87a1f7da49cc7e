import pg from 'pg';
import type { PrismaClient } from '../generated/client';

/**
 * Prisma's client on one connection of the pool, for rows one at a time. What it does is part of the transaction that is open
 * there. Loading Prisma takes a good part of a second, and a client costs some milliseconds and a megabyte. Both therefore wait
 * for the first use, and clients are reused on other connections.
 */
export interface LentPrisma {
  readonly prisma: PrismaClient;
  /** Called when the connection goes back to the pool: the client drops it and is free for the next connection. */
  giveBack(): void;
}

export type { PrismaClient };

export type RunQuery = (query: pg.QueryConfig) => Promise<pg.QueryResult>;

type Borrower = { run: RunQuery; inTransaction: boolean };
type Bound = { readonly prisma: PrismaClient; readonly schema: string; borrower: Borrower | null; running: number };

const idle: Bound[] = [];

export async function lendPrisma(run: RunQuery, inTransaction: boolean, schema: string): Promise<LentPrisma> {
  const at = idle.findLastIndex((one) => one.schema === schema);
  const bound = at < 0 ? await newClient(schema) : idle.splice(at, 1)[0]!;
  bound.borrower = { run, inTransaction };
  return {
    prisma: bound.prisma,
    giveBack() {
      bound.borrower = null;
      // A client with an operation that nobody awaited is not reused, or the operation would go on in the next connection's
      // transaction.
      if (bound.running === 0) idle.push(bound);
    },
  };
}

/** Writes NULL into a column of JSON, where Prisma does not accept a plain null. */
export async function nullOfJson() {
  return (await import('../generated/client')).Prisma.DbNull;
}

/** What Prisma writes names the schema of each table, whatever is searched. */
async function newClient(schema: string): Promise<Bound> {
  const [{ PrismaPg }, { PrismaClient }] = await Promise.all([import('@prisma/adapter-pg'), import('../generated/client')]);
  let failure: unknown;
  const borrower = (): Borrower => {
    if (!bound.borrower) throw new Error('The connection of this Prisma client was given back');
    return bound.borrower;
  };

  // The adapter accepts only a pool. This one opens no connection of its own.
  const pool = new pg.Pool();
  const query = async (config: pg.QueryConfig): Promise<pg.QueryResult> => {
    try {
      return await borrower().run(config);
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  pool.query = query as typeof pool.query;
  const factory = new PrismaPg(pool, { schema });
  const adapter = await factory.connect();
  const { provider, adapterName } = adapter;
  // Operations that Prisma wraps in a transaction of their own join the open one.
  adapter.startTransaction = async () => {
    const joins = borrower().inTransaction;
    const say = async (sql: string): Promise<void> => {
      if (!joins) await adapter.executeRaw({ sql, args: [], argTypes: [] });
    };
    await say('BEGIN');
    return {
      provider,
      adapterName,
      options: { usePhantomQuery: true },
      queryRaw: (sent) => adapter.queryRaw(sent),
      executeRaw: (sent) => adapter.executeRaw(sent),
      commit: () => say('COMMIT'),
      rollback: () => say('ROLLBACK'),
    };
  };
  factory.connect = async () => adapter;

  const plain = new PrismaClient({ adapter: factory, errorFormat: 'minimal' });
  // Throws the database's own error, as SQL does. Callers know its codes, and Prisma's wrapping loses some of them.
  const client = plain.$extends({
    query: {
      async $allOperations({ args, query: perform }) {
        bound.running += 1;
        try {
          return await perform(args);
        } catch (error) {
          const own = failure;
          failure = undefined;
          throw own ?? error;
        } finally {
          bound.running -= 1;
        }
      },
    },
  });
  const bound: Bound = { prisma: client as unknown as PrismaClient, schema, borrower: null, running: 0 };
  return bound;
}
