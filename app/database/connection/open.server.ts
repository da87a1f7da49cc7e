import { joinEmbeddedServer } from '~/database/connection/embedded-postgres/embedded-server.server';
import { DATABASE } from '~/database/connection/embedded-postgres/server-files.server';
import { loadShippedDivisions } from '~/database/divisions/shipped-divisions.server';
import { beginKeys, sealMigrated } from '~/database/upkeep/keyed-from.server';
import { firstFilledTable } from '~/database/upkeep/whole-register.server';
import { type ConnectOptions, connect, type Database } from './connect.server';
import { bringRegisterHome, bringUpToDate, ensureSchema, whereRegisterIs } from './migrate.server';
import { withSql } from './sql.server';
import { dataDirectory, managedServerUrl } from './where.server';

export type { Database };

export interface OpenOptions extends Omit<ConnectOptions, 'applicationName'> {
  /** Suppresses the notice on standard error that the first start, which takes seconds, would give. */
  quiet?: boolean;
  /** Called before a register that holds something is brought to this version, with the migrations that it lacks. */
  beforeMigrating?: (database: Database, missing: readonly string[]) => Promise<void>;
}

/**
 * The register's database, ready for use: the server of DATABASE_URL, or the embedded one of DATA_DIR, started or joined;
 * migrated; with the shipped divisions. The caller must close it, or the embedded server runs on.
 */
export async function openDatabase(options: OpenOptions = {}): Promise<Database> {
  return opened(options, (database) => broughtUpToDate(database, options));
}

/**
 * The same as it is: nothing is migrated, and it may hold nothing at all. For restoring a backup, for which an empty city comes from its
 * worker; `broughtUpToDate` sends it back.
 */
export function openAsItIs(options: OpenOptions = {}): Promise<Database> {
  return opened(options, (database) =>
    closedOnFailure(database, async () => {
      await ensureSchema(database.url);
      const at = await whereRegisterIs(database.url);
      if (at !== database.url) {
        const used = connect(at, options);
        if ((await withSql(used, firstFilledTable)) !== null) {
          await database.close();
          return used;
        }
        await used.close();
      }
      await bringRegisterHome(database.url);
      return database;
    }),
  );
}

async function opened(options: OpenOptions, prepare: (database: Database) => Promise<Database>): Promise<Database> {
  const managed = managedServerUrl();
  if (managed !== undefined) return prepare(connect(managed, options));

  const server = await joinEmbeddedServer(dataDirectory());
  try {
    const database = await prepare(connect(server.urlOf(DATABASE), { ...options, applicationName: server.applicationName }));
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

/** The register at this version, where it is used: a city of a cluster is migrated at its address and used on its worker. */
export async function broughtUpToDate(database: Database, options: OpenOptions = {}): Promise<Database> {
  let used = database;
  const usedAt = (at: string) => {
    if (at !== used.url) {
      void used.close();
      used = connect(at, options);
    }
    return used;
  };
  const { beforeMigrating } = options;
  try {
    await bringUpToDate(
      database.url,
      (lastNoteBefore, at) => fillMigrated(usedAt(at), lastNoteBefore),
      beforeMigrating && ((missing, at) => beforeMigrating(usedAt(at), missing)),
    );
    return used;
  } catch (error) {
    await used.close();
    throw error;
  }
}

async function closedOnFailure(database: Database, prepare: () => Promise<Database>): Promise<Database> {
  try {
    return await prepare();
  } catch (error) {
    await database.close();
    throw error;
  }
}
