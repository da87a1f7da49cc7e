import type { LoaderFunctionArgs } from '@remix-run/node';
import { reviewTableViewOf } from '~/domain/tables/review-table';
import { words } from '~/i18n/words.server';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { attachmentHeaders, orProblem } from '~/server/http/respond.server';
import { exportReview } from '~/server/workflows/review/review-table.server';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  const { db, now, language } = requestContext();
  const { fileName, content } = await orProblem(async () => {
    const view = reviewTableViewOf(new URL(request.url).searchParams);
    return exportReview(db, person, words(language) as never, { division: view.division ?? '', view }, now);
  });
  return new Response(new Uint8Array(content), { headers: attachmentHeaders(fileName, XLSX) });
}
