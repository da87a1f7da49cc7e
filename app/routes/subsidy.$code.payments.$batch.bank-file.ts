import type { ActionFunctionArgs } from '@remix-run/node';
import { bankFileForm } from '~/domain/subsidy/payments/batch-forms';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { attachmentHeaders, orProblem, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { makeBankFile } from '~/server/workflows/subsidy/bank-file.server';

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'payments.release');
  const { db, now } = requestContext();
  const form = await sentForm(request);
  const { fileName, type, content } = await orProblem(() => {
    const typed = parseForm(bankFileForm, { revision: form.get('revision'), template: form.get('template') } as never);
    return makeBankFile(db, person, { division: params.code ?? '', number: params.batch ?? '', ...typed }, now);
  });
  return new Response(new Uint8Array(content), { headers: attachmentHeaders(fileName, type) });
}
