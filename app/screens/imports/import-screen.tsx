import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { Button, ButtonLink } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { JobFiles, JobProgress, type JobView } from '~/screens/shared/job-progress';
import { Notice } from '~/screens/shared/notice';
import { type Column, Table } from '~/screens/shared/table';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';
import { ImportProblems, type ProblemsOfSheet } from './import-problems';

type SheetCounts = { sheet: string; added: number; updated: number; unchanged: number; refused: number; notes: number };
export type ImportView = {
  job: JobView;
  fileName: string;
  mode: 'preview' | 'import';
  /** Why the workbook was refused as a whole. */
  sentences: string[];
  outcome: 'imported' | 'previewed' | 'refused' | null;
  sheets: SheetCounts[];
  /** The sheets and columns that were not read. */
  notes: string[];
  problems: ProblemsOfSheet | null;
  may: { all: boolean; valid: boolean; fileThere: boolean };
};

/** One import: its progress, its result, and the next step. */
export function ImportScreen({ view, reply, busy }: { view: ImportView; reply?: FormReply; busy: boolean }) {
  const { t } = useTranslation('imports');
  // JobProgress watches the job and reloads the page's data when it has ended.
  const working = view.job.state === 'waiting' || view.job.state === 'running';
  return (
    <DeskPage heading={view.fileName} breadcrumb={[{ name: t('title'), to: '/imports' }, { name: view.fileName }]}>
      <ErrorSummary reply={reply} />
      {working ? (
        <div className="card max-w-form p-4">
          <p className="mb-2 font-medium">{t(`working.${view.mode}`)}</p>
          <JobProgress job={view.job} />
        </div>
      ) : (
        <Found view={view} busy={busy} />
      )}
    </DeskPage>
  );
}

function Found({ view, busy }: { view: ImportView; busy: boolean }) {
  const { t } = useTranslation('imports');
  if (view.outcome === null) return <WholeRefused view={view} />;
  const refused = view.sheets.reduce((sum, sheet) => sum + sheet.refused, 0);
  const changes = view.sheets.reduce((sum, sheet) => sum + sheet.added + sheet.updated, 0);
  const verdict =
    view.outcome === 'imported'
      ? refused > 0
        ? 'importedSome'
        : changes === 0
          ? 'importedNothingNew'
          : 'imported'
      : view.mode === 'import'
        ? 'refusedMeanwhile'
        : refused === 0
          ? changes === 0
            ? 'nothingNew'
            : 'good'
          : view.may.valid
            ? 'someRefused'
            : 'allRefused';
  const tone = refused > 0 ? 'attention' : view.outcome === 'imported' ? 'ok' : 'info';
  return (
    <>
      <Notice tone={tone} title={t(`verdict.${verdict}.title`, { refused, changes })} live>
        <p>{t(`verdict.${verdict}.next`, { refused, changes })}</p>
      </Notice>
      {view.notes.map((note) => (
        <Notice key={note} tone="neutral">
          <p>{note}</p>
        </Notice>
      ))}
      {view.job.files.length > 0 && (
        <div className="mb-4">
          <p className="mb-2">{view.outcome === 'imported' || changes === 0 ? t('errorsHint') : t('errorsHintAlone', { rows: changes })}</p>
          <JobFiles job={view.job} />
        </div>
      )}
      <Choices view={view} busy={busy} refused={refused} />
      <Counts sheets={view.sheets} />
      {view.problems && <ImportProblems problems={view.problems} sheets={view.sheets} />}
    </>
  );
}

function WholeRefused({ view }: { view: ImportView }) {
  const { t } = useTranslation('imports');
  return (
    <>
      <Notice
        tone={view.job.state === 'failed' ? 'danger' : 'attention'}
        title={t(view.job.state === 'failed' ? 'failed' : 'wholeRefused')}
        live
      >
        {view.sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </Notice>
      <ButtonLink to="/imports" icon="upload" look="main">
        {t('another')}
      </ButtonLink>
    </>
  );
}

function Choices({ view, busy, refused }: { view: ImportView; busy: boolean; refused: number }) {
  const { t } = useTranslation('imports');
  if (view.mode === 'import')
    return (
      <p className="mb-4">
        <Link className="link" to="/imports">
          {t('another')}
        </Link>
      </p>
    );
  return (
    <Form method="post" className="mb-6 flex flex-wrap items-center gap-3">
      <Csrf />
      {view.may.all && (
        <Button look="main" icon="check" name="how" value="all" disabled={busy}>
          {t(busy ? 'starting' : 'importAll')}
        </Button>
      )}
      {view.may.valid && (
        <Button look="plain" icon="check" name="how" value="valid" disabled={busy}>
          {t(busy ? 'starting' : 'importValid', { refused })}
        </Button>
      )}
      <ButtonLink to="/imports" icon="upload" look={view.may.all || view.may.valid ? 'quiet' : 'main'}>
        {t('another')}
      </ButtonLink>
      {!view.may.fileThere && <p className="text-ink-soft">{t('fileGone')}</p>}
    </Form>
  );
}

function Counts({ sheets }: { sheets: SheetCounts[] }) {
  const { t } = useTranslation('imports');
  const number = (key: Exclude<keyof SheetCounts, 'sheet'>): Column<SheetCounts> => ({
    key,
    heading: t(`column.${key}`),
    number: true,
    cell: (row) => row[key].toLocaleString('en-US'),
  });
  const columns: Column<SheetCounts>[] = [
    { key: 'sheet', heading: t('column.sheet'), cell: ({ sheet }) => sheet },
    number('added'),
    number('updated'),
    number('unchanged'),
    number('refused'),
    number('notes'),
  ];
  return (
    <div className="mb-6 max-w-form">
      <Table columns={columns} rows={sheets} rowKey={({ sheet }) => sheet} caption={t('countsCaption')} />
    </div>
  );
}
