import type { LoaderFunctionArgs } from '@remix-run/node';
import { findingsViewOf } from '~/domain/tables/findings-table';
import { exportAnswer } from '~/server/exports/answer-export.server';
import { requireMay } from '~/server/http/person.server';

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'finding.read');
  return exportAnswer(request, person, 'findings', (asked) => ({
    division: params.code ?? '',
    view: findingsViewOf(asked),
    language: person.language,
  }));
}
