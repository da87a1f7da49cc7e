/**
 * The CSRF defence, twice: where the request comes from (Sec-Fetch-Site, Origin) and a token tied to the browser's
 * cookie. Decided here for every unsafe request before any route runs; the handler stops every action when it failed.
 */
import type { IncomingMessage } from 'node:http';
import { sameText } from './cookies.server';

export type CsrfVerdict = 'ok' | 'foreign' | 'token';

export const CSRF_FIELD = 'csrf';
export const CSRF_HEADER = 'x-csrf-token';
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export function isUnsafe(method: string | undefined): boolean {
  return !SAFE.has(method ?? 'GET');
}

/** True when the browser says the request was made by a page of ours. One of the two headers must be there and agree. */
function comesFromOurPages(headers: IncomingMessage['headers'], hosts: readonly string[]): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  const origin = headers.origin;
  if (origin === undefined) return site === 'same-origin';
  try {
    return hosts.includes(new URL(origin).host);
  } catch {
    return false;
  }
}

export function csrfVerdict(
  headers: IncomingMessage['headers'],
  hosts: readonly string[],
  sent: string | undefined,
  expected: string,
): CsrfVerdict {
  if (!comesFromOurPages(headers, hosts)) return 'foreign';
  return sent !== undefined && sameText(sent, expected) ? 'ok' : 'token';
}

/**
 * The token of a multipart form, when its field is the first part (where <Csrf/> stands). Reads the beginning only: an
 * upload of 100 MB is not looked through.
 */
export function tokenAtTheStart(beginning: Buffer): string | undefined {
  const text = beginning.toString('latin1');
  const match = /^--[^\r\n]+\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n([\w-]{1,128})\r\n/i.exec(text);
  return match?.[1];
}
