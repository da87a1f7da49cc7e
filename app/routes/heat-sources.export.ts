import type { LoaderFunctionArgs } from '@remix-run/node';
import { heatSourcesViewOf } from '~/domain/tables/heat-source-table';
import { exportAnswer } from '~/server/exports/answer-export.server';
import { requireMay } from '~/server/http/person.server';

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  return exportAnswer(request, person, 'heat-sources', (asked) => heatSourcesViewOf(asked));
}
