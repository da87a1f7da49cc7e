import type { PartFigures, PlanFigures } from '../plan-figures';
import { causesNamed } from './causes-named';

/** 六、运维服务: who installed what is in use, and what visits say of faults and repairs. Response times and spare parts are not recorded. */
export function upkeep(figures: PlanFigures): PartFigures {
  const unknown = figures.contractors.find(({ name }) => name === null)?.households ?? 0;
  const known = figures.contractors.filter(({ name }) => name !== null);
  return {
    lines: [
      ...(unknown > 0 ? [{ say: 'noContractor' as const, values: { households: unknown } }] : []),
      { say: 'upkeepCauses', values: { causes: causesNamed(figures, ['设备故障', '维修不及时']) } },
      { say: 'noUpkeep', values: {} },
    ],
    tables:
      known.length === 0
        ? []
        : [{ say: 'contractors', columns: ['name', 'households'], rows: known.map(({ name, households }) => [name, households]) }],
  };
}
