import type { FieldVillage } from '~/domain/sync/protocol';
import { dayInShanghai } from '~/domain/time/calendar-day';
import type { SeasonSeen } from './household-on-phone';
import type { Households } from './households';

/** A village as downloaded to the phone, with its households. */
export type Village = { village: FieldVillage; season: string; cursor: string; takenAt: string; change: string; households: Households };

/** The season as the list of a village sees it on the day on which the package was taken. */
export function seasonSeen({ seasonEnd = null }: FieldVillage, takenAt: string): SeasonSeen {
  return { end: seasonEnd, asOf: dayInShanghai(takenAt) };
}
