import type { PartFigures, PlanFigures } from '../plan-figures';

/** 十、应急预案: the duty phones of county and townships, and the homes that are cold now. */
export function emergency({ phones, sums }: PlanFigures): PartFigures {
  return {
    lines: [{ say: 'emergency', values: { cold: sums.cold } }],
    tables: [{ say: 'phones', columns: ['unit', 'phone'], rows: phones.map(({ name, phone }) => [name, phone]) }],
  };
}
