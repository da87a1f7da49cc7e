import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { secondFactorOf } from '~/database/access/second-factors.server';
import { revokeSession, revokeSessionsOf, sessionsOfAccount } from '~/database/access/sessions.server';
import { withSql } from '~/database/connection/sql.server';
import { type MeDone, MeScreen } from '~/screens/accounts/me-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { COOKIE, cookieHeader } from '~/server/http/cookies.server';
import { requirePerson } from '~/server/http/person.server';
import { sentForm } from '~/server/http/sent/sent-form.server';

export const handle = pageTitle('accounts:me.title');

const DONE: readonly string[] = ['password', 'session', 'sessions'] satisfies MeDone[];
const YEAR_SECONDS = 31_536_000;

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requirePerson(request);
  const { db, now, sessionId } = requestContext();
  const [sessions, factor] = await withSql(db, async (sql) => [
    await sessionsOfAccount(sql, person.accountId, now),
    await secondFactorOf(sql, person.accountId),
  ]);
  const done = new URL(request.url).searchParams.get('done') ?? '';
  return {
    sessions: sessions.map((session) => ({ ...session, present: session.id === sessionId })),
    done: DONE.includes(done) ? (done as MeDone) : null,
    secondFactor: factor !== null,
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requirePerson(request);
  const { db, now, sessionId, secure } = requestContext();
  const form = await sentForm(request);
  switch (form.get('intent')) {
    case 'text': {
      const large = form.get('size') === 'large';
      return redirect('/me', {
        headers: { 'Set-Cookie': cookieHeader(COOKIE.text, large ? 'large' : '', secure, large ? YEAR_SECONDS : 0) },
      });
    }
    case 'end':
      await withSql(db, (sql) => revokeSession(sql, person.accountId, String(form.get('session')), now));
      return redirect('/me?done=session');
    case 'end-others':
      await withSql(db, (sql) => revokeSessionsOf(sql, person.accountId, now, sessionId));
      return redirect('/me?done=sessions');
    default:
      return redirect('/me');
  }
}

export default function Me() {
  return <MeScreen {...useLoaderData<typeof loader>()} />;
}
