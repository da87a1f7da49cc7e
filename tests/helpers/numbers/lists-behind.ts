/** What the list behind a number holds: `counted` from its rows over all its pages, `stated` as its own words say it. */
import { amount, bodyOf, cellsOf, headingsOf, linksOf, plainText, rowsOf } from './page-links';

export type Behind = { counted: number; stated: number | null };
type Reader = { of: RegExp; read: (pages: readonly string[], asked: URL, whole: boolean) => Behind };

const TABLE = /<table\b.*?<\/table>/gs;
const NUMBER = '([\\d,]+(?:\\.\\d+)?)';

/** The rows of the last table of every page: the list itself; tables above it sum it up. */
function listRows(pages: readonly string[]): string[] {
  return pages.flatMap((page) => rowsOf([...page.matchAll(TABLE)].at(-1)?.[0] ?? ''));
}

function stated(page: string, pattern: string): number | null {
  const found = new RegExp(pattern).exec(plainText(page))?.[1];
  return found === undefined ? null : amount(found);
}

/** The distinct households that the rows link to. */
function householdsIn(rows: readonly string[]): number {
  return new Set(rows.map((row) => /href="\/households\/([^"?/]+)"/.exec(row)?.[1])).size;
}

const READERS: readonly Reader[] = [
  {
    of: /^\/lists\/\d+$/,
    read(pages, asked, whole) {
      const filtered = asked.searchParams.has('also') || asked.searchParams.has('source');
      const rows = listRows(pages);
      const unit = /共 [\d,.]+ (户|处|㎡|元)/.exec(plainText(pages[0]!))?.[1];
      // A list of rooms, area or money shows each household's share in the column before the telephone.
      const share = (row: string): number => (unit === '户' || filtered ? 1 : amount(cellsOf(row).at(-2)));
      const sum = rows.reduce((total, row) => total + share(row), 0);
      const said = filtered ? stated(pages[0]!, `其中 ${NUMBER} 户符合筛选`) : stated(pages[0]!, `共 ${NUMBER} (?:户|处|㎡|元)`);
      // A number with decimals is in 万元, the list in 元.
      const scale = unit === '元' && !whole ? 10_000 : 1;
      return { counted: Math.round(sum * 100) / 100 / scale, stated: said === null ? null : said / scale };
    },
  },
  {
    of: /^\/review$/,
    read(pages) {
      const ids = new Set(pages.flatMap((page) => linksOf(page).flatMap(({ to }) => queuedVisit(to))));
      const below = /<option[^>]*selected=""[^>]*>[^<]*（(\d[\d,]*)）<\/option>/.exec(pages[0]!.split('name="below"')[1] ?? '')?.[1];
      return { counted: ids.size, stated: below === undefined ? null : amount(below) };
    },
  },
  {
    of: /^\/subsidy\/\d+\/lines$/,
    read(pages, asked, whole) {
      const rows = listRows(pages);
      if (whole || asked.searchParams.get('of') === 'any')
        return { counted: householdsIn(rows), stated: stated(pages[0]!, `${NUMBER} 户，`) };
      const at = { due: 1, paid: 2, owed: 3, overpaid: 4 }[asked.searchParams.get('of') ?? 'due'] ?? 1;
      return {
        counted: rows.reduce((sum, row) => sum + Math.round(amount(cellsOf(row)[at]) * 100), 0) / 1_000_000,
        stated: (stated(pages[0]!, `共 ${NUMBER} 元`) ?? 0) / 10_000,
      };
    },
  },
  {
    of: /^\/subsidy\/\d+\/arrears$/,
    read(pages, _asked, whole) {
      const rows = listRows(pages);
      if (whole) return { counted: householdsIn(rows), stated: null };
      return {
        counted: rows.reduce((sum, row) => sum + Math.round(amount(cellsOf(row)[2]) * 100), 0) / 1_000_000,
        stated: stated(pages[0]!, `共拖欠 ${NUMBER} 万元`),
      };
    },
  },
  {
    of: /^\/subsidy\/\d+\/forecast\/losing$/,
    read: (pages) => ({ counted: listRows(pages).length, stated: stated(pages[0]!, `${NUMBER} 户`) }),
  },
  {
    of: /^\/subsidy\/\d+\/(?:without|accounts|payments(?:\/[^/]+)?|policies)$/,
    read: (pages) => ({ counted: listRows(pages).length, stated: null }),
  },
  {
    of: /^\/subsidy\/\d+\/funds$/,
    read(pages, asked) {
      const at = { allotted: 3, received: 4 }[asked.searchParams.get('of') ?? ''] ?? 3;
      return { counted: listRows(pages).reduce((sum, row) => sum + amount(cellsOf(row)[at]), 0) / 10_000, stated: null };
    },
  },
  {
    of: /^\/villages\/\d+$/,
    read(pages) {
      // A table at the desk, cards on the phone.
      const rows = listRows(pages);
      if (rows.length > 0) return { counted: rows.length, stated: stated(pages[0]!, `列出 ${NUMBER} 户`) };
      const cards = pages.at(-1)!.match(/<a\b[^>]*href="\/households\/[^"]+"[^>]*class="card/g)?.length;
      const drawn = cards ?? pages.at(-1)!.match(/<li><a\b[^>]*href="\/households\//g)?.length ?? 0;
      return { counted: drawn, stated: drawn === 0 ? null : stated(pages.at(-1)!, `，共 ${NUMBER}`) };
    },
  },
  {
    of: /^\/sign-off\/\d+\/[^/]+\/households$/,
    read(pages) {
      const said = /，与定稿的数一致/.test(plainText(pages[0]!)) ? stated(pages[0]!, `${NUMBER}，与定稿的数一致`) : null;
      const rows = listRows(pages);
      // A list of rooms, area or money shows each household's share in the last column.
      const shares = headingsOf(/<table\b.*?<\/table>/s.exec(pages[0]!)?.[0] ?? '').includes('计入');
      return { counted: shares ? rows.reduce((sum, row) => sum + amount(cellsOf(row).at(-1)), 0) : rows.length, stated: said };
    },
  },
  { of: /^\/findings\/\d+$/, read: (pages) => ({ counted: listRows(pages).length, stated: null }) },
  { of: /^\/plans\/\d+$/, read: (pages) => ({ counted: listRows(pages).length, stated: null }) },
  { of: /^\/(?:conflicts|findings\/reported)$/, read: (pages) => ({ counted: pages.flatMap(cardsIn).length, stated: null }) },
  {
    of: /^\/devices$/,
    read: (pages) => ({
      counted: cardsIn(/<section aria-labelledby="late".*?<\/section>/s.exec(pages[0]!)?.[0] ?? '').length,
      stated: null,
    }),
  },
];

function queuedVisit(to: string): string[] {
  const asked = new URL(to, 'http://desk');
  const visit = asked.searchParams.get('visit');
  return asked.pathname === '/review' && visit !== null ? [visit] : [];
}

function cardsIn(page: string): string[] {
  return [...page.matchAll(/<li class="card\b/g)].map(String);
}

/** A number that leads to a part of its own page: the sum of the column of that name there, or who is named there when it has none. */
export function behindFragment(body: string, fragment: string, heading: string | null): Behind | null {
  const start = body.indexOf(`id="${fragment}"`);
  if (start < 0) return null;
  const from = body.indexOf('<table', start);
  const table = from < 0 ? '' : body.slice(from, body.indexOf('</table>', from));
  const column = headingsOf(table).indexOf(heading ?? '');
  const rows = rowsOf(table);
  const counted =
    column < 0
      ? rows.flatMap((row) => row.match(/href="\/households\//g) ?? []).length
      : rows.reduce((sum, row) => sum + amount(cellsOf(row)[column]), 0);
  return { counted, stated: null };
}

/** Null for a page of which nobody said how its list is read. Of a list beyond `longest` only what it says itself is read. */
export async function behind(
  get: (to: string) => Promise<string>,
  to: string,
  number: number,
  /** Without decimals: amounts in 万元 have four. */
  whole: boolean,
  longest: number,
): Promise<Behind | null> {
  const asked = new URL(to, 'http://desk');
  const reader = READERS.find(({ of }) => of.test(asked.pathname));
  if (!reader) return null;
  const pages: string[] = [];
  for (let next: string | null = to; next !== null; next = nextPage(pages.at(-1)!, next)) {
    pages.push(bodyOf(await get(next)));
    if (number > longest) {
      const { stated } = reader.read(pages, asked, whole);
      return { counted: stated ?? number, stated };
    }
    if (pages.length > 500) throw new Error(`${to} has no last page`);
  }
  return reader.read(pages, asked, whole);
}

/** The following page of a list: the next number, a key behind the last row, or more rows on one page. */
function nextPage(body: string, at: string): string | null {
  const here = new URL(at, 'http://desk');
  for (const { to } of linksOf(body)) {
    const there = new URL(to, here);
    if (there.pathname !== here.pathname || there.searchParams.has('visit')) continue;
    const [now, then] = [here.searchParams, there.searchParams];
    const forward =
      Number(then.get('page') ?? 1) === Number(now.get('page') ?? 1) + 1 ||
      (then.has('after') && then.get('after') !== now.get('after')) ||
      Number(then.get('rows') ?? 0) > Number(now.get('rows') ?? 0);
    if (forward) return there.pathname + there.search;
  }
  return null;
}
