import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { type FundingLevel, keysOf } from '~/domain/contract/enumerations';
import type { FormReply } from '~/i18n/form-reply';
import { formatWanYuan, formatYuan } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { Choices } from '~/screens/shared/choices';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { Csrf } from '~/screens/shell/viewer';
import { documentsBehind, entitlementsBehind, subsidyAddress } from './addresses';
import { AmountBehind, isRegistered } from './overview-screen';
import { SubsidyPageFrame, type SubsidyPlace } from './subsidy-page';

type Fund = {
  division: string;
  divisionName: string;
  level: FundingLevel;
  document: string;
  allotted: number;
  received: number;
  receivedOn: string | null;
};
export type FundOfLevel = { level: FundingLevel; allotted: number; received: number; paid: number };

type Props = SubsidyPlace & {
  byLevel: readonly FundOfLevel[];
  funds: readonly Fund[];
  /** Only the documents of one level with money of one kind, behind a number; null lists all. */
  only: { level: FundingLevel; of: 'allotted' | 'received' } | null;
  mayManage: boolean;
  done: boolean;
  reply?: FormReply;
  busy: boolean;
};

/** 资金: what each level of government allotted and sent, beside what was paid to households. */
export function FundsScreen({ byLevel, funds, only, mayManage, done, reply, busy, ...place }: Props) {
  const { t } = useTranslation(['subsidy', 'enums', 'common']);
  const division = place.trail[place.trail.length - 1]!;
  const registered = isRegistered(byLevel);
  return (
    <SubsidyPageFrame page="funds" heading={t('funds.title', { name: division.name })} {...place}>
      {done && (
        <Notice tone="ok" live>
          {t('funds.done')}
        </Notice>
      )}
      <ErrorSummary reply={reply} />
      <div className="grid grid-cols-1 items-start gap-6 wide:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0 space-y-6">
          <section aria-labelledby="levels">
            <h2 id="levels" className="mb-2 text-lead">
              {t('funds.byLevel')} <span className="text-small font-normal text-ink-faint">{t('wanYuan')}</span>
            </h2>
            {byLevel.length > 0 && !registered && <p className="mb-2 text-small text-ink-soft">{t('funds.notHere')}</p>}
            <Table
              caption={t('funds.byLevel')}
              rows={byLevel}
              rowKey={(row) => row.level}
              empty={
                <EmptyState title={t('funds.none')}>
                  <p>{t(mayManage ? 'funds.noneNow' : 'funds.noneShort')}</p>
                </EmptyState>
              }
              columns={[
                { key: 'level', heading: t('field.level'), cell: (row) => t(`enums:level.${row.level}`) },
                ...(registered
                  ? [
                      {
                        key: 'allotted',
                        heading: t('money.allotted'),
                        number: true,
                        cell: (row: FundOfLevel) =>
                          row.allotted > 0 ? (
                            <Link className="link" to={documentsBehind(division.code, place.season, row.level, 'allotted')}>
                              {formatWanYuan(row.allotted)}
                            </Link>
                          ) : (
                            formatWanYuan(row.allotted)
                          ),
                      },
                      {
                        key: 'received',
                        heading: t('money.received'),
                        number: true,
                        cell: (row: FundOfLevel) =>
                          row.received > 0 ? (
                            <Link className="link" to={documentsBehind(division.code, place.season, row.level, 'received')}>
                              {formatWanYuan(row.received)}
                            </Link>
                          ) : (
                            formatWanYuan(row.received)
                          ),
                      },
                      {
                        key: 'missing',
                        heading: t('money.missing'),
                        number: true,
                        cell: (row: FundOfLevel) => formatWanYuan(Math.max(0, row.allotted - row.received)),
                      },
                    ]
                  : []),
                {
                  key: 'paid',
                  heading: t('money.paid'),
                  number: true,
                  cell: (row) => (
                    <AmountBehind fen={row.paid} to={entitlementsBehind(division.code, place.season, 'paid', { level: row.level })} />
                  ),
                },
                ...(registered
                  ? [
                      {
                        key: 'left',
                        heading: t('money.left'),
                        number: true,
                        cell: (row: FundOfLevel) => (
                          <span className={row.received < row.paid ? 'text-danger' : ''}>
                            {formatWanYuan(row.received - row.paid)}
                            {row.received < row.paid && ` ${t('funds.ahead')}`}
                          </span>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          </section>
          {funds.length > 0 && (
            <section aria-labelledby="documents">
              <h2 id="documents" className="mb-2 text-lead">
                {t('funds.documents')} <span className="text-small font-normal text-ink-faint">{t('yuanUnit')}</span>
              </h2>
              {only && (
                <p className="mb-2 flex flex-wrap items-baseline gap-x-4">
                  {t('funds.only', { level: t(`enums:level.${only.level}`), what: t(`money.${only.of}`) })}
                  <Link className="link" to={subsidyAddress(division.code, place.season, 'funds')}>
                    {t('funds.everyDocument')}
                  </Link>
                </p>
              )}
              <Table
                caption={t('funds.documents')}
                rows={only ? funds.filter((fund) => fund.level === only.level && fund[only.of] > 0) : funds}
                rowKey={(row) => `${row.division} ${row.level} ${row.document}`}
                columns={[
                  { key: 'document', heading: t('field.document'), cell: (row) => row.document },
                  { key: 'division', heading: t('field.division'), cell: (row) => row.divisionName },
                  { key: 'level', heading: t('field.level'), cell: (row) => t(`enums:level.${row.level}`) },
                  { key: 'allotted', heading: t('money.allotted'), number: true, cell: (row) => formatYuan(row.allotted) },
                  { key: 'received', heading: t('money.received'), number: true, cell: (row) => formatYuan(row.received) },
                  { key: 'receivedOn', heading: t('field.receivedOn'), cell: (row) => row.receivedOn ?? '—' },
                ]}
              />
            </section>
          )}
        </div>
        {mayManage && (
          <section aria-labelledby="enter" className="card p-4">
            <h2 id="enter" className="mb-1 text-lead">
              {t('funds.enter')}
            </h2>
            <p className="mb-3 text-small text-ink-faint">{t('funds.enterHint', { name: division.name })}</p>
            <Form method="post" className="space-y-4">
              <Csrf />
              <Choices
                name="level"
                label={t('field.level')}
                reply={reply}
                options={keysOf('level').map((value) => ({ value, label: t(`enums:level.${value}`) }))}
              />
              <Field name="document" label={t('field.document')} reply={reply} />
              <Field name="allotted" inputMode="decimal" label={`${t('money.allotted')}（${t('yuanUnit')}）`} reply={reply} />
              <Field
                name="received"
                inputMode="decimal"
                label={`${t('money.received')}（${t('yuanUnit')}）`}
                hint={t('funds.receivedHint')}
                reply={reply}
              />
              <Field name="receivedOn" type="date" label={t('field.receivedOn')} optional={t('common:form.optional')} reply={reply} />
              <Button look="main" icon="check" disabled={busy}>
                {t('funds.save')}
              </Button>
            </Form>
          </section>
        )}
      </div>
    </SubsidyPageFrame>
  );
}
