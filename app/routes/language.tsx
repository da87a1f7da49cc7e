import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { storeLanguage } from '~/database/access/accounts.server';
import { withSql } from '~/database/connection/sql.server';
import { languageOf } from '~/domain/access/language';
import { requestContext } from '~/server/http/context.server';
import { COOKIE, cookieHeader } from '~/server/http/cookies.server';
import { sentForm } from '~/server/http/sent/sent-form.server';

const YEAR_SECONDS = 31_536_000;

export async function loader() {
  return redirect('/');
}

/** Stores the language in the account and, for the sign-in page, in a cookie. */
export async function action({ request }: ActionFunctionArgs) {
  const { db, person, secure } = requestContext();
  const form = await sentForm(request);
  const language = languageOf(form.get('language'));
  if (person) await withSql(db, (sql) => storeLanguage(sql, person.accountId, language));
  const to = String(form.get('to') ?? '/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a path with a control character is refused.
  const ownPath = /^\/(?![/\\])[^\u0000-\u001f\\]*$/;
  return redirect(ownPath.test(to) ? to : '/', {
    headers: { 'Set-Cookie': cookieHeader(COOKIE.language, language, secure, YEAR_SECONDS) },
  });
}
