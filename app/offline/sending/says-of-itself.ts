import type { SaysOfItself } from '~/domain/sync/device-header';
import { deviceId } from '~/offline/device/device-id';
import { currentAccount, type Phone } from '~/offline/phone';
import type { DeviceStore } from '~/offline/store/device-store';

/** What a phone says to the server: which it is, whose data is on it, and how much of that is not sent, once it is open. */
export async function saysOfItself(store: DeviceStore, phone: Phone | null): Promise<SaysOfItself> {
  if (!phone) return { device: await deviceId(store), account: await currentAccount(store), unsent: null };
  const { visits, drafts } = phone.unsent();
  return { device: phone.device, account: phone.account, unsent: visits + drafts };
}
