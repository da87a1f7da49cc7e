import { Dexie, type Table } from 'dexie';
import { StorageFull, type AccountTable, type Change, type DeviceStore, type DeviceTables, type TableName } from './device-store';

export const DATABASE = 'qingnuan-field';

/**
 * The phone's database. A transaction is done when the disk has it (`strict`), not when the system has been asked. Tables are
 * only ever added or given an index, by a new version below the last; what is inside a draft migrates by its own `schema`.
 */
export async function dexieStore(name: string = DATABASE): Promise<DeviceStore> {
  const database = new Dexie(name, { chromeTransactionDurability: 'strict' });
  database.version(1).stores({ meta: 'id', accounts: 'id', villages: 'id, account', blocks: 'id, account', drafts: 'id, account', outbox: 'id, account' });
  database.version(2).stores({ photos: 'id, account', notices: 'id, account' });
  // A newer app in another tab wants to change the tables: let go, the next use opens again.
  database.on('versionchange', () => database.close({ disableAutoOpen: false }));
  await database.open();
  const table = <T extends TableName>(of: T): Table<DeviceTables[T], string> => database.table(of);
  return {
    get: (of, id) => table(of).get(id),
    of: <T extends AccountTable>(of: T, account: string) => table(of).where('account').equals(account).sortBy('id'),
    write: (changes) => withRoom(() => database.transaction('rw', [...new Set(changes.map((change) => change.table))], async () => {
      for (const change of changes) await apply(database, change);
    })),
    change: <T extends TableName>(of: T, id: string, change: (row: DeviceTables[T] | undefined) => DeviceTables[T]) => withRoom(() => database.transaction('rw', of, async () => {
      const row = change(await table(of).get(id));
      await table(of).put(row);
      return row;
    })),
    close: () => database.close(),
  };
}

async function apply(database: Dexie, change: Change): Promise<void> {
  const table = database.table<{ id: string }, string>(change.table);
  if ('put' in change) return void (await table.put(change.put));
  const row = change.when && (await table.get(change.remove));
  if (!change.when || (row && (change.when as (row: unknown) => boolean)(row))) await table.delete(change.remove);
}

async function withRoom<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isQuota(error)) throw new StorageFull();
    throw error;
  }
}

function isQuota(error: unknown): boolean {
  const { name, inner } = (error ?? {}) as { name?: string; inner?: unknown };
  return name === 'QuotaExceededError' || (inner !== undefined && inner !== null && isQuota(inner));
}
