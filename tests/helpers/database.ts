import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { type ConnectOptions, type Database, connect } from '~/database/connect.server';

export type { Database };

const opened: { database: Database; name: string }[] = [];

/**
 * A database of its own, copied from the migrated template with the shipped divisions. Closed and dropped when the test
 * file is done; call it in beforeAll, in beforeEach or in a test.
 */
export async function freshDatabase(options: ConnectOptions = {}): Promise<Database> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${inject('databaseTemplate')}`);
  const url = new URL(inject('databaseServer'));
  url.pathname = `/${name}`;
  const database = connect(url.href, { connections: 10, ...options });
  opened.push({ database, name });
  return database;
}

afterAll(async () => {
  for (const { database, name } of opened.splice(0)) {
    await database.close();
    await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
  }
});

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('databaseServer') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
