import { Form } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { BackupRun } from '~/domain/upkeep/backup-run';
import type { FormReply } from '~/i18n/form-reply';
import { formatCount, formatInstant } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { JobProgress, type JobView } from '~/screens/shared/job-progress';
import { Chip, Notice, type Tone } from '~/screens/shared/notice';
import { type Column, Table } from '~/screens/shared/table';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';

/** `problem` in the words of the reader. */
type ListedRun = Omit<BackupRun, 'problem'> & { problem: string | null };
type State = 'good' | 'failed' | 'stale' | 'none';
type Props = {
  state: State;
  lastGood: { begunAt: string; rows: number; files: number } | null;
  runs: ListedRun[];
  folder: string;
  freeBytes: number;
  job: JobView | null;
  reply?: FormReply;
  busy: boolean;
};

const TONE: Record<State, Tone> = { good: 'ok', failed: 'danger', stale: 'attention', none: 'attention' };

/** 备份: whether the register could be restored, what was made and what its rehearsal found, and a button to make one now. */
export function BackupsScreen({ state, lastGood, runs, folder, freeBytes, job, reply, busy }: Props) {
  const { t } = useTranslation('backups');
  const working = job?.state === 'waiting' || job?.state === 'running';
  const columns: Column<ListedRun>[] = [
    { key: 'at', heading: t('list.at'), cell: ({ begunAt }) => <span className="whitespace-nowrap">{formatInstant(begunAt)}</span> },
    { key: 'why', heading: t('list.why'), cell: ({ why }) => <span className="whitespace-nowrap">{t(`why.${why}`)}</span> },
    { key: 'rehearsal', heading: t('list.rehearsal'), cell: (run) => <Outcome run={run} /> },
    { key: 'size', heading: t('list.size'), number: true, cell: ({ bytes }) => sizeText(bytes) },
    { key: 'rows', heading: t('list.rows'), number: true, cell: ({ rows }) => countText(rows) },
    { key: 'files', heading: t('list.files'), number: true, cell: ({ files }) => countText(files) },
    { key: 'seconds', heading: t('list.seconds'), number: true, cell: ({ seconds }) => (seconds === null ? '—' : seconds.toFixed(1)) },
    {
      key: 'file',
      heading: t('list.file'),
      cell: ({ file, deletedAt }) => (
        <span className="whitespace-nowrap">
          <span className="font-mono text-small">{file}</span>
          {deletedAt && <span className="ml-2 text-small text-ink-faint">{t('list.deleted')}</span>}
        </span>
      ),
    },
  ];
  return (
    <DeskPage heading={t('title')}>
      <ErrorSummary reply={reply} />
      <Notice tone={TONE[state]} title={t(`state.${state}`)}>
        {lastGood && (
          <p>
            {t('state.last', { at: formatInstant(lastGood.begunAt), rows: formatCount(lastGood.rows), files: formatCount(lastGood.files) })}
          </p>
        )}
        {state !== 'good' && <p>{t(`next.${state}`)}</p>}
      </Notice>
      <section className="card mb-6 max-w-form p-4">
        <p className="mb-2">{t('where', { folder, free: sizeText(freeBytes) })}</p>
        <p className="mb-3 text-ink-soft">{t('key')}</p>
        {working && job ? (
          <JobProgress job={job} />
        ) : (
          <Form method="post">
            <Csrf />
            <Button look="main" icon="data" disabled={busy}>
              {t('make')}
            </Button>
          </Form>
        )}
      </section>
      <h2 className="mb-2 text-lead font-semibold">{t('list.title')}</h2>
      <Table
        columns={columns}
        rows={runs}
        rowKey={({ id }) => id}
        caption={t('list.title')}
        empty={
          <EmptyState title={t('list.none')}>
            <p>{t('list.noneNext')}</p>
          </EmptyState>
        }
      />
      <p className="mt-4 max-w-form text-small text-ink-faint">{t('kept')}</p>
    </DeskPage>
  );
}

function Outcome({ run }: { run: ListedRun }) {
  const { t } = useTranslation('backups');
  if (run.problem !== null) {
    return (
      <>
        <Chip tone="danger" icon="stop">
          {t('outcome.refused')}
        </Chip>
        <span className="ml-2 text-small">{run.problem}</span>
      </>
    );
  }
  if (run.rehearsal === null) {
    const whole = run.bytes !== null;
    return <Chip tone={whole ? 'neutral' : 'info'}>{t(whole ? 'outcome.notRehearsed' : 'outcome.making')}</Chip>;
  }
  if (run.rehearsal.ok) {
    return (
      <Chip tone="ok" icon="ok">
        {t('outcome.ok')}
      </Chip>
    );
  }
  const faults = run.rehearsal.faults.slice(0, 3).map(({ what, name }) => t(`fault.${what}`, { name }));
  return (
    <>
      <Chip tone="danger" icon="alert">
        {t('outcome.failed', { count: run.rehearsal.faults.length })}
      </Chip>
      <span className="ml-2 text-small">{faults.join('；')}</span>
    </>
  );
}

const countText = (n: number | null): string => (n === null ? '—' : formatCount(n));

function sizeText(bytes: number | null): string {
  if (bytes === null) return '—';
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
