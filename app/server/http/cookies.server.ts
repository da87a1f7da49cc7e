/**
 * The cookies of the app. Over https they carry the prefix __Host-, which binds them to this host and to https. Plain http (a
 * demonstration on one machine, a test) cannot use the prefix.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export const COOKIE = {
  session: 'qn_session',
  guest: 'qn_guest',
  known: 'qn_known',
  language: 'qn_language',
  text: 'qn_text',
} as const;
export type CookieName = (typeof COOKIE)[keyof typeof COOKIE];

export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The hash of a token, which is all the database stores of it. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The token that forms must carry. It is tied to the browser's own cookie, and nobody else can compute it. */
export function csrfTokenFor(secret: string, browserToken: string): string {
  return createHmac('sha256', secret).update(`csrf:${browserToken}`).digest('base64url');
}

export function sameText(a: string, b: string): boolean {
  const left = createHash('sha256').update(a).digest();
  const right = createHash('sha256').update(b).digest();
  return timingSafeEqual(left, right);
}

export function readCookies(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0) cookies.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  return cookies;
}

function fullName(name: CookieName, secure: boolean): string {
  return secure ? `__Host-${name}` : name;
}

export function cookieValue(cookies: Map<string, string>, name: CookieName, secure: boolean): string | undefined {
  const value = cookies.get(fullName(name, secure));
  return value && /^[\w-]{1,128}$/.test(value) ? value : undefined;
}

export function cookieHeader(name: CookieName, value: string, secure: boolean, maxAgeSeconds?: number): string {
  return [
    `${fullName(name, secure)}=${value}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    ...(secure ? ['Secure'] : []),
    ...(maxAgeSeconds === undefined ? [] : [`Max-Age=${maxAgeSeconds}`]),
  ].join('; ');
}
