import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { pageIn } from '~/domain/subsidy/entitlement-list-view';
import { notGivenReasonOf } from '~/domain/subsidy/which-policies';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { NotEntitledScreen } from '~/screens/subsidy/not-entitled-screen';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readNotEntitled } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:page.entitlements');

export function loader(args: LoaderFunctionArgs) {
  const of = (asked: URLSearchParams) => ({
    policy: asked.get('policy') ?? '',
    reason: notGivenReasonOf(asked.get('reason')),
    page: pageIn(asked),
  });
  return loadSubsidyPage(
    args,
    ({ db, person, query, asked, now }) => readNotEntitled(db, person, { ...query, ...of(asked) }, now),
    ({ rows, more }, { asked }) => ({ rows, more, ...of(asked) }),
  );
}

export default function NotEntitledPage() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <NotEntitledScreen {...data} />;
}
