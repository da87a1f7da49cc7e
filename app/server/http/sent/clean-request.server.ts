/** Cleans what comes in by HTTP before any route sees it. Addresses, forms and JSON follow the one rule of clean-text.ts. */
import { refuse } from '~/domain/problems';
import { cleanText, cleanValue } from '~/domain/text/clean-text';
import { sentJson } from '~/domain/text/sent-json';

/**
 * Path and query of a request. A path that cannot be decoded throws URIError, which is answered as not understood; so is one that a browser
 * would read as another machine's address.
 */
export function cleanAddress(address: string): string {
  if (/^\/(\/|\\|%5c)/i.test(address)) throw new URIError('not an address');
  if (!address.includes('%')) return address;
  const [path = '', ...query] = address.split('?');
  const segments = path.split('/').map((segment) => {
    const decoded = decodeURIComponent(segment);
    const clean = cleanText(decoded);
    return clean === decoded ? segment : encodeURIComponent(clean);
  });
  return [segments.join('/'), ...(query.length > 0 ? [cleanQuery(query.join('?'))] : [])].join('?');
}

/** A clean query stays exactly as it is, because addresses are also compared as texts. */
function cleanQuery(query: string): string {
  const sent = new URLSearchParams(query);
  const clean = cleanForm(sent);
  return String(clean) === String(sent) ? query : String(clean);
}

/** The cleaned fields of a form or a query. Text decoded from UTF-8 holds no half characters. */
export function cleanForm(form: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...form].map(([name, value]): [string, string] => [cleanText(name), cleanText(value)]));
}

/** The cleaned text of a JSON document; undefined when it is no JSON. Refuses half a character and names its place. */
export function cleanJson(text: string): unknown {
  return cleaned(sentJson(text));
}

/**
 * Cleans what a phone sends, except its records. Those are hashed as they were sent and cleaned one by one afterwards, so that
 * one bad record stops no other.
 */
export function cleanSending(text: string): unknown {
  const value = sentJson(text);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const { records, ...rest } = value as { records?: unknown };
  return { ...(cleaned(rest) as object), records };
}

function cleaned(value: unknown): unknown {
  const clean = cleanValue(value);
  if ('value' in clean) return clean.value;
  return refuse('text.broken-character', { field: clean.broken.path.join('.').slice(0, 100), at: clean.broken.at });
}
