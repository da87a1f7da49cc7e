import type { FieldVisit } from '~/domain/sync/protocol';
import type { Phone } from '~/offline/phone';
import { markOf } from './visit-mark';
import { visitsNow } from './visits-now';

/** What this account has submitted for a household this season, sent or waiting. A form stores it when it is opened. */
export function ownVisits(phone: Phone, number: string): FieldVisit[] {
  const found = phone.household(number);
  if (!found) return [];
  return visitsNow(found.household, phone.waitingOf(number)).filter(({ visitor }) => visitor === phone.session.name);
}

/**
 * 别的标签页交过了: what this account has submitted since a form was opened that knew only `knew`. The form's older answers would
 * replace it.
 */
export function givenSince(phone: Phone, number: string, knew: readonly string[]): FieldVisit[] {
  return ownVisits(phone, number).filter((visit) => !knew.includes(markOf(visit)));
}
