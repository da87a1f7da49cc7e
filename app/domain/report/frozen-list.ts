import { z } from 'zod';
import { figureBehind, LIST_KEYS, type ListKey } from '../indicators/household-lists';
import { type Measure, noSums, type Sums } from '../indicators/measures';
import { choiceIn, readIn } from '../tables/table-view';
import type { RecordedFacts } from './replay';

/** A household behind a figure of a frozen report: what it adds to the figure, and everything it counted for. */
export type FrozenRow = { number: string; village: string; value: number; sums: Partial<Sums> };

/** What is said of a household on such a list, when it counted for it. */
export const FROZEN_MARKS: readonly Measure[] = ['V', 'X', 'P', 'I', 'C', 'U', 'S', 'unstable', 'B', 'Q', 'cold'];

/**
 * 定稿数字背后的户: the households that a frozen figure counted, from what the history recorded of each when the report was frozen
 * (docs/decisions/0021-frozen-reports.md). The list is defined as that of the stored figures: a household is on it when its own value is
 * above 0, so the values add up to the frozen figure. Neither today's rules nor today's records are asked.
 */
export function frozenRows(facts: Iterable<RecordedFacts>, list: ListKey): FrozenRow[] {
  return [...facts].flatMap(({ household, village, sums }) => {
    const value = figureBehind(list, { ...noSums(), ...sums });
    return value > 0 ? [{ number: household, village, value, sums }] : [];
  });
}

/** What a page of such a list shows, as the address says it: of which division (the report's own without one), which list, which page. */
export function frozenViewOf(parameters: URLSearchParams): { at: string | null; list: ListKey; page: number } {
  return {
    at: readIn(parameters, 'at', z.string().regex(/^\d{2,15}$/)),
    list: choiceIn(parameters, 'flag', LIST_KEYS) ?? 'H',
    page: Number(readIn(parameters, 'page', z.string().regex(/^[1-9]\d{0,4}$/)) ?? 1),
  };
}
