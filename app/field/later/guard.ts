import { currentAccount, type Phone } from '~/offline/phone';
import { guardedFetch } from '~/offline/sending/guarded-fetch';
import { saysOfItself } from '~/offline/sending/says-of-itself';
import type { DeviceStore } from '~/offline/store/device-store';
import { asksPassword, noteHeard } from '~/offline/store/last-heard';
import { RETIRED_MARK, retiredMark } from '~/offline/store/retired-mark';

const LOOK_EVERY_MS = 3_600_000;

/** A phone that was told goes no further than to say so, and neither do its other tabs. */
async function stopIfRetired(): Promise<void> {
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === RETIRED_MARK && newValue !== null) location.replace('/field/');
  });
  if (retiredMark() === null) return;
  await (await import('./retired')).showRetired();
  await new Promise<never>(() => undefined);
}

/** The account whose password has to be given before anything of it is opened; null: what is here may be shown. */
export async function lockedAccount(store: DeviceStore): Promise<string | null> {
  await stopIfRetired();
  const account = await currentAccount(store);
  return account !== null && (await asksPassword(store, account, new Date().toISOString())) ? account : null;
}

/** The browser's fetch for this phone. `working`: whose data is open, once it is. */
export function fetchOf(store: DeviceStore, working: () => Phone | null) {
  // Open for days without the server: what is typed is on the disk, and the page begins anew with the password.
  setInterval(async () => {
    const phone = working();
    if (phone && !/\/visit(\/|$)/.test(location.pathname) && (await asksPassword(store, phone.account, new Date().toISOString())))
      location.reload();
  }, LOOK_EVERY_MS);
  return guardedFetch(
    (path, init) => fetch(path, init),
    () => saysOfItself(store, working()),
    {
      retired: (account) => void import('./retired').then(({ obeyRetired }) => obeyRetired(store, account)),
      session: ({ accountId, serverTime, passwordAfterDays }) => {
        // Of an account that is locked nothing was opened: the days go on until its password was given.
        if (serverTime && accountId && accountId === working()?.account)
          void noteHeard(store, accountId, serverTime, passwordAfterDays).catch(() => undefined);
      },
    },
  );
}
