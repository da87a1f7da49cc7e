import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { secondFactorByRole } from '~/database/access/second-factors.server';
import { withSql } from '~/database/connection/sql.server';
import { SECOND_FACTOR_ROLES } from '~/domain/access/second-factor';
import { requiredRolesForm } from '~/domain/access/second-factor-form';
import { sentBy } from '~/i18n/form-reply';
import { SecondFactorSettingScreen } from '~/screens/accounts/second-factor-setting-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { requireSecondFactor } from '~/server/workflows/access/second-factor.server';

export const handle = pageTitle('second-factor:setting.title');

export async function loader({ request }: LoaderFunctionArgs) {
  await requireMay(request, 'settings.manage');
  const roles = await withSql(requestContext().db, (sql) => secondFactorByRole(sql, SECOND_FACTOR_ROLES));
  return { roles, done: new URL(request.url).searchParams.has('done') };
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requireMay(request, 'settings.manage');
  const { db, now } = requestContext();
  const { roles } = parseForm(requiredRolesForm, sentBy(await sentForm(request)));
  await requireSecondFactor(db, person, roles, now);
  return redirect('/settings/second-factor?done');
}

export default function SecondFactorSetting() {
  return <SecondFactorSettingScreen {...useLoaderData<typeof loader>()} />;
}
