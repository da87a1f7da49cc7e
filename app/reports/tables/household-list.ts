/** The list behind a figure as a table: what the screen shows of a household, and what its export writes. */
import type { TFunction } from 'i18next';
import type { HouseholdBehindFigure } from '~/domain/coverage/household-behind-figure';
import { maskName } from '~/domain/household/mask';
import { type ListKey, unitOf } from '~/domain/indicators/household-lists';
import type { HouseholdsColumn } from '~/domain/tables/household-tables';
import { enumWord } from '~/i18n/enum-word';
import { signWords } from '~/i18n/sign-words';
import type { Column } from '../sheet';
import { listColumn } from './shown-table';

export type ListWords = TFunction<['coverage', 'enums', 'survey']>;

export type HouseholdListOptions = {
  list: ListKey;
  /** Names in full, doors and masked phones; false for the file of an auditor. */
  personal: boolean;
  /** False for the list of a single village. */
  withPlace: boolean;
};

/** Only a list of rooms, areas or amounts has a value of each household. */
export function householdListColumns(t: ListWords, { list, personal, withPlace }: HouseholdListOptions): Column<HouseholdBehindFigure>[] {
  const column = listColumn<HouseholdBehindFigure, HouseholdsColumn>;
  const unit = unitOf(list);
  return [
    column('number', t('coverage:households.number'), 20, 'code', (row) => row.number),
    ...(personal ? [column('address', t('coverage:households.address'), 16, 'text', (row) => row.address)] : []),
    column('head', t('coverage:households.head'), 10, 'text', (row) => (personal ? row.head : maskName(row.head))),
    ...(withPlace ? [column('place', t('coverage:households.place'), 26, 'text', (row) => row.place)] : []),
    column('mode', t('coverage:households.mode'), 15, 'text', (row) => enumWord(t, 'mode', row.mode)),
    column('residence', t('coverage:households.residence'), 13, 'word', (row) => enumWord(t, 'residence', row.residence)),
    column('status', t('coverage:households.status'), 9, 'word', (row) => enumWord(t, 'householdStatus', row.status)),
    column('visit', t('coverage:households.visit'), 12, 'day', (row) => row.visit?.day ?? null),
    column('outcome', t('coverage:sheet.outcome'), 9, 'word', (row) =>
      row.visit ? enumWord(t, 'visitOutcome', row.visit.outcome) : t('coverage:households.noVisit'),
    ),
    column('state', t('coverage:sheet.state'), 9, 'word', (row) => (row.visit ? t(`coverage:visitState.${row.visit.status}`) : null)),
    column('signs', t('coverage:households.signs'), 40, 'text', (row) => row.signs.map((sign) => signWords(t, sign)).join('；')),
    ...(unit === 'households'
      ? []
      : [
          column('value', t(VALUE_HEADING[unit]), 12, unit === 'rooms' ? 'count' : 'decimal2', (row) =>
            unit === 'rooms' ? row.value : row.value / 100,
          ),
        ]),
    ...(personal ? [column('phone', t('coverage:households.phone'), 14, 'code', (row) => row.phoneMasked)] : []),
  ];
}

const VALUE_HEADING = {
  rooms: 'coverage:households.rooms',
  area: 'coverage:households.area',
  money: 'coverage:households.amount',
} as const;
