import type { Manifest } from './manifest';

/** A package that was taken before, as far as the order of packages depends on it. */
export type TakenBefore = Pick<Manifest, 'version' | 'season'> & { division: string; sender: string; manifestSha256: string };

/** What taking a package does to those that were taken before; or why it is refused. */
export type PackageOrder =
  | { order: 'same' }
  | { order: 'first' }
  /** The packages whose records it replaces. */
  | { order: 'replaces'; replaced: TakenBefore[] }
  | { order: 'older-version'; than: TakenBefore }
  | { order: 'older-season'; than: TakenBefore }
  | { order: 'other-sender'; of: TakenBefore }
  | { order: 'inside'; of: TakenBefore };

/**
 * 先后: whether a package may be taken beside those that were (docs/package.md#order). `touching` are the taken ones whose division is its
 * own, lies below it (`below`) or holds it.
 *
 * A package of the same sender and division replaces the one taken when its version is greater; the same manifest again is nothing new. It
 * holds all earlier seasons, so one of an earlier season would take records away and is refused. A larger division replaces the packages of
 * those below it; a smaller one inside a taken division is refused, because its records came with the larger one. Another sender's records
 * are replaced only when a person says with `trusted` that this sender now speaks for the division.
 */
export function packageOrder(
  incoming: { sender: string; division: string; season: string; version: number; manifestSha256: string },
  touching: readonly (TakenBefore & { below: boolean })[],
  trusted: boolean,
): PackageOrder {
  const same = touching.find(({ manifestSha256 }) => manifestSha256 === incoming.manifestSha256);
  if (same) return { order: 'same' };
  const outer = touching.find(({ division, below }) => division !== incoming.division && !below);
  if (outer) return { order: 'inside', of: outer };
  const foreign = touching.find(({ sender }) => sender !== incoming.sender);
  if (foreign && !trusted) return { order: 'other-sender', of: foreign };
  const own = touching.filter(({ sender }) => sender === incoming.sender);
  const newer = own.find(({ version }) => version >= incoming.version);
  if (newer) return { order: 'older-version', than: newer };
  const later = own.find(({ season }) => season > incoming.season);
  if (later) return { order: 'older-season', than: later };
  return touching.length === 0 ? { order: 'first' } : { order: 'replaces', replaced: [...touching] };
}
