import pg from 'pg';
import { type PrismaClient, prismaOn } from './prisma.server';
import { valuesAsWeReadThem } from './values.server';

export interface Database {
  url: string;
  pool: pg.Pool;
  prisma: PrismaClient;
  close(): Promise<void>;
}

export interface ConnectOptions {
  applicationName?: string;
  /** Most connections at once; the embedded server takes 200 in all. */
  connections?: number;
  /** Ends a statement that takes longer, for processes in which people wait; 0 means never. */
  statementTimeoutMs?: number;
}

/** Connects to a database that is already there and migrated. */
export function connect(url: string, options: ConnectOptions = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: options.applicationName ?? 'qingnuan',
    max: options.connections ?? 20,
    statement_timeout: options.statementTimeoutMs || undefined,
    types: valuesAsWeReadThem,
    // The server's own default may differ (DATABASE_URL), and days and times are read as text.
    options: '-c timezone=UTC -c datestyle=ISO,YMD',
  });
  // An idle connection that breaks is replaced by the pool; the next query tells whether the server is back.
  pool.on('error', () => undefined);
  const prisma = prismaOn(pool);
  let closed: Promise<void> | undefined;
  return {
    url,
    pool,
    prisma,
    close: () => (closed ??= prisma.$disconnect().then(() => pool.end())),
  };
}
