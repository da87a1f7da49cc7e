/** The household's side of a comparison. A phone number is compared in full but shown only as far as it may be seen. */

import { personalPlace } from '~/database/households/personal-columns.server';
import type { HouseholdForRecord } from '~/database/phones/records.server';
import { plainPhone } from '~/domain/household/household-changes';
import { maskPhone } from '~/domain/household/mask';
import type { SeenHousehold } from '~/domain/sync/protocol';
import type { Fields, RegisterFields } from '~/domain/sync/visit-fields';
import { openIfWhole } from '~/server/personal/household-values.server';

/** Null without a telephone, and for one that does not open: it is compared, and gives way. */
export function openPhone(sealed: string | null, household: string): string | null {
  return sealed === null ? null : openIfWhole(sealed, personalPlace('phone_encrypted', household));
}

/** `phone` is opened only when the sender sent one. */
export function registerNow(household: HouseholdForRecord, phone: string | null | undefined): RegisterFields {
  const { residence, houseUse, people, elderly, address, phoneMasked } = household;
  return { residence, houseUse, people, elderly, address, phone: phone === undefined ? phoneMasked : phone };
}

/** The fields as the phone showed them. A masked number that matches the current one stands for it. */
export function registerSeen(
  seen: SeenHousehold['household'],
  household: HouseholdForRecord,
  phone: string | null | undefined,
): RegisterFields {
  const { phoneMasked, ...rest } = seen;
  return { ...rest, phone: phone !== undefined && phoneMasked === household.phoneMasked ? phone : phoneMasked };
}

/** A field as it may be seen on a screen: a phone number masked. */
export function shownField(field: string, value: unknown): unknown {
  if (field !== 'phone') return value;
  return typeof value === 'string' && !value.includes('*') ? maskPhone(plainPhone(value)) : (value ?? null);
}

export function maskedFields(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, shownField(field, value)]));
}
