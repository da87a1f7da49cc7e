/** The table of a coverage page as a sheet: the same rows, order and columns, the rates as formulas over their counts. */
import type { TFunction } from 'i18next';
import { type CoverageColumn, figureIn, isFindingColumn, isRateColumn } from '~/domain/coverage/coverage-columns';
import type { DivisionSums } from '~/domain/coverage/division';
import { changeInPoints } from '~/domain/indicators/change-of-rate';
import { indicator } from '~/domain/indicators/indicators';
import { type Column, NO_TOTAL, type Sheet } from './sheet';
import { sheetName } from './sheet-name';

export type CoverageSheetInput = {
  division: string;
  season: string;
  asOf: string;
  columns: readonly CoverageColumn[];
  compare: boolean;
  /** The filters in words; empty without filters. */
  filters: readonly string[];
  /** What is to be said before the definitions. */
  notes: readonly string[];
  rows: readonly DivisionSums[];
};

export function coverageTableSheet(t: TFunction<'coverage'>, input: CoverageSheetInput): Sheet<DivisionSums> {
  const rates = input.columns.filter(isRateColumn);
  return {
    name: sheetName(t('sheet.coverage'), []),
    title: `${t('title', { name: input.division })}　${input.season}`,
    subtitle: [t('sheet.division', { name: input.division }), t('sheet.asOf', { season: input.season, day: input.asOf }), t('sheet.unit')],
    paper: 'A3',
    columns: [
      { group: '', title: t('table.name'), key: 'name', width: 20, format: 'text', total: NO_TOTAL, value: (row) => row.name },
      { group: '', title: t('sheet.code'), key: 'code', width: 15, format: 'code', total: NO_TOTAL, value: (row) => row.code },
      ...input.columns.flatMap((column) => columnsOf(t, column, input.compare)),
    ],
    basis: [],
    frozenColumns: 1,
    list: false,
    hasTotal: true,
    rowHeight: 18,
    signed: false,
    notes: [
      ...input.notes,
      ...(input.filters.length > 0 ? [t('sheet.filters', { filters: input.filters.join('；') })] : []),
      ...rates.map((column) =>
        t('sheet.definition', {
          name: t(`indicator.${column}.name`),
          formula: t(`indicator.${column}.formula`),
          basis: t(`indicator.${column}.basis`),
        }),
      ),
    ],
    rows: input.rows,
  };
}

function columnsOf(t: TFunction<'coverage'>, column: CoverageColumn, compare: boolean): Column<DivisionSums>[] {
  const title = t(`column.${column}`);
  if (!isRateColumn(column)) {
    return [
      {
        group: '',
        title,
        key: column,
        width: 10,
        format: 'count',
        total: { kind: 'sum', scale: 1 },
        value: (row) => figureIn(column, row.sums[0]!).numerator,
      },
    ];
  }
  const isArea = indicator(column).unit === 'area';
  const part = (key: string, name: string, value: (row: DivisionSums) => number): Column<DivisionSums> => ({
    group: title,
    title: name,
    key,
    width: isArea ? 14 : 9,
    format: isArea ? 'decimal2' : 'count',
    // A value that households of two townships share is a finding of both: findings are not added up.
    total: isFindingColumn(column) ? NO_TOTAL : { kind: 'sum', scale: isArea ? 100 : 1 },
    value,
  });
  return [
    {
      group: title,
      title: t('sheet.rate'),
      key: column,
      width: 9,
      format: 'rate',
      total: { kind: 'rate', numerator: [`${column}.n`], denominator: [`${column}.d`] },
      value: () => null,
    },
    part(`${column}.n`, t('sheet.numerator'), (row) => figureIn(column, row.sums[0]!, row.found?.[0]).numerator),
    part(`${column}.d`, t('sheet.denominator'), (row) => figureIn(column, row.sums[0]!, row.found?.[0]).denominator),
    ...(compare
      ? [
          {
            group: title,
            title: t('sheet.change'),
            key: `${column}.change`,
            width: 10,
            format: 'decimal2' as const,
            total: NO_TOTAL,
            value: (row: DivisionSums) =>
              row.sums[1]
                ? changeInPoints(figureIn(column, row.sums[0]!, row.found?.[0]), figureIn(column, row.sums[1], row.found?.[1]))
                : null,
          },
        ]
      : []),
  ];
}
