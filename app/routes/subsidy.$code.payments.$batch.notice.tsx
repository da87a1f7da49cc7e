import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { NoticeScreen } from '~/screens/subsidy/notice-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { readNotice } from '~/server/workflows/read-subsidy.server';

export const handle = pageTitle('subsidy:batch.notice');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'subsidy.read');
  const { db, now } = requestContext();
  return orProblem(async () => {
    const found = await readNotice(db, person, { division: params['code'] ?? '', season: new URL(request.url).searchParams.get('season'), batch: params['batch'] ?? '' }, now);
    if (found.season === null) return { trail: found.trail, season: null };
    const { division, batch, lines } = found;
    return {
      season: batch.season ?? found.season.name,
      division: { code: division.code, name: division.name },
      batch: { number: batch.number, noticeFrom: batch.noticeFrom, noticeTo: batch.noticeTo },
      // Not even the household's number leaves the server.
      lines: lines.map(({ village, head, amount }) => ({ village, head, amount })),
    };
  });
}

export default function PublicNotice() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <NoticeScreen {...data} />;
}
