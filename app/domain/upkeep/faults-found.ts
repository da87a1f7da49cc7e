/**
 * 核验所得 (docs/definitions.md#verify): how the faults of one kind are kept while a verification goes on. All are counted, and counted
 * again where they lie; the first thousand are named, because a register whose notes were all deleted has millions and nobody reads more.
 */
export type FaultsFound<Fault> = {
  count: number;
  /** The first `MOST_NAMED`, in the order in which they were found. */
  faults: Fault[];
  /** By what `placeOf` says: how many lie there, and one that stands for them. The numbers add up to `count`. */
  places: Map<string, FaultyPlace<Fault>>;
};
export type FaultyPlace<Fault> = { one: Fault; count: number };

const MOST_NAMED = 1_000;

export function noFaults<Fault>(): FaultsFound<Fault> {
  return { count: 0, faults: [], places: new Map() };
}

export function addFault<Fault>(found: FaultsFound<Fault>, fault: Fault, placeOf: (fault: Fault) => string): void {
  found.count += 1;
  if (found.faults.length < MOST_NAMED) found.faults.push(fault);
  const key = placeOf(fault);
  const place = found.places.get(key);
  if (place) place.count += 1;
  else found.places.set(key, { one: fault, count: 1 });
}
