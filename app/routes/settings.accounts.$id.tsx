import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { accountDetails, keeperOf } from '~/database/access/account-list.server';
import { withSql } from '~/database/connection/sql.server';
import { divisionOptions } from '~/database/divisions/divisions.server';
import { accountForm } from '~/domain/access/account-form';
import { rolesGivenBy } from '~/domain/access/manage-accounts';
import { resetForm } from '~/domain/access/second-factor-form';
import { may } from '~/domain/access/who-may';
import { isFormReply } from '~/i18n/form-reply';
import { type AccountDone, AccountScreen } from '~/screens/accounts/account-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, parseForm, problemResponse } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import {
  disableAccount,
  enableAccount,
  endSessions,
  issueInitialPassword,
  resetSecondFactor,
  unlockAccount,
} from '~/server/workflows/access/manage-account.server';
import { saveAccount } from '~/server/workflows/access/save-account.server';

export const handle = pageTitle('accounts:account.title');

const DONE: readonly string[] = [
  'saved',
  'disabled',
  'enabled',
  'unlocked',
  'sessions-ended',
  'second-factor-reset',
] satisfies AccountDone[];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'accounts.manage');
  const { db, now } = requestContext();
  const account = await withSql(db, (sql) => accountDetails(sql, keeperOf(person), params.id ?? '', now));
  if (!account) throw problemResponse({ code: 'account.unknown' });
  const done = new URL(request.url).searchParams.get('done') ?? '';
  return {
    account,
    own: account.id === person.accountId,
    roles: rolesGivenBy(person),
    resetsSecondFactor: may(person.role, 'second-factor.reset'),
    done: DONE.includes(done) ? (done as AccountDone) : null,
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'accounts.manage');
  const { db, now } = requestContext();
  const id = params.id ?? '';
  const form = await sentForm(request);
  const doneAs = (done: AccountDone) => redirect(`/settings/accounts/${id}?done=${done}`);
  const result = await actionResult(
    form,
    async (typed) => {
      switch (typed.intent) {
        case 'disable':
          await disableAccount(db, person, id, now);
          throw doneAs('disabled');
        case 'enable':
          await enableAccount(db, person, id, now);
          throw doneAs('enabled');
        case 'unlock':
          await unlockAccount(db, person, id, now);
          throw doneAs('unlocked');
        case 'sessions':
          await endSessions(db, person, id, now);
          throw doneAs('sessions-ended');
        case 'second-factor':
          await resetSecondFactor(db, person, id, parseForm(resetForm, typed).reason, now);
          throw doneAs('second-factor-reset');
        case 'password':
          return data({ password: await issueInitialPassword(db, person, id, now) });
        default: {
          const input = parseForm(accountForm, typed);
          const account = await withSql(db, (sql) => accountDetails(sql, keeperOf(person), id, now));
          if (!account) throw problemResponse({ code: 'account.unknown' });
          await saveAccount(db, person, { username: account.username, ...input, expected: 'existing' }, now);
          throw doneAs('saved');
        }
      }
    },
    {
      'account.role-not-given': 'role',
      'account.divisions-empty': 'divisions',
      'account.division-level': 'divisions',
      'division.unknown': 'divisions',
    },
  );
  const codes = form.getAll('divisions').map(String);
  const typedDivisions = isFormReply(result.data) ? await withSql(db, (sql) => divisionOptions(sql, keeperOf(person), codes)) : [];
  return data({ ...result.data, typedDivisions }, { status: result.init?.status ?? 200 });
}

export default function Account() {
  const loaded = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  return (
    <AccountScreen
      {...loaded}
      reply={useFormReply(result)}
      typedDivisions={result?.typedDivisions ?? []}
      password={result && 'password' in result ? result.password : null}
    />
  );
}
