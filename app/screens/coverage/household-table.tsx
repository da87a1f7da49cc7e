import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { HouseholdBehindFigure } from '~/domain/coverage/household-behind-figure';
import { type ListedSign, signsOfListed } from '~/domain/coverage/signs-of-listed';
import { type ListKey, unitOf } from '~/domain/indicators/household-lists';
import { enumWord } from '~/i18n/enum-word';
import { signName, signReason } from '~/i18n/sign-words';
import type { IconName } from '~/screens/shared/icon';
import { Chip, type Tone } from '~/screens/shared/notice';
import { type Column, Table } from '~/screens/shared/table';
import { listValue } from './words';

type Props = { caption: string; list: ListKey; households: readonly HouseholdBehindFigure[]; withPlace: boolean; empty?: ReactNode };

/** The households behind a figure: name, place, and the visit that decided. */
export function HouseholdTable({ caption, list, households, withPlace, empty }: Props) {
  const { t } = useTranslation(['coverage', 'enums']);
  const columns: Column<HouseholdBehindFigure>[] = [
    {
      key: 'number',
      heading: t('coverage:households.number'),
      width: '10rem',
      cell: (row) => (
        <Link className="link whitespace-nowrap" to={`/households/${encodeURIComponent(row.number)}`}>
          {row.number}
        </Link>
      ),
    },
    {
      key: 'address',
      heading: t('coverage:households.address'),
      cell: (row) => <span className="block min-w-[5rem]">{row.address ?? t('coverage:households.noAddress')}</span>,
    },
    { key: 'head', heading: t('coverage:households.head'), cell: (row) => <span className="whitespace-nowrap">{row.head}</span> },
    ...(withPlace
      ? [
          {
            key: 'place',
            heading: t('coverage:households.place'),
            cell: (row: HouseholdBehindFigure) => <span className="block min-w-[9rem]">{row.place}</span>,
          },
        ]
      : []),
    {
      key: 'mode',
      heading: t('coverage:households.mode'),
      cell: (row) => <span className="whitespace-nowrap">{enumWord(t, 'mode', row.mode)}</span>,
    },
    { key: 'visit', heading: t('coverage:households.visit'), cell: (row) => <VisitCell household={row} /> },
    { key: 'signs', heading: t('coverage:households.signs'), cell: (row) => <Signs household={row} /> },
    ...(unitOf(list) === 'households'
      ? []
      : [
          {
            key: 'value',
            heading: t(VALUE_HEADING[unitOf(list)]),
            number: true,
            cell: (row: HouseholdBehindFigure) => listValue(list, row.value),
          },
        ]),
    {
      key: 'phone',
      heading: t('coverage:households.phone'),
      cell: (row) => <span className="whitespace-nowrap">{row.phoneMasked ?? '—'}</span>,
    },
  ];
  return (
    <Table
      caption={caption}
      columns={columns}
      rows={households}
      rowKey={(row) => row.number}
      empty={empty}
      maxHeight="calc(100vh - 72px)"
    />
  );
}

const VALUE_HEADING = {
  households: 'coverage:households.value',
  rooms: 'coverage:unit.rooms',
  area: 'coverage:households.area',
  money: 'coverage:households.amount',
} as const;

/** The day of the visit, its outcome, and whether it still waits for review. */
function VisitCell({ household }: { household: HouseholdBehindFigure }) {
  const { t } = useTranslation(['coverage', 'enums']);
  const { visit } = household;
  if (!visit) return <span className="text-ink-faint">{t('coverage:households.noVisit')}</span>;
  return (
    <span className="whitespace-nowrap">
      {visit.day}
      {visit.outcome !== 'done' && ` ${enumWord(t, 'visitOutcome', visit.outcome)}`}
      {visit.status !== 'approved' && <span className="ml-1 text-small text-ink-faint">{t(`coverage:visitState.${visit.status}`)}</span>}
    </span>
  );
}

const TONES: Record<ListedSign['kind'], Tone> = {
  cold: 'danger',
  reburn: 'danger',
  unstable: 'attention',
  suspected: 'attention',
  notConnected: 'attention',
  notUsed: 'attention',
  letNotUsed: 'attention',
  closed: 'neutral',
};
const ICONS: Partial<Record<ListedSign['kind'], IconName>> = { cold: 'alert', reburn: 'flame', unstable: 'alert' };

/** The signs found, in the words of the answers that decided. */
function Signs({ household }: { household: HouseholdBehindFigure }) {
  const { t } = useTranslation(['coverage', 'enums', 'survey']);
  const signs = signsOfListed(household);
  if (signs.length === 0 && household.marks.used) return <span className="text-ink-soft">{t('coverage:sign.used')}</span>;
  return (
    <span className="block min-w-[12rem]">
      {signs.map((sign) => (
        <span key={sign.kind} className="mr-2 inline">
          <Chip tone={TONES[sign.kind]} icon={ICONS[sign.kind]}>
            {signName(t, sign)}
          </Chip>{' '}
          <span className="text-small text-ink-soft">{signReason(t, sign)}</span>{' '}
        </span>
      ))}
    </span>
  );
}
