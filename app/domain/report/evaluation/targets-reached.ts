import { CLAUSES } from '../../clauses/clauses';
import type { EvaluationFigures } from './evaluation-figures';
import type { EvaluationLine, EvaluationTable, PartOfEvaluation } from './evaluation-words';
import { fractionOf, lastPlaces, rateCell, rateOfPlace } from './rate-said';

/** 二、目标任务完成情况: the plan of conversions, zones, targets with what is missing, and the clauses of the source document. */
export function targetsReached({ own, below, zones, targets }: EvaluationFigures): PartOfEvaluation {
  const { sums, before } = own;
  const judged = targets.filter(({ gap }) => gap.reached !== null);
  const missed = judged.filter(({ gap }) => gap.reached === false);
  const lines: EvaluationLine[] = [
    sums.P === 0
      ? { say: 'noPlan', values: { I: sums.I } }
      : { say: 'planned', values: { P: sums.P, IP: sums.IP, left: sums.P - sums.IP, unplanned: sums.I - sums.IP } },
    ...(sums.P === 0 ? [] : [rateOfPlace('conversionRate', own)]),
    rateOfPlace('coverage', own),
    ...lastPlaces('coverage', below),
    rateOfPlace('cleanRateHouseholds', own),
    rateOfPlace('cleanRateArea', own),
    targets.length === 0
      ? { say: 'noTargets', values: {} }
      : { say: 'targets', values: { targets: targets.length, reached: judged.length - missed.length, missed: missed.length } },
    ...openTargets(targets.length - judged.length),
    ...missed.map(
      ({ name, zoneType, indicator, target, gap }): EvaluationLine => ({
        say: 'targetMissed',
        values: {
          place: name,
          zone: { zone: zoneType },
          indicator: { indicator },
          target: { percent: target },
          rate: { rate: [gap.numerator, gap.denominator] },
          gap: { amount: gap.gap!, unit: gap.unit },
        },
      }),
    ),
  ];
  const tables: EvaluationTable[] = [];
  if (zones.length > 0) {
    tables.push({
      say: 'zones',
      columns: ['zone', 'villages', 'H', 'C', 'coverage', 'cleanRateHouseholds', 'reburnRate'],
      rows: zones.map(({ zoneType, villages, sums: of }) => [
        zoneType === null ? null : { of: 'zoneType', key: zoneType },
        villages,
        of.H,
        of.C,
        rateCell('coverage', of),
        rateCell('cleanRateHouseholds', of),
        rateCell('reburnRate', of),
      ]),
    });
  }
  if (targets.length > 0) {
    tables.push({
      say: 'targets',
      columns: ['place', 'zone', 'indicator', 'target', 'actual', 'gap', 'reached'],
      rows: targets.map(({ name, zoneType, indicator, target, gap }) => [
        name,
        { zone: zoneType },
        { indicator },
        { percent: target },
        { rate: [gap.numerator, gap.denominator] },
        gap.gap === null ? null : { amount: gap.gap, unit: gap.unit },
        gap.reached === null ? null : { reached: gap.reached },
      ]),
    });
  }
  const ofClauses = CLAUSES.flatMap(({ key, indicators }) =>
    // 整改率 counts findings and stands in part 七.
    indicators.filter((one) => one !== 'rectifiedRate').map((one) => ({ clause: key, one })),
  );
  tables.push({
    say: 'clauses',
    columns: ['clause', 'indicator', 'counted', 'now', 'before'],
    rows: ofClauses.map(({ clause, one }) => {
      const { numerator, denominator } = fractionOf(one, sums);
      return [
        { clause },
        { indicator: one },
        { fraction: [numerator, denominator], key: one },
        { rate: [numerator, denominator] },
        before === null ? null : rateCell(one, before),
      ];
    }),
  });
  return { lines, tables };
}

/** Targets without a denominator can be judged by nobody. */
function openTargets(open: number): EvaluationLine[] {
  return open === 0 ? [] : [{ say: 'targetsOpen', values: { open } }];
}
