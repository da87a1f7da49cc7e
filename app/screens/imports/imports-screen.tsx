import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { Button, ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { FileField } from '~/screens/shared/file-field';
import { JobStateChip, type JobView } from '~/screens/shared/job-progress';
import { type Column, Table } from '~/screens/shared/table';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';

type ImportInList = { job: JobView; fileName: string; mode: 'preview' | 'import'; added: number; updated: number; refused: number };
type Props = { sheets: string[]; imports: ImportInList[]; limitMegabytes: number; reply?: FormReply; busy: boolean };

/** 导入: a form to choose a workbook and have it checked, and the imports so far. */
export function ImportsScreen({ sheets, imports, limitMegabytes, reply, busy }: Props) {
  const { t } = useTranslation('imports');
  const columns: Column<ImportInList>[] = [
    {
      key: 'file',
      heading: t('history.file'),
      cell: ({ job, fileName }) => (
        <Link className="link" to={`/imports/${job.id}`}>
          {fileName}
        </Link>
      ),
    },
    { key: 'mode', heading: t('history.mode'), cell: ({ mode }) => t(`mode.${mode}`) },
    { key: 'at', heading: t('history.at'), cell: ({ job }) => <span className="whitespace-nowrap">{formatInstant(job.createdAt)}</span> },
    { key: 'state', heading: t('history.state'), cell: ({ job }) => <JobStateChip state={job.state} /> },
    { key: 'added', heading: t('column.added'), number: true, cell: ({ added }) => added },
    { key: 'updated', heading: t('column.updated'), number: true, cell: ({ updated }) => updated },
    { key: 'refused', heading: t('column.refused'), number: true, cell: ({ refused }) => refused },
  ];
  return (
    <DeskPage
      heading={t('title')}
      actions={
        <ButtonLink to="/imports/template" icon="download" download>
          {t('template')}
        </ButtonLink>
      }
    >
      <p className="mb-4 max-w-form text-ink-soft">{t('lead')}</p>
      <ErrorSummary reply={reply} />
      <Form method="post" encType="multipart/form-data" className="card mb-6 max-w-form p-4">
        <Csrf />
        <FileField
          name="workbook"
          label={t('choose')}
          accept=".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          browse={t('browse')}
          noneChosen={t('noneChosen')}
        />
        <p id="workbook-hint" className="mb-3 text-small text-ink-faint">
          {t('chooseHint', { limit: limitMegabytes })}
        </p>
        <Button look="main" icon="upload" disabled={busy}>
          {t(busy ? 'uploading' : 'check')}
        </Button>
      </Form>
      <section className="mb-6 max-w-form" aria-labelledby="what">
        <h2 id="what" className="mb-2 text-lead font-semibold">
          {t('what.title')}
        </h2>
        <ul className="list-disc space-y-1 pl-5 text-ink-soft">
          <li>{t('what.sheets', { sheets: sheets.join('、') })}</li>
          <li>{t('what.header')}</li>
          <li>{t('what.again')}</li>
          <li>{t('what.blank')}</li>
          <li>{t('what.text')}</li>
          {sheets.includes('抄表') && <li>{t('what.readings')}</li>}
        </ul>
      </section>
      <h2 className="mb-2 text-lead font-semibold">{t('history.title')}</h2>
      <Table
        columns={columns}
        rows={imports}
        rowKey={({ job }) => job.id}
        caption={t('history.title')}
        empty={
          <EmptyState title={t('history.none')}>
            <p>{t('history.noneNext')}</p>
          </EmptyState>
        }
      />
    </DeskPage>
  );
}
