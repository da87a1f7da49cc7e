import { keysOf, type PolicyKind } from '../contract/enumerations';
import { ARREARS_AGES, type ArrearsAge } from './arrears-age';
import { pageIn } from './entitlement-list-view';

/**
 * What a page of arrears shows, as the address says it: of every kind of subsidy unless it names one, one age or all, of the season or of
 * all seasons, the oldest or the largest first.
 */
export type ArrearsView = {
  season: string | null;
  allSeasons: boolean;
  kind: PolicyKind | null;
  age: ArrearsAge | null;
  order: 'age' | 'amount';
  page: number;
};

/** Reads the view from the address. Unknown values are ignored, so that an old link still opens. */
export function arrearsViewOf(parameters: URLSearchParams): ArrearsView {
  const age = parameters.get('age');
  const kind = keysOf('policyKind').find((one) => one === parameters.get('kind'));
  return {
    season: parameters.get('season'),
    allSeasons: parameters.get('seasons') === 'all',
    kind: kind ?? null,
    age: (ARREARS_AGES as readonly string[]).includes(age ?? '') ? (age as ArrearsAge) : null,
    order: parameters.get('order') === 'amount' ? 'amount' : 'age',
    page: pageIn(parameters),
  };
}
