import { refuse } from '~/domain/problems';
import { mayFreeze, placesInWords, type UndecidedRecordsAt, waitingTogether } from '~/domain/sync/what-waits';

/**
 * 定稿: a report cannot be frozen while a conflict is undecided or a quarantined record has not been looked at. The refusal names
 * the townships that have them.
 */
export function refuseOverWaiting(places: readonly UndecidedRecordsAt[]): void {
  const waiting = waitingTogether(places);
  if (!mayFreeze(waiting)) refuse('report.conflicts-open', { ...waiting, places: placesInWords(places) });
}
