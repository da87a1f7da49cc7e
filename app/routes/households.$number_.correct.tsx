import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { ledgerConversions, ledgerHousehold, readingsOf } from '~/database/households/ledger/ledger.server';
import { scopeOf } from '~/database/scope.server';
import { seasonsNewestFirst } from '~/database/seasons/seasons.server';
import { correctionForm, partOf, readingForm } from '~/domain/household/ledger/correction-form';
import { refuse } from '~/domain/problems';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { CorrectPartScreen } from '~/screens/households/ledger/correct-part-screen';
import { CorrectReadingScreen } from '~/screens/households/ledger/correct-reading-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { correctHousehold, correctReading } from '~/server/workflows/households/correct-household.server';

export const handle = pageTitle('ledger:correct.title');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'roster.change');
  const number = params.number ?? '';
  const asked = new URL(request.url).searchParams;
  const part = partOf(asked.get('part'));
  return orProblem(() =>
    withSql(requestContext().db, async (sql) => {
      const scope = scopeOf(person);
      const { fields, village, villageCode, revision } =
        (await ledgerHousehold(sql, scope, number)) ?? refuse('household.unknown', { number });
      const household = { number, head: String(fields.head), village, villageCode, revision };
      if (part === 'readings') {
        const readings = await readingsOf(sql, scope, number);
        const seasons = await seasonsNewestFirst(sql);
        return {
          part,
          household,
          seasons: seasons.filter(({ closed }) => !closed).map(({ name }) => name),
          reading: readings.find(({ season, energy }) => season === asked.get('season') && energy === asked.get('energy')) ?? null,
        };
      }
      const conversion = (await ledgerConversions(sql, scope, number)).find(({ current }) => current);
      return { part, household, fields: { ...fields, ...conversion?.fields }, converted: conversion !== undefined };
    }),
  );
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'roster.change');
  const { db, now } = requestContext();
  const household = params.number ?? '';
  const part = partOf(new URL(request.url).searchParams.get('part'));
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const { done, waits } =
        part === 'readings'
          ? await correctReading(db, person, { household, ...parseForm(readingForm, typed) }, now)
          : await correctHousehold(db, person, { household, ...parseForm(correctionForm(part, dayInShanghai(now)), typed) }, now);
      const said = waits === null ? 'corrected' : done.length > 0 ? 'partly' : 'asked';
      return redirect(`/households/${encodeURIComponent(household)}?done=${said}`);
    },
    {
      'ledger.heat-source-unknown': 'heatSource',
      'ledger.mode-change-missing': 'modeChange',
      'season.unknown': 'season',
      'season.closed': 'season',
    },
  );
}

export default function CorrectHousehold() {
  const shown = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  if (shown.part === 'readings') return <CorrectReadingScreen {...shown} reply={reply} />;
  return <CorrectPartScreen key={shown.part} {...shown} reply={reply} />;
}
