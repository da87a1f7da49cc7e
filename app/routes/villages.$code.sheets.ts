import type { LoaderFunctionArgs } from '@remix-run/node';
import { exportAnswer } from '~/server/exports/answer-export.server';
import { requireMay } from '~/server/http/person.server';

/** The sheets of one village, or of all below a township or county. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  return exportAnswer(request, person, 'village-sheets', (asked) => ({ division: params.code ?? '', season: asked.get('season') }));
}
