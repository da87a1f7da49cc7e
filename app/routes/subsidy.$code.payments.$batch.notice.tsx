import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { mayPerson } from '~/domain/access/who-may';
import { reportingUnit } from '~/domain/report/reporting-unit';
import { noticeDocumentForm } from '~/domain/subsidy/payments/batch-forms';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { NoticeScreen } from '~/screens/subsidy/payments/notice-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { setNoticeDocument } from '~/server/workflows/subsidy/pay-subsidies.server';
import { readNotice } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:batch.notice');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, now }) => readNotice(db, person, { ...query, batch: args.params.batch ?? '' }, now),
    ({ season, division, batch, lines, phone }, { person, asked }) => ({
      season: batch.season ?? season.name,
      division: { code: division.code, name: division.name, sealedBy: reportingUnit(division), phone },
      batch: {
        number: batch.number,
        noticeFrom: batch.noticeFrom,
        noticeTo: batch.noticeTo,
        document: batch.noticeDocument,
        revision: batch.revision,
      },
      mayName: batch.state !== 'cancelled' && mayPerson(person, 'payments.draft'),
      saved: asked.get('done') === 'document',
      // The household's number does not leave the server, but its last digits where nothing else tells namesakes apart.
      lines: lines.map(({ village, head, amount, door, numberEnd }) => ({ village, head, amount, door, numberEnd })),
    }),
  );
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'payments.draft');
  const { db, now } = requestContext();
  const place = { division: params.code ?? '', number: params.batch ?? '' };
  const { pathname, searchParams: asked } = new URL(request.url);
  return actionResult(await sentForm(request), async (typed) => {
    await setNoticeDocument(db, person, { ...place, ...parseForm(noticeDocumentForm, typed) }, now);
    asked.set('done', 'document');
    return redirect(`${pathname}?${asked.toString()}`);
  });
}

export default function PublicNotice() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  const navigation = useNavigation();
  if (data.season === null) return <NoSeasonScreen trail={data.trail} />;
  return <NoticeScreen {...data} reply={reply} busy={navigation.state !== 'idle' && navigation.formMethod === 'POST'} />;
}
