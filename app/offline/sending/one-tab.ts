import { newId } from '~/offline/device/device-id';
import type { DeviceStore } from '~/offline/store/device-store';

const NAME = 'qingnuan-sending';
const LEASE_MS = 90_000;
const holder = newId();

/**
 * Only one tab sends at a time. It uses the browser's locks where they exist, else a lease in the database that expires when
 * its tab dies. A lease that ends later than possible is left over from before the clock was set back. Returns false when
 * another tab is sending.
 */
export async function inOneTab(store: DeviceStore, work: () => Promise<void>): Promise<boolean> {
  const locks = typeof navigator === 'undefined' ? undefined : (navigator as Partial<Navigator>).locks;
  if (locks) {
    return locks.request(NAME, { ifAvailable: true }, async (lock) => {
      if (lock) await work();
      return lock !== null;
    });
  }
  return underLease(store, holder, () => Date.now(), work);
}

/** Resolves when the sending tab has finished or closed; null where only the lease tells (then a timer asks). */
export function whenFree(): Promise<unknown> | null {
  const locks = typeof navigator === 'undefined' ? undefined : (navigator as Partial<Navigator>).locks;
  return locks ? locks.request(NAME, async () => undefined) : null;
}

type Lease = { holder: string; until: number };

export async function underLease(store: DeviceStore, me: string, clock: () => number, work: () => Promise<void>): Promise<boolean> {
  const take = async () => {
    const now = clock();
    const row = await store.change('meta', 'lease', (found) => {
      const lease = found?.value as Lease | null | undefined;
      const held = lease && lease.holder !== me && lease.until > now && lease.until <= now + LEASE_MS;
      return held ? found! : { id: 'lease', value: { holder: me, until: now + LEASE_MS } };
    });
    return (row.value as Lease).holder === me;
  };
  if (!(await take())) return false;
  const renewing = setInterval(() => void take(), LEASE_MS / 3);
  try {
    await work();
  } finally {
    clearInterval(renewing);
    await store.write([{ table: 'meta', remove: 'lease', when: (row) => (row.value as Lease | null)?.holder === me }]);
  }
  return true;
}
