/** Requests long work. pg-boss hands it out; only the table `job_record` says what a job is and how far it is. */
import { randomUUID } from 'node:crypto';
import PgBoss from 'pg-boss';
import { ofQueue, queueSchema } from '~/database/connection/address.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { insertJob } from '~/database/jobs/jobs.server';

/** The queue carries only the id of a job. */
export type Sent = { id: string };

/**
 * `lost` is told of statements that failed, once it is set, and nothing else is: pg-boss does not wait for its own note that a job is done,
 * so its error would end the process when the database is gone at that moment. The sweep takes up what was not noted, because the table
 * `job_record` decides.
 */
export function boss(db: Pick<Database, 'pool' | 'schema'>, migrate: boolean, lost: { report?: (error: unknown) => void } = {}): PgBoss {
  const executeSql = async (text: string, values: unknown[]): Promise<{ rows: unknown[] }> => {
    try {
      return { rows: (await db.pool.query(ofQueue(text, db.schema), values)).rows };
    } catch (error) {
      if (!lost.report) throw error;
      lost.report(error);
      return {} as { rows: unknown[] }; // what pg-boss takes for “nothing was changed” and “there is nothing”
    }
  };
  return new PgBoss({
    schema: queueSchema(db.schema),
    migrate,
    schedule: false,
    supervise: migrate,
    db: { executeSql },
  });
}

/** Stores a job and sends it to the queue in one transaction; returns its id. Its files must be put into jobFolder(id) before. */
export async function enqueueJob(
  db: Database,
  job: { id?: string; kind: string; asked: Record<string, unknown>; accountId: string | null },
): Promise<string> {
  const id = job.id ?? randomUUID();
  await inTransaction(db, async (sql) => {
    await insertJob(sql, { ...job, id });
    await sendToQueue(db, sql, job.kind, id);
  });
  return id;
}

export async function sendToQueue(db: Database, sql: Sql, kind: string, id: string): Promise<void> {
  const executeSql = async (text: string, values: unknown[]) => ({ rows: await sql.query<Record<string, unknown>>(text, values) });
  // The job's own record decides about retries; the queue hands it out only once.
  await boss(db, false).send(kind, { id } satisfies Sent, { db: { executeSql }, retryLimit: 0, expireInHours: 12 });
}
