import { type AccountTable, type Change, type DeviceStore, type DeviceTables, TABLES, type TableName } from './device-store';

/** The phone's database in memory, for tests. Rows go in and come out as copies, as from a disk. */
export function memoryStore(): DeviceStore {
  const tables = Object.fromEntries(TABLES.map((table) => [table, new Map<string, unknown>()])) as {
    [T in TableName]: Map<string, DeviceTables[T]>;
  };
  const rows = <T extends TableName>(table: T) => tables[table] as Map<string, DeviceTables[T]>;
  return {
    get: async (table, id) => {
      const row = rows(table).get(id);
      return row && structuredClone(row);
    },
    accounts: async () => [...rows('accounts').values()].map((row) => structuredClone(row)),
    of: async <T extends AccountTable>(table: T, account: string) =>
      [...rows(table).values()]
        .filter((row) => row.account === account)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map((row) => structuredClone(row)),
    write: async (changes: readonly Change[]) => {
      // A row that cannot be copied must fail before anything is changed.
      const prepared = changes.map((change) => ('put' in change ? { ...change, put: structuredClone(change.put) } : change));
      for (const change of prepared) {
        const table = tables[change.table] as Map<string, { id: string }>;
        const id = 'put' in change ? change.put.id : change.remove;
        const row = table.get(id);
        if (change.when && (row === undefined || !(change.when as (row: unknown) => boolean)(row))) continue;
        if ('put' in change) table.set(id, change.put);
        else table.delete(id);
      }
    },
    change: async (table, id, change) => {
      const row = structuredClone(change(rows(table).get(id)));
      rows(table).set(id, row);
      return structuredClone(row);
    },
    close: () => undefined,
  };
}
