/**
 * 手机上存什么. The tables of the phone and the one small interface over them: IndexedDB on a phone (indexed-db-store.ts), memory in
 * tests (memory-store.ts); both pass the same tests. Only what is needed for looking up is in the clear: account, household
 * number, village, visit id, hash, state, counts and times. Everything about people is `sealed` (seal.ts) with the account's key.
 */

/** AES-GCM under the key of the account, bound to the id of its row. */
export type Sealed = { iv: Uint8Array; data: ArrayBuffer };

export type DeviceTables = {
  /**
   * `device`: id and next sequence number; `current`: who works here; `lease`: which tab sends; `sending:<account>`: last try; `clock`:
   * keep-clock.ts.
   */
  meta: { id: string; value: unknown };
  /** The key cannot be read out of the browser; without its row all of the account is noise. */
  accounts: { id: string; key: CryptoKey; session: Sealed | null };
  /** What was taken of a village: up to where, and who it is. `change`: the last receipt that changed a household of it. */
  villages: {
    id: string;
    account: string;
    village: string;
    season: string;
    cursor: string;
    sealed: Sealed;
    takenAt: string;
    change?: string;
  };
  /**
   * A part of a village's households (keep-village.ts). `list`: what the list says of them, as the version `listedBy` of the app worked
   * it out; older apps wrote none.
   */
  blocks: { id: string; account: string; village: string; block: number; sealed: Sealed; list?: Sealed; listedBy?: string };
  drafts: { id: string; account: string; household: string; season: string; schema: number; sealed: Sealed };
  /** What waits for a receipt. `refused`: the server said why it cannot take it; it waits for a correction. `discarded`: in the bin. */
  outbox: {
    id: string;
    account: string;
    household: string;
    sequence: number;
    contentHash: string;
    state: 'waiting' | 'refused' | 'discarded';
    schema: number;
    sealed: Sealed;
  };
  /** `draft`: its visit is not submitted yet; `waiting`: to be sent; `discarded`: its visit is in the bin. */
  photos: { id: string; account: string; sha256: string; visit: string; state: 'draft' | 'waiting' | 'discarded'; bytes: number };
  /** The photo itself, by itself: the list of photos is read often, and this is large. */
  photoBytes: { id: string; account: string; sealed: Sealed };
  /** What the server said of a household's last visit: a conflict, a quarantine. */
  notices: { id: string; account: string; household: string; sealed: Sealed };
};

export type TableName = keyof DeviceTables;
export type AccountTable = Exclude<TableName, 'meta' | 'accounts'>;
export const TABLES = [
  'meta',
  'accounts',
  'villages',
  'blocks',
  'drafts',
  'outbox',
  'photos',
  'photoBytes',
  'notices',
] as const satisfies readonly TableName[];
export const ACCOUNT_TABLES = [
  'villages',
  'blocks',
  'drafts',
  'outbox',
  'photos',
  'photoBytes',
  'notices',
] as const satisfies readonly AccountTable[];

type ChangeOf<T extends TableName> =
  /** With `when`, without a row or when it says no to the row as it is then, nothing happens. */
  | { table: T; put: DeviceTables[T]; when?: (row: DeviceTables[T]) => boolean }
  | { table: T; remove: string; when?: (row: DeviceTables[T]) => boolean };
export type Change = { [T in TableName]: ChangeOf<T> }[TableName];

export interface DeviceStore {
  get<T extends TableName>(table: T, id: string): Promise<DeviceTables[T] | undefined>;
  /** All rows of an account, by id. */
  of<T extends AccountTable>(table: T, account: string): Promise<DeviceTables[T][]>;
  /** All of it or none, in order; done when it is on the disk. Throws StorageFull when there is no room. */
  write(changes: readonly Change[]): Promise<void>;
  /** Reads and writes one row with nothing between; `change` answers the new row. */
  change<T extends TableName>(
    table: T,
    id: string,
    change: (row: DeviceTables[T] | undefined) => DeviceTables[T],
  ): Promise<DeviceTables[T]>;
  close(): void;
}

/** The browser gives no more room: nothing of the write happened. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull';
}

/** The version of what is inside a sealed draft or record; older ones are brought up when they are read (migrate-draft.ts). */
export const DRAFT_SCHEMA = 2;
