import type { LoaderFunctionArgs } from '@remix-run/node';
import { withSql } from '~/database/connection/sql.server';
import { requestContext } from '~/server/http/context.server';
import { requirePerson } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { jobFor, jobView } from '~/server/jobs/job-view.server';

/** How far a job is, for the page that waits for it. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requirePerson(request);
  const { db, now, language } = requestContext();
  const { job, mayTakeFiles } = await orProblem(() => withSql(db, (sql) => jobFor(sql, person, params.id ?? '', now)));
  return Response.json(jobView(job, language, mayTakeFiles));
}
