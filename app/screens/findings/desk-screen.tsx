import { Link, useLocation } from '@remix-run/react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import { FINDING_KINDS, FINDING_SOURCES } from '~/domain/findings/desk/finding';
import { FINDING_STATES } from '~/domain/findings/life';
import {
  FINDING_ONLY,
  FINDINGS_TABLE,
  type FindingsColumn,
  type FindingsPosition,
  type FindingsView,
  positionText,
} from '~/domain/tables/findings-table';
import type { SavedView } from '~/domain/tables/saved-view';
import { findingKind } from '~/i18n/finding-sentence';
import type { FormReply } from '~/i18n/form-reply';
import { type FindingLine, findingsColumns } from '~/reports/tables/findings-list';
import { chosenOf } from '~/reports/tables/shown-table';
import { DayChoice, PastDay, type ShownDay } from '~/screens/coverage/as-of/day-choice';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Notice } from '~/screens/shared/notice';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { DeskPage } from '~/screens/shell/desk-page';
import { useViewer } from '~/screens/shell/viewer';
import { DeskTable } from '~/screens/tables/desk-table';
import { tableAddress } from '~/screens/tables/table-address';
import { TablePages } from '~/screens/tables/table-pages';
import { type TableFilter, TableToolbar } from '~/screens/tables/table-toolbar';
import { type Town, townFilter } from '~/screens/tables/town-filter';
import { findingAddress, openFindingAddress } from './addresses';
import { BulkBar } from './bulk-bar';
import { DeskCounts, type DeskCountsProps } from './desk-counts';
import { OverdueChip, StateChip, UrgentChip } from './finding-chips';
import type { PossibleOwner } from './owner-fields';

type Props = {
  trail: readonly DivisionStep[];
  seasons: readonly string[];
  season: string;
  day: ShownDay;
  view: Omit<FindingsView, 'columns'> & { columns: readonly FindingsColumn[] };
  views: readonly SavedView[];
  towns: readonly Town[];
  counts: DeskCountsProps;
  rows: readonly FindingLine[];
  next: FindingsPosition | null;
  owners: readonly PossibleOwner[];
  mayOpen: boolean;
  mayHandle: boolean;
  /** What was just done with how many. */
  done: { bulk: 'assign' | 'ask'; count: number } | null;
  reply?: FormReply;
};

/** 问题整改: the desk of findings of a division, what presses first. */
export function FindingsDeskScreen(props: Props) {
  const { trail, seasons, season, view, views, towns, counts, rows, next, owners, mayOpen, mayHandle, done, reply } = props;
  const { t } = useTranslation(['findings-desk', 'findings', 'tables', 'enums']);
  const { pathname, search } = useLocation();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [timesDone, setTimesDone] = useState(0);
  // What was done with those that were ticked is done: the next piece of work begins with none.
  useEffect(() => {
    if (!done || reply) return;
    setChosen(new Set());
    setTimesDone((times) => times + 1);
  }, [done, reply]);
  // Findings go on after their season is closed: what is not of a past day is of today.
  const day = { ...props.day, closed: false };
  const division = trail[trail.length - 1]!;
  const query = new URLSearchParams(search);
  query.set('season', season);
  query.delete('done');
  query.delete('count');
  const at = { path: pathname, query };
  const columns = findingsColumns(t as never, true, useViewer().language);
  const shown = rows.filter(({ number }) => chosen.has(number));
  const isEmpty = Object.values(counts.states).every((count) => count === 0);
  const choose = (numbers: readonly string[], on: boolean) =>
    setChosen((before) => new Set(on ? [...before, ...numbers] : [...before].filter((number) => !numbers.includes(number))));
  return (
    <DeskPage
      heading={t('findings-desk:title', { name: division.name })}
      breadcrumb={trail.map((step, place) => ({
        name: step.name,
        to: place < trail.length - 1 ? tableAddress({ ...at, path: `/findings/${step.code}` }, { town: null }) : undefined,
      }))}
      season={<SeasonSwitch seasons={seasons} current={season} />}
      asOf={<DayChoice season={season} day={day} />}
      actions={
        <>
          <ButtonLink to="/findings/reported" look="quiet">
            {t('findings-desk:reported')}
          </ButtonLink>
          {mayOpen && (
            <ButtonLink to={openFindingAddress({ division: division.code, season })} look="main" icon="plus">
              {t('findings-desk:new')}
            </ButtonLink>
          )}
        </>
      }
      printWide
    >
      {done && (
        <Notice
          tone="ok"
          live
          title={t(`findings-desk:bulk.${done.bulk === 'assign' ? 'doneAssign' : 'doneAsk'}`, { count: done.count })}
        />
      )}
      <ErrorSummary reply={reply} />
      <PastDay day={day} basis={t('findings-desk:past.states')} />
      <DeskCounts code={division.code} season={season} asOf={day.past ? day.asOf : null} counts={counts} />
      <TableToolbar
        at={at}
        spec={FINDINGS_TABLE}
        columns={columns}
        shown={view.columns}
        filters={[...filtersOf(t as never, view, day.past), ...townFilter(t as never, division.level, towns, view.town)]}
        search={{ text: view.search, label: t('findings-desk:search') }}
        views={views}
        exportPath={`/findings/${division.code}/export`}
      />
      {mayHandle && rows.length > 0 && <BulkBar key={timesDone} chosen={shown} owners={owners} reply={reply} />}
      <DeskTable
        at={at}
        caption={t('findings-desk:title', { name: division.name })}
        columns={chosenOf(columns, view.columns)}
        cells={CELLS}
        rows={rows}
        rowKey={(row) => row.number}
        opens={(row) => findingAddress(row.number)}
        first={view.before + 1}
        order={view}
        sorts={FINDINGS_TABLE.sorts}
        tick={
          mayHandle
            ? {
                all: (
                  <Box
                    label={t('findings-desk:bulk.pickAll')}
                    on={rows.length > 0 && shown.length === rows.length}
                    onChange={(on) =>
                      choose(
                        rows.map(({ number }) => number),
                        on,
                      )
                    }
                  />
                ),
                of: ({ number }) => (
                  <Box label={t('findings-desk:bulk.pick', { number })} on={chosen.has(number)} onChange={(on) => choose([number], on)} />
                ),
              }
            : undefined
        }
        empty={
          <EmptyState title={t(isEmpty ? 'findings-desk:noneAtAll' : 'findings-desk:none')}>
            <p>{t(isEmpty ? 'findings-desk:noneAtAllNow' : 'findings-desk:noneNow')}</p>
          </EmptyState>
        }
      />
      <TablePages
        first={view.after ? tableAddress(at) : null}
        earlier={null}
        later={next ? tableAddress(at, { after: positionText(next), n: String(view.before + rows.length) }) : null}
      />
    </DeskPage>
  );
}

type Words = ReturnType<typeof useTranslation<['findings-desk', 'findings']>>['t'];

/** What is urgent, overdue or somebody's is about today's work, so a past day has no filter for it. */
function filtersOf(t: Words, view: Props['view'], past: boolean): TableFilter[] {
  const one = (value: string | null) => (value === null ? [] : [value]);
  const only = {
    name: 'only',
    label: t('findings-desk:only.label'),
    any: t('findings-desk:only.any'),
    chosen: one(view.only),
    options: FINDING_ONLY.map((value) => ({ value, label: t(`findings-desk:only.${value}`) })),
  };
  return [
    {
      name: 'state',
      label: t('findings-desk:stateFilter.label'),
      any: t('findings-desk:stateFilter.left'),
      chosen: view.state === 'left' ? [] : [view.state],
      options: [
        ...FINDING_STATES.map((state) => ({ value: state, label: t(`findings-desk:state.${state}`) })),
        { value: 'all', label: t('findings-desk:stateFilter.all') },
      ],
    },
    {
      name: 'kind',
      label: t('findings-desk:kindFilter.label'),
      any: t('findings-desk:kindFilter.any'),
      chosen: one(view.kind),
      options: FINDING_KINDS.map((kind) => ({
        value: kind,
        label: kind === 'hand' ? t('findings-desk:kindFilter.hand') : findingKind(t as never, { rule: kind, kind: null, reportKind: null }),
      })),
    },
    {
      name: 'source',
      label: t('findings-desk:source.label'),
      any: t('findings-desk:source.any'),
      chosen: one(view.source),
      options: FINDING_SOURCES.map((source) => ({ value: source, label: t(`findings-desk:source.${source}`) })),
    },
    ...(past ? [] : [only]),
  ];
}

function Box({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={on}
      onChange={(event) => onChange(event.currentTarget.checked)}
      className="mr-1.5 align-middle"
    />
  );
}

const CELLS: Record<string, (row: FindingLine) => ReactNode> = {
  kind: (row) => <Kind row={row} />,
  household: (row) => <Household row={row} />,
  due: (row) => (
    <span className="whitespace-nowrap">
      {row.dueOn} {row.overdue && <OverdueChip plain />}
    </span>
  ),
  state: (row) => <StateChip state={row.state} />,
};

function Household({ row: { household, head, address, households } }: { row: FindingLine }) {
  const { t } = useTranslation('findings-desk');
  if (household === null) return households > 0 ? t('households', { count: households }) : '—';
  return (
    <Link className="link" to={`/households/${encodeURIComponent(household)}`} discover="none">
      {[head, address ?? household].filter(Boolean).join(' ')}
    </Link>
  );
}

/** An urgent one says so before its kind, where nothing cuts it off. */
function Kind({ row }: { row: FindingLine }) {
  const { t } = useTranslation(['findings-desk', 'findings']);
  return (
    <>
      {row.hours !== null && <UrgentChip hours={row.hours} plain />} {findingKind(t as never, row)}
    </>
  );
}
