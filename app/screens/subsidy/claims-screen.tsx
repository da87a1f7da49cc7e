import { Link, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { SHARED_KEYS, type SharedKey } from '~/domain/subsidy/double-claims';
import type { ClaimListKey } from '~/domain/tables/subsidy-tables';
import { formatCount, formatYuan } from '~/i18n/formats';
import { type ReadingTrace, readingText } from '~/reports/tables/claims-list';
import { changed } from '~/screens/coverage/addresses';
import { EmptyState } from '~/screens/shared/empty-state';
import { Table } from '~/screens/shared/table';
import { SubsidyPageFrame, type SubsidyPlace } from './subsidy-page';

type ClaimHousehold = { number: string; head: string; place: string };
type Reason = SharedKey | 'completed' | 'no-coal-zone' | null;
type NotedHousehold = ClaimHousehold & { amount: number | null; reason: Reason; readings: readonly ReadingTrace[] };
type Props = SubsidyPlace & {
  shared: {
    groups: readonly { key: SharedKey; shared: string; households: readonly ClaimHousehold[]; elsewhere: number }[];
    counts: Record<SharedKey, number>;
  };
  lists: readonly { key: ClaimListKey; count: number; households: readonly NotedHousehold[] }[];
};

const MONEY: readonly ClaimListKey[] = ['overpaid', 'coalSubsidy', 'paidUnused'];
/** 重复与异常: claims that cannot all be right, and meter readings that contradict claims. Each number opens its households. */
export function ClaimsScreen({ shared, lists, ...place }: Props) {
  const { t } = useTranslation('subsidy');
  const division = place.trail[place.trail.length - 1]!;
  const nothing = shared.groups.length === 0 && lists.every(({ count }) => count === 0);
  return (
    <SubsidyPageFrame page="claims" heading={t('claims.title', { name: division.name })} {...place}>
      <p className="mb-3 max-w-form text-ink-soft">
        {t('claims.lead')}{' '}
        <Link
          className="link whitespace-nowrap"
          to={`/subsidy/${division.code}/zones?${new URLSearchParams({ season: place.season }).toString()}`}
        >
          {t('claims.zones')}
        </Link>
      </p>
      {nothing && (
        <div className="mb-4">
          <EmptyState title={t('claims.none')}>
            <p>{t('claims.noneNow')}</p>
          </EmptyState>
        </div>
      )}
      <div className="space-y-2">
        {SHARED_KEYS.map((key) => {
          const groups = shared.groups.filter((group) => group.key === key);
          return (
            <Entry
              key={key}
              name={t(`claims.shared.${key}`)}
              rule={key === 'id' ? 'R01' : 'R02'}
              count={t('claims.groups', { groups: formatCount(shared.counts[key]) })}
              open={groups.length > 0}
            >
              <ul className="divide-y divide-line">
                {groups.map((group) => (
                  <li key={group.shared + group.households[0]?.number} className="py-2">
                    <span className="mr-3 font-medium">{group.shared}</span>
                    {group.households.map((household) => (
                      <span key={household.number} className="mr-4 inline-block">
                        <Link className="link" to={`/households/${encodeURIComponent(household.number)}`}>
                          {household.head}
                        </Link>{' '}
                        <span className="text-small text-ink-soft">{household.place}</span>
                      </span>
                    ))}
                    {group.elsewhere > 0 && (
                      <span className="text-small text-danger">{t('claims.elsewhere', { households: formatCount(group.elsewhere) })}</span>
                    )}
                  </li>
                ))}
              </ul>
              <Rest listKey={key} count={shared.counts[key]} shown={groups.length} />
            </Entry>
          );
        })}
        {lists.map(({ key, count, households }) => (
          <Entry
            key={key}
            name={t(`claims.list.${key}`)}
            rule={t(`claims.rule.${key}`)}
            count={t('claims.households', { households: formatCount(count) })}
            open={count > 0}
          >
            <Table
              caption={t(`claims.list.${key}`)}
              rows={households}
              rowKey={(row) => row.number}
              maxHeight="24rem"
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
                { key: 'place', heading: t('field.place'), cell: (row) => <span className="block min-w-[8rem]">{row.place}</span> },
                ...(MONEY.includes(key)
                  ? [
                      {
                        key: 'amount',
                        heading: t('money.amountYuan'),
                        number: true,
                        cell: (row: NotedHousehold) => (row.amount === null ? '—' : formatYuan(row.amount)),
                      },
                    ]
                  : []),
                ...(key === 'coalSubsidy'
                  ? [
                      {
                        key: 'reason',
                        heading: t('claims.why'),
                        cell: (row: NotedHousehold) => t(row.reason === 'no-coal-zone' ? 'claims.inZone' : 'claims.completed'),
                      },
                    ]
                  : []),
                ...(households.some(({ readings }) => readings.length > 0)
                  ? [
                      {
                        key: 'readings',
                        heading: t('claims.readings'),
                        cell: (row: NotedHousehold) => <Readings readings={row.readings} />,
                      },
                    ]
                  : []),
              ]}
            />
            <Rest listKey={key} count={count} shown={households.length} />
          </Entry>
        ))}
      </div>
    </SubsidyPageFrame>
  );
}

/** The link to the list as a table: filtered, sorted, page by page, as a file. */
function Rest({ listKey, count, shown }: { listKey: string; count: number; shown: number }) {
  const { t } = useTranslation('subsidy');
  const [parameters] = useSearchParams();
  return (
    <p className="mt-1">
      <Link className="link" to={changed(parameters, { list: listKey })}>
        {count > shown ? t('claims.rest', { shown, count: formatCount(count) }) : t('claims.asTable')}
      </Link>
    </p>
  );
}

function Readings({ readings }: { readings: readonly ReadingTrace[] }) {
  const { t } = useTranslation(['subsidy', 'enums']);
  return readings.map((one) => (
    <span key={one.energy} className="block min-w-[14rem]">
      {readingText(t, one)}
    </span>
  ));
}

function Entry({
  name,
  rule,
  count,
  open,
  children,
}: {
  name: string;
  rule: string;
  count: string;
  open: boolean;
  children: React.ReactNode;
}) {
  if (!open)
    return (
      <p className="card flex min-h-target flex-wrap items-center gap-x-3 px-3 text-ink-soft">
        <span className="min-w-0 flex-1">
          {name} <span className="text-small text-ink-faint">{rule}</span>
        </span>
        {count}
      </p>
    );
  return (
    <details className="card px-3">
      <summary className="flex min-h-target cursor-pointer flex-wrap items-center gap-x-3">
        <span className="min-w-0 flex-1">
          {name} <span className="text-small text-ink-faint">{rule}</span>
        </span>
        <strong className="text-danger">{count}</strong>
      </summary>
      <div className="pb-3">{children}</div>
    </details>
  );
}
