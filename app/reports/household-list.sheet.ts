/** The list behind a figure as a sheet: the same households in the same order, with what decided in words. */
import type { TFunction } from 'i18next';
import type { HouseholdBehindFigure } from '~/domain/coverage/household-behind-figure';
import { signsOfListed } from '~/domain/coverage/signs-of-listed';
import { maskName } from '~/domain/household/mask';
import { type ListKey, unitOf } from '~/domain/indicators/household-lists';
import { enumWord } from '~/i18n/enum-word';
import { signWords } from '~/i18n/sign-words';
import { type Cell, type Column, type Format, NO_TOTAL, type Sheet } from './sheet';
import { sheetName } from './sheet-name';

export type ListSheetInput = {
  division: string;
  season: string;
  asOf: string;
  list: ListKey;
  /** The name of the list. */
  name: string;
  filters: readonly string[];
  /** Names in full, doors and masked phones; false for an auditor. */
  personal: boolean;
  rows: AsyncIterable<HouseholdBehindFigure>;
};

type Words = TFunction<['coverage', 'enums', 'survey']>;

export function householdListSheet(t: Words, input: ListSheetInput): Sheet<HouseholdBehindFigure> {
  return {
    name: sheetName(input.name, []),
    title: `${t('coverage:listTitle', { name: input.division, list: input.name })}　${input.season}`,
    subtitle: [
      t('coverage:sheet.division', { name: input.division }),
      t('coverage:sheet.asOf', { season: input.season, day: input.asOf }),
      '',
    ],
    paper: 'A4',
    columns: columnsOf(t, input),
    basis: [],
    frozenColumns: 1,
    list: true,
    hasTotal: false,
    rowHeight: 16,
    signed: false,
    notes: [
      ...(input.filters.length > 0 ? [t('coverage:sheet.filters', { filters: input.filters.join('；') })] : []),
      t(input.personal ? 'coverage:sheet.masked' : 'coverage:sheet.noPersonal'),
    ],
    rows: input.rows,
  };
}

function columnsOf(t: Words, { list, personal }: ListSheetInput): Column<HouseholdBehindFigure>[] {
  const column = (
    key: string,
    title: string,
    width: number,
    format: Format,
    value: (row: HouseholdBehindFigure) => Cell,
  ): Column<HouseholdBehindFigure> => ({ group: '', title, key, width, format, total: NO_TOTAL, value });
  const unit = unitOf(list);
  return [
    column('number', t('coverage:households.number'), 18, 'code', (row) => row.number),
    ...(personal ? [column('address', t('coverage:households.address'), 14, 'text', (row) => row.address)] : []),
    column('head', t('coverage:households.head'), 9, 'text', (row) => (personal ? row.head : maskName(row.head))),
    column('place', t('coverage:households.place'), 20, 'text', (row) => row.place),
    column('mode', t('coverage:households.mode'), 13, 'text', (row) => enumWord(t, 'mode', row.mode)),
    column('visit', t('coverage:households.visit'), 11, 'day', (row) => row.visit?.day ?? null),
    column('outcome', t('coverage:sheet.outcome'), 9, 'word', (row) =>
      row.visit ? enumWord(t, 'visitOutcome', row.visit.outcome) : t('coverage:households.noVisit'),
    ),
    column('state', t('coverage:sheet.state'), 9, 'word', (row) => (row.visit ? t(`coverage:visitState.${row.visit.status}`) : null)),
    column('signs', t('coverage:households.signs'), 32, 'text', (row) =>
      signsOfListed(row)
        .map((sign) => signWords(t, sign))
        .join('；'),
    ),
    ...(unit === 'households'
      ? []
      : [
          column('value', t(`coverage:unit.${unit}`).trim(), 12, unit === 'rooms' ? 'count' : 'decimal2', (row) =>
            unit === 'rooms' ? row.value : row.value / 100,
          ),
        ]),
    ...(personal ? [column('phone', t('coverage:households.phone'), 13, 'code', (row) => row.phoneMasked)] : []),
  ];
}
