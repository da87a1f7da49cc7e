import type { TFunction } from 'i18next';
import { type ListKey, unitOf } from '~/domain/indicators/household-lists';
import { formatArea, formatCount } from '~/i18n/formats';

type CoverageWords = TFunction<'coverage'>;

/** The name of a list: 散煤复烧户. The dot of a measure separates levels in the words. */
export function listName(t: CoverageWords, list: ListKey): string {
  // Pages of other words ask for it too.
  return t(`list.${list.replace('.', '_') as 'B'}`, { ns: 'coverage' });
}

/** A figure with separators: 12,345; areas in m² with two decimals: 12,345.60. */
export function grouped(value: number, decimals: 0 | 2 = 0): string {
  return decimals === 0 ? formatCount(value) : formatArea(Math.round(value * 100));
}

/** How a list's value is printed: areas in m², amounts in 元, anything else unchanged. */
export function listValue(list: ListKey, value: number): string {
  const unit = unitOf(list);
  return unit === 'area' || unit === 'money' ? formatArea(value) : formatCount(value);
}
