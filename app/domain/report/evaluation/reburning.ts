import type { EvaluationFigures } from './evaluation-figures';
import type { EvaluationLine, EvaluationTable, PartOfEvaluation } from './evaluation-words';
import { lastPlaces, rateCell, rateOfPlace } from './rate-said';

/** 四、散煤复烧排查: who burns coal again, where, with which heating, and why. */
export function reburning({ own, below, modes, reasons, coal }: EvaluationFigures): PartOfEvaluation {
  const { sums } = own;
  if (sums.IV === 0) return { lines: [{ say: 'notCompared', values: { I: sums.I } }], tables: [] };
  const lines: EvaluationLine[] = [
    sums.B === 0 ? { say: 'noReburning', values: { IV: sums.IV } } : { say: 'reburning', values: { IV: sums.IV, B: sums.B } },
    rateOfPlace('reburnRate', own),
    ...lastPlaces('reburnRate', below),
    { say: 'suspected', values: { Q: sums.Q } },
    rateOfPlace('suspectedRate', own),
    { say: 'coal', values: { ...coal } },
    ...(sums.B > 0 && reasons.length === 0 ? [{ say: 'noReasons', values: {} } as const] : []),
  ];
  const tables: EvaluationTable[] = [
    {
      say: 'reburning',
      drawn: ['B', 'Q'],
      columns: ['place', 'IV', 'B', 'reburnRate', 'Q'],
      rows: [...below, own].map(({ name, sums: of }) => [name, of.IV, of.B, rateCell('reburnRate', of), of.Q]),
    },
  ];
  const compared = modes.filter((one) => one.compared > 0);
  if (compared.length > 0) {
    tables.push({
      say: 'reburningByMode',
      columns: ['mode', 'IV', 'B', 'reburnRate'],
      rows: compared.map((one) => [{ of: 'mode', key: one.mode }, one.compared, one.reburning, { rate: [one.reburning, one.compared] }]),
    });
  }
  if (reasons.length > 0) {
    tables.push({
      say: 'reasons',
      columns: ['reason', 'households', 'share'],
      rows: reasons.map(({ label, households }) => [{ of: 'reburnReason', key: label }, households, { rate: [households, sums.B] }]),
    });
  }
  return { lines, tables };
}
