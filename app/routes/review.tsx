import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { type ShouldRevalidateFunctionArgs, useActionData, useLoaderData } from '@remix-run/react';
import { QUEUE_PAGE } from '~/database/review/queue.server';
import { refuse } from '~/domain/problems';
import { remarkName, remarksIn } from '~/domain/review/remarks';
import { reviewViewOf, seenVisitIn } from '~/domain/review/review-view';
import type { Typed } from '~/i18n/form-reply';
import { BeginScreen, NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { ReviewScreen } from '~/screens/review/review-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { whereCoverageBegins } from '~/server/workflows/facts/read-coverage.server';
import { readReviewQueue, readVisitReview } from '~/server/workflows/review/read-review.server';
import { approveVisits, reopenVisit, returnVisit, returnVisits, takeBackApproval } from '~/server/workflows/review/review-visit.server';

export const handle = pageTitle('review:title');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  const { db, now } = requestContext();
  const parameters = new URL(request.url).searchParams;
  const view = reviewViewOf(parameters);
  return orProblem(async () => {
    const begins = view.division ? [] : await whereCoverageBegins(db, person);
    const division = view.division ?? (begins.length === 1 ? begins[0]!.code : null);
    if (division === null) return { page: 'begin' as const, divisions: begins };
    const queue = await readReviewQueue(
      db,
      person,
      {
        division,
        season: view.season,
        status: view.status,
        order: view.order,
        signs: view.signs,
        below: view.below,
        after: view.after ?? undefined,
      },
      now,
    );
    if (queue.season === null) return { page: 'no-season' as const, trail: queue.trail };
    const wanted = view.visit ?? queue.visits[0]?.id;
    return {
      page: 'queue' as const,
      trail: queue.trail,
      seasons: queue.seasons.map(({ name }) => name),
      season: queue.season.name,
      view,
      waiting: queue.waiting,
      elsewhere: queue.elsewhere,
      visits: queue.visits,
      next: queue.next,
      pageSize: QUEUE_PAGE,
      mayReview: queue.mayReview,
      shown: wanted === undefined ? null : await readVisitReview(db, person, wanted, now),
      done: doneIn(parameters),
    };
  });
}

/** Reloads after a refusal too, so that the visit beside the sentence is the current one. */
export function shouldRevalidate({ formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs): boolean {
  return formMethod === 'POST' || defaultShouldRevalidate;
}

const DONE = ['approve', 'return', 'returnMany', 'reopen', 'takeBack'] as const;

function doneIn(parameters: URLSearchParams) {
  const what = DONE.find((one) => one === parameters.get('done'));
  return what
    ? { what, count: Number(parameters.get('count')) || 1, about: parameters.get('about'), together: parameters.has('together') }
    : null;
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requireMay(request, 'visit.review');
  const { db, now } = requestContext();
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const seen = [typed.visit ?? []].flat().flatMap((text) => seenVisitIn(text) ?? []);
      const [first] = seen;
      if (!first) refuse('review.nothing-selected');
      switch (typed.do) {
        case 'approve-many': {
          const { approved } = await approveVisits(db, person, { visits: seen }, now);
          return redirect(afterwards(request, { done: 'approve', count: String(approved), about: first.id, together: 'yes', visit: null }));
        }
        case 'return-many':
          await returnVisits(db, person, { visits: seen, remarks: remarksIn({ [remarkName('visit')]: typed.manyRemark ?? '' }) }, now);
          return redirect(afterwards(request, { done: 'returnMany', count: String(seen.length), visit: null }));
        case 'take-back': {
          const asked = { visitId: first.id, together: typed.together === 'yes' };
          const { takenBack } = await takeBackApproval(db, person, asked, now);
          return redirect(afterwards(request, { done: 'takeBack', count: String(takenBack), visit: null }));
        }
        case 'approve':
          await approveVisits(db, person, { visits: [first] }, now);
          return redirect(afterwards(request, { done: 'approve', count: '1', about: first.id, visit: nextIn(typed) }));
        case 'return':
          await returnVisit(db, person, { visitId: first.id, revision: first.revision, remarks: remarksIn(typed) }, now);
          return redirect(afterwards(request, { done: 'return', about: first.id, visit: nextIn(typed) }));
        default:
          await reopenVisit(db, person, { visitId: first.id, reason: String(typed.reason ?? '') }, now);
          return redirect(afterwards(request, { done: 'reopen', about: first.id, visit: null }));
      }
    },
    { 'reason.missing': 'reason', 'review.remark-missing': 'manyRemark' },
  );
}

/** The same page of the queue, with a note of what was done. */
function afterwards(request: Request, changes: Record<string, string | null>): string {
  const { searchParams } = new URL(request.url);
  for (const name of ['_routes', 'done', 'count', 'about', 'together']) searchParams.delete(name);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') searchParams.delete(name);
    else searchParams.set(name, value);
  }
  return `/review?${searchParams.toString()}`;
}

function nextIn(typed: Typed): string {
  return typeof typed.next === 'string' ? typed.next : '';
}

export default function ReviewPage() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  if (data.page === 'begin') return <BeginScreen divisions={data.divisions} to="/review?code=" />;
  if (data.page === 'no-season') return <NoSeasonScreen trail={data.trail} />;
  return <ReviewScreen {...data} reply={reply} />;
}
