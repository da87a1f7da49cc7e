/** A door as a cadre knows it: 14排2号; and the household's number, for doors that are not written down. */
export type Door = { number: string; address?: string | null };

/** Where a door stands: text and numbers in turn, text first; null where none is written down. */
export type DoorPlace = { parts: readonly string[] | null; number: string };

export function placeOfDoor({ number, address }: Door): DoorPlace {
  return { parts: address ? address.normalize('NFKC').replace(/\s/g, '').split(/(\d+)/) : null, number };
}

/**
 * 走访顺序: the order in which one walks along the doors. The numbers in a door count as numbers, so 14排2号 comes before 14排10号;
 * full-width digits are digits. Households without a door come last, and of the same door the smaller number first.
 */
export function inWalkingOrder(a: DoorPlace, b: DoorPlace): number {
  const byDoor = a.parts && b.parts ? compareParts(a.parts, b.parts) : Number(a.parts === null) - Number(b.parts === null);
  return byDoor || compare(a.number, b.number);
}

const compare = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const difference = at % 2 === 1 ? compare(Number(a[at]), Number(b[at])) : compare(a[at]!, b[at]!);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
