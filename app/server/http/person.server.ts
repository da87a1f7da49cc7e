/** Who makes a request, for loaders and actions. The scope (app/database/scope.server.ts) decides where a person may act. */
import { redirect } from '@remix-run/node';
import type { SessionPerson } from '~/database/access/sessions.server';
import { safeReturnPath } from '~/domain/access/safe-return-path';
import { type Action, may } from '~/domain/access/who-may';
import { requestContext } from './context.server';
import { problemResponse } from './respond.server';

export type { SessionPerson } from '~/database/access/sessions.server';

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
 * password, or for a program that asked for JSON a 401.
 */
export async function requirePerson(request: Request): Promise<SessionPerson> {
  const person = personOf(request);
  const back = safeReturnPath(pathWanted(request));
  if (!person) {
    const wantsJson = request.headers.get('Accept')?.includes('application/json') ?? false;
    if (wantsJson) throw Response.json({ code: 'sign-in.needed' }, { status: 401 });
    throw redirect(back === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(back)}`);
  }
  if (person.mustChangePassword && new URL(request.url).pathname.replace(/\.data$/, '') !== '/password') {
    throw redirect(back === '/' ? '/password' : `/password?to=${encodeURIComponent(back)}`);
  }
  return person;
}

/** The signed-in person, who must be allowed to do this; otherwise a page that says so (403). */
export async function requireMay(request: Request, action: Action): Promise<SessionPerson> {
  const person = await requirePerson(request);
  if (!may(person.role, action)) throw problemResponse({ code: 'access.not-allowed' });
  return person;
}
