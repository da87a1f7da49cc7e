import type { Flags } from '../indicators/flags-of';
import { isOfCountedKind } from '../survey/counted-visit';
import type { VisitOfSeason } from '../survey/household-state';

/** The chips above the list: what is to be done first. */
export const LIST_CHIPS = ['not_visited', 'returned', 'draft', 'reburning', 'letting'] as const;
export type ListChip = (typeof LIST_CHIPS)[number];

/** Everything a list says and counts of a household, the chips among it. */
const LIST_WORDS = ['in_scope', 'visited', 'closed', 'waiting', ...LIST_CHIPS] as const;
export type ListWord = (typeof LIST_WORDS)[number];

/** The flags of the household's facts that are words of a list. */
type FlagsInWords = Pick<Flags, 'H' | 'V' | 'X' | 'B' | 'let'>;

/**
 * 名单上的词: what a list says of a household in a season, the same on the phone, on the web and on the card of its village
 * (docs/definitions.md#list-words). 未入户, 复烧 and 出租 are flags of its facts, hence what every figure counts: H without V and X, B,
 * and let rooms of this season. What last season's visit saw is no word of this one.
 */
export function listWords(flags: FlagsInWords, visits: readonly VisitOfSeason[], hasDraft: boolean): ListWord[] {
  if (!flags.H) return [];
  const own = visits.filter(isOfCountedKind);
  const approved = own.some(({ status, outcome }) => status === 'approved' && outcome === 'done');
  const holds: Record<ListWord, boolean> = {
    in_scope: true,
    visited: flags.V,
    closed: flags.X,
    waiting: own.some(({ status }) => status === 'submitted'),
    not_visited: !flags.V && !flags.X,
    returned: own.some(({ status }) => status === 'returned'),
    draft: hasDraft && !approved,
    reburning: flags.B,
    letting: flags.let > 0,
  };
  return LIST_WORDS.filter((word) => holds[word]);
}

/** Whether a household has all of the words that are asked for: 未入户 and 出租. */
export function hasWords(household: { words: readonly ListWord[] }, asked: readonly ListWord[]): boolean {
  return asked.every((word) => household.words.includes(word));
}

/** How many households have each word. */
export function countWords(households: readonly { words: readonly ListWord[] }[]): Record<ListWord, number> {
  const counts = Object.fromEntries(LIST_WORDS.map((word) => [word, 0])) as Record<ListWord, number>;
  for (const { words } of households) for (const word of words) counts[word] += 1;
  return counts;
}

/** The chips an address asks for, in their own order. */
export function chipsIn(parameters: URLSearchParams): ListChip[] {
  const asked = parameters.getAll('show');
  return LIST_CHIPS.filter((chip) => asked.includes(chip));
}
