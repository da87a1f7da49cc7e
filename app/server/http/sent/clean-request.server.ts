/** What comes in by HTTP is cleaned here, before any route sees it: addresses, forms and JSON by the one rule of clean-text.ts. */
import { refuse } from '~/domain/problems';
import { cleanText, cleanValue } from '~/domain/text/clean-text';

/** Path and query of a request. A path that cannot be decoded throws URIError, which is answered as not understood. */
export function cleanAddress(address: string): string {
  if (!address.includes('%')) return address;
  const [path = '', ...query] = address.split('?');
  const segments = path.split('/').map((segment) => {
    const decoded = decodeURIComponent(segment);
    const clean = cleanText(decoded);
    return clean === decoded ? segment : encodeURIComponent(clean);
  });
  return [segments.join('/'), ...(query.length > 0 ? [cleanQuery(query.join('?'))] : [])].join('?');
}

/** What is clean already stays letter for letter: an address is compared as a text too. */
function cleanQuery(query: string): string {
  const sent = new URLSearchParams(query);
  const clean = cleanForm(sent);
  return String(clean) === String(sent) ? query : String(clean);
}

/** The fields of a form or a query. What is decoded from UTF-8 has no halves of characters. */
export function cleanForm(form: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...form].map(([name, value]): [string, string] => [cleanText(name), cleanText(value)]));
}

/** A JSON text cleaned; undefined when it is none. Refuses half a character with the place it stands at. */
export function cleanJson(text: string): unknown {
  return cleaned(parsed(text));
}

/**
 * What a phone sends: all of it cleaned but its records. Those are hashed as they were sent and cleaned one by one afterwards, so
 * that one bad record stops no other.
 */
export function cleanSending(text: string): unknown {
  const value = parsed(text);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const { records, ...rest } = value as { records?: unknown };
  return { ...(cleaned(rest) as object), records };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cleaned(value: unknown): unknown {
  const clean = cleanValue(value);
  if ('value' in clean) return clean.value;
  return refuse('text.broken-character', { field: clean.broken.path.join('.').slice(0, 100), at: clean.broken.at });
}
