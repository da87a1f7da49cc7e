import { type FundingLevel, keyOf, labelOf } from '../contract/enumerations';
import { type Fen, SHARE_PLACES, scaled, unscaled } from './exact-decimal';
import { LEVELS } from './funding-levels';

/** What a level of government bears of an amount: `share` in 1/1,000,000, and at most `cap` 分 of one entitlement. */
export type Share = { level: FundingLevel; share: number; cap: Fen | null };
export type SharesFault = 'policy.shares-malformed' | 'policy.shares-level' | 'policy.shares-twice' | 'policy.shares-sum';

export const WHOLE_SHARE = 10 ** SHARE_PLACES;

const PART = /^([^:]+):([\d.]+)(%?)(?:<=([\d.]+))?$/;

/**
 * 分担 as the contract writes it: `中央:0;省:0.25;市:0.25;县:0.5`; the shares sum to 1. `市:0.5<=1000` says that the city bears
 * half, at most 1,000 元 of one household's amount (Yangquan: 2,000 元, 1,000 of each level,
 * docs/definitions.md#source-subsidies); what a level's own limit cuts off is borne by nobody. `50%` is read as 0.5, a level that is
 * not named bears nothing.
 */
export function parseShares(text: string): { shares: Share[] } | { fault: SharesFault; part: string } {
  const read = readShares(text);
  if ('fault' in read) return read;
  if (sumOf(read.shares) !== WHOLE_SHARE) return { fault: 'policy.shares-sum', part: text };
  return { shares: inOrder(read.shares) };
}

/** What the shares of a text add up to, in percent: '90'; null for a text that is not read. */
export function percentOfShares(text: string): string | null {
  const read = readShares(text);
  return 'fault' in read ? null : unscaled(sumOf(read.shares), SHARE_PLACES - 2);
}

const sumOf = (shares: readonly Share[]): number => shares.reduce((sum, { share }) => sum + share, 0);

function readShares(text: string): { shares: Share[] } | { fault: SharesFault; part: string } {
  const shares: Share[] = [];
  for (const part of text
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/≤/g, '<=')
    .split(/[;,、]/)
    .filter((one) => one !== '')) {
    const match = PART.exec(part);
    const share = match ? scaled(match[2]!, match[3] ? SHARE_PLACES - 2 : SHARE_PLACES) : undefined;
    const cap = match?.[4] === undefined ? null : scaled(match[4], 2);
    if (!match || share === undefined || cap === undefined) return { fault: 'policy.shares-malformed', part };
    const level = keyOf('level', match[1]!);
    if (!level) return { fault: 'policy.shares-level', part };
    if (shares.some((other) => other.level === level)) return { fault: 'policy.shares-twice', part };
    shares.push({ level, share, cap });
  }
  return { shares };
}

/** Orders the shares from the centre down and drops levels that bear nothing. */
function inOrder(shares: readonly Share[]): Share[] {
  return LEVELS.flatMap((level) => shares.filter((one) => one.level === level && one.share > 0));
}

/** The same text for the same shares. */
export function printShares(shares: readonly Share[]): string {
  return shares
    .map(
      ({ level, share, cap }) =>
        `${labelOf('level', level)}:${unscaled(share, SHARE_PLACES)}${cap === null ? '' : `<=${unscaled(cap, 2)}`}`,
    )
    .join(';');
}

/** Where a document says nothing of 分担, the level that issued it bears the whole. */
export function sharesOfIssuer(divisionCode: string): Share[] {
  return [{ level: levelOfIssuer(divisionCode), share: WHOLE_SHARE, cap: null }];
}

/** The level of government that a policy of this division is a document of. */
export function levelOfIssuer(divisionCode: string): FundingLevel {
  return divisionCode.length <= 2 ? 'province' : divisionCode.length <= 4 ? 'city' : 'county';
}
