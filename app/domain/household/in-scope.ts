import type { HouseholdStatus } from '../contract/enumerations';

/** The statuses of households in scope: 正常 and 闲置. SQL that needs them is built from this list. */
export const STATUSES_IN_SCOPE: readonly HouseholdStatus[] = ['normal', 'idle'];

/**
 * 总户数 H: whether a household counts, by its status. 正常 and 闲置 do; 销户, 拆迁 and 空挂 do not, whatever else is known of them
 * (docs/definitions.md#flag-h).
 */
export function isInScope(status: HouseholdStatus): boolean {
  return STATUSES_IN_SCOPE.includes(status);
}
