import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Table } from '~/screens/shared/table';
import { subsidyAddress } from './addresses';
import { ListPages } from './list-pages';
import { SubsidyPageFrame, type SubsidyPlace } from './subsidy-page';

type Props = SubsidyPlace & {
  policy: string;
  reason: string;
  rows: readonly { number: string; head: string; place: string }[];
  more: boolean;
  page: number;
};

/** The households that get nothing under a policy for one reason of the computation. */
export function NotEntitledScreen({ policy, reason, rows, more, page, ...place }: Props) {
  const { t } = useTranslation('subsidy');
  const division = place.trail[place.trail.length - 1]!;
  const title = t('without.title', { name: division.name, policy, why: t(`without.why.${reason as 'no-quantity'}`) });
  return (
    <SubsidyPageFrame
      page="entitlements"
      below
      heading={title}
      actions={
        <ButtonLink look="quiet" to={subsidyAddress(division.code, place.season, 'entitlements')}>
          {t('without.back')}
        </ButtonLink>
      }
      {...place}
    >
      <p className="mb-3 max-w-form text-ink-soft">{t('without.lead')}</p>
      <Table
        caption={title}
        rows={rows}
        rowKey={(row) => row.number}
        empty={
          <EmptyState title={t('without.none')}>
            <p>{t('without.noneNow')}</p>
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
          {
            key: 'number',
            heading: t('sheet.household'),
            cell: (row) => <span className="whitespace-nowrap tabular-nums">{row.number}</span>,
          },
          { key: 'place', heading: t('field.place'), cell: (row) => row.place },
        ]}
      />
      <ListPages page={page} more={more} />
    </SubsidyPageFrame>
  );
}
