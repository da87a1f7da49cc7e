import { STATUSES_IN_SCOPE } from '~/domain/household/in-scope';

/** `isInScope` of app/domain/household/in-scope as a condition on a column that holds a household's status. */
export function statusInScope(column: string): string {
  return `${column} IN (${STATUSES_IN_SCOPE.map((status) => `'${status}'`).join(', ')})`;
}
