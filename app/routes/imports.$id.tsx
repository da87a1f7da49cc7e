import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { sentenceOf } from '~/i18n/sentence-of.server';
import { words } from '~/i18n/words.server';
import { sentenceOfNote, sentenceOfProblem, titleOf } from '~/imports/sentences';
import { ImportScreen, type ImportView } from '~/screens/imports/import-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requirePerson } from '~/server/http/person.server';
import { actionResult, orProblem } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { wantedOf } from '~/server/jobs/job-kind.server';
import { jobView } from '~/server/jobs/job-view.server';
import {
  choicesAfter,
  detailsOf,
  importChecked,
  ownImport,
  problemPage,
  problemsOfWhole,
} from '~/server/workflows/imports/check-then-import.server';
import { importJob } from '~/server/workflows/imports/import-job.server';

export const handle = pageTitle('imports:title');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requirePerson(request);
  const { db, language } = requestContext();
  const job = await orProblem(() => ownImport(db, person, params.id ?? ''));
  const { fileName, mode } = wantedOf(importJob, job)!;
  const details = detailsOf(job);
  const t = words(language);
  const view: ImportView = {
    job: jobView(job, language, true),
    fileName,
    mode,
    sentences: problemsOfWhole(job).map((problem) => sentenceOf(language, problem)),
    outcome: details?.outcome ?? null,
    sheets: details?.sheets ?? [],
    notes: (details?.fileNotes ?? []).map((note) => sentenceOfNote(t, note)),
    problems: null,
    may: await choicesAfter(job),
  };
  const asked = new URL(request.url).searchParams;
  const sheet =
    view.sheets.find(({ sheet: name }) => name === asked.get('sheet')) ??
    view.sheets.find(({ refused }) => refused > 0) ??
    view.sheets.find(({ notes }) => notes > 0);
  if (sheet && sheet.refused + sheet.notes > 0) {
    const found = await problemPage(job.id, sheet.sheet, Number(asked.get('page')) || 1);
    view.problems = {
      ...found,
      sheet: sheet.sheet,
      problems: found.problems.map((problem, at) => ({
        key: `${problem.row} ${problem.column} ${problem.code} ${at}`,
        row: problem.row,
        column: titleOf(problem.sheet, problem.column),
        value: problem.value,
        sentence: sentenceOfProblem(t, problem),
        level: problem.level,
      })),
    };
  }
  return { view };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requirePerson(request);
  const { db } = requestContext();
  const job = await orProblem(() => ownImport(db, person, params.id ?? ''));
  return actionResult(await sentForm(request), async ({ how }) =>
    redirect(`/imports/${await importChecked(db, person, job, how === 'valid' ? 'valid' : 'all')}`),
  );
}

export default function Import() {
  const reply = useFormReply(useActionData<typeof action>());
  const navigation = useNavigation();
  return (
    <ImportScreen
      {...useLoaderData<typeof loader>()}
      reply={reply}
      busy={navigation.state !== 'idle' && navigation.formMethod === 'POST'}
    />
  );
}
