import { statfs } from 'node:fs/promises';
import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { latestJobs } from '~/database/jobs/jobs.server';
import { lastGoodRun, latestRuns } from '~/database/upkeep/backup-runs.server';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import { backupState, didFail } from '~/domain/upkeep/backup-run';
import { sentenceOf } from '~/i18n/sentence-of.server';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { BackupsScreen } from '~/screens/upkeep/backups-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { jobView } from '~/server/jobs/job-view.server';
import { backupFolder } from '~/server/workflows/upkeep/backup-files.server';
import { askToBackup, backupJob } from '~/server/workflows/upkeep/backup-job.server';

export const handle = pageTitle('backups:title');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'settings.manage');
  const { db, now, language } = requestContext();
  const { runs, good, job } = await withSql(db, async (sql) => ({
    runs: await latestRuns(sql, ROWS_A_PAGE),
    good: await lastGoodRun(sql),
    job: (await latestJobs(sql, person.accountId, 1, backupJob.key))[0] ?? null,
  }));
  const newest = runs.find(({ bytes, problem }) => bytes !== null || problem !== null) ?? null;
  const folder = await backupFolder();
  const { bavail, bsize } = await statfs(folder);
  return {
    state: backupState(newest && { begunAt: newest.begunAt, failed: didFail(newest) }, good, now),
    lastGood: good && { begunAt: good.begunAt, rows: good.rows ?? 0, files: good.files ?? 0 },
    runs: runs.map(({ problem, file, ...run }) => ({
      ...run,
      file: file.slice(file.lastIndexOf('/') + 1),
      problem: problem && sentenceOf(language, problem),
    })),
    folder,
    freeBytes: bavail * bsize,
    job: job ? jobView(job, language, false) : null,
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requireMay(request, 'settings.manage');
  return actionResult(await sentForm(request), async () => {
    await askToBackup(requestContext().db, person);
    throw redirect('/settings/backups');
  });
}

export default function Backups() {
  const reply = useFormReply(useActionData<typeof action>());
  const busy = useNavigation().formMethod === 'POST';
  return <BackupsScreen {...useLoaderData<typeof loader>()} reply={reply} busy={busy} />;
}
