/**
 * The CSRF defence has two parts: where the request comes from (Sec-Fetch-Site, Origin) and a token tied to the browser's
 * cookie. Both are checked for every unsafe request before any route runs; when they fail, the handler stops every action.
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

/**
 * True when the browser says that a page of ours made the request. One of the two headers must be present, and none may say
 * otherwise.
 */
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
 * The token of a multipart form, when its field is the first part (where <Csrf/> stands). Only the beginning is read, so that
 * an upload of 100 MB is not searched.
 */
export function tokenAtTheStart(beginning: Buffer): string | undefined {
  const text = beginning.toString('latin1');
  const match = /^--[^\r\n]+\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n([\w-]{1,128})\r\n/i.exec(text);
  return match?.[1];
}
