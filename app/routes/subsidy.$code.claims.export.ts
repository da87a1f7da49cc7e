import type { LoaderFunctionArgs } from '@remix-run/node';
import { claimsViewOf } from '~/domain/tables/subsidy-tables';
import { exportAnswer } from '~/server/exports/answer-export.server';
import { requireMay } from '~/server/http/person.server';

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'subsidy.read');
  return exportAnswer(request, person, 'claims', (asked) => ({ division: params.code ?? '', view: claimsViewOf(asked) }));
}
