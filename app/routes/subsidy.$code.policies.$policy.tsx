import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { mayPerson } from '~/domain/access/who-may';
import { policySchema } from '~/domain/subsidy/policy';
import { confirmPolicyForm } from '~/domain/subsidy/policy-confirmation';
import { fitsForm, formOfPolicy, policyOfForm } from '~/domain/subsidy/policy-form';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { subsidyAddress } from '~/screens/subsidy/addresses';
import { PolicyFormScreen } from '~/screens/subsidy/policies/policy-form-screen';
import { PolicyScreen } from '~/screens/subsidy/policies/policy-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { confirmPolicy, savePolicy } from '~/server/workflows/subsidy/manage-policy.server';
import { readPolicy } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:page.policies');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, now }) => readPolicy(db, person, { ...query, policy: args.params.policy ?? '' }, now),
    ({ listed, confirmation, season }, { person, query, asked }) => {
      const { policy } = listed;
      const manages = mayPerson(person, 'policies.manage') && season.closedOn === null && fitsForm(policy);
      const change = manages && listed.entitlements === 0 && policy.division === query.division && policy.season === season.name;
      return {
        listed,
        confirmation: { ...confirmation, own: confirmation.enteredBy === person.username },
        may: {
          change,
          supersede: manages && listed.supersededBy === null,
          confirm: mayPerson(person, 'policies.confirm'),
          confirmLevel: mayPerson(person, 'policies.confirm-level'),
        },
        stored: change && asked.get('edit') === '1' ? formOfPolicy(policy) : null,
      };
    },
  );
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'policies.confirm');
  const { db, now } = requestContext();
  return actionResult(
    await sentForm(request),
    async (typed) => {
      if (typed.do === 'confirm') {
        await confirmPolicy(db, person, { policy: params.policy ?? '', ...parseForm(confirmPolicyForm, typed) }, now);
        return redirect(new URL(request.url).pathname + new URL(request.url).search);
      }
      const policy = parseForm(policySchema, policyOfForm({ ...typed, division: params.code ?? '', policy: params.policy ?? '' }) as never);
      await savePolicy(db, person, policy, 'change', now);
      return redirect(subsidyAddress(policy.division, policy.season, 'policies', { done: policy.policy }));
    },
    { 'policy.superseded-already': 'supersedes' },
  );
}

export default function OnePolicy() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  const navigation = useNavigation();
  if (data.season === null) return <NoSeasonScreen trail={data.trail} />;
  if (data.stored === null) return <PolicyScreen {...data} reply={reply} />;
  const { policy } = data.listed.policy;
  return (
    <PolicyFormScreen
      {...data}
      stored={data.stored}
      changes={policy}
      supersedes={null}
      others={data.listed.policy.supersedes ? [data.listed.policy.supersedes] : []}
      reply={reply}
      busy={navigation.state !== 'idle' && navigation.formMethod === 'POST'}
    />
  );
}
