/**
 * 变差: the ways in which an answer is worse than last season's. A rule is asked only when both seasons were answered, and
 * differently; otherwise no change is known.
 */
type Worse<Value> = (before: Value, after: Value) => boolean;

/** The values are listed from good to bad. */
export const later =
  <Value extends string>(...order: readonly Value[]): Worse<Value> =>
  (before, after) =>
    order.indexOf(after) > order.indexOf(before);

export const more: Worse<number> = (before, after) => after > before;
export const less: Worse<number> = (before, after) => after < before;

/** It was so and is no longer, such as the connection or the alarm. */
export const lost: Worse<boolean> = (before, after) => before && !after;
/** It was not so and is now, such as smoke or bought coal. */
export const begun: Worse<boolean> = (before, after) => !before && after;

/** Something is in the list that was not there. */
export const gained: Worse<readonly string[]> = (before, after) => after.some((item) => !before.includes(item));
