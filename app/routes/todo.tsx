import { redirect, type LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { mayPerson } from '~/domain/access/who-may';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { seasonShown } from '~/domain/time/season-shown';
import { countNotVisited, seasonsNewestFirst } from '~/database/household-queries.server';
import { scopeOf } from '~/database/scope.server';
import { withSql } from '~/database/sql.server';
import { draftsOf, nobodyAtHome, returnedHouseholds, type TodoRow } from '~/database/visit-queries.server';
import { NoSeasonScreen } from '~/screens/households/no-season-screen';
import { TodoScreen, type TodoList } from '~/screens/households/todo-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { database } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';

export const handle = pageTitle('households:todo.heading');

/** What waits for a cadre: corrections, drafts, second calls. The desk has a page of its own. */
export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'households.read');
  if (mayPerson(person, 'coverage.read')) throw redirect('/waiting');
  const scope = scopeOf(person);
  return withSql(database(), async (sql) => {
    const season = seasonShown(await seasonsNewestFirst(sql), null);
    if (season === null) return null;
    return {
      season,
      returned: itemsOf(await returnedHouseholds(sql, scope, season)),
      drafts: itemsOf(await draftsOf(sql, scope, season, person.accountId)),
      nobody: itemsOf(await nobodyAtHome(sql, scope, season)),
      left: await countNotVisited(sql, scope, season),
    };
  });
}

function itemsOf({ rows, total }: { rows: TodoRow[]; total: number }): TodoList {
  return { rows: rows.map(({ number, head, address, village, at, count }) => ({ number, head, address, village, day: at ? dayInShanghai(at) : '—', count })), total };
}

export default function Todo() {
  const data = useLoaderData<typeof loader>();
  return data ? <TodoScreen {...data} /> : <NoSeasonScreen />;
}
