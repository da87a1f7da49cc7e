import { type AccountTable, type Change, type DeviceStore, type DeviceTables, StorageFull, TABLES, type TableName } from './device-store';

export const DATABASE = 'qingnuan-field';
/** Tables are only ever added, each in the version given here. The content of a draft migrates by its own `schema`. */
const SINCE: Record<TableName, number> = {
  meta: 1,
  accounts: 1,
  villages: 1,
  blocks: 1,
  drafts: 1,
  outbox: 1,
  photos: 2,
  notices: 2,
  photoBytes: 3,
  submissions: 4,
};
export const DATABASE_VERSION = 4;

/**
 * The phone's database. It uses IndexedDB directly, because the interface is small and a library for it would weigh as much as
 * all our pages. A write is done when its transaction is complete and on the disk (`strict`), not when the system has been
 * asked.
 */
export async function indexedDbStore(name: string = DATABASE, version: number = DATABASE_VERSION): Promise<DeviceStore> {
  let database = await openDatabase(name, version);
  const transaction = async <T>(
    tables: TableName[],
    mode: IDBTransactionMode,
    work: (of: (table: TableName) => IDBObjectStore) => Promise<T> | T,
  ): Promise<T> => {
    const begin = () => database.transaction(tables, mode, { durability: 'strict' });
    let running: IDBTransaction;
    try {
      running = begin();
    } catch (error) {
      // The connection was released for a newer app in another tab (`versionchange`) or closed by the system, so it starts
      // again.
      if ((error as Error).name !== 'InvalidStateError') throw error;
      database = await openDatabase(name, version);
      running = begin();
    }
    const done = new Promise<void>((resolve, reject) => {
      running.oncomplete = () => resolve();
      running.onabort = () => reject(running.error ?? new Error('The write was given up'));
    });
    done.catch(() => undefined);
    try {
      const result = await work((table) => running.objectStore(table));
      await done;
      return result;
    } catch (error) {
      try {
        running.abort();
      } catch {
        // The transaction has already ended.
      }
      await done.catch(() => undefined);
      const cause = running.error ?? error;
      if ((cause as Error).name === 'QuotaExceededError' || (error as Error).name === 'QuotaExceededError') throw new StorageFull();
      throw error;
    }
  };
  return {
    get: <T extends TableName>(table: T, id: string) =>
      transaction([table], 'readonly', (of) => answered<DeviceTables[T] | undefined>(of(table).get(id))),
    accounts: () => transaction(['accounts'], 'readonly', (of) => answered<DeviceTables['accounts'][]>(of('accounts').getAll())),
    of: async <T extends AccountTable>(table: T, account: string) => {
      const rows = await transaction([table], 'readonly', (of) => answered<DeviceTables[T][]>(of(table).index('account').getAll(account)));
      return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    write: async (changes) => {
      if (changes.length === 0) return;
      await transaction([...new Set(changes.map((change) => change.table))], 'readwrite', async (of) => {
        for (const change of changes) await apply(of(change.table), change);
      });
    },
    change: <T extends TableName>(table: T, id: string, change: (row: DeviceTables[T] | undefined) => DeviceTables[T]) =>
      transaction([table], 'readwrite', async (of) => {
        const row = change(await answered<DeviceTables[T] | undefined>(of(table).get(id)));
        await answered(of(table).put(row));
        return row;
      }),
    close: () => database.close(),
  };
}

async function apply(table: IDBObjectStore, change: Change): Promise<void> {
  if (change.when) {
    const row = await answered<unknown>(table.get('put' in change ? change.put.id : change.remove));
    if (row === undefined || !(change.when as (row: unknown) => boolean)(row)) return;
  }
  await answered('put' in change ? table.put(change.put) : table.delete(change.remove));
}

function openDatabase(name: string, version: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, version);
    asked.onupgradeneeded = ({ oldVersion }) => {
      for (const table of TABLES) {
        if (SINCE[table] > version || asked.result.objectStoreNames.contains(table)) continue;
        const store = asked.result.createObjectStore(table, { keyPath: 'id' });
        if (table !== 'meta' && table !== 'accounts') store.createIndex('account', 'account');
      }
      if (oldVersion === 2 && version > 2) putBytesApart(asked.transaction!);
    };
    asked.onsuccess = () => {
      const database = asked.result;
      // A newer app in another tab wants to add tables, so this tab must close its connection.
      database.onversionchange = () => database.close();
      resolve(database);
    };
    asked.onerror = () => reject(asked.error ?? new Error('IndexedDB refused'));
  });
}

/** Moves the bytes of photos out of their rows, where they were up to version 2. */
function putBytesApart(upgrade: IDBTransaction): void {
  const walk = upgrade.objectStore('photos').openCursor();
  walk.onsuccess = () => {
    const cursor = walk.result;
    if (!cursor) return;
    const { sealed, ...photo } = cursor.value as DeviceTables['photos'] & DeviceTables['photoBytes'];
    upgrade.objectStore('photoBytes').put({ id: photo.id, account: photo.account, sealed });
    cursor.update(photo);
    cursor.continue();
  };
}

function answered<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB refused'));
  });
}
