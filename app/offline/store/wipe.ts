import type { DeviceStore } from './device-store';
import { DATABASE } from './indexed-db-store';
import { signOut } from './sign-out';

/**
 * 清除本机: what a phone does when the server says that it was retired for this account. The key goes first: a phone that is switched off
 * in the middle holds nothing that can be read. The work of somebody else on it stays, under its own key, unless it is nobody's; then the
 * database goes as a whole, with the phone's id. Nothing is exported.
 */
export async function wipeAccount(store: DeviceStore, account: string): Promise<void> {
  await signOut({ store, account });
  if ((await store.accounts()).length > 0) return;
  store.close();
  await forgetDatabase();
}

/** Deletes the database as a whole. Other tabs give their connection up when they are asked to. */
function forgetDatabase(name: string = DATABASE): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.deleteDatabase(name);
    asked.onsuccess = () => resolve();
    asked.onerror = () => reject(asked.error ?? new Error('IndexedDB refused'));
    // A tab that does not answer keeps an empty database open; it goes when that tab does.
    asked.onblocked = () => resolve();
  });
}
