/** 目标 and 采暖前准备 as tables: what the screens show, in their order. */
import type { TFunction } from 'i18next';
import type { TargetRow } from '~/domain/report/report-rows';
import { CONVERSION_STEPS } from '~/domain/targets/conversion-steps';
import type { Readiness } from '~/domain/targets/readiness';
import type { TargetZone } from '~/domain/targets/target';
import { enumWord } from '~/i18n/enum-word';
import type { Column } from '../sheet';
import { listColumn } from './shown-table';

type Words = TFunction<['targets', 'enums']>;

/** One printed unit of an indicator's whole numbers: 1/100 m² as m², 分 as 万元, as on the screen. */
const SCALE = { households: 1, rooms: 1, findings: 1, area: 100, money: 1_000_000 } as const;

export function targetColumns(t: Words): Column<TargetRow>[] {
  const zone = (key: TargetZone) => (key === 'all' ? t('targets:zone.all') : enumWord(t, 'zoneType', key));
  const scaled = ({ gap: { unit } }: TargetRow, value: number | null) => (value === null ? null : value / SCALE[unit]);
  const verdict = (reached: boolean | null) => t(`targets:targets.${reached === null ? 'unknown' : reached ? 'yes' : 'no'}`);
  return [
    listColumn('division', t('targets:targets.division'), 18, 'text', (row) => row.name),
    listColumn('zone', t('targets:targets.zone'), 14, 'text', (row) => zone(row.zoneType)),
    listColumn('indicator', t('targets:targets.indicator'), 20, 'text', (row) => t(`targets:indicator.${row.indicator}`)),
    listColumn('target', t('targets:targets.percent'), 10, 'decimal2', (row) => row.target / 100),
    listColumn('actual', t('targets:sheet.actual'), 10, 'decimal2', ({ gap: { numerator, denominator } }) =>
      denominator === 0 ? null : (numerator / denominator) * 100,
    ),
    listColumn('numerator', t('targets:sheet.numerator'), 13, 'figure', (row) => scaled(row, row.gap.numerator)),
    listColumn('denominator', t('targets:sheet.denominator'), 13, 'figure', (row) => scaled(row, row.gap.denominator)),
    listColumn('unit', t('targets:sheet.unitOf'), 7, 'word', (row) => t(`targets:unit.${row.gap.unit}`)),
    listColumn('difference', t('targets:sheet.difference'), 11, 'decimal2', ({ gap: { difference } }) =>
      difference === null ? null : difference / 100,
    ),
    listColumn('gap', t('targets:targets.gap'), 12, 'figure', (row) => scaled(row, row.gap.gap)),
    listColumn('reached', t('targets:targets.reached'), 9, 'word', (row) => verdict(row.gap.reached)),
    listColumn('basis', t('targets:targets.basis'), 30, 'text', (row) => row.basis),
  ];
}

export type ReadinessListed = Readiness & { code: string; name: string };

export function readinessColumns(t: Words): Column<ReadinessListed>[] {
  type Counted = 'planned' | 'listed' | 'wanted' | 'missing' | (typeof CONVERSION_STEPS)[number];
  const count = (key: Counted) =>
    listColumn<ReadinessListed, string>(key, t(`targets:readiness.${key}`), 10, 'count', (row) => row[key], { kind: 'sum', scale: 1 });
  return [
    listColumn('name', t('targets:readiness.division'), 20, 'text', (row) => row.name),
    listColumn('code', t('targets:sheet.code'), 15, 'code', (row) => row.code),
    count('wanted'),
    ...CONVERSION_STEPS.map(count),
    count('missing'),
    listColumn('start', t('targets:readiness.start'), 12, 'word', (row) => row.startsOn ?? t('targets:readiness.noDate')),
    listColumn('daysLeft', t('targets:readiness.daysLeft'), 10, 'figure', (row) => row.daysLeft),
    listColumn('needed', t('targets:readiness.needed'), 10, 'figure', (row) => row.neededADay),
    count('planned'),
    count('listed'),
  ];
}
