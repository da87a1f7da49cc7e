import { createRoot } from 'react-dom/client';
import type { DeviceStore } from '~/offline/store/device-store';
import { indexedDbStore } from '~/offline/store/indexed-db-store';
import { RETIRED_MARK, retiredMark } from '~/offline/store/retired-mark';
import { wipeAccount } from '~/offline/store/wipe';
import { RetiredScreen } from '~/screens/field/retired-screen';

function setRetiredMark(account: string | null): void {
  try {
    if (account === null) localStorage.removeItem(RETIRED_MARK);
    else localStorage.setItem(RETIRED_MARK, account);
  } catch {
    // Then the tab that was told shows it.
  }
}

/** What was typed in a page of the server and not kept yet, and what the list remembered. */
function forgetTab(): void {
  try {
    sessionStorage.clear();
  } catch {
    // Forbidden, so nothing lies there.
  }
}

/** The server said that this phone was retired: nothing more is shown, everything of the account goes, and the app starts anew. */
export async function obeyRetired(store: DeviceStore, account: string): Promise<void> {
  document.getElementById('app')!.hidden = true;
  setRetiredMark(account);
  await wipeAccount(store, account).catch(() => undefined);
  location.replace('/field/');
}

/** Finishes what was begun, in case the phone was switched off meanwhile, and says what happened. */
export async function showRetired(): Promise<void> {
  forgetTab();
  document.documentElement.lang = 'zh-CN';
  document.title = '清暖台账';
  const account = retiredMark();
  if (account !== null) await wipeAccount(await indexedDbStore(), account);
  const signIn = () => {
    setRetiredMark(null);
    location.assign('/sign-in?to=%2Ffield%2F');
  };
  const page = document.createElement('div');
  document.body.replaceChildren(page);
  createRoot(page).render(<RetiredScreen onSignIn={signIn} />);
  document.documentElement.dataset.hydrated = 'true';
}
