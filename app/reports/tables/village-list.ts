/** The households of a village as a table: what the screen shows, and what its export writes. */
import type { TFunction } from 'i18next';
import type { HouseholdStatus, Mode } from '~/domain/contract/enumerations';
import type { ListWord } from '~/domain/household/list-words';
import { maskName } from '~/domain/household/mask';
import type { StateOfHousehold } from '~/domain/survey/household-state';
import type { VillageColumn } from '~/domain/tables/household-tables';
import { enumWord } from '~/i18n/enum-word';
import type { Column } from '../sheet';
import { listColumn } from './shown-table';

type Words = TFunction<['households', 'coverage', 'enums', 'survey']>;

export type VillageRow = {
  number: string;
  head: string;
  address: string | null;
  phoneMasked: string | null;
  status: HouseholdStatus;
  state: StateOfHousehold;
  words: readonly ListWord[];
  mode: Mode | null;
  lastHeat: string | null;
  /** The day of the latest visit of the season. */
  lastVisit: string | null;
};

/** `personal`: names in full, doors and masked phones; false for the file of an auditor. */
export function villageColumns(t: Words, personal: boolean): Column<VillageRow>[] {
  const column = listColumn<VillageRow, VillageColumn>;
  return [
    column('number', t('coverage:households.number'), 20, 'code', (row) => row.number),
    ...(personal ? [column('address', t('coverage:households.address'), 16, 'text', (row) => row.address)] : []),
    column('head', t('coverage:households.head'), 10, 'text', (row) => (personal ? row.head : maskName(row.head))),
    column('state', t('households:column.state'), 16, 'text', (row) => stateText(t, row)),
    column('marks', t('households:column.marks'), 12, 'text', (row) =>
      (['reburning', 'letting'] as const)
        .filter((word) => row.words.includes(word))
        .map((word) => t(`households:chip.${word}`))
        .join(t('survey:listSeparator')),
    ),
    column('mode', t('households:column.mode'), 15, 'text', (row) => (row.mode ? enumWord(t, 'mode', row.mode) : null)),
    column('lastHeat', t('households:column.lastHeat'), 15, 'text', (row) => (row.lastHeat ? enumWord(t, 'heat', row.lastHeat) : null)),
    column('visits', t('households:column.lastVisit'), 12, 'day', (row) => row.lastVisit),
    ...(personal ? [column('phone', t('coverage:households.phone'), 14, 'code', (row) => row.phoneMasked)] : []),
    column('status', t('coverage:households.status'), 9, 'word', (row) => enumWord(t, 'householdStatus', row.status)),
  ];
}

/** As the chip of the phone's list says it. */
function stateText(t: Words, { state, status }: VillageRow): string {
  const more =
    state.state === 'closed' && state.closedBy
      ? ` · ${enumWord(t, 'visitOutcome', state.closedBy)}`
      : state.state === 'out_of_scope'
        ? ` · ${enumWord(t, 'householdStatus', status)}`
        : '';
  const nobody = state.nobodyDays > 0 ? ` ${t('households:nobodyDays', { count: state.nobodyDays })}` : '';
  return `${t(`households:state.${state.state}`)}${more}${nobody}`;
}
