import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { type AccountState, keeperOf, listAccounts } from '~/database/access/account-list.server';
import { withSql } from '~/database/connection/sql.server';
import { rolesGivenBy } from '~/domain/access/manage-accounts';
import { AccountsScreen } from '~/screens/accounts/accounts-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';

export const handle = pageTitle('accounts:list.title');

const STATES: readonly string[] = ['active', 'locked', 'disabled', 'first-password', 'no-password'] satisfies AccountState[];

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'accounts.manage');
  const { db, now } = requestContext();
  const { searchParams } = new URL(request.url);
  const roles = rolesGivenBy(person);
  const asked = {
    search: (searchParams.get('q') ?? '').trim().slice(0, 60),
    role: roles.find((role) => role === searchParams.get('role')) ?? '',
    state: STATES.includes(searchParams.get('state') ?? '') ? (searchParams.get('state') as AccountState) : '',
  } as const;
  const after = searchParams.get('after');
  const page = await withSql(db, (sql) =>
    listAccounts(sql, keeperOf(person), { search: asked.search, role: asked.role || null, state: asked.state || null, after }, now),
  );
  return { ...page, roles, asked, paged: after !== null };
}

export default function Accounts() {
  return <AccountsScreen {...useLoaderData<typeof loader>()} />;
}
