import { keysOf, type PolicyKind } from '../contract/enumerations';
import { ARREARS_TABLE, type ArrearsColumn, type ArrearsSort } from '../tables/subsidy-tables';
import { choiceIn, type TableView, tableViewOf } from '../tables/table-view';
import { ARREARS_AGES, type ArrearsAge } from './arrears-age';

/**
 * What a page of arrears shows, as the address says it: of every kind of subsidy unless it names one, one age or all, of the season or of
 * all seasons, the oldest or the largest first.
 */
export type ArrearsView = TableView<ArrearsColumn, ArrearsSort> & {
  season: string | null;
  allSeasons: boolean;
  kind: PolicyKind | null;
  age: ArrearsAge | null;
};

export function arrearsViewOf(parameters: URLSearchParams): ArrearsView {
  return {
    ...tableViewOf(ARREARS_TABLE, parameters),
    season: parameters.get('season'),
    allSeasons: choiceIn(parameters, 'seasons', ['all']) === 'all',
    kind: choiceIn(parameters, 'kind', keysOf('policyKind')),
    age: choiceIn(parameters, 'age', ARREARS_AGES),
  };
}
