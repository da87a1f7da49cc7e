/**
 * 种子决定的随机数: sfc32 (Chris Doty-Humphrey's small fast counter generator), started with the first 16 bytes of a SHA-256, given as hex, and
 * run 12 times before the first number, as its author advises. The same digest gives the same numbers on every machine. Not for secrets.
 */
export type Random = () => number;

export function randomFromSeed(digest: string): Random {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new RangeError('not a SHA-256 in hex');
  let [a, b, c, d] = [0, 8, 16, 24].map((at) => Number.parseInt(digest.slice(at, at + 8), 16) | 0) as [number, number, number, number];
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let run = 0; run < 12; run += 1) next();
  return next;
}

/** A whole number from 0 to below `end`. */
export function randomBelow(random: Random, end: number): number {
  return Math.floor(random() * end);
}
