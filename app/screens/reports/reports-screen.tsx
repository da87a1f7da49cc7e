import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { Button, ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field, Select } from '~/screens/shared/field';
import { JobFiles, JobProgress, JobStateChip, type JobView } from '~/screens/shared/job-progress';
import { Notice } from '~/screens/shared/notice';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';
import { evaluationAddress } from './evaluation/addresses';

type Props = {
  divisions: { code: string; name: string; depth: number }[];
  /** Those that have an evaluation report. */
  evaluations: { code: string; name: string; depth: number }[];
  seasons: string[];
  /** The values the form starts with. */
  chosen: { division: string; season: string };
  today: string;
  /** The workbooks this person asked for, the latest first. */
  jobs: (JobView & { packed: boolean })[];
  /** Says that the workbook of this role has no personal data. */
  withoutPersonalData: boolean;
  mayFreeze: boolean;
  mayPack: boolean;
  reply?: FormReply;
  busy: boolean;
};

/** 报表: a form to ask for a workbook, its progress, and the earlier workbooks. */
export function ReportsScreen({
  divisions,
  evaluations,
  seasons,
  chosen,
  today,
  jobs,
  withoutPersonalData,
  mayFreeze,
  mayPack,
  reply,
  busy,
}: Props) {
  const { t } = useTranslation(['reports', 'packages', 'sign-off', 'common']);
  return (
    <DeskPage heading={t('title')}>
      <p className="mb-4 max-w-form text-ink-soft">{t('lead')}</p>
      {withoutPersonalData && <Notice tone="info">{t('withoutPersonalData')}</Notice>}
      <ErrorSummary reply={reply} />
      {seasons.length === 0 ? (
        <EmptyState title={t('noSeason.title')}>
          <p>{t('noSeason.next')}</p>
        </EmptyState>
      ) : (
        <Form method="post" className="card mb-6 p-4">
          <Csrf />
          <div className="grid gap-4 tablet:grid-cols-2 desk:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)]">
            <Select
              name="division"
              label={t('field.division')}
              reply={reply}
              stored={chosen.division}
              options={divisions.map(({ code, name, depth }) => ({ value: code, label: `${'　'.repeat(depth)}${name}` }))}
            />
            <Select
              name="season"
              label={t('field.season')}
              reply={reply}
              stored={chosen.season}
              options={seasons.map((season) => ({ value: season, label: season }))}
            />
            <Field name="asOf" type="date" label={t('field.asOf')} max={today} reply={reply} stored={today} />
          </div>
          <p className="mb-3 mt-2 text-small text-ink-faint">{t('field.asOfHint')}</p>
          <div className="flex flex-wrap gap-2">
            <Button look="main" icon="report" disabled={busy}>
              {t(busy ? 'asking' : 'make')}
            </Button>
            {mayPack && (
              <Button name="pack" value="1" icon="data" disabled={busy}>
                {t('packages:made.button')}
              </Button>
            )}
          </div>
          {mayFreeze && (
            <p className="mt-2 text-small text-ink-faint">
              {t('freezeHint')}{' '}
              <Link className="link" to="/sign-off">
                {t('sign-off:begin')}
              </Link>
            </p>
          )}
          {mayPack && <p className="mt-2 text-small text-ink-faint">{t('packages:made.lead')}</p>}
        </Form>
      )}
      {seasons.length > 0 && evaluations.length > 0 && <Evaluations evaluations={evaluations} season={chosen.season} />}
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-2">
        <h2 className="text-lead font-semibold" id="made">
          {t('made.title')}
        </h2>
        {jobs.length > 0 && <p className="text-small text-ink-faint">{t('common:jobs.keep')}</p>}
      </div>
      {jobs.length === 0 ? (
        <EmptyState title={t('made.none')}>
          <p>{t('made.noneNext')}</p>
        </EmptyState>
      ) : (
        <ul className="card divide-y divide-line" aria-labelledby="made">
          {jobs.map((job) => (
            <Workbook key={job.id} job={job} />
          ))}
        </ul>
      )}
    </DeskPage>
  );
}

/** 评估报告: one a county or city, to read, go on writing and download. */
function Evaluations({ evaluations, season }: Pick<Props, 'evaluations'> & { season: string }) {
  const { t } = useTranslation(['reports', 'evaluation']);
  return (
    <section aria-labelledby="evaluations" className="mb-6">
      <h2 className="mb-1 text-lead font-semibold" id="evaluations">
        {t('evaluation:title')}
      </h2>
      <p className="mb-2 text-ink-soft">{t('evaluation:screen.linkWhat')}</p>
      <ul className="flex flex-wrap gap-2">
        {evaluations.map(({ code, name }) => (
          <li key={code}>
            <ButtonLink to={evaluationAddress(code, { season })} icon="report">
              {t('evaluation:screen.link', { name })}
            </ButtonLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Workbook({ job }: { job: JobView & { packed: boolean } }) {
  const { t } = useTranslation('reports');
  const working = job.state === 'waiting' || job.state === 'running';
  return (
    <li className="p-4">
      <p className="mb-2 flex flex-wrap items-center gap-2">
        <Link className="link font-medium" to={`/jobs/${job.id}`}>
          {job.title}
        </Link>
        {!working && <JobStateChip state={job.state} />}
        <span className="text-small text-ink-faint">{t('made.asked', { at: formatInstant(job.createdAt) })}</span>
      </p>
      {working ? <JobProgress job={job} /> : <JobFiles job={job} />}
      {!working && job.note && <p className={`mt-1 break-words ${job.packed ? 'text-ink-soft' : 'text-attention'}`}>{job.note}</p>}
      {!working && job.sentence && <p className="mt-1 text-attention">{job.sentence}</p>}
    </li>
  );
}
