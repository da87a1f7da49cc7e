import type { LoaderFunctionArgs } from '@remix-run/node';
import { arrearsViewOf } from '~/domain/subsidy/arrears-view';
import { exportAnswer } from '~/server/exports/answer-export.server';
import { requireMay } from '~/server/http/person.server';

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'subsidy.read');
  return exportAnswer(request, person, 'arrears', (asked) => ({ division: params.code ?? '', view: arrearsViewOf(asked) }));
}
