import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { PAGE } from '~/database/households/villages.server';
import { mayPerson } from '~/domain/access/who-may';
import { chipsIn, countWords } from '~/domain/household/list-words';
import { nextDoor } from '~/domain/household/next-doors';
import { VILLAGE_TABLE, villageViewOf } from '~/domain/tables/household-tables';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import { columnsShown } from '~/domain/tables/table-view';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { NoSeasonScreen } from '~/screens/households/no-season-screen';
import { type ListedRow, VillageScreen } from '~/screens/households/village-screen';
import { VillageTableScreen } from '~/screens/households/village-table-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requireMay, type SessionPerson } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { tableChoices } from '~/server/workflows/access/table-choices.server';
import { foundHouseholds, readVillage, type StatedHousehold, villageRows } from '~/server/workflows/households/read-village.server';

export const handle = pageTitle((data) => (data as { village?: { name: string } } | null)?.village?.name ?? '');

type Village = NonNullable<Awaited<ReturnType<typeof readVillage>>>;

/** The households of a village: cards for the cadre, a table for everybody at a desk. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'households.read');
  const { db, now } = requestContext();
  const asked = new URL(request.url).searchParams;
  return orProblem(async () => {
    const found = await readVillage(db, person, { code: params.code ?? '', season: asked.get('season') }, now);
    if (found === null) return null;
    const counts = countWords(found.households);
    const { village, season, seasons } = found;
    const place = { village, season, seasons, progress: { done: counts.visited + counts.closed, total: counts.in_scope } };
    return person.role === 'cadre'
      ? { shown: 'cards' as const, ...place, ...cards(found, person, asked, dayInShanghai(now)) }
      : { shown: 'table' as const, ...place, ...(await table(found, person, asked)) };
  });
}

/** Searched, filtered, in their order, one page. A chip counts what pressing it would leave of what is shown. */
async function table(found: Village, person: SessionPerson, asked: URLSearchParams) {
  const view = villageViewOf(asked);
  const { remembered, views } = await tableChoices(requestContext().db, person.accountId, 'village');
  const rows = villageRows(foundHouseholds(found.households, view.chips, view.search), view);
  return {
    found: rows.length,
    counts: countWords(rows),
    rows: rows.slice((view.page - 1) * ROWS_A_PAGE, view.page * ROWS_A_PAGE),
    view: { ...view, columns: columnsShown(VILLAGE_TABLE, view.columns, remembered) },
    views,
  };
}

/** Searched, filtered, as many as the address asks for. */
function cards({ households, village, open }: Village, person: SessionPerson, asked: URLSearchParams, today: string) {
  const search = (asked.get('q') ?? '').trim().slice(0, 50);
  const chips = chipsIn(asked);
  const found = foundHouseholds(households, chips, search);
  const submitted = households.find((household) => household.number === asked.get('done'));
  return {
    all: households.length,
    found: found.length,
    counts: countWords(found),
    rows: found.slice(0, Math.max(Number(asked.get('rows')) || 0, PAGE)).map(rowOf),
    search,
    chips,
    mayAdd: mayPerson(person, 'household.add') && open,
    single: person.divisions.length === 1 && person.divisions[0] === village.code,
    submitted: submitted
      ? {
          number: submitted.number,
          head: submitted.head,
          next: nextDoor(households, submitted, chips, ({ visits }) => visits.some(({ day }) => day === today)),
        }
      : null,
  };
}

function rowOf({ number, head, address, status, state, lastHeat, mode, words }: StatedHousehold): ListedRow {
  const heat: ListedRow['heat'] = lastHeat
    ? { list: 'heat', key: lastHeat, season: 'last' }
    : mode
      ? { list: 'mode', key: mode, season: 'register' }
      : null;
  return { number, head, address, status, state, heat, words };
}

export default function Village() {
  const data = useLoaderData<typeof loader>();
  if (!data) return <NoSeasonScreen />;
  return data.shown === 'cards' ? <VillageScreen {...data} /> : <VillageTableScreen {...data} />;
}
