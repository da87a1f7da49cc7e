import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { type HouseholdOfVillage, householdsOfVillage } from '~/database/households/households-of-village.server';
import { PAGE, villageInScope } from '~/database/households/villages.server';
import { scopeOf } from '~/database/scope.server';
import { seasonsNewestFirst } from '~/database/seasons/seasons.server';
import { mayPerson } from '~/domain/access/who-may';
import { chipsIn, countWords, hasWords, type ListWord, listWords } from '~/domain/household/list-words';
import { nextDoor } from '~/domain/household/next-doors';
import { isFoundBy, searchKeyOf, searchTerms } from '~/domain/household/search';
import { refuse } from '~/domain/problems';
import { stateOfHousehold } from '~/domain/survey/household-state';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { seasonShown } from '~/domain/time/current-season';
import { NoSeasonScreen } from '~/screens/households/no-season-screen';
import { type ListedRow, VillageScreen } from '~/screens/households/village-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';

export const handle = pageTitle((data) => (data as { village?: { name: string } } | null)?.village?.name ?? '');

/** The households of a village: searched, filtered, as many rows as the address asks for. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'households.read');
  const { db, now } = requestContext();
  const url = new URL(request.url);
  const search = (url.searchParams.get('q') ?? '').trim().slice(0, 50);
  const chips = chipsIn(url.searchParams);
  const rows = Number(url.searchParams.get('rows')) || 0;
  const scope = scopeOf(person);
  const code = params.code ?? '';
  return orProblem(() =>
    withSql(db, async (sql) => {
      const seasons = await seasonsNewestFirst(sql);
      const season = seasonShown(seasons, url.searchParams.get('season'), dayInShanghai(now));
      if (season === null) return null;
      const village = (await villageInScope(sql, scope, code)) ?? refuse('division.unknown', { code });
      const households = (await householdsOfVillage(sql, scope, { village: code, season, accountId: person.accountId })).map(
        (household) => ({
          ...household,
          state: stateOfHousehold(household.status, household.visits, household.hasDraft),
          words: listWords(household.flags, household.visits, household.hasDraft),
        }),
      );
      const counts = countWords(households);
      const terms = searchTerms(search);
      const found = households.filter((household) => hasWords(household, chips) && isFoundBy(searchKeyOf(household), terms));
      const submitted = households.find((household) => household.number === url.searchParams.get('done'));
      return {
        village,
        season,
        seasons: seasons.map((one) => one.name),
        progress: { done: counts.visited + counts.closed, total: counts.in_scope },
        all: households.length,
        // A chip counts what pressing it would leave of what is shown.
        counts: countWords(found),
        found: found.length,
        rows: found.slice(0, Math.max(rows, PAGE)).map(rowOf),
        search,
        chips,
        mayAdd: mayPerson(person, 'household.add') && seasons.some((one) => one.name === season && !one.closed),
        single: person.role === 'cadre' && person.divisions.length === 1 && person.divisions[0] === code,
        submitted: submitted
          ? {
              number: submitted.number,
              head: submitted.head,
              next: nextDoor(households, submitted, chips, ({ visits }) => visits.some(({ day }) => day === dayInShanghai(now))),
            }
          : null,
      };
    }),
  );
}

type Stated = HouseholdOfVillage & { state: ListedRow['state']; words: readonly ListWord[] };

function rowOf({ number, head, address, status, state, lastHeat, mode, words }: Stated): ListedRow {
  const heat: ListedRow['heat'] = lastHeat
    ? { list: 'heat', key: lastHeat, season: 'last' }
    : mode
      ? { list: 'mode', key: mode, season: 'register' }
      : null;
  return { number, head, address, status, state, heat, words };
}

export default function Village() {
  const data = useLoaderData<typeof loader>();
  return data ? <VillageScreen {...data} /> : <NoSeasonScreen />;
}
