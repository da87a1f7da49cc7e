import { comparableKey } from '../text/clean-text';

/** Whose meter it is: a supplier's reading list carries meter numbers, not households. */
export type MeterMatch = { matched: string } | { unknown: true } | { shared: string[] };

/** A number as it is printed, in the form in which keys are compared; case makes no difference. */
export function tidyMeter(meter: string): string {
  return comparableKey(meter).toUpperCase();
}

/** The same number as other programs write it: without hyphens and leading zeros. Empty when all its digits are zero. */
export function looseMeter(meter: string): string {
  return tidyMeter(meter).replaceAll('-', '').replace(/^0+/, '');
}

/** The households of a register by the numbers of their meters. */
export class KnownMeters {
  private readonly exact = new Map<string, Set<string>>();
  private readonly loose = new Map<string, Set<string>>();

  add(meter: string, household: string): void {
    put(this.exact, tidyMeter(meter), household);
    put(this.loose, looseMeter(meter), household);
  }

  /**
   * The household with exactly this number; else the one whose number differs by leading zeros and hyphens alone. A number that
   * several households share matches none of them until the register is corrected.
   */
  match(meter: string): MeterMatch {
    const households = this.exact.get(tidyMeter(meter)) ?? this.loose.get(looseMeter(meter));
    if (households === undefined) return { unknown: true };
    return households.size === 1 ? { matched: [...households][0]! } : { shared: [...households].sort() };
  }
}

function put(map: Map<string, Set<string>>, key: string, household: string): void {
  if (key === '') return;
  const households = map.get(key);
  if (households) households.add(household);
  else map.set(key, new Set([household]));
}

/** Meters that count now, and those a household had before: of an earlier conversion, of a season read before, of a household given up. */
export type MetersOfRegister = { current: KnownMeters; former: KnownMeters };

/** `replaced`: found by the number of the meter that was taken away. `two`: its two numbers lead to different households. */
export type ReadingMatch =
  | { household: string; replaced: boolean }
  | { fault: 'unknown' }
  | { fault: 'shared'; households: string[] }
  | { fault: 'two'; households: string[] };

/**
 * The household of a line of a reading list: by its meter number among the meters in use, then among former ones; failing that by the
 * number of the meter it replaced (原表号), in the same order.
 */
export function matchReading(meter: string, oldMeter: string | null, known: MetersOfRegister): ReadingMatch {
  const [now, old] = [anywhere(meter, known), oldMeter === null ? null : anywhere(oldMeter, known)];
  if ('shared' in now) return { fault: 'shared', households: now.shared };
  if ('matched' in now) {
    const other = old !== null && 'matched' in old ? old.matched : now.matched;
    return other === now.matched ? { household: now.matched, replaced: false } : { fault: 'two', households: [now.matched, other] };
  }
  if (old === null || 'unknown' in old) return { fault: 'unknown' };
  return 'shared' in old ? { fault: 'shared', households: old.shared } : { household: old.matched, replaced: true };
}

function anywhere(meter: string, { current, former }: MetersOfRegister): MeterMatch {
  const found = current.match(meter);
  return 'unknown' in found ? former.match(meter) : found;
}
