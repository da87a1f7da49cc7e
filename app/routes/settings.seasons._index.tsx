import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { scopeOf } from '~/database/scope.server';
import { listSeasons, seasonSpans } from '~/database/seasons/seasons.server';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { seasonAfter } from '~/domain/time/heating-season';
import { newSeasonForm } from '~/domain/time/season-forms';
import { SeasonsScreen } from '~/screens/seasons/seasons-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { declareSeason } from '~/server/workflows/seasons/manage-season.server';

export const handle = pageTitle('accounts:seasons.title');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'seasons.manage');
  const { db, now } = requestContext();
  const { seasons, spans } = await withSql(db, async (sql) => ({
    seasons: await listSeasons(sql),
    spans: await seasonSpans(sql, scopeOf(person)),
  }));
  const year = Number(dayInShanghai(now).slice(0, 4));
  const next = seasons[0] ? seasonAfter(seasons[0].name) : `${year}-${year + 1}`;
  return {
    seasons: seasons.map(({ name, closedAt }) => ({ name, closedAt, span: spans.find((span) => span.season === name) ?? null })),
    // 法定采暖期 of the city: 1 November to 31 March; the form only proposes it.
    suggested: { season: next, startsOn: `${next.slice(0, 4)}-11-01`, endsOn: `${next.slice(5)}-03-31` },
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requireMay(request, 'seasons.manage');
  const { db, now } = requestContext();
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const input = parseForm(newSeasonForm, typed);
      await declareSeason(db, person, input, now);
      throw redirect(`/settings/seasons/${input.season}?done=declared`);
    },
    {
      'season.exists': 'season',
      'season.starts-outside': 'startsOn',
      'season.ends-outside': 'endsOn',
      'season.ends-before-start': 'endsOn',
    },
  );
}

export default function Seasons() {
  const reply = useFormReply(useActionData<typeof action>());
  return <SeasonsScreen {...useLoaderData<typeof loader>()} reply={reply} />;
}
