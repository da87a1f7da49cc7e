import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { checksOfAccount } from '~/database/quality/checks.server';
import { scopeOf } from '~/database/scope.server';
import { seasonsNewestFirst } from '~/database/seasons/seasons.server';
import { doorsLeft, draftsOf, lastDoor, nobodyAtHome, returnedHouseholds, type TodoRow } from '~/database/survey/visits.server';
import { mayPerson } from '~/domain/access/who-may';
import { SHOWN_TO_DO } from '~/domain/findings/cadre-finding';
import { nextDoors } from '~/domain/household/next-doors';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { seasonShown } from '~/domain/time/current-season';
import { NoSeasonScreen } from '~/screens/households/no-season-screen';
import { type TodoList, TodoScreen } from '~/screens/households/todo-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { todoFindings } from '~/server/workflows/findings/cadre-findings.server';

export const handle = pageTitle('phone:todo.heading');

/** How many next doors are named: the work of an afternoon. */
const NEXT_DOORS = 10;

/** 今日清单: corrections, drafts, repeated calls and the next doors. The desk has another page. */
export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'households.read');
  if (mayPerson(person, 'coverage.read')) throw redirect('/waiting');
  const scope = scopeOf(person);
  const { db, now } = requestContext();
  return withSql(db, async (sql) => {
    const season = seasonShown(await seasonsNewestFirst(sql), null, dayInShanghai(now));
    if (season === null) return null;
    const nobody = await nobodyAtHome(sql, scope, season);
    const doors = await doorsLeft(sql, scope, season, person.accountId);
    return {
      season,
      day: dayInShanghai(now),
      checks: await checksOfAccount(sql, person.accountId),
      returned: itemsOf(await returnedHouseholds(sql, scope, season)),
      drafts: itemsOf(await draftsOf(sql, scope, season, person.accountId)),
      nobody: itemsOf(nobody),
      next: nextDoors(doors, await lastDoor(sql, scope, season, person.accountId), NEXT_DOORS),
      left: doors.length,
      findings: await todoFindings(sql, person, season, SHOWN_TO_DO),
    };
  });
}

function itemsOf({ rows, total }: { rows: TodoRow[]; total: number }): TodoList {
  return {
    rows: rows.map(({ number, head, address, village, at, count }) => ({
      number,
      head,
      address,
      village,
      day: at ? dayInShanghai(at) : '—',
      count,
    })),
    total,
  };
}

export default function Todo() {
  const data = useLoaderData<typeof loader>();
  return data ? <TodoScreen {...data} /> : <NoSeasonScreen />;
}
