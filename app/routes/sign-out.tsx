import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { revokeSession } from '~/database/access/sessions.server';
import { withSql } from '~/database/connection/sql.server';
import { requestContext } from '~/server/http/context.server';
import { COOKIE, cookieHeader } from '~/server/http/cookies.server';

/** Signing out works only by a form, because a link could be placed on any page. */
export async function loader() {
  return redirect('/');
}

export async function action(_: ActionFunctionArgs) {
  const { db, person, sessionId, secure, now } = requestContext();
  if (person && sessionId) await withSql(db, (sql) => revokeSession(sql, person.accountId, sessionId, now));
  return redirect('/sign-in', { headers: { 'Set-Cookie': cookieHeader(COOKIE.session, '', secure, 0), 'Clear-Site-Data': '"cache"' } });
}
