import { buffer } from 'node:stream/consumers';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { refuse } from '~/domain/problems';
import { BANK_TEMPLATES } from '~/domain/subsidy/payments/bank-template';
import { tableOfFile } from '~/imports/table-of-file.server';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { BankResultScreen } from '~/screens/subsidy/payments/bank-result-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult } from '~/server/http/respond.server';
import { takeFile } from '~/server/http/sent/uploaded-file.server';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { takeBankResult } from '~/server/workflows/subsidy/bank-file.server';
import { readBatch } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:page.payments');

const LARGEST_BYTES = 20 * 1024 * 1024;

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, now }) => readBatch(db, person, { ...query, batch: args.params.batch ?? '', page: 1 }, now),
    ({ batch: { division, number, state } }, { asked }) => ({
      batch: { division, number, state },
      templates: BANK_TEMPLATES.map(({ key, name }) => ({ key, name })),
      template: BANK_TEMPLATES.find(({ key }) => key === asked.get('template'))?.key ?? BANK_TEMPLATES[0]!.key,
    }),
    'payments.release',
  );
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'payments.release');
  const { db, now } = requestContext();
  const template = new URL(request.url).searchParams.get('template') ?? '';
  return actionResult(
    new FormData(),
    async () => {
      let content: Buffer | undefined;
      const wanted = { field: 'file', limitBytes: LARGEST_BYTES, tooLarge: () => refuse('batch.result-missing') };
      await takeFile(request, wanted, async (sent) => {
        content = await buffer(sent);
      });
      if (content === undefined || content.length === 0) return refuse('batch.result-missing');
      const table = await tableOfFile(content);
      const place = { division: params.code ?? '', number: params.batch ?? '' };
      return { result: await takeBankResult(db, person, { ...place, template, table }, now) };
    },
    { 'batch.result-missing': 'file' },
  );
}

export default function BankResultPage() {
  const data = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const reply = useFormReply(answer);
  const navigation = useNavigation();
  if (data.season === null) return <NoSeasonScreen trail={data.trail} />;
  return (
    <BankResultScreen
      {...data}
      result={answer && 'result' in answer ? answer.result : undefined}
      reply={reply}
      busy={navigation.state !== 'idle' && navigation.formMethod === 'POST'}
    />
  );
}
