/** The rule of app/domain/divisions/in-force as conditions on the divisions under an alias; `day` is an expression that gives one. */

/** `hasEnded`: false for a division without a last day, never null. */
export function hasEnded(alias: string, day: string): string {
  return `coalesce(${alias}.valid_to <= ${day}, false)`;
}

export function existsOn(alias: string, day: string): string {
  return `(NOT ${hasEnded(alias, day)} AND coalesce(${alias}.valid_from <= ${day}, true))`;
}
