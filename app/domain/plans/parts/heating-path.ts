import type { PartFigures, PlanFigures } from '../plan-figures';

/** 二、路径优化: which way of heating is how unstable, what is installed and not connected, and where district heat is near. */
export function heatingPath({ sums, modes, villages }: PlanFigures): PartFigures {
  return {
    lines: [
      { say: 'notConnected', values: { I: sums.I, notConnected: sums.I - sums.C } },
      { say: 'within5km', values: { villages: villages.filter(({ within5km }) => within5km).length } },
      { say: 'relocating', values: { villages: villages.filter(({ relocating }) => relocating).length } },
    ],
    tables: [
      {
        say: 'modes',
        columns: ['mode', 'installed', 'unstable', 'reburning'],
        rows: modes.map((one) => [{ of: 'mode', key: one.mode }, one.installed, one.unstable, one.reburning]),
      },
    ],
  };
}
