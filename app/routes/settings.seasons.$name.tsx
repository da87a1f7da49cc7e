import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { type ShouldRevalidateFunctionArgs, useActionData, useLoaderData } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { scopeOf } from '~/database/scope.server';
import { datesOfSeason, seasonByName } from '~/database/seasons/seasons.server';
import { keptThresholds } from '~/database/seasons/thresholds.server';
import { mayPerson } from '~/domain/access/who-may';
import { seenThresholds, thresholdLines, thresholdsForm } from '~/domain/findings/read-thresholds-form';
import { thresholdsOf } from '~/domain/findings/thresholds';
import { seasonDatesForm, seasonReasonForm } from '~/domain/time/season-forms';
import { type SeasonDone, SeasonScreen } from '~/screens/seasons/season-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, parseForm, problemResponse } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { closeSeason, reopenSeason } from '~/server/workflows/seasons/close-season.server';
import { followDatesAbove, setSeasonDates } from '~/server/workflows/seasons/manage-season.server';
import { setThresholds } from '~/server/workflows/seasons/set-thresholds.server';

export const handle = pageTitle('accounts:seasons.title');

const DONE: readonly string[] = ['declared', 'dates', 'closed', 'reopened', 'thresholds'] satisfies SeasonDone[];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'finding.read');
  const mayManage = mayPerson(person, 'seasons.manage');
  const name = params.name ?? '';
  const { season, dates, kept } = await withSql(requestContext().db, async (sql) => ({
    season: await seasonByName(sql, name),
    dates: mayManage ? await datesOfSeason(sql, scopeOf(person), name) : [],
    kept: await keptThresholds(sql, name),
  }));
  if (!season) throw problemResponse({ code: 'season.unknown', details: { season: name } });
  const city = dates.find((row) => row.level === 'city' && row.startsOn !== null);
  const follows = city?.startsOn && city.endsOn ? { startsOn: city.startsOn, endsOn: city.endsOn } : null;
  const done = new URL(request.url).searchParams.get('done') ?? '';
  const thresholds = thresholdsOf(kept);
  return {
    season,
    mayManage,
    thresholds: { lines: thresholdLines(thresholds), seen: seenThresholds(thresholds) },
    dates: dates.map((row) => ({ ...row, top: person.divisions.includes(row.code), follows: row.level === 'county' ? follows : null })),
    done: DONE.includes(done) ? (done as SeasonDone) : null,
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'seasons.manage');
  const { db, now } = requestContext();
  const season = params.name ?? '';
  const doneAs = (done: SeasonDone) => redirect(`/settings/seasons/${season}?done=${done}`);
  return actionResult(
    await sentForm(request),
    async (typed) => {
      switch (typed.intent) {
        case 'close':
          await closeSeason(db, person, { season, ...parseForm(seasonReasonForm, typed) }, now);
          throw doneAs('closed');
        case 'reopen':
          await reopenSeason(db, person, { season, ...parseForm(seasonReasonForm, typed) }, now);
          throw doneAs('reopened');
        case 'follow':
          await followDatesAbove(db, person, { season, division: String(typed.division ?? '') }, now);
          throw doneAs('dates');
        case 'thresholds':
          await setThresholds(db, person, { season, ...parseForm(thresholdsForm, typed) }, now);
          throw doneAs('thresholds');
        default:
          await setSeasonDates(db, person, { season, ...parseForm(seasonDatesForm, typed) }, now);
          throw doneAs('dates');
      }
    },
    {
      'season.starts-outside': 'startsOn',
      'season.ends-outside': 'endsOn',
      'season.ends-before-start': 'endsOn',
      'reason.missing': 'reason',
    },
  );
}

/** Reloads after a refusal too: whoever was slower sees the thresholds in force, and the next attempt is on these. */
export function shouldRevalidate({ formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs): boolean {
  return formMethod === 'POST' || defaultShouldRevalidate;
}

export default function Season() {
  const reply = useFormReply(useActionData<typeof action>());
  return <SeasonScreen {...useLoaderData<typeof loader>()} reply={reply} />;
}
