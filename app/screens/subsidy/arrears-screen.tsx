import { Link, useLocation, useSearchParams } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keysOf } from '~/domain/contract/enumerations';
import { ARREARS_AGES, type ArrearsAge } from '~/domain/subsidy/arrears-age';
import type { ArrearsView } from '~/domain/subsidy/arrears-view';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import type { SavedView } from '~/domain/tables/saved-view';
import { ARREARS_TABLE, type ArrearsColumn } from '~/domain/tables/subsidy-tables';
import { formatCount, formatWanYuan, formatYuan } from '~/i18n/formats';
import { type ArrearsLine, arrearsColumns } from '~/reports/tables/arrears-list';
import { chosenOf } from '~/reports/tables/shown-table';
import { changed } from '~/screens/coverage/addresses';
import { OpenFinding } from '~/screens/findings/open-finding';
import { EmptyState } from '~/screens/shared/empty-state';
import { Chip } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { DeskTable } from '~/screens/tables/desk-table';
import { numberedPages, TablePages } from '~/screens/tables/table-pages';
import { TableToolbar } from '~/screens/tables/table-toolbar';
import { type Town, townFilter } from '~/screens/tables/town-filter';
import { subsidyAddress } from './addresses';
import { SubsidyPageFrame, type SubsidyPlace } from './subsidy-page';

type Props = SubsidyPlace & {
  view: Omit<ArrearsView, 'columns'> & { columns: readonly ArrearsColumn[] };
  views: readonly SavedView[];
  towns: readonly Town[];
  own: Record<ArrearsAge, { households: number; amount: number }>;
  households: number;
  divisions: readonly { code: string; name: string; ages: Record<ArrearsAge, number>; amount: number; households: number }[];
  rows: readonly ArrearsLine[];
  more: boolean;
};

/** 拖欠: the longest and largest arrears, from the whole division down to the household. */
export function ArrearsScreen({ view, views, own, households, divisions, towns, rows, more, ...place }: Props) {
  const { t } = useTranslation(['subsidy', 'enums', 'tables']);
  const [parameters] = useSearchParams();
  const { trail, season } = place;
  const division = trail[trail.length - 1]!;
  const total = ARREARS_AGES.reduce((sum, age) => sum + own[age].amount, 0);
  const { pathname, search } = useLocation();
  const query = new URLSearchParams(search);
  query.set('season', season);
  const at = { path: pathname, query };
  const columns = arrearsColumns(t as never, true);
  const to = (changes: Record<string, string | null>): string => changed(parameters, { page: null, ...changes });
  return (
    <SubsidyPageFrame
      page="arrears"
      heading={t('arrears.title', { name: division.name })}
      actions={<OpenFinding division={division.code} season={season} at={at} count={households} />}
      {...place}
    >
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
            <h2 id="who" className="mb-2 text-lead">
              {t('arrears.who')}
            </h2>
            <TableToolbar
              at={at}
              spec={ARREARS_TABLE}
              columns={columns}
              shown={view.columns}
              filters={[
                ...townFilter(t as never, division.level, towns, view.town),
                {
                  name: 'kind',
                  label: t('field.kind'),
                  any: t('arrears.everyKind'),
                  chosen: view.kind ? [view.kind] : [],
                  options: keysOf('policyKind').map((kind) => ({ value: kind, label: t(`enums:policyKind.${kind}`) })),
                },
                {
                  name: 'age',
                  label: t('arrears.since'),
                  any: t('arrears.allAges'),
                  chosen: view.age ? [view.age] : [],
                  options: ARREARS_AGES.map((age) => ({ value: age, label: t(`arrears.age.${age}`) })),
                },
              ]}
              search={{ text: view.search, label: t('search') }}
              views={views}
              exportPath={`/subsidy/${division.code}/arrears/export`}
            />
            <DeskTable
              at={at}
              caption={t('arrears.who')}
              columns={chosenOf(columns, view.columns)}
              cells={CELLS}
              rows={rows}
              rowKey={(row) => `${row.number} ${row.policy} ${row.season}`}
              opens={(row) => `/households/${encodeURIComponent(row.number)}`}
              first={(view.page - 1) * ROWS_A_PAGE + 1}
              order={view}
              sorts={ARREARS_TABLE.sorts}
              empty={
                <EmptyState title={t('arrears.noneOfAge')}>
                  <p>{t('arrears.noneOfAgeNow')}</p>
                </EmptyState>
              }
            />
            <TablePages {...numberedPages(at, view.page, more)} />
          </section>
        </>
      )}
    </SubsidyPageFrame>
  );
}

const CELLS: Record<string, (row: ArrearsLine) => ReactNode> = {
  owed: (row) => <strong>{formatYuan(row.owed)}</strong>,
  months: (row) => <span className={row.age === 'over12' ? 'font-semibold text-danger' : ''}>{row.months}</span>,
  reburning: (row) => (row.reburning ? <Reburning /> : '—'),
};

function Reburning() {
  const { t } = useTranslation('subsidy');
  return (
    <Chip tone="danger" icon="flame">
      {t('state.reburning')}
    </Chip>
  );
}
