import { Form, Link, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { BankDifference, BankFault } from '~/domain/subsidy/payments/bank-file';
import type { BatchState } from '~/domain/subsidy/payments/batch-states';
import type { FormReply } from '~/i18n/form-reply';
import { formatCount, formatYuan } from '~/i18n/formats';
import { changed } from '~/screens/coverage/addresses';
import { Button, ButtonLink } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { Csrf } from '~/screens/shell/viewer';
import { subsidyPartAddress } from '~/screens/subsidy/addresses';
import { SubsidyPageFrame, type SubsidyPlace } from '~/screens/subsidy/subsidy-page';

type Sum = { households: number; amount: number };
type Props = SubsidyPlace & {
  batch: { division: string; number: string; state: BatchState };
  templates: readonly { key: string; name: string }[];
  template: string;
  result?: { faults: readonly BankFault[]; arrived: Sum; failed: Sum; differences: readonly BankDifference[] };
  reply?: FormReply;
  busy: boolean;
};

/** 银行回盘: the bank’s file by a template, what agreed, and row by row what did not. */
export function BankResultScreen({ batch, templates, template, result, reply, busy, ...place }: Props) {
  const { t } = useTranslation('subsidy');
  const [parameters] = useSearchParams();
  return (
    <SubsidyPageFrame
      {...place}
      page="payments"
      below
      heading={t('bank.title', { batch: batch.number })}
      actions={
        <ButtonLink look="quiet" to={subsidyPartAddress(batch.division, place.season, 'payments', batch.number)}>
          {t('notice.back')}
        </ButtonLink>
      }
    >
      <ErrorSummary reply={reply} />
      {result && <Outcome batch={batch} season={place.season} result={result} />}
      {batch.state === 'released' ? (
        <Form
          method="post"
          action={changed(parameters, { template })}
          encType="multipart/form-data"
          className="card max-w-form space-y-3 p-4"
        >
          <Csrf />
          <fieldset>
            <legend className="mb-1 font-medium">{t('bank.template')}</legend>
            {templates.map(({ key, name }) => (
              <p key={key}>
                {key === template ? (
                  <strong>{name}</strong>
                ) : (
                  <Link className="link" to={changed(parameters, { template: key })}>
                    {name}
                  </Link>
                )}
              </p>
            ))}
          </fieldset>
          <Field name="file" type="file" accept=".csv,.txt,.xlsx" label={t('bank.file')} hint={t('bank.fileHint')} reply={reply} />
          <Button look="main" icon="upload" disabled={busy}>
            {t('bank.take')}
          </Button>
        </Form>
      ) : (
        <p>{t('bank.notReleased')}</p>
      )}
    </SubsidyPageFrame>
  );
}

function Outcome({ batch, season, result }: Pick<Props, 'batch' | 'season'> & { result: NonNullable<Props['result']> }) {
  const { t } = useTranslation('subsidy');
  const { faults, arrived, failed, differences } = result;
  if (faults.length > 0)
    return (
      <Notice tone="attention" title={t('bank.faults')} live>
        <ul>
          {faults.map(({ row, kind, text }) => (
            <li key={row}>{t(`bank.fault.${kind}`, { row, text })}</li>
          ))}
        </ul>
      </Notice>
    );
  return (
    <>
      <Notice tone="ok" live>
        <p>
          {t('bank.taken', {
            arrived: formatCount(arrived.households),
            arrivedYuan: formatYuan(arrived.amount),
            failed: formatCount(failed.households),
            failedYuan: formatYuan(failed.amount),
          })}{' '}
          <Link className="link" to={subsidyPartAddress(batch.division, season, 'payments', batch.number)}>
            {t('bank.goOn')}
          </Link>
        </p>
      </Notice>
      {differences.length > 0 && (
        <section aria-labelledby="differences" className="mb-4">
          <h2 id="differences" className="mb-2 text-lead">
            {t('bank.differences', { count: differences.length })}
          </h2>
          <Table
            caption={t('bank.differences', { count: differences.length })}
            rows={differences}
            rowKey={(one) => `${one.kind} ${'answer' in one ? one.answer.row : one.household}`}
            columns={[
              { key: 'row', heading: t('bank.row'), number: true, cell: (one) => ('answer' in one ? one.answer.row : '—') },
              { key: 'what', heading: t('bank.what'), cell: (one) => t(`bank.difference.${one.kind}`) },
              {
                key: 'household',
                heading: t('sheet.household'),
                cell: (one) =>
                  'household' in one ? (
                    <Link className="link whitespace-nowrap" to={`/households/${encodeURIComponent(one.household)}`}>
                      {one.household}
                    </Link>
                  ) : (
                    '—'
                  ),
              },
              {
                key: 'expected',
                heading: t('bank.expected'),
                number: true,
                cell: (one) => ('expected' in one ? formatYuan(one.expected) : '—'),
              },
              {
                key: 'said',
                heading: t('bank.said'),
                number: true,
                cell: (one) => ('answer' in one ? formatYuan(one.answer.amount) : '—'),
              },
              {
                key: 'account',
                heading: t('field.account'),
                cell: (one) => ('answer' in one ? one.answer.account : '—'),
              },
            ]}
          />
        </section>
      )}
    </>
  );
}
