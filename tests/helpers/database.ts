import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type ConnectOptions, connect, type Database } from '~/database/connection/connect.server';

export type { Database };

const opened: { database: Database; name: string }[] = [];

/**
 * A database of the caller's own, copied from the migrated template with the shipped divisions. It is closed and dropped when
 * the test file is done. Call it in beforeAll, in beforeEach or in a test.
 */
export function freshDatabase(options: ConnectOptions = {}): Promise<Database> {
  return copyOf(inject('databaseTemplate'), options);
}

/** Databases with the data of `fill`: one is filled once and then copied for every call. */
export function filledDatabase(fill: (db: Database) => Promise<void>): () => Promise<Database> {
  let filled: Promise<string> | undefined;
  return async () => {
    filled ??= freshDatabase().then(async (database) => {
      await fill(database);
      await database.close(); // nobody may be connected to a database that is copied
      return opened.find((one) => one.database === database)!.name;
    });
    return copyOf(await filled);
  };
}

async function copyOf(template: string, options: ConnectOptions = {}): Promise<Database> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Files are copied as they are: half the time of copying through the log, which is worth it where a crash loses nothing.
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  const url = new URL(inject('databaseServer'));
  url.pathname = `/${name}`;
  const database = connect(url.href, { connections: 10, ...options });
  opened.push({ database, name });
  return database;
}

/** Closes and drops the databases that a test file made. */
export async function dropDatabases(): Promise<void> {
  for (const { database, name } of opened.splice(0)) {
    await database.close();
    await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
  }
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('databaseServer') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
