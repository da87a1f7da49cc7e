import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { REVIEW_TABLE, reviewTableViewOf } from '~/domain/tables/review-table';
import { columnsShown } from '~/domain/tables/table-view';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { ReviewTableScreen } from '~/screens/review/review-table-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { tableChoices } from '~/server/workflows/access/table-choices.server';
import { whereCoverageBegins } from '~/server/workflows/facts/read-coverage.server';
import { readReviewTable } from '~/server/workflows/review/review-table.server';

export const handle = pageTitle('review:title');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  const { db, now } = requestContext();
  return orProblem(async () => {
    const view = reviewTableViewOf(new URL(request.url).searchParams);
    const [begin, other] = view.division ? [] : await whereCoverageBegins(db, person);
    const division = view.division ?? (other ? null : begin?.code);
    // Several divisions of one's own: the queue's page lets one choose.
    if (!division) throw redirect('/review');
    const found = await readReviewTable(db, person, { division, view }, now);
    if (found.season === null) return { trail: found.trail, season: null };
    const { remembered, views } = await tableChoices(db, person.accountId, 'review');
    const { trail, seasons, season, visits, next, towns } = found;
    return {
      trail,
      seasons: seasons.map(({ name }) => name),
      season: season.name,
      view: { ...view, columns: columnsShown(REVIEW_TABLE, view.columns, remembered) },
      views,
      towns,
      visits,
      next,
    };
  });
}

export default function ReviewTable() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <ReviewTableScreen {...data} />;
}
