import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { mayPerson } from '~/domain/access/who-may';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { BeginScreen, NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { ReviewTodoScreen } from '~/screens/review/review-todo-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { whereCoverageBegins } from '~/server/workflows/facts/read-coverage.server';
import { findingsToDo } from '~/server/workflows/findings/read-findings.server';
import { countChangesToConfirm } from '~/server/workflows/households/waiting-changes.server';
import { countPlanTasks } from '~/server/workflows/plans/read-plans.server';
import { readOwnChecks } from '~/server/workflows/quality/do-check.server';
import { reopenedToTell, signOffTasks } from '~/server/workflows/report/read-sign-off.server';
import { readTodo } from '~/server/workflows/review/read-review.server';

export const handle = pageTitle('review:todo.title');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  const { db, now } = requestContext();
  const parameters = new URL(request.url).searchParams;
  return orProblem(async () => {
    const asked = parameters.get('code');
    const begins = asked ? [] : await whereCoverageBegins(db, person);
    const division = asked ?? (begins.length === 1 ? begins[0]!.code : null);
    if (division === null) return { page: 'begin' as const, divisions: begins };
    const todo = await readTodo(db, person, { division }, now);
    if (todo.season === null) return { page: 'no-season' as const, trail: todo.trail };
    return {
      page: 'todo' as const,
      trail: todo.trail,
      asOf: dayInShanghai(now),
      waiting: todo.waiting,
      surveyed: todo.surveyed,
      behind: todo.behind,
      mayReview: todo.mayReview,
      subsidy: todo.subsidy,
      fromPhones: todo.fromPhones,
      changes: await countChangesToConfirm(db, person, division),
      findings: await findingsToDo(db, person, { division, seasons: todo.waiting.map(({ season }) => season) }, now),
      plans: await countPlanTasks(db, person, division, now),
      reports: (await signOffTasks(db, person, division)).map(({ id, division: code, name, season, version, level, state }) => ({
        id,
        code,
        name,
        season,
        version,
        level,
        state,
      })),
      reopened: await reopenedToTell(db, person),
      checks: mayPerson(person, 'spot-check.do') ? (await readOwnChecks(db, person)).length : 0,
    };
  });
}

export default function TodoPage() {
  const data = useLoaderData<typeof loader>();
  if (data.page === 'begin') return <BeginScreen divisions={data.divisions} to="/waiting?code=" />;
  if (data.page === 'no-season') return <NoSeasonScreen trail={data.trail} />;
  return <ReviewTodoScreen {...data} />;
}
