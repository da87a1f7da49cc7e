import { access, constants, mkdir } from 'node:fs/promises';
import { databaseAnswers } from '~/database/connection/answers.server';
import { missingMigrations } from '~/database/connection/migrate.server';
import type { Database } from '~/database/connection/open.server';
import { freeBytes } from '~/database/connection/where.server';
import { LEAST_FREE_BYTES } from '~/domain/access/upload-room';

export type Readiness = { ready: boolean; checks: Record<'database' | 'migrations' | 'disk', 'ok' | 'failed'> };

/** Whether this process can work now: the database answers and has this version's tables, and files can be written. */
export async function readiness(db: Database, dataDir: string): Promise<Readiness> {
  const check = async (works: () => Promise<boolean>): Promise<'ok' | 'failed'> => {
    try {
      return (await works()) ? 'ok' : 'failed';
    } catch {
      return 'failed';
    }
  };
  const [database, migrations, disk] = await Promise.all([
    check(() => databaseAnswers(db)),
    check(async () => (await missingMigrations(db.pool)).length === 0),
    check(async () => {
      await mkdir(dataDir, { recursive: true });
      await access(dataDir, constants.W_OK);
      return (await freeBytes(dataDir)) > LEAST_FREE_BYTES;
    }),
  ]);
  const checks = { database, migrations, disk };
  return { ready: Object.values(checks).every((state) => state === 'ok'), checks };
}
