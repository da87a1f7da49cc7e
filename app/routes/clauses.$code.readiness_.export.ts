import type { LoaderFunctionArgs } from '@remix-run/node';
import { yearIn } from '~/domain/targets/readiness';
import { exportAnswer } from '~/server/exports/answer-export.server';
import { requireMay } from '~/server/http/person.server';

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  return exportAnswer(request, person, 'readiness', (asked) => ({
    division: params.code ?? '',
    season: asked.get('season'),
    year: yearIn(asked),
  }));
}
