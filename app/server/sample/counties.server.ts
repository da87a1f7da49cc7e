import type { Mode } from '~/domain/contract/enumerations';
import type { CalendarDay } from '~/domain/time/calendar-day';

/**
 * The differences between the counties of the sample. They are invented, except one line: the season 2020-2021 of 平鲁区 (1
 * October 2020 to 30 April 2021, “7 months”) was published. No share here describes a real county.
 */
export type SampleSeason = '2019-2020' | '2020-2021';
export const SAMPLE_SEASONS: readonly SampleSeason[] = ['2019-2020', '2020-2021'];

export type CountyProfile = {
  code: string;
  seasons: Record<SampleSeason, readonly [starts: CalendarDay, ends: CalendarDay]>;
  /** How much more often than elsewhere a mode is met here (1 when absent). */
  favours: Partial<Record<Mode, number>>;
  /** Shares of the clean conversions: in the plan; installed by the end of 2020; of the installed ones, ever connected. */
  inPlan: number;
  installed: number;
  connected: number;
  /** Shares of the connected: main heat is the conversion; runs well. */
  used: number;
  stable: number;
  /** Shares of the installed: shows a sign of reburning; residents with zero usage. */
  reburns: number;
  meterStands: number;
  /** Share of the households at home that were surveyed, by season. */
  surveyed: Record<SampleSeason, number>;
  content: number;
  /** Shares of the let south rooms and wings: connected; of the connected, warmed properly. */
  letConnected: number;
  letUsed: number;
};

export const COUNTIES: readonly CountyProfile[] = [
  {
    code: '140602', // 朔城区
    seasons: { '2019-2020': ['2019-11-01', '2020-03-31'], '2020-2021': ['2020-10-25', '2021-03-31'] },
    favours: { district_heat: 1.5, electric_distributed: 1.4, none: 0.7 },
    inPlan: 0.93,
    installed: 0.95,
    connected: 0.965,
    used: 0.93,
    stable: 0.95,
    reburns: 0.03,
    meterStands: 0.03,
    surveyed: { '2019-2020': 0.9, '2020-2021': 0.962 },
    content: 0.9,
    letConnected: 0.86,
    letUsed: 0.82,
  },
  {
    code: '140603', // 平鲁区
    seasons: { '2019-2020': ['2019-10-01', '2020-04-30'], '2020-2021': ['2020-10-01', '2021-04-30'] },
    favours: { biomass: 1.6, electric_household: 1.3, gas: 0.4, none: 1.3, clean_coal: 1.3 },
    inPlan: 0.88,
    installed: 0.87,
    connected: 0.91,
    used: 0.84,
    stable: 0.86,
    reburns: 0.075,
    meterStands: 0.055,
    surveyed: { '2019-2020': 0.8, '2020-2021': 0.9 },
    content: 0.79,
    letConnected: 0.7,
    letUsed: 0.66,
  },
  {
    code: '140621', // 山阴县
    seasons: { '2019-2020': ['2019-10-25', '2020-04-10'], '2020-2021': ['2020-10-20', '2021-04-10'] },
    favours: { gas: 1.5, electric_distributed: 0.8, solar: 1.5 },
    inPlan: 0.9,
    installed: 0.91,
    connected: 0.935,
    used: 0.885,
    stable: 0.9,
    reburns: 0.052,
    meterStands: 0.042,
    surveyed: { '2019-2020': 0.85, '2020-2021': 0.935 },
    content: 0.84,
    letConnected: 0.76,
    letUsed: 0.73,
  },
  {
    code: '140622', // 应县
    seasons: { '2019-2020': ['2019-10-28', '2020-04-05'], '2020-2021': ['2020-10-22', '2021-04-05'] },
    favours: { electric_household: 1.6, district_heat: 0.8, none: 1.1 },
    inPlan: 0.85,
    installed: 0.89,
    connected: 0.92,
    used: 0.86,
    stable: 0.88,
    reburns: 0.062,
    meterStands: 0.065,
    surveyed: { '2019-2020': 0.83, '2020-2021': 0.915 },
    content: 0.81,
    letConnected: 0.73,
    letUsed: 0.69,
  },
  {
    code: '140623', // 右玉县
    seasons: { '2019-2020': ['2019-10-10', '2020-04-25'], '2020-2021': ['2020-10-10', '2021-04-25'] },
    favours: { biomass: 1.3, geothermal: 3, electric_distributed: 1.5, gas: 0.3 },
    inPlan: 0.96,
    installed: 0.93,
    connected: 0.95,
    used: 0.9,
    stable: 0.92,
    reburns: 0.041,
    meterStands: 0.024,
    surveyed: { '2019-2020': 0.87, '2020-2021': 0.948 },
    content: 0.87,
    letConnected: 0.8,
    letUsed: 0.77,
  },
  {
    code: '140671', // 山西朔州经济开发区
    seasons: { '2019-2020': ['2019-11-01', '2020-03-31'], '2020-2021': ['2020-10-25', '2021-03-31'] },
    favours: { district_heat: 1.1, none: 1.4, gas: 1.8, electric_household: 2.5 },
    inPlan: 0.97,
    installed: 0.97,
    connected: 0.98,
    used: 0.95,
    stable: 0.965,
    reburns: 0.022,
    meterStands: 0.11,
    surveyed: { '2019-2020': 0.92, '2020-2021': 0.975 },
    content: 0.92,
    letConnected: 0.9,
    letUsed: 0.88,
  },
  {
    code: '140681', // 怀仁市
    seasons: { '2019-2020': ['2019-10-28', '2020-04-05'], '2020-2021': ['2020-10-25', '2021-04-05'] },
    favours: { gas: 1.9, district_heat: 1.1, biomass: 0.5, none: 0.8 },
    inPlan: 0.91,
    installed: 0.94,
    connected: 0.955,
    used: 0.91,
    stable: 0.93,
    reburns: 0.036,
    meterStands: 0.036,
    surveyed: { '2019-2020': 0.88, '2020-2021': 0.955 },
    content: 0.88,
    letConnected: 0.83,
    letUsed: 0.79,
  },
];

const BY_CODE = new Map(COUNTIES.map((county) => [county.code, county]));

/** The profile of the county a village code begins with. */
export function countyOf(villageCode: string): CountyProfile {
  const county = BY_CODE.get(villageCode.slice(0, 6));
  if (!county) throw new RangeError(`the sample knows no county of ${villageCode}`);
  return county;
}
