import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { pageIn } from '~/domain/subsidy/entitlement-list-view';
import { draftBatchForm } from '~/domain/subsidy/payments/batch-forms';
import { PAYMENT_TASKS, taskIn } from '~/domain/subsidy/subsidy-tasks';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { subsidyPartAddress } from '~/screens/subsidy/addresses';
import { PaymentsScreen } from '~/screens/subsidy/payments/payments-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { draftBatch } from '~/server/workflows/subsidy/pay-subsidies.server';
import { readPayments } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:page.payments');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, asked, now }) =>
      readPayments(db, person, { ...query, task: taskIn(PAYMENT_TASKS, asked), page: pageIn(asked) }, now),
    ({ batches, owed, withoutAccount, mayDraft, objections, failed, more }, { asked }) => ({
      batches,
      owed,
      withoutAccount,
      mayDraft,
      objections,
      failed,
      more,
      pageOfList: pageIn(asked),
      task: taskIn(PAYMENT_TASKS, asked),
    }),
  );
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'payments.draft');
  const { db, now } = requestContext();
  const division = params.code ?? '';
  const asked = new URL(request.url).searchParams.get('season');
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const { number, method, owed } = parseForm(draftBatchForm, typed);
      const found = await readPayments(db, person, { division, season: asked }, now);
      const season = found.season?.name ?? '';
      await draftBatch(db, person, { division, season, number, method, choices: owed }, now);
      return redirect(`${subsidyPartAddress(division, season, 'payments', number)}&done=drafted`);
    },
    { 'batch.number-taken': 'number', 'batch.nothing-owed': 'owed' },
  );
}

export default function Payments() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  const navigation = useNavigation();
  if (data.season === null) return <NoSeasonScreen trail={data.trail} />;
  return <PaymentsScreen {...data} reply={reply} busy={navigation.state !== 'idle' && navigation.formMethod === 'POST'} />;
}
