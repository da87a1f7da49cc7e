import type { Phone } from '~/offline/phone';
import { tellOtherTabs } from '~/offline/sending/other-tabs';
import { ACCOUNT_TABLES, type Change } from './device-store';

/** Leaves: the key goes first, then everything it opened. Whoever asks must have looked at `unsent()`. */
export async function signOut({ store, account }: Pick<Phone, 'store' | 'account'>): Promise<void> {
  await store.write([
    { table: 'accounts', remove: account },
    { table: 'meta', remove: 'current', when: (row) => row.value === account },
  ]);
  for (const table of ACCOUNT_TABLES) {
    const rows = await store.of(table, account);
    await store.write(rows.map((row) => ({ table, remove: row.id }) as Change));
  }
  await store.write([
    { table: 'meta', remove: `sending:${account}` },
    { table: 'meta', remove: `heard:${account}` },
  ]);
  tellOtherTabs();
}
