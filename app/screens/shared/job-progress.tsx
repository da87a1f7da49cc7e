import { useRevalidator } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from './button';
import type { IconName } from './icon';
import { Chip, Notice, type Tone } from './notice';

export type JobState = 'waiting' | 'running' | 'done' | 'refused' | 'failed';
/** A job as the browser sees it: `/jobs/:id.json`. */
export type JobView = {
  id: string;
  title: string;
  /** The page of its owner. */
  page: string;
  state: JobState;
  /** The sentence for the stage while it runs. */
  stage: string | null;
  done: number;
  total: number;
  /** A sentence about the result. */
  note?: string | null;
  /** Why it was refused or failed. */
  sentence: string | null;
  files: { name: string; bytes: number; rows?: number; url: string }[];
  filesDeleted: boolean;
  createdAt: string;
  finishedAt: string | null;
  by?: string | null;
};

const TONE: Record<JobState, Tone> = { waiting: 'neutral', running: 'info', done: 'ok', refused: 'attention', failed: 'danger' };
const ICON: Record<JobState, IconName> = { waiting: 'clock', running: 'clock', done: 'ok', refused: 'alert', failed: 'stop' };
const EVERY_MS = 1000;

export function JobStateChip({ state }: { state: JobState }) {
  const { t } = useTranslation('common');
  return (
    <Chip tone={TONE[state]} icon={ICON[state]}>
      {t(`jobs.state.${state}`)}
    </Chip>
  );
}

/** The latest state of a job. It is requested every second until the job has ended; then the page's data are reloaded. */
function useJob(initial: JobView): JobView {
  const [job, setJob] = useState(initial);
  const { revalidate } = useRevalidator();
  const ended = job.state !== 'waiting' && job.state !== 'running';
  useEffect(() => setJob(initial), [initial]);
  useEffect(() => {
    if (ended) return;
    let stopped = false;
    const timer = setInterval(() => {
      fetch(`/jobs/${initial.id}.json`, { headers: { Accept: 'application/json' } })
        .then((response) => (response.ok ? (response.json() as Promise<JobView>) : null))
        .then((next) => {
          if (stopped || next === null) return;
          setJob(next);
          if (next.state !== 'waiting' && next.state !== 'running') revalidate();
        })
        // A lost connection is ignored, because the next second asks again.
        .catch(() => undefined);
    }, EVERY_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [initial.id, ended, revalidate]);
  return job;
}

/** The progress of a job, its result and its files. The job goes on when the person leaves the page. */
export function JobProgress({ job: initial }: { job: JobView }) {
  const { t } = useTranslation('common');
  const job = useJob(initial);
  const working = job.state === 'waiting' || job.state === 'running';
  return (
    <div>
      <p className="mb-2 flex items-center gap-2" role="status">
        <JobStateChip state={job.state} />
        {job.stage}
      </p>
      {working && (
        <>
          <div
            role="progressbar"
            aria-label={t('jobs.progress')}
            aria-valuemin={0}
            aria-valuemax={job.total || undefined}
            aria-valuenow={job.total > 0 ? job.done : undefined}
            className="h-2 overflow-hidden rounded-full bg-line"
          >
            <div className="h-2 bg-action" style={{ width: `${job.total > 0 ? Math.min(100, (job.done / job.total) * 100) : 2}%` }} />
          </div>
          <p className="mt-1 text-small tabular-nums text-ink-faint">
            {job.total > 0 && `${job.done.toLocaleString('en-US')}/${job.total.toLocaleString('en-US')} · `}
            {t('jobs.leave')}
          </p>
        </>
      )}
      {job.note && (
        <Notice tone="attention">
          <p>{job.note}</p>
        </Notice>
      )}
      {job.sentence && (
        <Notice tone={job.state === 'refused' ? 'attention' : 'danger'}>
          <p>{job.sentence}</p>
        </Notice>
      )}
      <JobFiles job={job} />
    </div>
  );
}

export function JobFiles({ job }: { job: JobView }) {
  const { t } = useTranslation('common');
  if (job.filesDeleted) return <p className="text-ink-faint">{t('jobs.filesDeleted')}</p>;
  if (job.files.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-2">
      {job.files.map((file) => (
        <li key={file.name}>
          <ButtonLink to={file.url} icon="download" download>
            {file.name} <span className="text-small text-ink-faint">{sizeOf(file.bytes)}</span>
          </ButtonLink>
        </li>
      ))}
    </ul>
  );
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
