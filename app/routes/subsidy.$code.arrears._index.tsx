import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { arrearsViewOf } from '~/domain/subsidy/arrears-view';
import { ARREARS_TABLE } from '~/domain/tables/subsidy-tables';
import { columnsShown } from '~/domain/tables/table-view';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { ArrearsScreen } from '~/screens/subsidy/arrears-screen';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { tableChoices } from '~/server/workflows/access/table-choices.server';
import { readArrears } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:page.arrears');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    async ({ db, person, query: { division }, asked, now }) => {
      const view = arrearsViewOf(asked);
      const { remembered, views } = await tableChoices(db, person.accountId, 'arrears');
      const columns = columnsShown(ARREARS_TABLE, view.columns, remembered);
      const found = await readArrears(db, person, { division, view }, now);
      if (found.season === null) return found;
      return { ...found, choices: { view: { ...view, columns }, views } };
    },
    ({ ages, households, divisions, towns, rows, more, choices }) => ({ ...choices, own: ages, households, divisions, towns, rows, more }),
  );
}

export default function Arrears() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <ArrearsScreen {...data} />;
}
