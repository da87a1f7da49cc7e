import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { type HouseholdOfVillage, householdsOfVillage } from '~/database/households/households-of-village.server';
import { PAGE, villageInScope } from '~/database/households/villages.server';
import { scopeOf } from '~/database/scope.server';
import { seasonsNewestFirst } from '~/database/seasons/seasons.server';
import { mayPerson } from '~/domain/access/who-may';
import { countStates, isListChip, isOnChip } from '~/domain/household/list-filter';
import { matchesSearch } from '~/domain/household/search';
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

/** The households of a village: searched, filtered, one page by key. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'households.read');
  const { db, now } = requestContext();
  const url = new URL(request.url);
  const search = (url.searchParams.get('q') ?? '').trim().slice(0, 50);
  const asked = url.searchParams.get('show');
  const chip = isListChip(asked) ? asked : null;
  const after = url.searchParams.get('after') ?? '';
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
        }),
      );
      const counted = countStates(households.map(({ state, reburning, letting }) => ({ state: state.state, reburning, letting })));
      const found = households.filter(
        (household) =>
          matchesSearch(household, search) && (chip === null || isOnChip({ ...household, state: household.state.state }, chip)),
      );
      const rest = found.filter((household) => household.number > after);
      const page = rest.slice(0, PAGE);
      const submitted = households.find((household) => household.number === url.searchParams.get('done'));
      return {
        village,
        season,
        seasons: seasons.map((one) => one.name),
        progress: {
          done: households.filter(({ done }) => done).length,
          total: households.filter(({ counted: inScope }) => inScope).length,
        },
        all: households.length,
        chips: counted.chips,
        found: found.length,
        rows: page.map(rowOf),
        search,
        chip,
        next: rest.length > PAGE ? page[page.length - 1]!.number : null,
        mayAdd: mayPerson(person, 'household.add') && seasons.some((one) => one.name === season && !one.closed),
        single: person.role === 'cadre' && person.divisions.length === 1 && person.divisions[0] === code,
        submitted: submitted ? { number: submitted.number, head: submitted.head } : null,
      };
    }),
  );
}

type Stated = HouseholdOfVillage & { state: ListedRow['state'] };

function rowOf({ number, head, address, status, state, lastHeat, mode, reburning, letting }: Stated): ListedRow {
  const heat: ListedRow['heat'] = lastHeat
    ? { list: 'heat', key: lastHeat, season: 'last' }
    : mode
      ? { list: 'mode', key: mode, season: 'register' }
      : null;
  return { number, head, address, status, state, heat, reburning, letting };
}

export default function Village() {
  const data = useLoaderData<typeof loader>();
  return data ? <VillageScreen {...data} /> : <NoSeasonScreen />;
}
