import { type Policy, policySchema, type TypedPolicy } from '~/domain/subsidy/policy';
import { SAMPLE_SEASONS, type SampleSeason } from './counties.server';

/**
 * 补贴政策 of the sample. All are invented, marked 示例 and have round numbers; none is a real document. From the first season to the
 * second some stay, some step down (gas in 平鲁区, electricity in 应县), one ends (biomass stoves, except in 右玉县), and one is paid
 * off over years (district heat in 山阴县 and 怀仁市), so that every status of continuity occurs.
 */
export type SamplePolicy = TypedPolicy & { policy: string; season: SampleSeason };

type Terms = Omit<SamplePolicy, 'policy' | 'season' | 'document' | 'issuer' | 'dueOn'> & { name: string; dueOn?: string };

const CITY = { division: '1406' } as const;
const GAS: Terms = {
  ...CITY,
  name: 'QI',
  kind: 'operating',
  modes: ['gas'],
  unit: 'per_m3',
  tiers: '0-1500:1.2;1500-2500:0.8',
  shares: '省:0.3;市:0.3;县:0.4',
};
const ELECTRIC: Terms = {
  ...CITY,
  name: 'DIAN',
  kind: 'operating',
  modes: ['electric_household'],
  unit: 'per_kwh',
  rate: '0.2',
  cap: 240_000,
  shares: '市:0.5;县:0.5',
};
const PUMP: Terms = {
  ...CITY,
  name: 'BENG',
  kind: 'operating',
  modes: ['electric_distributed', 'geothermal'],
  unit: 'per_area',
  rate: '10',
  cap: 100_000,
  shares: '市:0.4;县:0.6',
};
const STOVE: Terms = { ...CITY, name: 'SW', kind: 'operating', modes: ['biomass'], unit: 'per_household', rate: '500', shares: '县:1' };
const DEVICE: Terms = {
  ...CITY,
  name: 'SB',
  kind: 'equipment',
  modes: ['gas', 'electric_household'],
  unit: 'per_household',
  rate: '3000',
  shares: '省:0.6;县:0.4',
};
const heat = (division: string, name: string): Terms => ({
  division,
  name: `RE-${name}`,
  kind: 'operating',
  modes: ['district_heat'],
  unit: 'per_area',
  rate: '4',
  shares: '县:1',
});
const CARE: Terms = {
  ...CITY,
  name: 'KUN',
  kind: 'price',
  unit: 'per_household',
  modes: ['electric_household', 'electric_distributed'],
  rate: '100',
  target: ['low_income', 'destitute'],
  shares: '市:1',
};

const TERMS: Record<SampleSeason, readonly Terms[]> = {
  '2019-2020': [GAS, ELECTRIC, PUMP, STOVE, DEVICE, CARE, heat('140621', 'SY'), heat('140681', 'HR')],
  '2020-2021': [
    GAS,
    ELECTRIC,
    PUMP,
    DEVICE,
    CARE,
    { ...GAS, division: '140603', name: 'QI-PL', tiers: '0-2500:0.8', supersedes: 'SL2020-QI' },
    { ...ELECTRIC, division: '140622', name: 'DIAN-YX', rate: '0.12', supersedes: 'SL2020-DIAN' },
    { ...STOVE, division: '140623', name: 'SW-YY' },
    { ...heat('140621', 'SY'), dueOn: '2030-12-31' },
    { ...heat('140681', 'HR'), dueOn: '2030-12-31' },
    { division: '140603', name: 'MEI-PL', kind: 'coal', modes: ['clean_coal'], unit: 'per_household', rate: '300', shares: '县:1' },
  ],
};

function policyOf(season: SampleSeason, { name, ...terms }: Terms, index: number): SamplePolicy {
  const year = season.slice(0, 4);
  return {
    policy: `SL${year}-${name}`,
    document: `示例〔${year}〕${index + 1}号`,
    issuer: '示例单位',
    season,
    dueOn: `${season.slice(5)}-06-30`,
    ...terms,
  };
}

export const SAMPLE_POLICIES: readonly SamplePolicy[] = SAMPLE_SEASONS.flatMap((season) =>
  TERMS[season].map((terms, index) => policyOf(season, terms, index)),
);

/** The same policies in the form the rules use. */
export const POLICIES_OF_SAMPLE: readonly Policy[] = SAMPLE_POLICIES.map((policy) => policySchema.parse(policy));
