import { joinEmbeddedServer } from '~/database/connection/embedded-postgres/embedded-server.server';
import { DATABASE } from '~/database/connection/embedded-postgres/server-files.server';
import { loadShippedDivisions } from '~/database/divisions/shipped-divisions.server';
import { beginKeys, sealMigrated } from '~/database/upkeep/keyed-from.server';
import { type ConnectOptions, connect, type Database } from './connect.server';
import { bringUpToDate } from './migrate.server';
import { dataDirectory, managedServerUrl } from './where.server';

export type { Database };

export interface OpenOptions extends Omit<ConnectOptions, 'applicationName'> {
  /** Suppresses the notice on standard error that the first start, which takes seconds, would give. */
  quiet?: boolean;
}

/**
 * The register's database, ready for use: the server of DATABASE_URL, or the embedded one of DATA_DIR, started or joined;
 * migrated; with the shipped divisions. The caller must close it, or the embedded server runs on.
 */
export async function openDatabase(options: OpenOptions = {}): Promise<Database> {
  const managed = managedServerUrl();
  if (managed !== undefined) return ready(connect(managed, options));

  const server = await joinEmbeddedServer(dataDirectory());
  try {
    const database = await ready(connect(server.urlOf(DATABASE), { ...options, applicationName: server.applicationName }));
    let closed: Promise<void> | undefined;
    return {
      ...database,
      close: () => (closed ??= database.close().then(() => server.leave())),
      abandon: () => (closed ??= database.abandon().then(() => server.leave())),
    };
  } catch (error) {
    await server.leave();
    throw error;
  }
}

/** What a database holds beside its tables. `lastNoteBefore`: of the history before migrations were applied just now. */
export async function fillMigrated(database: Database, lastNoteBefore: number | null): Promise<void> {
  await beginKeys(database);
  if (lastNoteBefore !== null) await sealMigrated(database, lastNoteBefore);
  await loadShippedDivisions(database);
}

async function ready(database: Database): Promise<Database> {
  try {
    await bringUpToDate(database.url, (lastNoteBefore) => fillMigrated(database, lastNoteBefore));
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
