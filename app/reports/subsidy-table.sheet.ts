/** The tables of the subsidy pages as sheets: the same rows in the same order, amounts as numbers, rates as formulas. */
import type { TFunction } from 'i18next';
import type { DivisionSums } from '~/domain/coverage/division';
import { indicator } from '~/domain/indicators/indicators';
import type { Measure } from '~/domain/indicators/measures';
import { type Cell, type Column, type Format, NO_TOTAL, type Sheet, type Total } from './sheet';
import { sheetName } from './sheet-name';

type Words = TFunction<['subsidy', 'enums']>;
/** `notes`: what is to be said before the definitions. */
type Head = { division: string; season: string; asOf: string; notes?: readonly string[] };

const COUNTED = ['continuous', 'reduced', 'arrears', 'interrupted', 'never'] as const;

export function subsidyTableSheet(t: Words, head: Head, rows: readonly DivisionSums[]): Sheet<DivisionSums> {
  const column = (
    key: string,
    title: string,
    width: number,
    format: Format,
    total: Total,
    value: (row: DivisionSums) => Cell,
    group = '',
  ): Column<DivisionSums> => ({ group, title, key, width, format, total, value });
  const wan = (measure: Measure, title: string) =>
    column(measure, title, 13, 'wan', { kind: 'sum', scale: 10_000 }, (row) => Math.round(row.sums[0]![measure] / 100) / 10_000);
  const rate = (key: 'paidRateAmount' | 'paidRateHouseholds' | 'continuityRate'): Column<DivisionSums>[] => {
    const { numerator, denominator, unit } = indicator(key);
    const group = t(`subsidy:rate.${key}`);
    const scale = unit === 'money' ? 100 : 1;
    const part = (name: 'n' | 'd', title: string, value: (row: DivisionSums) => number) =>
      column(`${key}.${name}`, title, 12, unit === 'money' ? 'yuan' : 'count', { kind: 'sum', scale }, (row) => value(row) / scale, group);
    return [
      column(
        key,
        t('subsidy:sheet.rate'),
        9,
        'rate',
        { kind: 'rate', numerator: [`${key}.n`], denominator: [`${key}.d`] },
        () => null,
        group,
      ),
      part('n', t('subsidy:sheet.numerator'), (row) => numerator(row.sums[0]!)),
      part('d', t('subsidy:sheet.denominator'), (row) => denominator(row.sums[0]!)),
    ];
  };
  return {
    ...frame(t, head, t('subsidy:sheet.overview'), t('subsidy:overview.title', { name: head.division }), t('subsidy:sheet.wan')),
    paper: 'A3',
    columns: [
      column('name', t('subsidy:field.division'), 18, 'text', NO_TOTAL, (row) => row.name),
      column('code', t('subsidy:sheet.code'), 15, 'code', NO_TOTAL, (row) => row.code),
      column('entitled', t('subsidy:money.households'), 10, 'count', { kind: 'sum', scale: 1 }, (row) => row.sums[0]!.entitled),
      wan('due', t('subsidy:money.due')),
      wan('paid', t('subsidy:money.paid')),
      wan('arrears', t('subsidy:money.arrears')),
      ...rate('paidRateAmount'),
      ...rate('paidRateHouseholds'),
      ...rate('continuityRate'),
      ...COUNTED.map((state) =>
        column(
          `continuity.${state}`,
          t(`subsidy:state.${state}`),
          9,
          'count',
          { kind: 'sum', scale: 1 },
          (row) => row.sums[0]![`continuity.${state}`],
        ),
      ),
    ],
    hasTotal: true,
    list: false,
    notes: [
      ...(head.notes ?? []),
      ...(['paidRateAmount', 'paidRateHouseholds', 'continuityRate'] as const).map((key) => t(`subsidy:rateDefinition.${key}`)),
    ],
    rows,
  };
}

function frame(t: Words, { division, season, asOf }: Head, name: string, title: string, unit: string) {
  return {
    name: sheetName(name, []),
    title: `${title}　${season}`,
    subtitle: [t('subsidy:sheet.division', { name: division }), t('subsidy:sheet.asOf', { season, day: asOf }), unit] as const,
    basis: [],
    frozenColumns: 1,
    rowHeight: 18,
    signed: false,
  };
}
