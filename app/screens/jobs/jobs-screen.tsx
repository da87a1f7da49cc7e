import { Link, useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '~/i18n/formats';
import { EmptyState } from '~/screens/shared/empty-state';
import { JobFiles, JobProgress, JobStateChip, type JobView } from '~/screens/shared/job-progress';
import { type Column, Table } from '~/screens/shared/table';
import { DeskPage } from '~/screens/shell/desk-page';

const LOOK_AGAIN_MS = 3000;

/** 我的任务: the jobs a person asked for, with progress and files. */
export function JobsScreen({ jobs, all, mayAll }: { jobs: JobView[]; all: boolean; mayAll: boolean }) {
  const { t } = useTranslation('common');
  const { revalidate } = useRevalidator();
  const working = jobs.some((job) => job.state === 'waiting' || job.state === 'running');
  useEffect(() => {
    if (!working) return;
    const timer = setInterval(revalidate, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [working, revalidate]);
  const columns: Column<JobView>[] = [
    {
      key: 'title',
      heading: t('jobs.what'),
      cell: (job) => (
        <Link className="link" to={all ? `/jobs/${job.id}` : job.page}>
          {job.title}
        </Link>
      ),
    },
    ...(all ? [{ key: 'by', heading: t('jobs.by'), cell: (job: JobView) => job.by ?? '—' }] : []),
    { key: 'created', heading: t('jobs.asked'), cell: (job) => <span className="whitespace-nowrap">{formatInstant(job.createdAt)}</span> },
    {
      key: 'state',
      heading: t('jobs.stateHeading'),
      cell: (job) => (
        <span className="flex flex-wrap items-center gap-2">
          <JobStateChip state={job.state} />
          {job.state === 'running' && job.total > 0 && (
            <span className="text-small tabular-nums text-ink-faint">{Math.floor((job.done / job.total) * 100)} %</span>
          )}
          {job.sentence && <span className="text-small text-ink-soft">{job.sentence}</span>}
        </span>
      ),
    },
    { key: 'files', heading: t('jobs.files'), cell: (job) => <JobFiles job={job} /> },
  ];
  return (
    <DeskPage
      heading={t('jobs.title')}
      actions={
        mayAll ? (
          <Link className="link" to={all ? '/jobs' : '/jobs?all=1'}>
            {t(all ? 'jobs.onlyMine' : 'jobs.all')}
          </Link>
        ) : undefined
      }
    >
      <p className="mb-2 text-ink-soft">{t('jobs.keep')}</p>
      <Table
        columns={columns}
        rows={jobs}
        rowKey={(job) => job.id}
        caption={t('jobs.title')}
        empty={
          <EmptyState title={t('jobs.none')}>
            <p>{t('jobs.noneNext')}</p>
          </EmptyState>
        }
      />
    </DeskPage>
  );
}

export function JobScreen({ job }: { job: JobView }) {
  const { t } = useTranslation('common');
  return (
    <DeskPage heading={job.title} breadcrumb={[{ name: t('jobs.title'), to: '/jobs' }, { name: job.title }]} narrow>
      <div className="card p-4">
        <JobProgress job={job} />
      </div>
    </DeskPage>
  );
}
