import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { reportingUnit } from '~/domain/report/reporting-unit';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { NoticeScreen } from '~/screens/subsidy/payments/notice-screen';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readNotice } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:batch.notice');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, now }) => readNotice(db, person, { ...query, batch: args.params.batch ?? '' }, now),
    ({ season, division, batch, lines, phone }) => ({
      season: batch.season ?? season.name,
      division: { code: division.code, name: division.name, sealedBy: reportingUnit(division), phone },
      batch: { number: batch.number, noticeFrom: batch.noticeFrom, noticeTo: batch.noticeTo },
      // The household's number does not leave the server, but its last digits where nothing else tells namesakes apart.
      lines: lines.map(({ village, head, amount, door, numberEnd }) => ({ village, head, amount, door, numberEnd })),
    }),
  );
}

export default function PublicNotice() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <NoticeScreen {...data} />;
}
