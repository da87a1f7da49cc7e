import type { ActionFunctionArgs } from '@remix-run/node';
import { bankFileForm } from '~/domain/subsidy/payments/batch-forms';
import { exportAnswer } from '~/server/exports/answer-export.server';
import { requireMay } from '~/server/http/person.server';
import { parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'payments.release');
  const form = await sentForm(request);
  return exportAnswer(request, person, 'bank-file', () => {
    const typed = parseForm(bankFileForm, { revision: form.get('revision'), template: form.get('template') } as never);
    return { division: params.code ?? '', number: params.batch ?? '', ...typed };
  });
}
