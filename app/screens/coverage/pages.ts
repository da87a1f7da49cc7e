import type { HouseholdBehindFigure } from '~/domain/coverage/household-behind-figure';
import { type ListView, listKeyText } from '~/domain/coverage/list-view';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import { type TableAt, tableAddress } from '~/screens/tables/table-address';
import { numberedPages, type PageLinks } from '~/screens/tables/table-pages';

type Page = { households: readonly HouseholdBehindFigure[]; hasEarlier: boolean; hasLater: boolean };

/**
 * The pages of a list of households. In the order of numbers each is given by the key of the first or last household of this one, so
 * that the last page is as fast as the first; `n` carries 序号 along. Other orders have numbered pages.
 */
export function pagesByKey(at: TableAt, view: Pick<ListView, 'sort' | 'dir' | 'page' | 'before'>, page: Page): PageLinks {
  const { households, hasEarlier, hasLater } = page;
  if (view.sort !== 'number' || view.dir !== 'asc') return numberedPages(at, view.page, hasLater);
  const [first, last] = [households[0], households[households.length - 1]];
  const to = (direction: 'after' | 'before', household: HouseholdBehindFigure, n: number): string =>
    tableAddress(at, { [direction]: listKeyText(household), n: String(Math.max(n, 0)) });
  return {
    first: hasEarlier ? tableAddress(at) : null,
    earlier: hasEarlier && first ? to('before', first, view.before - ROWS_A_PAGE) : null,
    later: hasLater && last ? to('after', last, view.before + households.length) : null,
  };
}
