/** One moment of the database for several connections. */
import type { Sql } from './sql.server';

/** The name under which other transactions may see what this one sees, as long as it lasts. It must be a repeatable read. */
export async function shareSnapshot(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ name: string }>('SELECT pg_export_snapshot() AS name');
  return row!.name;
}

/** Lets this transaction, which has read nothing yet, see what another one sees. */
export async function seeSnapshot(sql: Sql, name: string): Promise<void> {
  // The name cannot be a parameter of the statement.
  if (!/^[0-9A-F-]+$/.test(name)) throw new Error('not the name of a snapshot');
  await sql.query(`SET TRANSACTION SNAPSHOT '${name}'`);
}
