import { COUNTED_KINDS, COUNTED_STATUSES } from '~/domain/survey/counted-visit';

const oneOf = (column: string, values: readonly string[]): string => `${column} IN (${values.map((value) => `'${value}'`).join(', ')})`;

/** `isCounted` of app/domain/survey/counted-visit as a condition on the visits under an alias. */
export function countedVisit(alias: string): string {
  return `${oneOf(`${alias}.status`, COUNTED_STATUSES)} AND ${visitOfCountedKind(alias)}`;
}

/** `isOfCountedKind` likewise. */
export function visitOfCountedKind(alias: string): string {
  return oneOf(`${alias}.kind`, COUNTED_KINDS);
}
