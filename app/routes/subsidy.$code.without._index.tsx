import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { WITHOUT_TABLE, withoutViewOf } from '~/domain/tables/subsidy-tables';
import { columnsShown } from '~/domain/tables/table-view';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { NotEntitledScreen } from '~/screens/subsidy/not-entitled-screen';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { tableChoices } from '~/server/workflows/access/table-choices.server';
import { readNotEntitled } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:page.entitlements');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    async ({ db, person, query, asked, now }) => {
      const view = withoutViewOf(asked);
      const { remembered, views } = await tableChoices(db, person.accountId, 'without');
      const found = await readNotEntitled(db, person, { ...view, ...query }, now);
      if (found.season === null) return found;
      return { ...found, choices: { view: { ...view, columns: columnsShown(WITHOUT_TABLE, view.columns, remembered) }, views } };
    },
    ({ rows, more, towns, choices }) => ({ ...choices, rows, more, towns }),
  );
}

export default function NotEntitledPage() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <NotEntitledScreen {...data} />;
}
