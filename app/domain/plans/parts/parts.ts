/** The ten parts of a 可持续运营方案 in their order, each with what the records say of it (docs/definitions.md#operation-plan). */
import type { PartFigures, PlanFigures } from '../plan-figures';
import { building } from './building';
import { coalControl } from './coal-control';
import { costsAndSubsidies } from './costs-and-subsidies';
import { emergency } from './emergency';
import { energySupply } from './energy-supply';
import { hardshipHouseholds } from './hardship';
import { heatingPath } from './heating-path';
import { overviewAndCauses } from './overview-and-causes';
import { responsibilities } from './responsibilities';
import { upkeep } from './upkeep';

export const PLAN_PARTS = ['overview', 'path', 'supply', 'building', 'costs', 'upkeep', 'coal', 'hardship', 'duties', 'emergency'] as const;
export type PlanPart = (typeof PLAN_PARTS)[number];

const FIGURES: Record<PlanPart, (figures: PlanFigures) => PartFigures> = {
  overview: overviewAndCauses,
  path: heatingPath,
  supply: energySupply,
  building,
  costs: costsAndSubsidies,
  upkeep,
  coal: coalControl,
  hardship: hardshipHouseholds,
  duties: responsibilities,
  emergency,
};

export function partFigures(part: PlanPart, figures: PlanFigures): PartFigures {
  return FIGURES[part](figures);
}
