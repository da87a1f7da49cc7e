import type { LoaderFunctionArgs } from '@remix-run/node';
import { listViewOf } from '~/domain/coverage/list-view';
import { exportAnswer } from '~/server/exports/answer-export.server';
import { requireMay } from '~/server/http/person.server';

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  return exportAnswer(request, person, 'households', (asked) => ({ division: params.code ?? '', view: listViewOf(asked) }));
}
