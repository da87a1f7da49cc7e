import pg from 'pg';
import type { PrismaClient } from '../generated/client';

/**
 * Prisma's client on one connection of the pool, for rows one at a time: what it does is part of the transaction that is open
 * there. Loading it takes a good part of a second and making a client some milliseconds and a megabyte, so both wait for the
 * first use, and clients are used again on other connections.
 */
export interface LentPrisma {
  readonly prisma: PrismaClient;
  /** The connection goes back to the pool: the client knows it no longer, and whoever asks next gets the client. */
  giveBack(): void;
}

export type { PrismaClient };

export type RunQuery = (query: pg.QueryConfig) => Promise<pg.QueryResult>;

type Borrower = { run: RunQuery; inTransaction: boolean };
type Bound = { readonly prisma: PrismaClient; borrower: Borrower | null; running: number };

const idle: Bound[] = [];

export async function lendPrisma(run: RunQuery, inTransaction: boolean): Promise<LentPrisma> {
  const bound = idle.pop() ?? (await newClient());
  bound.borrower = { run, inTransaction };
  return {
    prisma: bound.prisma,
    giveBack() {
      bound.borrower = null;
      // An operation that nobody waited for must not go on upon the connection of the next.
      if (bound.running === 0) idle.push(bound);
    },
  };
}

/** NULL for a column of JSON, where Prisma takes a plain null for none. */
export async function nullOfJson() {
  return (await import('../generated/client')).Prisma.DbNull;
}

async function newClient(): Promise<Bound> {
  const [{ PrismaPg }, { PrismaClient }] = await Promise.all([import('@prisma/adapter-pg'), import('../generated/client')]);
  let failure: unknown;
  const borrower = (): Borrower => {
    if (!bound.borrower) throw new Error('The connection of this Prisma client was given back');
    return bound.borrower;
  };

  // The adapter takes nothing but a pool. This one opens no connection of its own.
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
  const factory = new PrismaPg(pool);
  const adapter = await factory.connect();
  const { provider, adapterName } = adapter;
  // Operations that Prisma puts into a transaction of their own join the one that is open.
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
  // The database's own error, as SQL throws it: callers know its codes, and Prisma's wrapping loses some of them.
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
  const bound: Bound = { prisma: client as unknown as PrismaClient, borrower: null, running: 0 };
  return bound;
}
