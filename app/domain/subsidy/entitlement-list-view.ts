import { type FundingLevel, keysOf, type PolicyKind } from '~/domain/contract/enumerations';
import { isLevel } from './funding-levels';

/** Which entitlements stand behind an amount: all that have anything, or those with something due, paid, owed, overpaid. */
export const ENTITLEMENT_FILTERS = ['any', 'due', 'paid', 'owed', 'overpaid'] as const;
export type EntitlementFilter = (typeof ENTITLEMENT_FILTERS)[number];

/** 明细, as the address says it: of a kind or all, of what one level bears or of the whole. */
export type EntitlementListView = { filter: EntitlementFilter; kind: PolicyKind | null; level: FundingLevel | null; page: number };

/** Reads the view from the address. Unknown values are ignored, so that an old link still opens. */
export function entitlementListViewOf(parameters: URLSearchParams): EntitlementListView {
  const [lines, kind, level] = ['of', 'kind', 'level'].map((name) => parameters.get(name) ?? '');
  return {
    filter: (ENTITLEMENT_FILTERS as readonly string[]).includes(lines!) ? (lines as EntitlementFilter) : 'any',
    kind: keysOf('policyKind').includes(kind as PolicyKind) ? (kind as PolicyKind) : null,
    level: isLevel(level) ? level : null,
    page: pageIn(parameters),
  };
}

/** The page number in an address, or 1 when it has none. */
export function pageIn(parameters: URLSearchParams): number {
  const page = Number(parameters.get('page'));
  return Number.isSafeInteger(page) && page > 0 && page < 100_000 ? page : 1;
}
