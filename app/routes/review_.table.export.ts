import type { LoaderFunctionArgs } from '@remix-run/node';
import { reviewTableViewOf } from '~/domain/tables/review-table';
import { exportAnswer } from '~/server/exports/answer-export.server';
import { requireMay } from '~/server/http/person.server';

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  return exportAnswer(request, person, 'review', (asked) => {
    const view = reviewTableViewOf(asked);
    return { division: view.division ?? '', view };
  });
}
