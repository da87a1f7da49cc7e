/** The levels of government in SQL, built from the domain's list and rule so that no statement repeats their order or shares. */

import type { FundingLevel } from '~/domain/contract/enumerations';
import { LEVELS } from '~/domain/subsidy/funding-levels';

/** Sorts by level, from the centre down. */
export function levelPlace(column: string): string {
  return `array_position(ARRAY[${LEVELS.map((level) => `'${level}'`).join(', ')}], ${column})`;
}

/** The column of `entitlement e` that holds what a level bears of it. */
export function dueOfLevel(level: FundingLevel): string {
  return `e.due_${level}`;
}

/** An amount of the entitlement `e`, or 0 once it no longer applies. */
export function dueUnlessWithdrawn(amount: string): string {
  return `CASE WHEN e.source = 'withdrawn' THEN 0 ELSE ${amount} END`;
}

/** What every level bears of the entitlement `e`, as an object with the levels' names. */
export const DUE_BY_LEVEL = `json_build_object(${LEVELS.map((level) => `'${level}', ${dueOfLevel(level)}`).join(', ')})`;

/** What the level named by `column` bears of the entitlement `e`. */
export function dueOfLevelIn(column: string): string {
  return `CASE ${column} ${LEVELS.map((level) => `WHEN '${level}' THEN ${dueOfLevel(level)}`).join(' ')} END`;
}

/** A row for each level: its name and the expression that `amount` gives for it. */
export function eachLevel(amount: (level: FundingLevel) => string): string {
  return `(VALUES ${LEVELS.map((level) => `('${level}', ${amount(level)})`).join(', ')})`;
}

/** Columns that add up the payments of an entitlement: `whole`, and one for each level under its name. */
export const SUMS_BY_LEVEL = `coalesce(sum(amount), 0)::bigint AS whole, ${LEVELS.map(
  (level) => `coalesce(sum(amount) FILTER (WHERE level = '${level}'), 0)::bigint AS ${level}`,
).join(', ')}`;

/**
 * `owedByLevel` of app/domain/subsidy/owed-by-level as rows of level and amount. `short` is the entitlement's shortfall; `due`
 * and `sent` are what a level bears and has sent.
 */
export function owedByLevel({
  short,
  due,
  sent,
}: {
  short: string;
  due: (level: FundingLevel) => string;
  sent: (level: FundingLevel) => string;
}): string {
  const behind = (level: FundingLevel) => `greatest(0, ${due(level)} - ${sent(level)})`;
  return eachLevel((level) => {
    const above = LEVELS.slice(0, LEVELS.indexOf(level)).map((one) => ` - ${behind(one)}`);
    return `greatest(0, least(${behind(level)}, ${short}${above.join('')}))`;
  });
}

/** What each level may still send for the entitlement `e`. `s` holds the sums of the payments that did not fail. */
export const OWED_OF_ENTITLEMENT = owedByLevel({
  short: 'e.due - coalesce(s.whole, 0)',
  due: dueOfLevel,
  sent: (level) => `coalesce(s.${level}, 0)`,
});
