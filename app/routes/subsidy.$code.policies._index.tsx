import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { mayPerson } from '~/domain/access/who-may';
import { POLICY_TASKS, taskIn } from '~/domain/subsidy/subsidy-tasks';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { PoliciesScreen } from '~/screens/subsidy/policies/policies-screen';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readPolicies } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:page.policies');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, asked, now }) => readPolicies(db, person, { ...query, task: taskIn(POLICY_TASKS, asked) }, now),
    ({ policies, season }, { person, asked }) => ({
      policies,
      task: taskIn(POLICY_TASKS, asked),
      mayManage: mayPerson(person, 'policies.manage') && season.closedOn === null,
      done: policies.find(({ policy }) => policy.policy === asked.get('done'))?.policy.policy ?? null,
    }),
  );
}

export default function Policies() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <PoliciesScreen {...data} />;
}
