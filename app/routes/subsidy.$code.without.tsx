import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { pageIn } from '~/domain/subsidy/lines-view';
import { withoutReasonOf } from '~/domain/subsidy/which-policies';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { WithoutScreen } from '~/screens/subsidy/without-screen';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readWithout } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:page.entitlements');

export function loader(args: LoaderFunctionArgs) {
  const of = (asked: URLSearchParams) => ({ policy: asked.get('policy') ?? '', reason: withoutReasonOf(asked.get('reason')), page: pageIn(asked) });
  return loadSubsidyPage(
    args,
    ({ db, person, ask, asked, now }) => readWithout(db, person, { ...ask, ...of(asked) }, now),
    ({ rows, more }, { asked }) => ({ rows, more, ...of(asked) }),
  );
}

export default function Without() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <WithoutScreen {...data} />;
}
