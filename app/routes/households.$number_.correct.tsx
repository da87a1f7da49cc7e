import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { correctableHousehold, villagesOfSameCounty } from '~/database/households/correction.server';
import { scopeOf } from '~/database/scope.server';
import { rosterChangeSchema } from '~/domain/household/roster-change';
import { refuse } from '~/domain/problems';
import { CorrectHouseholdScreen } from '~/screens/households/correct-household-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { changeRoster } from '~/server/workflows/households/change-roster.server';

export const handle = pageTitle('households:toCorrect');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'roster.change');
  const number = params.number ?? '';
  return orProblem(() =>
    withSql(requestContext().db, async (sql) => {
      const scope = scopeOf(person);
      const household = (await correctableHousehold(sql, scope, number)) ?? refuse('household.unknown', { number });
      return { household, villages: await villagesOfSameCounty(sql, scope, household.villageCode) };
    }),
  );
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'roster.change');
  const { db, now } = requestContext();
  const household = params.number ?? '';
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const { revision, reason, ...change } = parseForm(rosterChangeSchema, typed);
      await changeRoster(db, person, { household, revision, change, reason }, now);
      return redirect(`/households/${encodeURIComponent(household)}`);
    },
    { 'division.not-a-village': 'village' },
  );
}

export default function CorrectHousehold() {
  const shown = useLoaderData<typeof loader>();
  const answer = useFormReply(useActionData<typeof action>());
  return <CorrectHouseholdScreen {...shown} reply={answer} />;
}
