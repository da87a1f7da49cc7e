import type { Mode } from '../contract/enumerations';
import type { SharedKey } from '../subsidy/double-claims';
import type { CalendarDay } from '../time/calendar-day';

/**
 * 问题对象: how the subject of a finding is written. With rule and season it is the finding's identity (docs/definitions.md#finding-life),
 * so a subject is written the same for ever. A household is its number.
 *
 * A shared value is given as it is compared: a fingerprint for an ID or an account, never the number itself.
 */
export const subjectOf = {
  household: (number: string) => number,
  sharedValue: (key: SharedKey, value: string) => `key:${key}:${value}`,
  entitlement: (household: string, policy: string) => `entitlement:${household}:${policy}`,
  heatSource: (number: string) => `heat-source:${number}`,
  visitorDay: (visitor: string, day: CalendarDay) => `visitor:${visitor}:${day}`,
  village: (code: string) => `village:${code}`,
  batch: (division: string, number: string) => `batch:${division}:${number}`,
  plan: (village: string, year: number, mode: Mode) => `plan:${village}:${year}:${mode}`,
};
