import type { HeatSourceKind } from '~/domain/contract/enumerations';
import { COUNTIES } from './counties.server';

/**
 * 热源 of the sample: in every county a power station, a boiler house, waste heat, one distributed station and one coal boiler
 * due to close; in one county waste heat from a works rated C, so that the rule on B and better finds a case.
 */
export type SampleHeatSource = {
  number: string;
  name: string;
  kind: HeatSourceKind;
  division: string;
  tonnesPerHour?: number;
  rating?: string;
  closing: boolean;
};

const KINDS: readonly Omit<SampleHeatSource, 'number' | 'division'>[] = [
  { kind: 'chp', name: '示例热电厂', tonnesPerHour: 1_025, rating: 'A', closing: false },
  { kind: 'boiler', name: '示例集中供热锅炉房', tonnesPerHour: 116, rating: 'A', closing: false },
  { kind: 'waste_heat', name: '示例企业余热站', rating: 'B', closing: false },
  { kind: 'distributed', name: '示例分布式电供热站', closing: false },
  { kind: 'coal_boiler', name: '示例燃煤锅炉', tonnesPerHour: 20, closing: true },
];

export const HEAT_SOURCES: readonly SampleHeatSource[] = COUNTIES.flatMap(({ code }) =>
  KINDS.map((source, i) => ({
    ...source,
    number: heatSourceNumber(code, i),
    division: code,
    ...(source.kind === 'waste_heat' && code === '140621' && { rating: 'C' }),
  })),
);

function heatSourceNumber(county: string, i: number): string {
  return `RY${county}${String(i + 1).padStart(2, '0')}`;
}

/** The heat source of a household on district heat. */
export function districtHeatSource(county: string, share: number): string {
  return heatSourceNumber(county, share < 0.55 ? 0 : share < 0.85 ? 1 : 2);
}

export function distributedHeatSource(county: string): string {
  return heatSourceNumber(county, 3);
}
