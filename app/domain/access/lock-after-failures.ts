/** This many wrong passwords in a row cause no lock. */
const FREE_FAILURES = 4;
const FIRST_LOCK_MINUTES = 15;
const LONGEST_LOCK_MINUTES = 24 * 60;

/**
 * 连续输错后锁定多久: minutes an account is locked after so many wrong passwords in a row; 0 means not locked. The fifth locks for 15
 * minutes, each further one (after the lock has passed) twice as long, at most a day. A right password sets the count back to
 * 0. A name without an account is locked in the same way, so that nobody can find out which names exist.
 */
export function lockMinutesAfter(failures: number): number {
  if (failures <= FREE_FAILURES) return 0;
  const doublings = Math.min(failures - FREE_FAILURES - 1, 10);
  return Math.min(FIRST_LOCK_MINUTES * 2 ** doublings, LONGEST_LOCK_MINUTES);
}
