/** What a household list is searched by. */
export type SearchableHousehold = {
  number: string;
  head: string;
  /** Pinyin initials of the head, lower case: 张三 → zs */
  initials: string;
  address: string | null;
  /** 138****1234: only its last four digits are searched */
  phoneMasked: string | null;
};

/**
 * 找一户: a cadre searches by the head's name or its pinyin initials, the door, the household's number or the last four digits of
 * the phone. Every word typed must be found somewhere; case, width and blanks do not matter.
 */
export function matchesSearch(household: SearchableHousehold, query: string): boolean {
  return isFoundBy(household, searchTextOf(household), searchWords(query));
}

export function searchWords(query: string): string[] {
  return plain(query).split(/\s+/).filter(Boolean);
}

/**
 * The text of head, number and door that is searched. A caller that searches many times builds it once. Line breaks separate
 * the parts, because a typed word has none.
 */
export function searchTextOf({ head, number, address }: Pick<SearchableHousehold, 'head' | 'number' | 'address'>): string {
  return plain(`${head}\n${number}\n${address ?? ''}`);
}

export function isFoundBy(
  { initials, phoneMasked }: Pick<SearchableHousehold, 'initials' | 'phoneMasked'>,
  text: string,
  words: readonly string[],
): boolean {
  return words.every(
    (word) => text.includes(word) || initials.startsWith(word) || (/^\d{4}$/.test(word) && (phoneMasked ?? '').slice(-4) === word),
  );
}

/** Texts of Latin letters, digits and the usual Han characters need only lower case, which covers most names. */
const USUAL = /^[\n\x20-\x7e\u4e00-\u9fff]*$/;

function plain(text: string): string {
  return (USUAL.test(text) ? text : text.normalize('NFKC')).toLowerCase().trim();
}
