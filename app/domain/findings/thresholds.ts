/**
 * 门槛: the numbers of the rules (docs/definitions.md#rules). They are settings kept with the season; what a season does not say is the
 * default here. Temperature in ℃, ages in days, shares in hundredths.
 */
export type Thresholds = typeof DEFAULT_THRESHOLDS;

export const DEFAULT_THRESHOLDS = {
  /** R25: a room below this is cold. */
  coldBelow: 16,
  /** R21: counted visits of one visitor within any 60 minutes, and on one day. */
  visitsAnHour: 12,
  visitsADay: 60,
  /** R22: converted and visited households below which a village says nothing; shares from which it is unstable. */
  fewestCompared: 10,
  unstablePercent: 10,
  reburnPercent: 3,
  /** R02: households that one account may serve. */
  householdsPerAccount: 3,
};
