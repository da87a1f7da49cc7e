import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { latestJobs } from '~/database/jobs/jobs.server';
import { ImportsScreen } from '~/screens/imports/imports-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requirePerson } from '~/server/http/person.server';
import { actionResult, orProblem } from '~/server/http/respond.server';
import { wantedOf } from '~/server/jobs/job-kind.server';
import { jobView } from '~/server/jobs/job-view.server';
import { detailsOf, requireImporter, uploadAndCheck, WORKBOOK_LIMIT_BYTES } from '~/server/workflows/imports/check-then-import.server';
import { importJob, sheetsFor } from '~/server/workflows/imports/import-job.server';

export const handle = pageTitle('imports:title');

const SHOWN = 50;

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requirePerson(request);
  await orProblem(async () => requireImporter(person));
  const { db, language } = requestContext();
  const jobs = await withSql(db, (sql) => latestJobs(sql, person.accountId, SHOWN, importJob.key));
  return {
    sheets: sheetsFor(person),
    limitMegabytes: WORKBOOK_LIMIT_BYTES / 1024 / 1024,
    imports: jobs.flatMap((job) => {
      const wanted = wantedOf(importJob, job);
      if (!wanted) return [];
      const sheets = detailsOf(job)?.sheets ?? [];
      const sum = (key: 'added' | 'updated' | 'refused') => sheets.reduce((total, sheet) => total + sheet[key], 0);
      return [
        {
          job: jobView(job, language, true),
          fileName: wanted.fileName,
          mode: wanted.mode,
          added: sum('added'),
          updated: sum('updated'),
          refused: sum('refused'),
        },
      ];
    }),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requirePerson(request);
  await orProblem(async () => requireImporter(person));
  const { db } = requestContext();
  // The body is a file, so the workflow reads it to disk; it is not parsed as a form here.
  return actionResult(new FormData(), async () => redirect(`/imports/${await uploadAndCheck(db, person, request)}`));
}

export default function Imports() {
  const reply = useFormReply(useActionData<typeof action>());
  const navigation = useNavigation();
  return (
    <ImportsScreen
      {...useLoaderData<typeof loader>()}
      reply={reply}
      busy={navigation.state !== 'idle' && navigation.formMethod === 'POST'}
    />
  );
}
