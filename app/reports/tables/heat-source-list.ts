/** 热源 as a table: what the screen shows and what the export writes. */
import type { TFunction } from 'i18next';
import type { HeatSourceKind } from '~/domain/contract/enumerations';
import type { HeatSourcesColumn } from '~/domain/tables/heat-source-table';
import { enumWord } from '~/i18n/enum-word';
import type { Column } from '../sheet';
import { listColumn } from './shown-table';

type Words = TFunction<['targets', 'enums']>;

export type HeatSourceListed = {
  number: string;
  name: string;
  kind: HeatSourceKind;
  division: string;
  place: string;
  tonnes: number | null;
  rating: string | null;
  closing: boolean;
  households: number;
  villages: number;
  used: boolean;
  faults: readonly string[];
};

export function heatSourceColumns(t: Words): Column<HeatSourceListed>[] {
  const column = listColumn<HeatSourceListed, HeatSourcesColumn>;
  return [
    column('name', t('targets:heat.name'), 20, 'text', (row) => row.name),
    column('number', t('targets:heat.number'), 16, 'code', (row) => row.number),
    column('kind', t('targets:heat.kind'), 12, 'text', (row) => enumWord(t, 'heatSourceKind', row.kind)),
    column('place', t('targets:heat.place'), 20, 'text', (row) => row.place),
    column('tonnes', t('targets:heat.tonnes'), 10, 'decimal2', (row) => row.tonnes),
    column('rating', t('targets:heat.rating'), 8, 'text', (row) => row.rating),
    column('closing', t('targets:heat.closing'), 10, 'text', (row) => t(row.closing ? 'targets:heat.yes' : 'targets:heat.no')),
    column('households', t('targets:heat.households'), 10, 'count', (row) => row.households, { kind: 'sum', scale: 1 }),
    column('villages', t('targets:heat.villages'), 8, 'count', (row) => row.villages),
    column('verdict', t('targets:heat.verdict'), 32, 'text', (row) => verdictOf(t, row)),
  ];
}

/** Whether a source is allowed (docs/definitions.md#rule-r15), and why not. */
export function verdictOf(t: Words, { faults, used }: Pick<HeatSourceListed, 'faults' | 'used'>): string {
  if (faults.length > 0)
    return t('targets:heat.faultsOf', { faults: faults.map((fault) => t(`targets:heat.fault.${fault as 'rating'}`)).join('、') });
  return t(used ? 'targets:heat.good' : 'targets:heat.unused');
}
