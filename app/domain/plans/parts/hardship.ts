import type { PartFigures, PlanFigures } from '../plan-figures';

/** 八、困难群众兜底: numbers only; nobody can be found by them. */
export function hardshipHouseholds({ hardship, elderly, sums }: PlanFigures): PartFigures {
  return { lines: [{ say: 'hardship', values: { H: sums.H, hardship, elderly } }], tables: [] };
}
