import { MEASURES, type Measure, type Sums } from '~/domain/indicators/measures';

/** The column of household_facts and roll_up that holds a measure: 'I.gas' → i_gas, 'letUsed' → let_used. */
export function measureColumn(measure: Measure): string {
  if (measure === 'let') return 'let_rooms'; // LET is close to a keyword of many SQL dialects
  return measure
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace('.', '_')
    .toLowerCase();
}

export const MEASURE_COLUMNS: readonly string[] = MEASURES.map(measureColumn);

/** `sum(p.h)::bigint AS h, …` adds up the rows of an alias and gives zero where there are none. */
export function sumColumns(alias: string): string {
  return MEASURE_COLUMNS.map((column) => `coalesce(sum(${alias}.${column}), 0)::bigint AS ${column}`).join(', ');
}

/** Reads the measures out of a row whose columns are MEASURE_COLUMNS. */
export function sumsOfRow(row: Record<string, unknown>): Sums {
  return Object.fromEntries(MEASURES.map((measure, i) => [measure, Number(row[MEASURE_COLUMNS[i]!])])) as Sums;
}
