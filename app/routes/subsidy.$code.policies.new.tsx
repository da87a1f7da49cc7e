import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { refuse } from '~/domain/problems';
import { policySchema } from '~/domain/subsidy/policy';
import { formOfPolicy, policyOfForm } from '~/domain/subsidy/policy-form';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { subsidyAddress } from '~/screens/subsidy/addresses';
import { PolicyFormScreen } from '~/screens/subsidy/policies/policy-form-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { savePolicy } from '~/server/workflows/subsidy/manage-policy.server';
import { readPolicies } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:policy.new');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, now }) => readPolicies(db, person, query, now),
    ({ policies }, { asked }) => {
      const number = asked.get('supersedes');
      const old =
        number === null ? null : (policies.find(({ policy }) => policy.policy === number) ?? refuse('policy.unknown', { policy: number }));
      return {
        stored: old ? { ...formOfPolicy(old.policy), policy: '', document: '' } : {},
        supersedes: old ? { policy: old.policy.policy, document: old.policy.document } : null,
        others: policies.filter(({ supersededBy }) => supersededBy === null).map(({ policy }) => policy.policy),
      };
    },
    'policies.manage',
  );
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'policies.manage');
  const { db, now } = requestContext();
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const policy = parseForm(policySchema, policyOfForm({ ...typed, division: params.code ?? '' }) as never);
      await savePolicy(db, person, policy, 'new', now);
      return redirect(subsidyAddress(policy.division, policy.season, 'policies', { done: policy.policy }));
    },
    { 'policy.number-taken': 'policy', 'policy.unknown': 'supersedes', 'policy.superseded-already': 'supersedes' },
  );
}

export default function NewPolicy() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  const navigation = useNavigation();
  if (data.season === null) return <NoSeasonScreen trail={data.trail} />;
  return <PolicyFormScreen {...data} changes={null} reply={reply} busy={navigation.state !== 'idle' && navigation.formMethod === 'POST'} />;
}
