import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { levelBelow } from '~/domain/divisions/division-code';
import type { FormReply } from '~/i18n/form-reply';
import { formatCount } from '~/i18n/formats';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Chip, Notice } from '~/screens/shared/notice';
import { type Column, Table } from '~/screens/shared/table';
import { DeskPage } from '~/screens/shell/desk-page';
import { DivisionForms } from './division-forms';
import type { ShownDivision } from './shown-division';

export type Child = {
  code: string;
  name: string;
  validFrom: string | null;
  validTo: string | null;
  mergedInto: string | null;
  divisionsBelow: number;
  households: number;
};
export type DivisionDone = 'added' | 'changed' | 'closed' | 'merged';

type Props = {
  division: ShownDivision;
  trail: { code: string; name: string }[];
  divisionsBelow: Child[];
  today: string;
  reply?: FormReply;
  done: DivisionDone | null;
};

export function DivisionScreen({ division, trail, divisionsBelow, today, reply, done }: Props) {
  const { t } = useTranslation(['accounts', 'enums', 'common']);
  const below = levelBelow(division.level);
  const columns: Column<Child>[] = [
    {
      key: 'name',
      heading: t('divisions.name'),
      cell: (row) => (
        <Link className="link whitespace-nowrap" to={`/settings/divisions/${row.code}`}>
          {row.name}
        </Link>
      ),
    },
    { key: 'code', heading: t('divisions.code'), cell: (row) => <span className="tabular-nums">{row.code}</span> },
    ...(below === 'village'
      ? []
      : [{ key: 'children', heading: t('divisions.below'), number: true, cell: (row: Child) => formatCount(row.divisionsBelow) }]),
    { key: 'households', heading: t('divisions.households'), number: true, cell: (row) => formatCount(row.households) },
    {
      key: 'valid',
      heading: t('divisions.valid'),
      cell: (row) => <Validity from={row.validFrom} to={row.validTo} merged={row.mergedInto !== null} />,
    },
  ];
  return (
    <DeskPage
      heading={
        <span className="flex flex-wrap items-center gap-3">
          {division.name}
          {division.validTo && <Chip icon="stop">{t(division.mergedInto ? 'divisions.merged' : 'divisions.closed')}</Chip>}
        </span>
      }
      breadcrumb={trail.map((step, at) =>
        at === trail.length - 1 ? { name: step.name } : { name: step.name, to: `/settings/divisions/${step.code}` },
      )}
    >
      {done && !reply && <Notice tone="ok" title={t(`divisions.done.${done}`)} live />}
      <ErrorSummary reply={reply} />
      <div className="grid items-start gap-4 wide:grid-cols-[minmax(0,1fr)_400px]">
        <div className="min-w-0">
          <DivisionFacts division={division} />
          {below && (
            <>
              <h2 className="mb-2 mt-4 font-semibold">{t(`divisions.listOf.${below}`, { count: divisionsBelow.length })}</h2>
              <Table
                columns={columns}
                rows={divisionsBelow}
                rowKey={(row) => row.code}
                caption={t(`divisions.listOf.${below}`, { count: divisionsBelow.length })}
                empty={
                  <EmptyState title={t('divisions.none')}>
                    <p>{t('divisions.noneNext')}</p>
                  </EmptyState>
                }
              />
            </>
          )}
        </div>
        {!division.validTo && <DivisionForms key={`${division.code}-${division.name}`} division={division} today={today} reply={reply} />}
      </div>
    </DeskPage>
  );
}

function Validity({ from, to, merged }: { from: string | null; to: string | null; merged: boolean }) {
  const { t } = useTranslation('accounts');
  if (to)
    return <span className="whitespace-nowrap text-ink-faint">{t(merged ? 'divisions.mergedOn' : 'divisions.closedOn', { day: to })}</span>;
  return <span className="whitespace-nowrap">{from ? t('divisions.since', { day: from }) : t('divisions.inForce')}</span>;
}

function DivisionFacts({ division }: { division: ShownDivision }) {
  const { t } = useTranslation(['accounts', 'enums']);
  const rows: [string, React.ReactNode][] = [
    [
      t('divisions.code'),
      <span key="code" className="tabular-nums">
        {division.code}
      </span>,
    ],
    [t('divisions.level'), t(`divisions.levels.${division.level}`)],
    [t('divisions.households'), formatCount(division.households)],
    [t('divisions.valid'), <Validity key="valid" from={division.validFrom} to={division.validTo} merged={division.mergedInto !== null} />],
    [
      t('divisions.source'),
      division.source === 'local'
        ? t('divisions.sources.local')
        : division.source === 'import'
          ? t('divisions.sources.import')
          : t('divisions.sources.shipped'),
    ],
  ];
  if (division.level === 'village') {
    rows.push(
      [t('divisions.zoneType'), division.zoneType ? t(`enums:zoneType.${division.zoneType as 'urban_core'}`) : '—'],
      [t('divisions.within5km'), t(division.within5km ? 'divisions.yes' : 'divisions.no')],
      [t('divisions.relocating'), t(division.relocating ? 'divisions.yes' : 'divisions.no')],
      [t('divisions.completedOn'), division.completedOn ?? '—'],
    );
  }
  if (division.mergedInto)
    rows.push([
      t('divisions.into'),
      <Link key="into" className="link" to={`/settings/divisions/${division.mergedInto.code}`}>
        {division.mergedInto.name}
      </Link>,
    ]);
  return (
    <dl className="card grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 p-4 tablet:grid-cols-[auto_1fr_auto_1fr]">
      {rows.map(([term, value]) => (
        <div key={term} className="contents">
          <dt className="text-ink-soft">{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
