import type { EvaluationFigures } from './evaluation-figures';
import type { EvaluationLine, EvaluationTable, PartOfEvaluation } from './evaluation-words';
import { lastPlaces, rateCell, rateOfPlace } from './rate-said';

/** 三、运行情况: connected, used, stable, warm, and the let rooms. */
export function operation({ own, below, temperatures, causes }: EvaluationFigures): PartOfEvaluation {
  const { sums } = own;
  const { measured, below: tooCold, lowest, limit } = temperatures;
  const lines: EvaluationLine[] = [
    rateOfPlace('connectionRate', own),
    rateOfPlace('useRate', own),
    rateOfPlace('residentUseRate', own),
    ...lastPlaces('residentUseRate', below),
    rateOfPlace('stableRate', own),
    ...lastPlaces('stableRate', below),
    ...(sums.CRV > 0 ? [{ say: 'unstable', values: { CRV: sums.CRV, unstable: sums.unstable } } as const] : []),
    ...(sums.unstable > 0 && causes.length === 0 ? [{ say: 'noCauses', values: {} } as const] : []),
    measured === 0 || lowest === null
      ? { say: 'noTemperature', values: {} }
      : { say: 'temperature', values: { measured, lowest: String(lowest), limit: String(limit), below: tooCold } },
    sums.cold > 0 ? { say: 'cold', values: { cold: sums.cold } } : { say: 'noCold', values: { V: sums.V } },
    sums.let === 0
      ? { say: 'noLet', values: {} }
      : { say: 'let', values: { let: sums.let, connected: sums.letConnected, occupied: sums.letOccupied, used: sums.letUsed } },
    ...(sums.let === 0 ? [] : [rateOfPlace('letConnectedRate', own), rateOfPlace('letUsedRate', own)]),
    rateOfPlace('satisfaction', own),
  ];
  const tables: EvaluationTable[] = [
    {
      say: 'operation',
      drawn: ['connectionRate', 'residentUseRate', 'stableRate'],
      columns: ['place', 'I', 'C', 'connectionRate', 'U', 'residentUseRate', 'stableRate'],
      rows: [...below, own].map(({ name, sums: of }) => [
        name,
        of.I,
        of.C,
        rateCell('connectionRate', of),
        of.U,
        rateCell('residentUseRate', of),
        rateCell('stableRate', of),
      ]),
    },
  ];
  if (causes.length > 0) {
    tables.push({
      say: 'causes',
      columns: ['cause', 'households', 'share'],
      rows: causes.map(({ label, households }) => [{ of: 'unstableCause', key: label }, households, { rate: [households, sums.unstable] }]),
    });
  }
  if (sums.let > 0) {
    tables.push({
      say: 'let',
      columns: ['place', 'let', 'letConnected', 'letConnectedRate', 'letOccupied', 'letUsed', 'letUsedRate'],
      rows: [...below.filter(({ sums: of }) => of.let > 0), own].map(({ name, sums: of }) => [
        name,
        of.let,
        of.letConnected,
        rateCell('letConnectedRate', of),
        of.letOccupied,
        of.letUsed,
        rateCell('letUsedRate', of),
      ]),
    });
  }
  return { lines, tables };
}
