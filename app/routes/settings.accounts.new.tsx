import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { keeperOf } from '~/database/access/account-list.server';
import { withSql } from '~/database/connection/sql.server';
import { divisionOptions } from '~/database/divisions/divisions.server';
import { newAccountForm } from '~/domain/access/account-form';
import { rolesGivenBy } from '~/domain/access/manage-accounts';
import { isFormReply } from '~/i18n/form-reply';
import { NewAccountScreen } from '~/screens/accounts/new-account-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { saveAccount } from '~/server/workflows/access/save-account.server';

export const handle = pageTitle('accounts:new.title');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'accounts.manage');
  return { roles: rolesGivenBy(person) };
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requireMay(request, 'accounts.manage');
  const { db, now } = requestContext();
  const form = await sentForm(request);
  const result = await actionResult(
    form,
    async (typed) => {
      const input = parseForm(newAccountForm, typed);
      const { initialPassword } = await saveAccount(db, person, { ...input, expected: 'new' }, now);
      return data({ created: { username: input.username, password: initialPassword ?? '' } });
    },
    {
      'account.username-taken': 'username',
      'account.username-malformed': 'username',
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

export default function NewAccount() {
  const { roles } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const created = result && 'created' in result ? result.created : null;
  return <NewAccountScreen roles={roles} typedDivisions={result?.typedDivisions ?? []} created={created} reply={useFormReply(result)} />;
}
