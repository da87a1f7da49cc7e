import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { divisionsForReport } from '~/database/divisions/divisions-for-report.server';
import { latestJobs } from '~/database/jobs/jobs.server';
import { scopeOf } from '~/database/scope.server';
import { seasonStates } from '~/database/seasons/seasons.server';
import { may } from '~/domain/access/who-may';
import type { DivisionLevel } from '~/domain/divisions/division-code';
import { hasEvaluation } from '~/domain/report/evaluation/evaluation-texts';
import { reportForm } from '~/domain/report/report-form';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { ReportsScreen } from '~/screens/reports/reports-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { jobView } from '~/server/jobs/job-view.server';
import { askForPackage, packageJob } from '~/server/workflows/package/package-job.server';
import { askForReport, reportJob } from '~/server/workflows/report/report-job.server';

export const handle = pageTitle('reports:title');

const SHOWN = 30;

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'report.make');
  const { db, now, language } = requestContext();
  const asked = new URL(request.url).searchParams;
  return withSql(db, async (sql) => {
    const divisions = await divisionsForReport(sql, scopeOf(person), dayInShanghai(now), asked.get('division'));
    const seasons = (await seasonStates(sql)).map((season) => season.name);
    const jobs = [
      ...(await latestJobs(sql, person.accountId, SHOWN, reportJob.key)),
      ...(await latestJobs(sql, person.accountId, SHOWN, packageJob.key)),
    ].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
    const division = divisions.find(({ code }) => code === asked.get('division')) ?? divisions[0];
    const season = seasons.find((name) => name === asked.get('season')) ?? seasons[0];
    return {
      divisions,
      evaluations: divisions
        .filter(({ level }) => hasEvaluation(level as DivisionLevel))
        .map(({ code, name, depth }) => ({ code, name, depth })),
      seasons,
      chosen: { division: division?.code ?? '', season: season ?? '' },
      today: dayInShanghai(now),
      jobs: jobs.map((job) => ({ ...jobView(job, language, true), packed: job.kind === packageJob.key })),
      mayPack: may(person.role, 'package.make'),
      mayFreeze: may(person.role, 'report.freeze'),
      withoutPersonalData: !may(person.role, 'report.personal-columns'),
    };
  });
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requireMay(request, 'report.make');
  const { db, now } = requestContext();
  return actionResult<never>(
    await sentForm(request),
    async (typed) => {
      const asked = parseForm(reportForm, typed);
      await (asked.pack ? askForPackage : askForReport)(db, person, asked, now);
      throw redirect('/reports');
    },
    {
      'division.unknown': 'division',
      'package.level': 'division',
      'season.unknown': 'season',
      'day.not-a-day': 'asOf',
      'report.day-ahead': 'asOf',
    },
  );
}

export default function Reports() {
  const reply = useActionData<typeof action>();
  const navigation = useNavigation();
  return (
    <ReportsScreen
      {...useLoaderData<typeof loader>()}
      reply={useFormReply(reply)}
      busy={navigation.state !== 'idle' && navigation.formMethod === 'POST'}
    />
  );
}
