/** 附件1–3: one row per county, township or village, with the same columns; the village sheet has some more. */

import { labelOf } from '~/domain/contract/enumerations';
import type { FindingTotals } from '~/domain/findings/counts';
import { INDICATOR_KEYS, type IndicatorKey, indicator } from '~/domain/indicators/indicators';
import { MEASURES, type Measure, type Sums } from '~/domain/indicators/measures';
import { type ContractColumn, contractColumns, contractSheetName } from './contract';
import { termsOf } from './linear';
import { textWidth } from './paper/layout';
import { yesNo } from './place';
import { type Cell, type Column, NO_TOTAL, type Sheet } from './sheet';
import { BASIS_TITLES, type Heading, noteOfIndicator, SUMMARY_LEGEND, SUMMARY_UNITS, tableTitle } from './words';

export type SummaryRow = {
  index: number;
  code: string;
  name: string;
  /** Null where the number makes no sense (the townships of a village). */
  townships: number | null;
  villages: number;
  sums: Sums;
  zoneType: string | null;
  within5km: boolean | null;
  noCoalZone: boolean | null;
  note: string | null;
  findings: FindingTotals;
};

const FINDINGS = {
  findings: ({ findings }: SummaryRow) => findings.findings,
  findingsClosed: ({ findings }: SummaryRow) => findings.closed,
} as const;
/** rectifiedRate counts findings, not households. Its terms are these two columns. */
const RECTIFIED = { numerator: ['findingsClosed'], denominator: ['findings'] } as const;

/**
 * Money and area are added up exactly in the smallest unit of their column; `unit` is how many of those one unit of the column
 * holds.
 */
const AMOUNTS: Partial<Record<Measure, { format: 'decimal2' | 'wan'; unit: number }>> = {
  area: { format: 'decimal2', unit: 100 },
  cleanArea: { format: 'decimal2', unit: 100 },
  due: { format: 'wan', unit: 1_000_000 },
  paid: { format: 'wan', unit: 1_000_000 },
  arrears: { format: 'wan', unit: 1_000_000 },
};

const isMeasure = (key: string): key is Measure => (MEASURES as readonly string[]).includes(key);
const isIndicator = (key: string): key is IndicatorKey => (INDICATOR_KEYS as readonly string[]).includes(key);

function columnOf({ group, title, key = title }: ContractColumn): Column<SummaryRow> {
  const named = { group, title, key };
  const text = (format: 'text' | 'code', value: (row: SummaryRow) => Cell): Column<SummaryRow> => ({
    ...named,
    width: 12,
    format,
    total: NO_TOTAL,
    value,
  });
  const count = (value: (row: SummaryRow) => Cell): Column<SummaryRow> => ({
    ...named,
    width: 6,
    format: 'count',
    total: { kind: 'sum', scale: 1 },
    value,
  });
  if (key === 'index') return { ...named, width: 5, format: 'ordinal', total: NO_TOTAL, value: (row) => row.index };
  if (key === 'code') return text('code', (row) => row.code);
  if (key === 'name') return text('text', (row) => row.name);
  if (key === 'note') return text('text', (row) => row.note);
  if (key === 'townships') return count((row) => row.townships);
  if (key === 'villages') return count((row) => row.villages);
  if (key === 'findings' || key === 'findingsClosed') return count(FINDINGS[key]);
  if (isIndicator(key))
    return { ...named, width: 8.8, format: 'rate', total: { kind: 'rate', ...termsOfIndicator(key) }, value: () => null };
  if (!isMeasure(key)) throw new Error(`column ${key} of the summary is neither a measure nor an indicator`);
  const amount = AMOUNTS[key];
  if (!amount) return count((row) => row.sums[key]);
  return {
    ...named,
    width: 9,
    format: amount.format,
    total: { kind: 'sum', scale: amount.unit },
    value: (row) => row.sums[key] / amount.unit,
  };
}

export function termsOfIndicator(key: IndicatorKey): { numerator: readonly string[]; denominator: readonly string[] } {
  if (key === 'rectifiedRate') return RECTIFIED;
  const { numerator, denominator } = indicator(key);
  return { numerator: termsOf(numerator), denominator: termsOf(denominator) };
}

const VILLAGE_COLUMNS: readonly Column<SummaryRow>[] = [
  {
    group: '',
    title: '区域类型',
    key: 'zoneType',
    width: 12,
    format: 'word',
    total: NO_TOTAL,
    value: (row) => (row.zoneType === null ? null : labelOf('zoneType', row.zoneType)),
  },
  { group: '', title: '禁煤区', key: 'noCoalZone', width: 7, format: 'word', total: NO_TOTAL, value: (row) => yesNo(row.noCoalZone) },
  { group: '', title: '周边5公里', key: 'within5km', width: 7, format: 'word', total: NO_TOTAL, value: (row) => yesNo(row.within5km) },
];

/** The columns of a summary in the contract's order; the village sheet has three more after 名称. */
export function summaryColumns(start: '附件1' | '附件2' | '附件3'): Column<SummaryRow>[] {
  const columns = contractColumns(start).map(columnOf);
  // A village has no number of townships, so a column with one has no sum.
  const settled =
    start === '附件3' ? columns.map((column) => (column.key === 'townships' ? { ...column, total: NO_TOTAL } : column)) : columns;
  if (start !== '附件3') return settled;
  const after = settled.findIndex((column) => column.key === 'name') + 1;
  return [...settled.slice(0, after), ...VILLAGE_COLUMNS, ...settled.slice(after)];
}

/** The counts that the rates of these columns use and no column shows. */
function basisColumns(columns: readonly Column<SummaryRow>[]): Column<SummaryRow>[] {
  const shown = new Set(columns.map((column) => column.key));
  const needed = columns.flatMap(({ total }) => (total.kind === 'rate' ? [...total.numerator, ...total.denominator] : []));
  return [...new Set(needed)]
    .filter((key) => !shown.has(key))
    .map((key) => ({ ...columnOf({ group: '', title: BASIS_TITLES[key] ?? key, key }), width: 14 }));
}

export function summarySheet(start: '附件1' | '附件2' | '附件3', heading: Heading, rows: readonly SummaryRow[]): Sheet<SummaryRow> {
  const columns = fitted(summaryColumns(start), rows);
  const rates = columns.map((column) => column.key).filter(isIndicator);
  return {
    name: contractSheetName(start),
    title: tableTitle(contractSheetName(start), heading),
    subtitle: [heading.unitLine, heading.timeLine, SUMMARY_UNITS],
    paper: 'A3',
    columns,
    basis: basisColumns(columns),
    frozenColumns: 3,
    list: false,
    hasTotal: true,
    rowHeight: 22,
    signed: true,
    notes: [...rates.map((key, index) => ({ of: key, text: noteOfIndicator(index + 1, indicator(key)) })), SUMMARY_LEGEND],
    rows,
  };
}

/**
 * Makes each column as wide as its figures need, because fifty-five columns share few pages. The total may have more digits than any
 * row, so its width is computed too.
 */
function fitted(columns: readonly Column<SummaryRow>[], rows: readonly SummaryRow[]): Column<SummaryRow>[] {
  const decimals = { decimal2: 2, wan: 4, yuan: 2, count: 0, ordinal: 0 } as const;
  return columns.map((column) => {
    if (column.format === 'rate') return column;
    const cells = rows.map((row) => column.value(row));
    const places = column.format in decimals ? decimals[column.format as keyof typeof decimals] : null;
    const texts =
      places === null
        ? cells.map((cell) => (typeof cell === 'string' ? cell : ''))
        : [
            ...cells,
            ...(column.total.kind === 'sum' ? [cells.reduce<number>((sum, cell) => sum + (typeof cell === 'number' ? cell : 0), 0)] : []),
          ].map((cell) => (typeof cell === 'number' ? withSeparators(cell, places) : ''));
    // The total is bold, which a substitute of 宋体 prints a tenth wider.
    const longest = Math.max(0, ...texts.map(textWidth)) * (places === null ? 1 : BOLD);
    return { ...column, width: Math.min(24, Math.max(column.key === 'note' ? 10 : 4.8, longest + 1.3)) };
  });
}

const BOLD = 1.1;

function withSeparators(value: number, places: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places });
}
