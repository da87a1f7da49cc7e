import { indexedDbStore } from '~/offline/store/indexed-db-store';

/** Whether somebody's work lies on this phone: not signed out there, whatever the server's session says. */
export async function worksOnThisPhone(): Promise<boolean> {
  const store = await indexedDbStore();
  try {
    return typeof (await store.get('meta', 'current'))?.value === 'string';
  } finally {
    store.close();
  }
}
