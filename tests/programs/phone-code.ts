/** The phone's own code, for a test to fill a real phone faster than by hand: run within a page of the field app. */

import { Phone } from '~/offline/phone';
import { indexedDbStore } from '~/offline/store/indexed-db-store';

export async function openPhoneData() {
  const phone = await Phone.reopen(await indexedDbStore());
  if (!phone) throw new Error('Nobody works on this phone');
  return phone;
}
