/** Wrong passwords in a row that are still free of a wait. */
const FREE_FAILURES = 4;
const FIRST_LOCK_MINUTES = 15;
const LONGEST_LOCK_MINUTES = 24 * 60;

/**
 * 连续输错后锁定多久: minutes an account is locked after so many wrong passwords in a row; 0 means not locked. The fifth
 * locks for 15 minutes, each further one (after the lock has passed) twice as long, at most a day. A right password
 * sets the count back to nothing. A name that no account has is treated alike, so that the answer tells nobody which
 * names exist.
 */
export function lockMinutesAfter(failures: number): number {
  if (failures <= FREE_FAILURES) return 0;
  const doublings = Math.min(failures - FREE_FAILURES - 1, 10);
  return Math.min(FIRST_LOCK_MINUTES * 2 ** doublings, LONGEST_LOCK_MINUTES);
}
