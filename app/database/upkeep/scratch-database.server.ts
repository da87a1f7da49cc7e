/** A database beside the register's, in which a backup is rehearsed. */

import pg from 'pg';
import { CITY_SCHEMA, otherDatabase } from '~/database/connection/address.server';
import { cityLock } from '~/database/connection/city-lock.server';
import { connect, type Database } from '~/database/connection/connect.server';
import { refuse } from '~/domain/problems';

/**
 * Makes the scratch database, works in it and takes it away. Its name is that of the register with an addition, so one that a killed
 * rehearsal left is found and replaced. One rehearsal at a time: the lock is held by a connection to the register.
 */
export async function inScratchDatabase<T>(db: Database, work: (scratch: Database) => Promise<T>): Promise<T> {
  const client = await db.pool.connect();
  try {
    const { rows } = await client.query<{ name: string; got: boolean }>(
      `SELECT current_database() || CASE ${CITY_SCHEMA} WHEN 'public' THEN '' ELSE '_' || ${CITY_SCHEMA} END AS name,
         pg_try_advisory_lock(${cityLock(`'backup rehearsal'`)}) AS got`,
    );
    if (!rows[0]!.got) refuse('backup.rehearsal-runs');
    const name = `${rows[0]!.name}_rehearsal`;
    await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE template0`).catch((error: Error & { code?: string }) => {
      if (error.code === '42501') refuse('backup.no-scratch');
      throw error;
    });
    const scratch = connect(otherDatabase(db.url, name), { connections: 1 });
    try {
      return await work(scratch);
    } finally {
      await scratch.close();
      await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
    }
  } finally {
    client.release(true); // and the lock with it
  }
}
