import { z } from 'zod';
import { canonicalJson } from '../sync/canonical-json';
import { comparableName, foldWidth } from '../text/clean-text';
import { plainPhone } from './household-changes';
import { canonicalIdNumber } from './id-number';
import { newHouseholdSchema } from './new-household';

/**
 * 手机补录的户: a missed household that was added without a network. The phone gives it a number of its own (手机01-…), under which it is
 * surveyed at once; the register's number is given when it is received (docs/definitions.md#received-household).
 */
const PHONE_NUMBER = /^手机(\d{2,4})-[0-9a-f-]{36}$/;

export function phoneNumberOf(running: number, id: string): string {
  return `手机${String(running).padStart(2, '0')}-${id}`;
}

/** Its running number on that phone; null: the number is not one of a phone. */
export function runningOf(number: string): number | null {
  const found = PHONE_NUMBER.exec(number);
  return found && Number(found[1]);
}

/** What is sent: `id` is the phone's number, `sameHead` that the person says it is another household than the one of the same name. */
export const receivedHouseholdSchema = newHouseholdSchema.omit({ sameHead: true }).extend({
  id: z.string().regex(PHONE_NUMBER),
  village: z.string().regex(/^\d{12}$/),
  sameHead: z.boolean(),
  /** ISO instant, by the server's clock as far as the phone knew it. */
  addedAt: z.iso.datetime({ offset: true }),
});
export type ReceivedHousehold = z.infer<typeof receivedHouseholdSchema>;

type Said = Pick<ReceivedHousehold, 'head' | 'address' | 'residence' | 'phone' | 'idNumber'>;

const comparableDoor = (address: string | null): string => foldWidth(address ?? '').replace(/[\s\-—－]/g, '');

/** Two that say the same of a household of a village are one household, whoever sent them: 三次同样的补录只有一户. */
export function contentOfReceived(household: Said & { village: string }): string {
  return canonicalJson({
    village: household.village,
    head: comparableName(household.head),
    address: comparableDoor(household.address),
    residence: household.residence,
    phone: household.phone === '' ? '' : plainPhone(household.phone),
    idNumber: household.idNumber === '' ? '' : canonicalIdNumber(household.idNumber),
  });
}

/**
 * 会不会是已有的户: the same ID number; the same name at the same door; or the same name, when nobody has said that it is another
 * household. Names in their form of comparison, doors without blanks and hyphens. Then the township decides.
 */
export function mightBeSame(
  added: Pick<ReceivedHousehold, 'head' | 'address' | 'sameHead'>,
  existing: { head: string; address: string | null; sameIdNumber: boolean },
): boolean {
  if (existing.sameIdNumber) return true;
  if (comparableName(existing.head) !== comparableName(added.head)) return false;
  return !added.sameHead || comparableDoor(existing.address) === comparableDoor(added.address);
}
