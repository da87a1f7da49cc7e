import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { keeperOf } from '~/database/access/account-list.server';
import { withSql } from '~/database/connection/sql.server';
import { jobsOfKeptAccounts, latestJobs } from '~/database/jobs/jobs.server';
import { mayPerson } from '~/domain/access/who-may';
import { JobsScreen } from '~/screens/jobs/jobs-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { requestContext } from '~/server/http/context.server';
import { requirePerson } from '~/server/http/person.server';
import { jobView } from '~/server/jobs/job-view.server';

export const handle = pageTitle('common:jobs.title');
const MOST = 100;

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requirePerson(request);
  const { db, language } = requestContext();
  const mayAll = mayPerson(person, 'accounts.manage');
  const all = mayAll && new URL(request.url).searchParams.get('all') === '1';
  const jobs = await withSql(db, (sql) =>
    all ? jobsOfKeptAccounts(sql, keeperOf(person), MOST) : latestJobs(sql, person.accountId, MOST),
  );
  const mayTakeFiles = mayPerson(person, 'households.read');
  return {
    all,
    mayAll,
    jobs: jobs.map((job) => ({ ...jobView(job, language, mayTakeFiles || job.accountId === person.accountId), by: job.by })),
  };
}

export default function Jobs() {
  return <JobsScreen {...useLoaderData<typeof loader>()} />;
}
