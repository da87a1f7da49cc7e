/**
 * 手机上存什么. The tables of the phone and one small interface over them: IndexedDB on a phone (indexed-db-store.ts), memory in
 * tests (memory-store.ts); both pass the same tests. Only what look-ups need is stored in the clear: account, household number,
 * village, visit id, hash, state, counts and times. Personal data is always `sealed` (seal.ts) with the account's key.
 */

/** AES-GCM under the key of the account, bound to the id of its row. */
export type Sealed = { iv: Uint8Array; data: ArrayBuffer };

export type DeviceTables = {
  /**
   * `device`: id and next sequence number; `current`: who works here; `lease`: which tab sends; `sending:<account>`: last try; `clock`:
   * keep-clock.ts.
   */
  meta: { id: string; value: unknown };
  /** The key cannot be exported from the browser. Without its row none of the account's data can be read. */
  accounts: { id: string; key: CryptoKey; session: Sealed | null };
  /** A village's package: its cursor and its account. `change` is the last receipt that changed one of its households. */
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
   * A part of a village's households (keep-village.ts). `list`: what the list shows of them, as version `listedBy` of the app
   * computed it; older apps stored none.
   */
  blocks: { id: string; account: string; village: string; block: number; sealed: Sealed; list?: Sealed; listedBy?: string };
  drafts: { id: string; account: string; household: string; season: string; schema: number; sealed: Sealed };
  /**
   * Records that wait for a receipt. `refused`: the server could not take it, and it waits for a correction. `discarded`: in
   * the bin.
   */
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
  /** The bytes of a photo, in a table of their own because the list of photos is read often and they are large. */
  photoBytes: { id: string; account: string; sealed: Sealed };
  /**
   * What is submitted beside visits (submissions.ts): a problem reported, a missed household. `draft`: begun, not submitted yet; `kept`: of
   * a household that the server has; the other states as in the outbox.
   */
  submissions: {
    id: string;
    account: string;
    kind: 'problem' | 'household';
    household: string;
    sequence: number;
    state: 'draft' | 'waiting' | 'refused' | 'kept';
    sealed: Sealed;
  };
  /** The server's answer to a household's last visit: a conflict or a quarantine. */
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
  'submissions',
] as const satisfies readonly TableName[];
export const ACCOUNT_TABLES = [
  'villages',
  'blocks',
  'drafts',
  'outbox',
  'photos',
  'photoBytes',
  'notices',
  'submissions',
] as const satisfies readonly AccountTable[];

type ChangeOf<T extends TableName> =
  /** With `when` nothing is written if the row does not exist or `when` rejects its current value. */
  | { table: T; put: DeviceTables[T]; when?: (row: DeviceTables[T]) => boolean }
  | { table: T; remove: string; when?: (row: DeviceTables[T]) => boolean };
export type Change = { [T in TableName]: ChangeOf<T> }[TableName];

export interface DeviceStore {
  get<T extends TableName>(table: T, id: string): Promise<DeviceTables[T] | undefined>;
  /** Whose work lies on this phone. */
  accounts(): Promise<DeviceTables['accounts'][]>;
  /** All rows of an account, by id. */
  of<T extends AccountTable>(table: T, account: string): Promise<DeviceTables[T][]>;
  /** Writes all changes or none, in order, and resolves when they are on the disk. Throws StorageFull when there is no room. */
  write(changes: readonly Change[]): Promise<void>;
  /** Reads and writes one row atomically; `change` returns the new row. */
  change<T extends TableName>(
    table: T,
    id: string,
    change: (row: DeviceTables[T] | undefined) => DeviceTables[T],
  ): Promise<DeviceTables[T]>;
  close(): void;
}

/** The browser gives no more room. Nothing was written. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull';
}

/** The version of the content of a sealed draft or record. Older ones are migrated when they are read (migrate-draft.ts). */
export const DRAFT_SCHEMA = 2;
