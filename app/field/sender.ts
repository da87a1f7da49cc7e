import type { Phone } from '~/offline/phone';
import { keepSending } from '~/offline/sending/keep-sending';
import { hearOtherTabs } from '~/offline/sending/other-tabs';
import type { Server } from '~/offline/sending/talk';
import { storageState } from '~/offline/store/phone-storage';
import { phoneNameOf } from '~/screens/devices/phone-name';
import type { FieldState } from './field-context';
import { APP_VERSION } from './version';

/** Keeps sending while the app is open, and reports the result. */
export function startSending(phone: Phone, server: Server, state: FieldState) {
  hearOtherTabs(() => void phone.reread());
  const sender = keepSending(phone, server, {
    now: () => new Date().toISOString(),
    app: APP_VERSION,
    deviceName: phoneNameOf(navigator.userAgent),
    progress: (taking) => state.set({ taking }),
    sending: (sending) => state.set({ sending }),
    done: async ({ trouble }) => {
      // Another account has signed in, so this page must stop showing the last one's data.
      if (trouble?.why === 'other-account') return location.reload();
      state.set({ storage: await storageState() });
    },
  });
  void sender.now();
  return { now: sender.now };
}
