import { PROTOCOL_HEADER } from '~/domain/sync/protocol-header';
import { type ClockReading, clockReading } from '~/domain/time/phone-clock';

/**
 * 问服务器: makes one request and interprets the answer. Only an answer with our header says anything about our data. After a
 * portal's or a proxy's page, a redirect or a broken connection everything stays as it is.
 */
type Why =
  | 'offline'
  | 'no-answer'
  | 'not-ours'
  | 'sign-in'
  | 'token'
  | 'too-large'
  | 'server'
  | 'timeout'
  | 'refused'
  | 'other-account'
  | 'full';
/** What passes by itself: the network or the server comes back, and nobody can say when. */
const PASSING: ReadonlySet<Why> = new Set(['offline', 'no-answer', 'not-ours', 'server', 'timeout']);
export const passesByItself = ({ why }: Trouble): boolean => PASSING.has(why);

export type Trouble = { ok: false; why: Why; sentence?: string; code?: string };
export type Told<T> = { ok: true; value: T } | Trouble;

export interface Server {
  ask<T>(path: string, init?: { method?: string; body?: BodyInit; type?: string; csrfToken?: string }): Promise<Told<T>>;
}

export const SESSION = '/field-data/session';
const WAIT_MS = 60_000;
/** Who is signed in is a small question, and asked first: a server that is silent is noticed soon. */
const WAIT_FOR_SESSION_MS = 15_000;

/** Whether the browser says that it has a network. */
const isOnline = (): boolean => (globalThis.navigator as Navigator | undefined)?.onLine === true;

/**
 * `fetchFrom` is the browser's fetch, or a test's with cookies. `learn` gets from every answer of ours the difference between
 * this phone's clock and the server's.
 */
export function serverOver(
  fetchFrom: (path: string, init: RequestInit) => Promise<Response>,
  {
    waitMs = WAIT_MS,
    now = () => new Date().toISOString(),
    learn,
  }: { waitMs?: number; now?: () => string; learn?: (reading: ClockReading) => void } = {},
): Server {
  return {
    ask: async <T>(
      path: string,
      {
        method = 'GET',
        body,
        type = 'application/json',
        csrfToken,
      }: { method?: string; body?: BodyInit; type?: string; csrfToken?: string } = {},
    ): Promise<Told<T>> => {
      const patience = new AbortController();
      const timer = setTimeout(() => patience.abort(), path === SESSION ? Math.min(waitMs, WAIT_FOR_SESSION_MS) : waitMs);
      try {
        const sent = now();
        const response = await fetchFrom(path, {
          method,
          // A portal redirects elsewhere; redirects are never followed.
          redirect: 'manual',
          credentials: 'same-origin',
          cache: 'no-store',
          signal: patience.signal,
          headers: {
            Accept: 'application/json',
            ...(body !== undefined && { 'Content-Type': type }),
            ...(csrfToken !== undefined && { 'X-CSRF-Token': csrfToken }),
          },
          ...(body !== undefined && { body }),
        });
        const received = now();
        const told = await meaningOf<T>(response);
        const time = serverTimeOf(response, told);
        const reading = time && clockReading(sent, received, time);
        if (reading) learn?.(reading);
        return told;
      } catch {
        if (patience.signal.aborted) return { ok: false, why: 'timeout' };
        return { ok: false, why: isOnline() ? 'no-answer' : 'offline' };
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** The session gives the time to the millisecond, every other answer of ours to the second. */
function serverTimeOf(response: Response, told: Told<unknown>): string | null {
  if (!isOurs(response)) return null;
  return (told.ok && (told.value as { serverTime?: string } | null)?.serverTime) || response.headers.get('Date');
}

const isOurs = (response: Response): boolean =>
  response.headers.get(PROTOCOL_HEADER) !== null && (response.headers.get('Content-Type') ?? '').includes('json');

async function meaningOf<T>(response: Response): Promise<Told<T>> {
  // A proxy before the server may refuse a large body or be overloaded; that says nothing about our data either.
  if (response.status === 413) return { ok: false, why: 'too-large' };
  if (!isOurs(response)) return { ok: false, why: response.status >= 500 ? 'server' : 'not-ours' };
  const body = (await response.json()) as { code?: string; sentence?: string };
  if (response.ok) return { ok: true, value: body as T };
  const said = { code: body.code, sentence: body.sentence };
  if (response.status === 401) return { ok: false, why: 'sign-in', ...said };
  if (response.status === 403 && (body.code === 'form.outdated' || body.code === 'form.signed-out'))
    return { ok: false, why: body.code === 'form.outdated' ? 'token' : 'sign-in', ...said };
  return { ok: false, why: response.status >= 500 || response.status === 429 ? 'server' : 'refused', ...said };
}
