import { ARREARS_AGES, type ArrearsAge } from './arrears-age';
import { pageIn } from './entitlement-list-view';

/**
 * What a page of arrears shows, as the address says it: one age or all, of the season or of all seasons, the oldest or the largest first.
 */
export type ArrearsView = { season: string | null; allSeasons: boolean; age: ArrearsAge | null; order: 'age' | 'amount'; page: number };

/** Reads the view from the address. Unknown values are ignored, so that an old link still opens. */
export function arrearsViewOf(parameters: URLSearchParams): ArrearsView {
  const age = parameters.get('age');
  return {
    season: parameters.get('season'),
    allSeasons: parameters.get('seasons') === 'all',
    age: (ARREARS_AGES as readonly string[]).includes(age ?? '') ? (age as ArrearsAge) : null,
    order: parameters.get('order') === 'amount' ? 'amount' : 'age',
    page: pageIn(parameters),
  };
}
