/** The rule of app/domain/subsidy/arrears-age in SQL, for adding up arrears by age. */

import { ARREARS_AGES, ENDS_OF_AGES } from '~/domain/subsidy/arrears-age';

/** `isPastDue` of two expressions that give days. */
export function pastDue(dueOn: string, asOf: string): string {
  return `${dueOn} < ${asOf}`;
}

/** `arrearsAge` of an amount past due, as the index of the age in ARREARS_AGES. */
export function placeOfAge(dueOn: string, asOf: string): string {
  const steps = ENDS_OF_AGES.map(
    ([age, months]) => `WHEN ${asOf} <= ${dueOn} + interval '${months} months' THEN ${ARREARS_AGES.indexOf(age)}`,
  );
  return `CASE ${steps.join(' ')} ELSE ${ARREARS_AGES.length - 1} END`;
}
