import { Link, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { keysOf, type PolicyKind } from '~/domain/contract/enumerations';
import { ARREARS_AGES, type ArrearsAge } from '~/domain/subsidy/arrears-age';
import type { ArrearsView } from '~/domain/subsidy/arrears-view';
import { formatCount, formatWanYuan, formatYuan } from '~/i18n/formats';
import { changed } from '~/screens/coverage/addresses';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Chip } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { subsidyAddress } from './addresses';
import { ListPages } from './list-pages';
import { SubsidyPageFrame, type SubsidyPlace } from './subsidy-page';

type ArrearsRow = {
  number: string;
  head: string;
  place: string;
  season: string;
  policy: string;
  kind: string;
  dueOn: string;
  months: number;
  due: number;
  paid: number;
  owed: number;
  age: ArrearsAge;
  reburning: boolean;
};

type Props = SubsidyPlace & {
  view: ArrearsView;
  own: Record<ArrearsAge, { households: number; amount: number }>;
  households: number;
  divisions: readonly { code: string; name: string; ages: Record<ArrearsAge, number>; amount: number; households: number }[];
  rows: readonly ArrearsRow[];
  more: boolean;
};

/** 拖欠: the longest and largest arrears, from the whole division down to the household. */
export function ArrearsScreen({ view, own, households, divisions, rows, more, ...place }: Props) {
  const { t } = useTranslation(['subsidy', 'enums']);
  const [parameters] = useSearchParams();
  const { trail, season } = place;
  const division = trail[trail.length - 1]!;
  const total = ARREARS_AGES.reduce((sum, age) => sum + own[age].amount, 0);
  const to = (changes: Record<string, string | null>): string => changed(parameters, { page: null, ...changes });
  return (
    <SubsidyPageFrame page="arrears" heading={t('arrears.title', { name: division.name })} {...place}>
      <p className="mb-3 flex flex-wrap items-center gap-x-4">
        <span className="text-lead">
          {t(view.allSeasons ? 'arrears.sumAll' : 'arrears.sum', {
            amount: formatWanYuan(total),
            households: formatCount(households),
            season,
            kind: view.kind === null ? t('arrears.everyKind') : t(`enums:policyKind.${view.kind}`),
          })}
        </span>
        <Link className="link no-print" to={to({ seasons: view.allSeasons ? null : 'all' })}>
          {t(view.allSeasons ? 'arrears.onlySeason' : 'arrears.allSeasons', { season })}
        </Link>
      </p>
      <p className="no-print mb-3 flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className="text-ink-soft">{t('field.kind')}</span>
        {[null, ...keysOf('policyKind')].map((kind) => {
          const word = kind === null ? t('arrears.everyKind') : t(`enums:policyKind.${kind}`);
          return kind === view.kind ? (
            <strong key={word}>{word}</strong>
          ) : (
            <Link key={word} className="link" to={to({ kind })}>
              {word}
            </Link>
          );
        })}
      </p>
      <p className="mb-3 max-w-form text-small text-ink-soft">{t('arrears.means')}</p>
      <ul className="mb-6 grid grid-cols-2 gap-2 tablet:grid-cols-4">
        {ARREARS_AGES.map((age) => (
          <li key={age} className={`card p-3 ${view.age === age ? 'border-action bg-action-wash' : ''}`}>
            <h3 className="font-medium text-ink-soft">{t(`arrears.age.${age}`)}</h3>
            <p className={`text-title font-semibold tabular-nums ${age === 'over12' && own[age].amount > 0 ? 'text-danger' : ''}`}>
              {formatWanYuan(own[age].amount)} <span className="text-small font-normal text-ink-faint">{t('wanYuan')}</span>
            </p>
            <p className="text-small text-ink-faint">
              {own[age].households === 0 ? (
                t('arrears.households', { households: 0 })
              ) : (
                <Link className="link" to={to({ age: view.age === age ? null : age })}>
                  {t(view.age === age ? 'arrears.allAges' : 'arrears.households', { households: formatCount(own[age].households) })}
                </Link>
              )}
            </p>
          </li>
        ))}
      </ul>
      {total === 0 ? (
        <EmptyState title={t('arrears.none')}>
          <p>{t('arrears.noneNow')}</p>
        </EmptyState>
      ) : (
        <>
          {divisions.length > 0 && (
            <section aria-labelledby="where" className="mb-6">
              <h2 id="where" className="mb-2 text-lead">
                {t('arrears.where')} <span className="text-small font-normal text-ink-faint">{t('wanYuan')}</span>
              </h2>
              <Table
                caption={t('arrears.where')}
                rows={divisions}
                rowKey={(row) => row.code}
                maxHeight="20rem"
                columns={[
                  {
                    key: 'name',
                    heading: t('field.division'),
                    cell: (row) => (
                      <Link
                        className="link block min-w-[5rem] tablet:min-w-[6rem]"
                        to={subsidyAddress(row.code, season, 'arrears', {
                          ...(view.allSeasons ? { seasons: 'all' } : {}),
                          ...(view.kind ? { kind: view.kind } : {}),
                        })}
                      >
                        {row.name}
                      </Link>
                    ),
                  },
                  { key: 'amount', heading: t('money.arrears'), number: true, cell: (row) => <strong>{formatWanYuan(row.amount)}</strong> },
                  { key: 'households', heading: t('households'), number: true, cell: (row) => formatCount(row.households) },
                  ...ARREARS_AGES.map((age) => ({
                    key: age,
                    heading: t(`arrears.age.${age}`),
                    number: true,
                    cell: (row: Props['divisions'][number]) =>
                      row.ages[age] === 0 ? (
                        <span className="text-ink-faint">0</span>
                      ) : (
                        <span className={age === 'over12' ? 'text-danger' : ''}>{formatWanYuan(row.ages[age])}</span>
                      ),
                  })),
                ]}
              />
            </section>
          )}
          <section aria-labelledby="who">
            <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2">
              <h2 id="who" className="text-lead">
                {t('arrears.who')}
              </h2>
              <span className="no-print flex gap-3">
                {(['age', 'amount'] as const).map((order) =>
                  order === view.order ? (
                    <strong key={order}>{t(`arrears.order.${order}`)}</strong>
                  ) : (
                    <Link key={order} className="link" to={to({ order: order === 'age' ? null : order })}>
                      {t(`arrears.order.${order}`)}
                    </Link>
                  ),
                )}
              </span>
              <span className="flex-1" />
              <ButtonLink
                to={`/subsidy/${division.code}/arrears/export${changed(parameters, { season, page: null })}`}
                icon="download"
                download
              >
                {t('export')}
              </ButtonLink>
            </div>
            <Table
              caption={t('arrears.who')}
              rows={rows}
              rowKey={(row) => `${row.number} ${row.policy}`}
              maxHeight="calc(100vh - 72px)"
              empty={
                <EmptyState title={t('arrears.noneOfAge')}>
                  <p>{t('arrears.noneOfAgeNow')}</p>
                </EmptyState>
              }
              columns={[
                {
                  key: 'head',
                  heading: t('field.head'),
                  cell: (row) => (
                    <span className="whitespace-nowrap">
                      <Link className="link" to={`/households/${encodeURIComponent(row.number)}`}>
                        {row.head}
                      </Link>{' '}
                      {row.reburning && (
                        <Chip tone="danger" icon="flame">
                          {t('state.reburning')}
                        </Chip>
                      )}
                    </span>
                  ),
                },
                { key: 'owed', heading: t('money.arrearsYuan'), number: true, cell: (row) => <strong>{formatYuan(row.owed)}</strong> },
                {
                  key: 'months',
                  heading: t('arrears.since'),
                  number: true,
                  cell: (row) => (
                    <span className={`whitespace-nowrap ${row.age === 'over12' ? 'font-semibold text-danger' : ''}`}>
                      {t('arrears.months', { months: row.months })}
                    </span>
                  ),
                },
                { key: 'place', heading: t('field.place'), cell: (row) => <span className="block min-w-[8rem]">{row.place}</span> },
                { key: 'dueOn', heading: t('field.dueOn'), cell: (row) => <span className="whitespace-nowrap">{row.dueOn}</span> },
                { key: 'due', heading: t('money.dueYuan'), number: true, cell: (row) => formatYuan(row.due) },
                { key: 'paid', heading: t('money.paidYuan'), number: true, cell: (row) => formatYuan(row.paid) },
                {
                  key: 'kind',
                  heading: t('field.kind'),
                  cell: (row) => <span className="whitespace-nowrap">{t(`enums:policyKind.${row.kind as PolicyKind}`)}</span>,
                },
                {
                  key: 'policy',
                  heading: t('field.policy'),
                  cell: (row) => (
                    <span className="whitespace-nowrap">
                      {row.policy}
                      {view.allSeasons && ` · ${row.season}`}
                    </span>
                  ),
                },
              ]}
            />
            <ListPages page={view.page} more={more} />
          </section>
        </>
      )}
    </SubsidyPageFrame>
  );
}
