import { QUANTITY_PLACES, type Quantity, RATE_PLACES, scaled, type UnitRate, unscaled } from './exact-decimal';

/** One step of a tiered rate: from (exclusive) to (inclusive, null: without end). */
export type Tier = { from: Quantity; to: Quantity | null; rate: UnitRate };
export type TiersFault = 'policy.tiers-malformed' | 'policy.tiers-start' | 'policy.tiers-gap' | 'policy.tiers-end';

const TIER = /^([\d.]+)-([\d.]*):([\d.]+)$/;

/**
 * 分档 as the contract writes it: `0-1500:1.36;1500-2250:1.10`. The first tier starts at 0 and each begins where the one
 * before ends (what is free of subsidy is written with the rate 0: `0-1000:0;1000-3000:0.2`); the last may be without an
 * end (`1500-:1.10`), otherwise what is used beyond it gets nothing. Full-width signs and ～ are taken for the plain ones.
 */
export function parseTiers(text: string): { tiers: Tier[] } | { fault: TiersFault; tier: number } {
  const parts = text
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[~～—–−至]/g, '-')
    .split(';')
    .filter((part) => part !== '');
  const tiers: Tier[] = [];
  for (const [index, part] of parts.entries()) {
    const fault = (code: TiersFault) => ({ fault: code, tier: index + 1 });
    const match = TIER.exec(part);
    const from = match ? scaled(match[1]!, QUANTITY_PLACES) : undefined;
    const to = match && match[2] === '' ? null : match ? scaled(match[2]!, QUANTITY_PLACES) : undefined;
    const rate = match ? scaled(match[3]!, RATE_PLACES) : undefined;
    if (from === undefined || to === undefined || rate === undefined) return fault('policy.tiers-malformed');
    const before = tiers[tiers.length - 1];
    if (!before && from !== 0) return fault('policy.tiers-start');
    if (before && before.to !== from) return fault('policy.tiers-gap');
    if (to !== null && to <= from) return fault('policy.tiers-end');
    tiers.push({ from, to, rate });
  }
  return tiers.length === 0 ? { fault: 'policy.tiers-malformed', tier: 1 } : { tiers };
}

/** The same text for the same tiers. */
export function printTiers(tiers: readonly Tier[]): string {
  const quantity = (value: number) => unscaled(value, QUANTITY_PLACES);
  return tiers
    .map(({ from, to, rate }) => `${quantity(from)}-${to === null ? '' : quantity(to)}:${unscaled(rate, RATE_PLACES, 2)}`)
    .join(';');
}
