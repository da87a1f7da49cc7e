/** What a household list is searched by. */
export type SearchableHousehold = {
  number: string;
  head: string;
  /** Pinyin initials of the head, lower case: 张三 → zs */
  initials: string;
  address: string | null;
  /** 138****1234: only its last four digits can be found */
  phoneMasked: string | null;
};

/**
 * 找一户: a cadre types what comes to mind first: the head's name or its pinyin initials, the door, the household's number
 * or the last four digits of the phone. Every word typed must be found somewhere; case, width and blanks do not matter.
 */
export function matchesSearch(household: SearchableHousehold, query: string): boolean {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const head = plain(household.head);
  const number = plain(household.number);
  const address = plain(household.address ?? '');
  const tail = (household.phoneMasked ?? '').slice(-4);
  return words.every(
    (word) =>
      head.includes(word) ||
      number.includes(word) ||
      address.includes(word) ||
      household.initials.startsWith(word) ||
      (/^\d{4}$/.test(word) && tail === word),
  );
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}
