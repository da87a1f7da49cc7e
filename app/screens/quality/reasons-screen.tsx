import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { ReasonSays } from '~/domain/quality/reason';
import type { FormReply } from '~/i18n/form-reply';
import { formatCount, formatInstant } from '~/i18n/formats';
import { Button, ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { JobProgress, type JobView } from '~/screens/shared/job-progress';
import { Chip } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { Csrf } from '~/screens/shell/viewer';
import { QualityPageFrame, type QualityPlace, qualityAddress } from './quality-page';
import { reasonSentence } from './reason-sentence';

type ListedReason = ReasonSays & {
  id: string;
  village: string;
  records: number;
  foundOn: string;
  gone: boolean;
  looked: boolean;
};

type Props = QualityPlace & {
  run: { at: string; visits: number } | null;
  mayCompute: boolean;
  latest: JobView | null;
  reasons: readonly ListedReason[];
  page: number;
  more: boolean;
  reply?: FormReply;
};

/** 值得一看: reasons to look at records, village by village; never a list of people. */
export function ReasonsScreen({ run, mayCompute, latest, reasons, page, more, reply, ...place }: Props) {
  const { t } = useTranslation('quality');
  const division = place.trail[place.trail.length - 1]!;
  const here = qualityAddress(division.code, place.season, 'reasons');
  return (
    <QualityPageFrame {...place} page="reasons" heading={t('reasons.title', { name: division.name })}>
      <ErrorSummary reply={reply} />
      <p className="mb-3 max-w-form text-ink-soft">{t('reasons.lead')}</p>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        {run && <p>{t('reasons.computed', { at: formatInstant(run.at), visits: run.visits })}</p>}
        {mayCompute && (
          <Form method="post" className="no-print">
            <Csrf />
            <Button look={run ? 'plain' : 'main'}>{t(run ? 'reasons.compute' : 'reasons.computeFirst')}</Button>
          </Form>
        )}
      </div>
      {latest && <JobProgress job={latest} />}
      {reasons.length === 0 ? (
        <EmptyState title={t(run ? 'reasons.none' : 'reasons.never')}>
          <p>{t(run ? 'reasons.noneNow' : division.level === 'city' ? 'reasons.counties' : 'reasons.noneNext')}</p>
        </EmptyState>
      ) : (
        <Table
          caption={t('reasons.list')}
          rows={reasons}
          rowKey={(row) => row.id}
          columns={[
            {
              key: 'kind',
              heading: t('reasons.kind'),
              cell: (row) => (
                <Link className="link" to={`/quality/${division.code}/reasons/${row.id}`}>
                  {t(`kind.${row.kind}`)}
                </Link>
              ),
            },
            { key: 'village', heading: t('reasons.place'), cell: (row) => row.village },
            {
              key: 'says',
              heading: t('reason.statement'),
              cell: (row) => <span className="block min-w-64">{reasonSentence(t, row)}</span>,
            },
            { key: 'records', heading: t('reasons.records'), number: true, cell: (row) => formatCount(row.records) },
            {
              key: 'state',
              heading: t('reasons.state'),
              cell: (row) =>
                row.gone ? (
                  <Chip>{t('reasons.gone')}</Chip>
                ) : (
                  <Chip tone={row.looked ? 'ok' : 'attention'}>{t(row.looked ? 'reasons.looked' : 'reasons.open')}</Chip>
                ),
            },
            { key: 'found', heading: t('reasons.found'), cell: (row) => row.foundOn },
          ]}
        />
      )}
      {(page > 1 || more) && (
        <p className="no-print mt-3 flex gap-2">
          {page > 1 && <ButtonLink to={`${here}&page=${page - 1}`}>{t('reasons.earlier')}</ButtonLink>}
          {more && <ButtonLink to={`${here}&page=${page + 1}`}>{t('reasons.later')}</ButtonLink>}
        </p>
      )}
    </QualityPageFrame>
  );
}
