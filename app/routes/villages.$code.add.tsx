import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { villageInScope } from '~/database/households/villages.server';
import { scopeOf } from '~/database/scope.server';
import { newHouseholdSchema } from '~/domain/household/new-household';
import { refuse } from '~/domain/problems';
import { AddHouseholdScreen } from '~/screens/households/add-household-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { addHousehold } from '~/server/workflows/households/add-household.server';

export const handle = pageTitle('added:heading');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'household.add');
  const code = params.code ?? '';
  return orProblem(() =>
    withSql(requestContext().db, async (sql) => {
      const village = (await villageInScope(sql, scopeOf(person), code)) ?? refuse('division.unknown', { code });
      return { village };
    }),
  );
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'household.add');
  const { db, now } = requestContext();
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const household = parseForm(newHouseholdSchema, typed);
      const { number } = await addHousehold(db, person, { village: params.code ?? '', household }, now);
      return redirect(`/households/${encodeURIComponent(number)}`);
    },
    { 'household.same-head': 'sameHead' },
  );
}

export default function AddHousehold() {
  const data = useLoaderData<typeof loader>();
  const answer = useFormReply(useActionData<typeof action>());
  const reply = answer;
  const sameHead = reply?.problems.some(({ field }) => field === 'sameHead') === true || reply?.typed.sameHead === 'yes';
  return <AddHouseholdScreen {...data} reply={reply} sameHead={sameHead} />;
}
