import type { Database } from './connect.server';

/** Whether a connection can be had and the server answers on it. */
export async function databaseAnswers(db: Pick<Database, 'pool'>): Promise<boolean> {
  return (await db.pool.query('SELECT 1')).rowCount === 1;
}
