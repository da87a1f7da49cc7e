import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { JobScreen } from '~/screens/jobs/jobs-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requirePerson } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { jobFor, jobView } from '~/server/jobs/job-view.server';

export const handle = pageTitle('common:jobs.title');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requirePerson(request);
  const { db, now, language } = requestContext();
  const { job, mayTakeFiles } = await orProblem(() => withSql(db, (sql) => jobFor(sql, person, params.id ?? '', now)));
  return { job: jobView(job, language, mayTakeFiles) };
}

export default function Job() {
  return <JobScreen {...useLoaderData<typeof loader>()} />;
}
