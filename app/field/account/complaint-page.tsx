import { useTranslation } from 'react-i18next';
import { type ActionFunctionArgs, redirect, useActionData, useLoaderData, useSearchParams } from 'react-router-dom';
import type { ComplaintsAnswer } from '~/domain/sync/protocol';
import { Complaints } from '~/screens/accounts/complaints';
import { Notice } from '~/screens/shared/notice';
import { PhonePage } from '~/screens/shell/phone-page';
import type { Field } from '../field-context';
import { loadWords } from '../later/later-words';
import { NotSent } from './not-sent';
import { type Refused, sendForm } from './send-form';

/** 意见反馈, on the phone. Without a network one sees no answers, and can write all the same. */
export async function complaintRoute(field: Field) {
  await loadWords('accounts', 'phone');
  return { Component: ComplaintPage, loader: readComplaints(field), action: complain(field) };
}

function ComplaintPage() {
  const { t } = useTranslation(['accounts', 'phone']);
  const own = useLoaderData() as Awaited<ReturnType<ReturnType<typeof readComplaints>>>;
  const reply = useActionData() as Refused | undefined;
  const [parameters] = useSearchParams();
  return (
    <PhonePage heading={t('accounts:feedback.title')} back="/me">
      <NotSent reply={reply} />
      {parameters.has('done') && !reply && <Notice tone="ok" title={t('accounts:feedback.done')} live />}
      <Complaints complaints={own.complaints} reply={reply} />
      {!own.known && <p className="text-ink-soft">{t('phone:form.answersLater')}</p>}
    </PhonePage>
  );
}

const readComplaints =
  ({ server }: Field) =>
  async () => {
    const told = navigator.onLine ? await server.ask<ComplaintsAnswer>('/field-data/complaints') : null;
    return { known: told?.ok ?? false, complaints: told?.ok ? told.value.complaints : [] };
  };

const complain =
  ({ server }: Field) =>
  async ({ request }: ActionFunctionArgs) => {
    const sent = await sendForm<null>(server, '/field-data/complaints', await request.formData());
    return 'done' in sent ? redirect('/complaint?done') : sent;
  };
