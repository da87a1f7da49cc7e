import { isColdRoom } from '../../heating/cold';
import type { PartFigures, PlanFigures, PlanLine } from '../plan-figures';

/** 一、区域概况及问题原因: the villages, why they are flagged, what runs and what does not, and the causes that visits name. */
export function overviewAndCauses(figures: PlanFigures): PartFigures {
  const { sums, villages, causes, reasons } = figures;
  const named = (label: string, households: number, of: 'unstableCause' | 'reburnReason') => [{ of, key: label }, households] as const;
  return {
    lines: [
      {
        say: 'area',
        values: {
          county: figures.county,
          towns: [...new Set(villages.map(({ town }) => town))].join('、'),
          villages: villages.length,
          H: sums.H,
          R: sums.R,
          V: sums.V,
        },
      },
      {
        say: 'trigger',
        values: {
          season: figures.season,
          compared: sums.IV,
          unstable: sums.unstable,
          unstableShare: { rate: [sums.unstable, sums.IV] },
          reburning: sums.B,
          reburnShare: { rate: [sums.B, sums.IV] },
        },
      },
      { say: 'converted', values: { I: sums.I, C: sums.C, U: sums.U, CRV: sums.CRV, S: sums.S } },
      ...rooms(figures),
      ...(causes.length === 0 ? [{ say: 'noCauses', values: {} } as const] : []),
      ...(reasons.length === 0 ? [{ say: 'noReasons', values: {} } as const] : []),
    ],
    tables: [
      {
        say: 'villages',
        columns: ['village', 'town', 'households', 'compared', 'unstable', 'unstableShare', 'reburning', 'reburnShare', 'triggers'],
        rows: villages.map((one) => [
          one.name,
          one.town,
          one.households,
          one.compared,
          one.unstable,
          { rate: [one.unstable, one.compared] },
          one.reburning,
          { rate: [one.reburning, one.compared] },
          { triggers: one.triggers },
        ]),
      },
      ...(causes.length === 0
        ? []
        : [
            {
              say: 'causes' as const,
              columns: ['cause', 'households'],
              rows: causes.map((one) => named(one.label, one.households, 'unstableCause')),
            },
          ]),
      ...(reasons.length === 0
        ? []
        : [
            {
              say: 'reasons' as const,
              columns: ['reason', 'households'],
              rows: reasons.map((one) => named(one.label, one.households, 'reburnReason')),
            },
          ]),
    ],
  };
}

function rooms({ temperatures, sums }: PlanFigures): PlanLine[] {
  const measured = temperatures.reduce((sum, { households }) => sum + households, 0);
  const cold: PlanLine = { say: 'cold', values: { cold: sums.cold } };
  if (measured === 0) return [{ say: 'noTemperature', values: {} }, cold];
  const below = temperatures.filter(({ celsius }) => isColdRoom(celsius)).reduce((sum, { households }) => sum + households, 0);
  const lowest = Math.min(...temperatures.map(({ celsius }) => celsius));
  return [{ say: 'temperature', values: { measured, lowest, below } }, cold];
}
