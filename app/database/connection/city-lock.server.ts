/**
 * SQL for the key of an advisory lock. `what` is an SQL expression that says what is held. Such locks are of a whole database, and each
 * city in it has its own.
 */
export function cityLock(what: string): string {
  return `hashtextextended(current_schema() || ' ' || ${what}, 0)`;
}
