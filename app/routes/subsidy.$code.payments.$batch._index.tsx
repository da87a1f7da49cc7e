import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { pageIn } from '~/domain/subsidy/entitlement-list-view';
import { BANK_TEMPLATES } from '~/domain/subsidy/payments/bank-template';
import {
  askToReconcileForm,
  batchReasonForm,
  batchStepForm,
  decideObjectionForm,
  failPaymentsForm,
  noticeBatchForm,
  objectionForm,
  resendBatchForm,
  takeOutForm,
} from '~/domain/subsidy/payments/batch-forms';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { subsidyPartAddress } from '~/screens/subsidy/addresses';
import { BatchScreen } from '~/screens/subsidy/payments/batch-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { cancelBatch, checkBatch, noticeBatch, releaseBatch, resendFailed } from '~/server/workflows/subsidy/pay-subsidies.server';
import { readBatch } from '~/server/workflows/subsidy/read-subsidy.server';
import {
  askToReconcile,
  askToUndo,
  failPayments,
  reconcileBatch,
  refuseReconcile,
  refuseUndo,
  undoReconcile,
} from '~/server/workflows/subsidy/reconcile-batch.server';
import { decideObjection, recordObjection, takeOutHousehold } from '~/server/workflows/subsidy/take-out-households.server';

export const handle = pageTitle('subsidy:page.payments');

const DONE: readonly string[] = [
  'drafted',
  'checked',
  'noticed',
  'released',
  'failed',
  'asked',
  'notAsked',
  'reconciled',
  'undone',
  'undoAsked',
  'undoNotAsked',
  'objected',
  'decided',
  'takenOut',
  'cancelled',
];

const failedOnlyIn = (asked: URLSearchParams): boolean => asked.get('result') === 'failed';

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, asked, now }) =>
      readBatch(db, person, { ...query, batch: args.params.batch ?? '', page: pageIn(asked), failedOnly: failedOnlyIn(asked) }, now),
    ({ batch, payments, more, resentBy, toResend, withoutAccount, open, seasonOpen, objections }, { person, asked, now }) => ({
      batch,
      payments,
      page: pageIn(asked),
      failedOnly: failedOnlyIn(asked),
      more,
      resentBy,
      toResend,
      withoutAccount,
      open,
      templates: mayPerson(person, 'personal-data.unmask') ? BANK_TEMPLATES.map(({ key, name }) => ({ key, name })) : [],
      objections,
      today: dayInShanghai(now),
      own: {
        draft: batch.drafter === person.username,
        asked: batch.settleAsker === person.username,
        reconciled: batch.reconciler === person.username,
        undoAsked: batch.undoAsker === person.username,
      },
      may: {
        draft: mayPerson(person, 'payments.draft'),
        check: mayPerson(person, 'payments.check'),
        release: mayPerson(person, 'payments.release'),
        undo: seasonOpen && batch.source === 'drafted' && mayPerson(person, 'payments.release'),
      },
      done: DONE.find((one) => one === asked.get('done')) ?? null,
    }),
  );
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'payments.draft');
  const { db, now } = requestContext();
  const place = { division: params.code ?? '', number: params.batch ?? '' };
  const season = new URL(request.url).searchParams.get('season') ?? '';
  const doneAs = (done: string, number = place.number) =>
    redirect(`${subsidyPartAddress(place.division, season, 'payments', number)}&done=${done}`);
  return actionResult(
    await sentForm(request),
    async (typed) => {
      switch (typed.do) {
        case 'check':
          await checkBatch(db, person, { ...place, ...parseForm(batchStepForm, typed) }, now);
          return doneAs('checked');
        case 'notice':
          await noticeBatch(db, person, { ...place, ...parseForm(noticeBatchForm, typed) }, now);
          return doneAs('noticed');
        case 'release':
          await releaseBatch(db, person, { ...place, ...parseForm(batchStepForm, typed) }, now);
          return doneAs('released');
        case 'fail': {
          const { payment, failReason, revision } = parseForm(failPaymentsForm, typed);
          await failPayments(db, person, { ...place, revision, payments: payment, reason: failReason }, now);
          return doneAs('failed');
        }
        case 'ask':
          await askToReconcile(db, person, { ...place, ...parseForm(askToReconcileForm, typed) }, now);
          return doneAs('asked');
        case 'refuse':
          await refuseReconcile(db, person, { ...place, ...parseForm(batchReasonForm, typed) }, now);
          return doneAs('notAsked');
        case 'reconcile':
          await reconcileBatch(db, person, { ...place, ...parseForm(batchStepForm, typed) }, now);
          return doneAs('reconciled');
        case 'undo':
          await undoReconcile(db, person, { ...place, ...parseForm(batchReasonForm, typed) }, now);
          return doneAs('undone');
        case 'askUndo':
          await askToUndo(db, person, { ...place, ...parseForm(batchReasonForm, typed) }, now);
          return doneAs('undoAsked');
        case 'refuseUndo':
          await refuseUndo(db, person, { ...place, ...parseForm(batchReasonForm, typed) }, now);
          return doneAs('undoNotAsked');
        case 'resend': {
          const { number, revision } = parseForm(resendBatchForm, typed);
          await resendFailed(db, person, { ...place, revision, newNumber: number }, now);
          return doneAs('drafted', number);
        }
        case 'object':
          await recordObjection(db, person, { ...place, ...parseForm(objectionForm, typed) }, now);
          return doneAs('objected');
        case 'decide':
          await decideObjection(db, person, { ...place, ...parseForm(decideObjectionForm, typed) }, now);
          return doneAs('decided');
        case 'takeOut':
          await takeOutHousehold(db, person, { ...place, ...parseForm(takeOutForm, typed) }, now);
          return doneAs('takenOut');
        case 'cancel':
          await cancelBatch(db, person, { ...place, ...parseForm(batchReasonForm, typed) }, now);
          return doneAs('cancelled');
        default:
          return refuse('form.foreign');
      }
    },
    {
      'batch.number-taken': 'number',
      'batch.notice-past': 'noticeFrom',
      'batch.notice-short': 'noticeTo',
      'batch.paid-ahead': 'paidOn',
      'batch.paid-before-release': 'paidOn',
      'batch.nothing-marked': 'payment',
      'batch.household-unknown': 'household',
      'batch.last-household': 'household',
      'batch.raised-when': 'raisedOn',
    },
  );
}

export default function OneBatch() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  const navigation = useNavigation();
  if (data.season === null) return <NoSeasonScreen trail={data.trail} />;
  return <BatchScreen {...data} reply={reply} busy={navigation.state !== 'idle' && navigation.formMethod === 'POST'} />;
}
