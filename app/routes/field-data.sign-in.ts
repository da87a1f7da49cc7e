import type { ActionFunctionArgs } from '@remix-run/node';
import { revokeSession } from '~/database/access/sessions.server';
import { withSql } from '~/database/connection/sql.server';
import { cookieSeconds } from '~/domain/access/session-life';
import { signInForm } from '~/domain/access/sign-in-form';
import { Refusal } from '~/domain/problems';
import { type FormAnswer, type GuestAnswer, PROTOCOL_VERSION, type SignedIn } from '~/domain/sync/protocol';
import { requestContext } from '~/server/http/context.server';
import { COOKIE, cookieHeader } from '~/server/http/cookies.server';
import { fieldForm } from '~/server/http/field-form.server';
import { parseForm } from '~/server/http/respond.server';
import { signIn } from '~/server/workflows/access/sign-in.server';

/** The token of whoever is here, signed in or not. */
export function loader() {
  const { csrfToken } = requestContext();
  return Response.json({ protocol: PROTOCOL_VERSION, csrfToken } satisfies GuestAnswer);
}

/** 登录, from the phone's own page: somebody again, or somebody else on the same phone. Whoever was signed in before is not any more. */
export async function action({ request }: ActionFunctionArgs) {
  const { db, limits, address, secure, now, count, person, sessionId } = requestContext();
  const headers = new Headers();
  const answer = await fieldForm(request, async (typed): Promise<SignedIn> => {
    try {
      const input = parseForm(signInForm, typed);
      const signedIn = await signIn(db, limits, { ...input, address, userAgent: request.headers.get('User-Agent') }, now);
      count.signIn('ok');
      if (person && sessionId) await withSql(db, (sql) => revokeSession(sql, person.accountId, sessionId, now));
      headers.append('Set-Cookie', cookieHeader(COOKIE.session, signedIn.token, secure, cookieSeconds(signedIn.role)));
      return { accountId: signedIn.accountId, mustChangePassword: signedIn.mustChangePassword };
    } catch (error) {
      if (error instanceof Refusal)
        count.signIn(error.problem.code === 'sign-in.wrong' ? 'wrong' : error.problem.code === 'sign-in.locked' ? 'locked' : 'limited');
      throw error;
    }
  });
  return Response.json(answer satisfies FormAnswer<SignedIn>, { headers });
}
