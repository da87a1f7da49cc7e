import type { PartFigures, PlanFigures, PlanLine } from '../plan-figures';
import { causesNamed } from './causes-named';

const SUPPLY_CAUSES = ['停气', '限气', '气压低', '停电', '电压低/跳闸', '供热温度低', '管网未通'];

/** 三、热源气源电源保障: the heat sources that these households name, with rating and closing, and what visits say of supply. */
export function energySupply(figures: PlanFigures): PartFigures {
  const { heatSources, outages } = figures;
  const closing = heatSources.filter((one) => one.closing);
  const lines: PlanLine[] = [
    { say: 'supplyCauses', values: { causes: causesNamed(figures, SUPPLY_CAUSES) } },
    outages.households === 0
      ? { say: 'noOutages', values: {} }
      : { say: 'outages', values: { households: outages.households, days: outages.days } },
  ];
  if (heatSources.length === 0) lines.unshift({ say: 'noHeatSource', values: {} });
  if (closing.length > 0) lines.push({ say: 'closing', values: { names: closing.map(({ name }) => name).join('、') } });
  return {
    lines,
    tables:
      heatSources.length === 0
        ? []
        : [
            {
              say: 'heatSources',
              columns: ['name', 'kind', 'tonnes', 'rating', 'closing', 'households'],
              rows: heatSources.map((one) => [
                one.name,
                { of: 'heatSourceKind', key: one.kind },
                one.tonnesPerHour,
                one.rating,
                { yes: one.closing },
                one.households,
              ]),
            },
          ],
  };
}
