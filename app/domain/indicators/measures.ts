/**
 * What is counted of a household in a season. Every figure anywhere (dashboard, workbook, API) is a sum of these.
 *
 * Counts are 0 or 1 per household, except the let rooms (blocks). Areas are integers in 1/100 m², amounts in 分.
 * Keys are those of app/domain/contract/report.json, definitions those of docs/definitions.md#flags and
 * docs/definitions.md#measures; the joint flags (CV, CRV, …) are the denominators of the indicators, so that a rate never
 * needs anything but sums. The order is the order of the columns in the database.
 */
export const COUNT_MEASURES = [
  'H',
  'R',
  'E',
  'V',
  'X',
  'P',
  'IP',
  'I',
  'I.district_heat',
  'I.electric_distributed',
  'I.electric_household',
  'I.gas',
  'I.biomass',
  'I.solar',
  'I.other',
  'C',
  'U',
  'S',
  'unstable',
  'B',
  'Q',
  'cold',
  /** C and V: denominator of the use rate */
  'CV',
  /** C and R and V: denominator of the resident use rate and of the stable rate */
  'CRV',
  /** U and R: numerator of the resident use rate (U holds C and V) */
  'UR',
  /** I and V: denominator of the reburn rate */
  'IV',
  /** V and not E: denominator of the household basis of the clean heating rate */
  'VNE',
  /** U and not E: its numerator */
  'UNE',
  'let',
  'letConnected',
  'letUsed',
  'letOccupied',
  /** answered the question on satisfaction; said 满意 or 基本满意 */
  'answered',
  'satisfied',
  /** households with an entitlement, in H or not; of these, paid in full */
  'entitled',
  'paidInFull',
  'continuity.arrears',
  'continuity.interrupted',
  'continuity.reduced',
  'continuity.not_due',
  'continuity.continuous',
  'continuity.never',
  'continuity.not_applicable',
] as const;

/** `area`, `cleanArea`: heated area in 1/100 m². `due`, `paid`, `arrears`: 分. */
export const AMOUNT_MEASURES = ['area', 'cleanArea', 'due', 'paid', 'arrears'] as const;

export const MEASURES = [...COUNT_MEASURES, ...AMOUNT_MEASURES] as const;

export type Measure = (typeof MEASURES)[number];

/** A sum of measures: of one household, a village, or any division. */
export type Sums = Record<Measure, number>;

export function noSums(): Sums {
  return Object.fromEntries(MEASURES.map((measure) => [measure, 0])) as Sums;
}

/** Adds `part` into `total` (in place, for speed over hundreds of thousands of households). */
export function addTo(total: Sums, part: Sums): Sums {
  for (const measure of MEASURES) total[measure] += part[measure];
  return total;
}

export function sumOf(parts: Iterable<Sums>): Sums {
  const total = noSums();
  for (const part of parts) addTo(total, part);
  return total;
}
