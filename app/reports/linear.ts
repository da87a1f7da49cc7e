import { MEASURES, type Measure, noSums, type Sums } from '~/domain/indicators/measures';

/**
 * The measures a numerator or denominator adds up. Each is a plain sum of measures (docs/definitions.md#indicators), so
 * counting one of each measure in turn shows which take part. The sheet's formulas are made from that and cannot differ from
 * the indicator. Throws when an indicator is not a plain sum.
 */
export function termsOf(sum: (sums: Sums) => number): Measure[] {
  const terms = MEASURES.filter((measure) => {
    const share = sum({ ...noSums(), [measure]: 1 });
    if (share !== 0 && share !== 1) throw new Error(`${measure} counts ${share} times`);
    return share === 1;
  });
  const everything = Object.fromEntries(MEASURES.map((measure, index) => [measure, index + 1])) as Sums;
  if (sum(everything) !== terms.reduce((total, measure) => total + everything[measure], 0)) throw new Error('not a plain sum of measures');
  return terms;
}
