/** What of a table of an 评估报告 is drawn: its bars, beside the numbers that stand in the table itself. */
import { percentOf } from '../../indicators/rate';
import type { EvaluationSaid, EvaluationTable } from './evaluation-words';

/** `percent` 0 to 100, `count` whole, `wan` 万元. Null where the table has no number: no bar, and nothing that looks like nought. */
export type EvaluationChart = {
  unit: 'percent' | 'count' | 'wan';
  places: readonly string[];
  series: readonly { column: EvaluationTable['columns'][number]; values: readonly (number | null)[] }[];
};

/** One division compares nothing. More bars than these do not fit a page with their numbers, and are read in the table. */
const FEWEST_PLACES = 2;
const MOST_BARS = 48;

/**
 * The chart of a table; null when it has none, when too few or too many bars stand in it, or when no bar would have a length. The
 * last row, the division itself, is left out: its sum would make all other bars short.
 */
export function evaluationChart({ columns, rows, drawn }: EvaluationTable): EvaluationChart | null {
  const below = rows.slice(0, -1);
  if (drawn === undefined || below.length < FEWEST_PLACES || below.length * drawn.length > MOST_BARS) return null;
  const series = drawn.map((column) => ({ column, values: below.map((row) => lengthOf(row[columns.indexOf(column)]!)) }));
  if (series.every(({ values }) => values.every((value) => value === null || value === 0))) return null;
  const [first] = rows.map((row) => row[columns.indexOf(drawn[0]!)]!);
  return { unit: unitOf(first!), places: below.map(([place]) => String(place)), series };
}

function lengthOf(said: EvaluationSaid): number | null {
  if (typeof said === 'number') return said;
  if (typeof said !== 'object' || said === null) return null;
  if ('rate' in said) {
    // Rounded as it is printed, so that bar and table say the same.
    const percent = percentOf(...said.rate);
    return percent === null ? null : Number(percent);
  }
  return 'wan' in said ? said.wan / FEN_OF_WAN : null;
}

function unitOf(said: EvaluationSaid): EvaluationChart['unit'] {
  if (typeof said === 'number' || said === null || typeof said === 'string') return 'count';
  return 'rate' in said ? 'percent' : 'wan';
}

const FEN_OF_WAN = 1_000_000;
