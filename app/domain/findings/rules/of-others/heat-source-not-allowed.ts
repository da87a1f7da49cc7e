import type { HeatSourceKind } from '../../../contract/enumerations';
import { type Opened, opened } from '../../opened';
import { subjectOf } from '../../subject';
import type { Thresholds } from '../../thresholds';

/** Coal boilers below this are to be gone (docs/definitions.md#clause-c13). 蒸吨 */
const SMALLEST_COAL_BOILER_TONNES = 35;
/** Ratings of an enterprise whose waste heat may be used (docs/definitions.md#clause-c10). */
const GOOD_RATINGS: ReadonlySet<string> = new Set(['A', 'B']);

export type HeatSourceCase = {
  number: string;
  kind: HeatSourceKind;
  /** 环保绩效评级 as written; null when nobody wrote one. */
  rating: string | null;
  /** 列入淘汰关停. */
  closing: boolean;
  /** 蒸吨; null when not known. */
  tonnes: number | null;
  /** Households in I whose current conversion names it. */
  installed: number;
};

/**
 * R15 热源不合规 (docs/definitions.md#rule-r15, docs/definitions.md#clause-c10, docs/definitions.md#clause-c13): a heat source that at least
 * one installed household names and that is 列入淘汰关停, or gives 工业余热 with a rating other than A or B, or is a 燃煤锅炉 below 35 蒸吨.
 *
 * Waste heat without a rating is not rated A or B, so it is a finding. A boiler of unknown size is none: what is missing proves nothing.
 * A source that nobody uses is none. How many use it is no part of the cause: one more household is no new fact about the source.
 */
export function heatSourceOpened(source: HeatSourceCase, thresholds: Thresholds): Opened | null {
  if (source.installed < 1) return null;
  const { kind, tonnes } = source;
  const rating = source.rating?.normalize('NFKC').trim().toUpperCase() || null;
  const faults = [
    ...(source.closing ? ['closing'] : []),
    ...(kind === 'waste_heat' && (rating === null || !GOOD_RATINGS.has(rating)) ? ['rating'] : []),
    ...(isSmallCoalBoiler(source) ? ['small-coal-boiler'] : []),
  ];
  if (faults.length === 0) return null;
  return opened('R15', subjectOf.heatSource(source.number), thresholds, { cause: { faults, kind, rating, tonnes } });
}

/** 35 蒸吨以下燃煤锅炉 (docs/definitions.md#clause-c13), used or not. One of unknown size is none. */
export function isSmallCoalBoiler({ kind, tonnes }: Pick<HeatSourceCase, 'kind' | 'tonnes'>): boolean {
  return kind === 'coal_boiler' && tonnes !== null && tonnes < SMALLEST_COAL_BOILER_TONNES;
}
