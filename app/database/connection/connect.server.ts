import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { nameOfConnection, schemaOf, sessionAddress } from './address.server';
import { valuesAsWeReadThem } from './values.server';

export interface Database {
  url: string;
  /** Where its tables are. */
  schema: string;
  pool: pg.Pool;
  /** Resolves when every connection has been given back. */
  close(): Promise<void>;
  /** Ends at once: running statements are cut off and rolled back. For a process that was told to stop. */
  abandon(): Promise<void>;
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
  const schema = schemaOf(url);
  const applicationName = nameOfConnection(options.applicationName ?? `qingnuan-${randomBytes(8).toString('hex')}`, schema);
  const pool = new pg.Pool({
    connectionString: sessionAddress(url),
    application_name: applicationName,
    max: options.connections ?? 20,
    statement_timeout: options.statementTimeoutMs || undefined,
    types: valuesAsWeReadThem,
  });
  // The pool replaces a connection that breaks, and the next query reports the error. Without listeners the event itself would
  // end the process: on the pool for idle connections, on each connection while it is used.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= pool.end());
  return {
    url,
    schema,
    pool,
    close,
    async abandon() {
      const closed = close(); // no new connections from now on
      await cutOff(url, applicationName).catch(() => undefined); // the server may be what is gone
      await closed;
    },
  };
}

async function cutOff(url: string, applicationName: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [applicationName]);
  } finally {
    await client.end();
  }
}
