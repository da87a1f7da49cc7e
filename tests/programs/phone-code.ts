/** The phone's own code, which a test runs in a page of the field app to fill a real phone quickly. */

import { Phone } from '~/offline/phone';
import { indexedDbStore } from '~/offline/store/indexed-db-store';

export async function openPhoneData() {
  const phone = await Phone.reopen(await indexedDbStore());
  if (!phone) throw new Error('Nobody works on this phone');
  return phone;
}
