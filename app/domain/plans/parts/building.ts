import type { PartFigures, PlanFigures } from '../plan-figures';
import { causesNamed } from './causes-named';

/** 四、建筑节能: the register keeps no insulation of houses; only the heated area and what visits say of bad insulation. */
export function building(figures: PlanFigures): PartFigures {
  return {
    lines: [
      { say: 'heatedArea', values: { area: { area: figures.sums.area } } },
      { say: 'insulationCause', values: { causes: causesNamed(figures, ['房屋保温差']) } },
      { say: 'noInsulation', values: {} },
    ],
    tables: [],
  };
}
