import type { DutyPhones } from '~/domain/divisions/duty-phone';
import type { FieldVillage } from '~/domain/sync/protocol';

/** Whom to call from a village, as its last package says. */
export function dutyPhonesOf({ township, county, townshipPhone = null, countyPhone = null }: FieldVillage): DutyPhones {
  return { township, townshipPhone, county, countyPhone };
}
