/** 本机存储: whether the browser will keep the data, and how much room there is. */
export type StorageState = { persisted: boolean | null; usedBytes: number | null; roomBytes: number | null; low: boolean };

/** With less room a day's photos may not fit. */
const LOW_ROOM_BYTES = 100_000_000;
/** A private window has little room and loses it when closed; otherwise a browser gives a share of the disk. */
const PRIVATE_ROOM_BYTES = 150_000_000;

/** Asks the browser not to delete our data when room gets short; null when it cannot be asked. */
export async function askToPersist(): Promise<boolean | null> {
  const storage = (navigator as Partial<Navigator>).storage;
  if (!storage?.persist) return null;
  return (await storage.persisted()) || (await storage.persist());
}

export async function storageState(): Promise<StorageState> {
  const storage = (navigator as Partial<Navigator>).storage;
  const persisted = storage?.persisted ? await storage.persisted() : null;
  const { usage = null, quota = null } = storage?.estimate ? await storage.estimate() : {};
  const roomBytes = quota === null || usage === null ? null : quota - usage;
  return { persisted, usedBytes: usage, roomBytes, low: roomBytes !== null && roomBytes < LOW_ROOM_BYTES };
}

/** What this browser lacks for work without a network; null: nothing. */
export function lacking(): 'insecure' | 'old-browser' | null {
  if (!window.isSecureContext) return 'insecure';
  if (!('serviceWorker' in navigator) || !('indexedDB' in window) || !crypto.subtle) return 'old-browser';
  return null;
}

/** Whether the browser says that it stores nothing here. A refusal of its database shows only when it is opened. */
export async function unfit(): Promise<'private' | null> {
  try {
    const { quota } = (await navigator.storage?.estimate?.()) ?? {};
    return quota !== undefined && quota < PRIVATE_ROOM_BYTES ? 'private' : null;
  } catch {
    return 'private';
  }
}
