/** Records of phones that wait for a township. */
export type UndecidedRecords = { conflicts: number; quarantined: number };

/** The same in one township; it decides. */
export type UndecidedRecordsAt = UndecidedRecords & { code: string; name: string };

export function waitingTogether(places: readonly UndecidedRecordsAt[]): UndecidedRecords {
  return {
    conflicts: places.reduce((sum, one) => sum + one.conflicts, 0),
    quarantined: places.reduce((sum, one) => sum + one.quarantined, 0),
  };
}

/**
 * 能否定稿: a season cannot be closed and a report cannot be frozen while a conflict is undecided or a quarantined record has not
 * been looked at.
 */
export function mayFreeze(waiting: UndecidedRecords): boolean {
  return waiting.conflicts === 0 && waiting.quarantined === 0;
}

const PLACES_NAMED = 6;

/** “东关街道 2，沙塄河乡 1”: as many places as fit a sentence. */
export function placesInWords(places: readonly UndecidedRecordsAt[]): string {
  const named = places
    .slice(0, PLACES_NAMED)
    .map(({ name, conflicts, quarantined }) => `${name} ${conflicts + quarantined}`)
    .join('，');
  return places.length > PLACES_NAMED ? `${named}…` : named;
}
