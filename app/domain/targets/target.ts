import { keysOf, labelOf, type ZoneType } from '../contract/enumerations';
import { INDICATOR_KEYS, INDICATORS, type IndicatorKey } from '../indicators/indicators';
import { scaled, unscaled } from '../subsidy/exact-decimal';

/** 'all' (全部): every village of the division, with or without a zone type on record. */
const EVERY_ZONE = 'all';
export type TargetZone = ZoneType | typeof EVERY_ZONE;

/** The zone types a target may be about, with 全部 first. */
export const TARGET_ZONES: readonly TargetZone[] = [EVERY_ZONE, ...keysOf('zoneType')];

/**
 * 目标: what an indicator shall reach in a season, for the villages of one zone type of a division (docs/definitions.md#target).
 * `target` is whole hundredths of a percent (60 % = 6000).
 */
export type Target = {
  division: string;
  season: string;
  zoneType: TargetZone;
  indicator: IndicatorKey;
  target: number;
  basis: string | null;
};

/** By division, then the zones and indicators in their order on paper. */
export function compareTargets(a: Pick<Target, 'division' | 'zoneType' | 'indicator'>, b: typeof a): number {
  if (a.division !== b.division) return a.division < b.division ? -1 : 1;
  return (
    TARGET_ZONES.indexOf(a.zoneType) - TARGET_ZONES.indexOf(b.zoneType) ||
    INDICATOR_KEYS.indexOf(a.indicator) - INDICATOR_KEYS.indexOf(b.indicator)
  );
}

/** As the sheet 目标 and 附件11 write a zone. */
export function zoneOnPaper(zone: TargetZone): string {
  return zone === EVERY_ZONE ? '全部' : labelOf('zoneType', zone);
}

/** Labels are compared without blanks and in one width: 清洁取暖率（户） is 清洁取暖率(户). */
const plain = (text: string): string => text.normalize('NFKC').replace(/\s/g, '');

/** The zone of a label, or undefined. */
export function zoneOfLabel(label: string): TargetZone | undefined {
  return TARGET_ZONES.find((zone) => plain(zoneOnPaper(zone)) === plain(label));
}

/** The indicator of a 名称 (docs/definitions.md#indicators), or undefined. */
export function indicatorOfName(name: string): IndicatorKey | undefined {
  return INDICATORS.find((one) => plain(one.name) === plain(name))?.key;
}

const PLACES = 2;

/** '60.5' → 6050; undefined for a text that is no number from 0 to 100 with at most two decimals. A percent sign may follow. */
export function targetOfText(text: string): number | undefined {
  const target = scaled(text.normalize('NFKC').replace(/%$/, ''), PLACES);
  return target !== undefined && target <= 10_000 ? target : undefined;
}

/** 6050 → '60.50'. */
export function targetText(target: number): string {
  return unscaled(target, PLACES, PLACES);
}
