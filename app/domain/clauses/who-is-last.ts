/** A place with a rate. */
type PlaceWithRate = { code: string; name: string; numerator: number; denominator: number };

/** The most places named; more that are equally far back are a general state, not a last place. */
const MOST_NAMED = 3;

/**
 * 谁在最后 (docs/definitions.md#who-is-last): of the divisions directly below, those with the lowest rate, or the highest where less is better:
 * an order of places, never of people. Rates are compared unrounded. Places without a denominator are left out. Nobody is last when fewer
 * than two can be compared, when all are equal, or when more than three share the last place.
 */
export function whoIsLast<Place extends PlaceWithRate>(places: readonly Place[], lessIsBetter: boolean): Place[] {
  const compared = places.filter(({ denominator }) => denominator > 0);
  const worse = (a: PlaceWithRate, b: PlaceWithRate): number => {
    const difference = BigInt(a.numerator) * BigInt(b.denominator) - BigInt(b.numerator) * BigInt(a.denominator);
    const order = difference < 0n ? -1 : difference > 0n ? 1 : 0;
    return lessIsBetter ? -order : order;
  };
  const sorted = [...compared].sort(worse);
  const [first] = sorted;
  if (!first || worse(first, sorted.at(-1)!) === 0) return [];
  const last = sorted.filter((place) => worse(place, first) === 0);
  return last.length > MOST_NAMED ? [] : last;
}
