import { indexedDbStore } from '~/offline/store/indexed-db-store';

/**
 * Whether an account's work is stored on this phone, that is, whether it has not signed out there. The server's session does
 * not matter.
 */
export async function worksOnThisPhone(): Promise<boolean> {
  const store = await indexedDbStore();
  try {
    return typeof (await store.get('meta', 'current'))?.value === 'string';
  } finally {
    store.close();
  }
}
