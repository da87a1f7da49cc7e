/**
 * 每个数字都能点开: opens the pages of a person one after the other and compares every number that is a link with the list behind it.
 * Text in Chinese, as the app begins.
 */
import { type Behind, behind, behindFragment } from './lists-behind';
import { bodyOf, headingsOf, linksOf, numberIn, type PageLink, plainText, rowsOf } from './page-links';

type Fault = { on: string; says: string; leadsTo: string; counted: number | string; stated: number | null };
export type Walked = { pages: number; numbers: number; faults: Fault[]; of: Map<string, number> };

type Client = { get: (path: string) => Promise<Response> };
type Options = {
  begin: readonly string[];
  /** How many pages of one kind (same path but for its names and codes, same parameters) are searched for further numbers. */
  pagesOfKind: number;
  /** How many numbers of one kind (from a kind of page to a kind of list) are opened; all when absent. */
  numbersOfKind?: number;
  /** Longer lists are not read to their end; what they say of themselves is compared. */
  longest?: number;
};

/** The tasks of the navigation, of all roles. Those that a person may not open are left out. */
export const STARTS = [
  '/waiting',
  '/coverage',
  '/clauses',
  '/heat-sources',
  '/review',
  '/conflicts',
  '/devices',
  '/villages',
  '/todo',
  '/subsidy',
  '/findings',
  '/findings/reported',
  '/plans',
  '/reports',
  '/imports',
  '/jobs',
  '/settings/accounts',
  '/settings/divisions',
  '/settings/seasons',
];

/** Addresses that are no page, or leave the session. */
const NOT_PAGES =
  /^\/(?:sign-out|sign-in|language|field|photos|build|assets)|\/export$|\/template|\/files\/|\/bank-file|\.(?:json|zip|xlsx|js|css)$/;

export async function walkNumbers(
  client: Client,
  { begin, pagesOfKind, numbersOfKind = Infinity, longest = Infinity }: Options,
): Promise<Walked> {
  const walked: Walked = { pages: 0, numbers: 0, faults: [], of: new Map() };
  const seen = new Set<string>();
  const kinds = new Map<string, number>();
  const opened = new Map<string, Promise<Behind | null>>();
  const bodies = new Map<string, Promise<string>>();
  const get = (to: string): Promise<string> => {
    const body = bodies.get(to) ?? page(client, to);
    bodies.set(to, body);
    return body;
  };
  const wait = [...begin];
  // Pages are opened in turn, the lists behind the numbers of one page side by side.
  for (let to = wait.shift(); to !== undefined; to = wait.shift()) {
    if (seen.has(to)) continue;
    seen.add(to);
    const kind = kindOf(to);
    const before = kinds.get(kind) ?? 0;
    if (before >= pagesOfKind && !begin.includes(to)) continue;
    kinds.set(kind, before + 1);
    const answer = await get(to).catch((error: unknown) => {
      if (begin.includes(to!) && error instanceof NotAnswered && error.status === 403) return null;
      throw error;
    });
    if (answer === null) continue;
    const body = bodyOf(answer);
    walked.pages += 1;
    const here = new URL(to, 'http://desk');
    const checks: Promise<void>[] = [];
    for (const link of linksOf(body)) {
      const there = new URL(link.to, here);
      if (there.origin !== here.origin || NOT_PAGES.test(there.pathname) || link.download) continue;
      const address = there.pathname + there.search;
      const number = isList(link, here, there) ? numberIn(link.text) : null;
      if (number !== null) {
        const from = `${kind} → ${kindOf(address)}${there.hash === '' ? '' : '#'}`;
        const already = walked.of.get(from) ?? 0;
        if (already >= numbersOfKind) continue;
        walked.of.set(from, already + 1);
        walked.numbers += 1;
        checks.push(check(to, link, number, there, body));
      }
      wait.push(address);
    }
    await Promise.all(checks);
  }
  return walked;

  async function check(on: string, { to: href, text: says }: PageLink, number: number, there: URL, body: string): Promise<void> {
    const address = there.pathname + there.search;
    const whole = !says.includes('.');
    const key = `${address} ${whole}`;
    const found = href.startsWith('#')
      ? behindFragment(body, there.hash.slice(1), headingOver(body, says, there.hash))
      : await (opened.get(key) ?? remember(key, behind(get, address, number, whole, longest)));
    if (found === null) walked.faults.push({ on, says, leadsTo: there.href.slice(there.origin.length), counted: 'no list', stated: null });
    else if (!agrees(number, found.counted, whole) || (found.stated !== null && !agrees(number, found.stated, whole)))
      walked.faults.push({ on, says, leadsTo: there.href.slice(there.origin.length), ...found });
  }

  function remember(key: string, what: Promise<Behind | null>): Promise<Behind | null> {
    opened.set(key, what);
    return what;
  }
}

/** Numbers of households, the way to the next rows and a chip that is pressed lead to no list of their own. */
function isList(link: PageLink, here: URL, there: URL): boolean {
  if (there.pathname.startsWith('/households/') || /aria-current="true"/.test(link.whole)) return false;
  const moved = (address: URL): string => {
    const kept = new URLSearchParams(address.search);
    for (const name of ['after', 'before', 'page', 'rows']) kept.delete(name);
    return `${address.pathname}?${kept}${address.hash}`;
  };
  return moved(here) !== moved(there);
}

/** Equal, but for what the form of the number rounds: whole numbers of an area or amount, four decimals of 万元. */
function agrees(number: number, counted: number, whole: boolean): boolean {
  const unit = !whole ? 0.0001 : Number.isInteger(counted) ? 0.01 : 1;
  return Math.abs(number - counted) <= unit / 2 + 1e-9;
}

class NotAnswered extends Error {
  constructor(
    at: string,
    readonly status: number,
  ) {
    super(`${at} answers ${status}`);
  }
}

async function page(client: Client, to: string): Promise<string> {
  let at = to;
  for (let turns = 0; turns < 5; turns += 1) {
    const answer = await client.get(at);
    if (answer.status >= 300 && answer.status < 400) {
      const next = new URL(answer.headers.get('Location')!, new URL(at, 'http://desk'));
      at = next.pathname + next.search;
    } else if (answer.status === 200) return answer.text();
    else throw new NotAnswered(at, answer.status);
  }
  throw new Error(`${to} leads nowhere`);
}

/** The address without its names: pages of one kind show the same numbers of different places. */
function kindOf(to: string): string {
  const { pathname, searchParams } = new URL(to, 'http://desk');
  const path = pathname
    .split('/')
    .map((part) => (/\d|%/.test(part) ? '*' : part))
    .join('/');
  const names = [...new Set(searchParams.keys())].filter((name) => name !== 'season').sort();
  return names.length === 0
    ? path
    : `${path}?${names.map((name) => `${name}=${kindOfValue(name, searchParams.get(name) ?? '')}`).join('&')}`;
}

/** Names of lists and states are kept; sorts, positions and codes are not. */
function kindOfValue(name: string, value: string): string {
  return /^(?:sort|after|before|page|visit|code|below|coming|rows|q|col)$/.test(name) || /\d/.test(value) ? '*' : value;
}

/** The heading of the column in which a link to a part of the page stands. */
function headingOver(body: string, says: string, hash: string): string | null {
  for (const [table] of body.matchAll(/<table\b.*?<\/table>/gs))
    for (const row of rowsOf(table)) {
      const at = [...row.matchAll(/<t[hd]\b[^>]*>(.*?)<\/t[hd]>/gs)].findIndex(
        ([, cell = '']) => cell.includes(`href="${hash}"`) && plainText(cell) === says,
      );
      if (at >= 0) return headingsOf(table)[at] ?? null;
    }
  return null;
}
