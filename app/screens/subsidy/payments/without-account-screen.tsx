import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatYuan } from '~/i18n/formats';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Table } from '~/screens/shared/table';
import { subsidyAddress } from '~/screens/subsidy/addresses';
import { ListPages } from '~/screens/subsidy/list-pages';
import { SubsidyPageFrame, type SubsidyPlace } from '~/screens/subsidy/subsidy-page';

type Props = SubsidyPlace & {
  rows: readonly { number: string; head: string; place: string; owed: number }[];
  more: boolean;
  page: number;
  households: number;
  amount: number;
};

/** 没有收款账号的户: whom no card reaches, how much waits for each, and how that is mended. */
export function WithoutAccountScreen({ rows, more, page, households, amount, ...place }: Props) {
  const { t } = useTranslation('subsidy');
  const division = place.trail[place.trail.length - 1]!;
  const title = t('accounts.title', { name: division.name });
  return (
    <SubsidyPageFrame
      page="payments"
      below
      heading={title}
      actions={
        <ButtonLink look="quiet" to={subsidyAddress(division.code, place.season, 'payments')}>
          {t('accounts.back')}
        </ButtonLink>
      }
      {...place}
    >
      <p className="text-lead">{t('accounts.sum', { households: formatCount(households), amount: formatYuan(amount) })}</p>
      <p className="mb-3 max-w-form text-ink-soft">
        {t('accounts.lead')}{' '}
        <Link className="link" to="/imports">
          {t('accounts.toImport')}
        </Link>
      </p>
      <Table
        caption={title}
        rows={rows}
        rowKey={(row) => row.number}
        maxHeight="calc(100vh - 72px)"
        empty={
          <EmptyState title={t('accounts.none')}>
            <p>{t('accounts.noneNow')}</p>
          </EmptyState>
        }
        columns={[
          {
            key: 'head',
            heading: t('field.head'),
            cell: (row) => (
              <Link className="link whitespace-nowrap" to={`/households/${encodeURIComponent(row.number)}`}>
                {row.head}
              </Link>
            ),
          },
          { key: 'owed', heading: t('money.toSendYuan'), number: true, cell: (row) => formatYuan(row.owed) },
          { key: 'place', heading: t('field.place'), cell: (row) => row.place },
          {
            key: 'number',
            heading: t('sheet.household'),
            cell: (row) => <span className="whitespace-nowrap tabular-nums">{row.number}</span>,
          },
        ]}
      />
      <ListPages page={page} more={more} />
    </SubsidyPageFrame>
  );
}
