import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { ChecksScreen } from '~/screens/quality/checks-screen';
import { qualityAddress } from '~/screens/quality/quality-page';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { assignChecks } from '~/server/workflows/quality/assign-checks.server';
import { drawChecks } from '~/server/workflows/quality/draw-checks.server';
import { readChecks } from '~/server/workflows/quality/read-checks.server';

export const handle = pageTitle('quality:page.checks');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'quality.read');
  const { db, now } = requestContext();
  const { searchParams } = new URL(request.url);
  const page = Math.max(1, Math.trunc(Number(searchParams.get('page') ?? '1')) || 1);
  return orProblem(async () => {
    const found = await readChecks(db, person, { division: params.code ?? '', season: searchParams.get('season'), page }, now);
    if (found.season === null) return { trail: found.trail, season: null };
    const { trail, seasons, season, asOf, mayDraw, township, below, checks, more, agreement } = found;
    const count = (name: string) => Number(searchParams.get(name) ?? '');
    const done = count('drawn') > 0 ? { what: 'drawn' as const, count: count('drawn') } : null;
    const assigned = count('assigned') > 0 ? { what: 'assigned' as const, count: count('assigned') } : null;
    return {
      trail,
      seasons: seasons.map(({ name }) => name),
      season: season.name,
      asOf,
      closed: season.closedOn !== null,
      mayDraw,
      township,
      below,
      checks,
      page,
      more,
      agreement,
      done: done ?? assigned,
    };
  });
}

/** Draws, or assigns what is ticked. */
export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'spot-check.draw');
  const { db, now } = requestContext();
  const code = params.code ?? '';
  const form = await sentForm(request);
  return actionResult(
    form,
    async (typed) => {
      const asked = { division: code, season: new URL(request.url).searchParams.get('season'), page: 1 };
      const found = await readChecks(db, person, asked, now);
      const season = found.season?.name ?? '';
      if (typed.do === 'draw') {
        const { drawn } = await drawChecks(db, person, { township: code, season, sharePercent: Number(typed.share) }, now);
        return redirect(`${qualityAddress(code, season, 'checks')}&drawn=${drawn}`);
      }
      const checks = form.getAll('check').map(String);
      const count = await assignChecks(db, person, { township: code, checks, checker: String(typed.checker ?? '') }, now);
      return redirect(`${qualityAddress(code, season, 'checks')}&assigned=${count}`);
    },
    { 'spot-check.bad-share': 'share', 'spot-check.checker-unknown': 'checker' },
  );
}

export default function Checks() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  if (data.season === null) return <NoSeasonScreen trail={data.trail} />;
  return <ChecksScreen {...data} reply={reply} />;
}
