/** Who makes a request, for loaders and actions. The scope (app/database/scope.server.ts) decides where a person may act. */
import { redirect } from '@remix-run/node';
import type { SessionPerson } from '~/database/access/sessions.server';
import { safeReturnPath } from '~/domain/access/safe-return-path';
import { cookieSeconds } from '~/domain/access/session-life';
import { type Action, may } from '~/domain/access/who-may';
import { type ProblemCode, Refusal } from '~/domain/problems';
import { KNOWN_SECONDS } from '~/server/workflows/access/known-browser.server';
import { type Checked, signIn } from '~/server/workflows/access/sign-in.server';
import { requestContext, type SignInOutcome } from './context.server';
import { COOKIE, cookieHeader } from './cookies.server';
import { problemResponse } from './respond.server';

export type { SessionPerson } from '~/database/access/sessions.server';

/**
 * 登录 in this browser: whoever was signed in there before is not any more, and the browser is known from now on. Returns who it is, and
 * the cookies to set.
 */
export async function signInHere(
  request: Request,
  input: { username: string; password: string; code?: string },
): Promise<{ who: Checked; headers: Headers }> {
  const { db, limits, address, secure, now, count, person, sessionId, settings, knownMark } = requestContext();
  const asked = {
    ...input,
    address,
    userAgent: request.headers.get('User-Agent'),
    known: { mark: knownMark, secret: settings.sessionSecret },
    former: person && sessionId ? { accountId: person.accountId, sessionId } : null,
  };
  try {
    const { token, mark, ...who } = await signIn(db, limits, asked, now);
    count.signIn('ok');
    const headers = new Headers();
    headers.append('Set-Cookie', cookieHeader(COOKIE.session, token, secure, cookieSeconds(who.role)));
    headers.append('Set-Cookie', cookieHeader(COOKIE.known, mark, secure, KNOWN_SECONDS));
    return { who, headers };
  } catch (error) {
    if (error instanceof Refusal) count.signIn(outcomeOf(error.problem.code));
    throw error;
  }
}

/** How a refused sign-in is counted in the metrics. */
export const outcomeOf = (code: ProblemCode): SignInOutcome => OUTCOMES[code] ?? 'limited';

const OUTCOMES: Partial<Record<ProblemCode, SignInOutcome>> = {
  'sign-in.wrong': 'wrong',
  'sign-in.locked': 'locked',
  'second-factor.code-needed': 'code',
  'second-factor.code-wrong': 'wrong',
  'second-factor.code-used': 'wrong',
};

/** The signed-in person, or null. */
export function personOf(_request: Request): SessionPerson | null {
  return requestContext().person;
}

/** The page a request wants, as a path to come back to. An address of Remix's data requests is turned into that of its page. */
function pathWanted(request: Request): string {
  const url = new URL(request.url);
  if (request.method !== 'GET') return '/';
  url.searchParams.delete('_routes');
  return `${url.pathname.replace(/\/_root\.data$/, '/').replace(/\.data$/, '')}${url.search}`;
}

/**
 * The signed-in person. Otherwise throws: to the sign-in page (with the path to come back to), to the page of the first
 * password or of the second factor that has to be set up, or for a program that asked for JSON a 401.
 */
export async function requirePerson(request: Request): Promise<SessionPerson> {
  const person = personOf(request);
  const back = safeReturnPath(pathWanted(request));
  if (!person) {
    const wantsJson = request.headers.get('Accept')?.includes('application/json') ?? false;
    if (wantsJson) throw Response.json({ code: 'sign-in.needed' }, { status: 401 });
    throw redirect(back === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(back)}`);
  }
  const first = person.mustChangePassword ? '/password' : person.mustSetUpSecondFactor ? '/second-factor' : null;
  if (first && new URL(request.url).pathname.replace(/\.data$/, '') !== first) {
    throw redirect(back === '/' ? first : `${first}?to=${encodeURIComponent(back)}`);
  }
  return person;
}

/** The signed-in person, who must be allowed to do this; otherwise a page that says so (403). */
export async function requireMay(request: Request, action: Action): Promise<SessionPerson> {
  const person = await requirePerson(request);
  if (!may(person.role, action)) throw problemResponse({ code: 'access.not-allowed' });
  return person;
}
