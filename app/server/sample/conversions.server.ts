import { CLEAN_MODES, type ConversionBatch, type Mode, type ZoneType } from '~/domain/contract/enumerations';
import { addDays, type CalendarDay } from '~/domain/time/calendar-day';
import { countyOf } from './counties.server';
import { distributedHeatSource, districtHeatSource } from './heat-sources.server';
import { type Random, randomOf } from './random.server';
import type { SampleVillage } from './villages.server';

/** 改造 of the sample, with the titles of sheet 户台账. Absent: the register has no such entry. */
export type SampleConversion = {
  mode: Mode;
  device?: string;
  year?: number;
  batch?: ConversionBatch;
  inPlan?: boolean;
  installedOn?: CalendarDay;
  townAcceptedOn?: CalendarDay;
  countyAcceptedOn?: CalendarDay;
  connectedOn?: CalendarDay;
  stoveRemovedOn?: CalendarDay;
  coalClearedOn?: CalendarDay;
  heatSource?: string;
  electricMeter?: string;
  gasMeter?: string;
  heatAccount?: string;
  serial?: string;
  invoice?: string;
};

type Area = 'town' | 'near' | 'hill';
const AREA_OF: Record<ZoneType, Area> = {
  urban_core: 'town',
  county_seat: 'town',
  fringe: 'near',
  plain_rural: 'near',
  mountain_rural: 'hill',
};
const MODES: Record<Area, Partial<Record<Mode, number>>> = {
  town: { district_heat: 82, gas: 8, electric_household: 4, solar: 1, none: 5 },
  near: {
    district_heat: 17,
    gas: 22,
    electric_household: 17,
    electric_distributed: 11,
    biomass: 6,
    solar: 4,
    geothermal: 0.6,
    methanol: 1,
    clean_coal: 4,
    none: 17,
  },
  hill: {
    district_heat: 3,
    gas: 5,
    electric_household: 22,
    electric_distributed: 11,
    biomass: 18,
    solar: 5,
    geothermal: 0.5,
    methanol: 1,
    clean_coal: 10,
    none: 25,
  },
};

const DEVICES: Record<Mode, readonly string[]> = {
  district_heat: ['集中供热'],
  electric_distributed: ['空气源热泵', '蓄热式电锅炉'],
  electric_household: ['空气源热风机', '蓄热式电暖器', '直热式电暖器', '电壁挂炉', '石墨烯', '电热膜', '发热电缆'],
  gas: ['燃气壁挂炉'],
  biomass: ['生物质炉具'],
  solar: ['光热', '光伏'],
  geothermal: ['地源热泵'],
  methanol: ['醇基燃料'],
  clean_coal: ['其他'],
  none: [],
};

/** The year after the last surveyed season, with planned conversions that are not installed yet. */
const NEXT_YEAR = 2021;
const YEARS = { 2017: 10, 2018: 20, 2019: 31, 2020: 39 } as const;

/** `listed` is what a list says of the conversion. The rest is the truth: the day from which the device is installed and heats. */
export type ConvertedHome = { listed: SampleConversion; installedFrom: CalendarDay | null; connectedFrom: CalendarDay | null };

export function sampleConversion(household: string, village: SampleVillage): ConvertedHome {
  const county = countyOf(village.code);
  const random = randomOf(household, 'conversion');
  const weights = MODES[AREA_OF[village.zoneType]];
  const mode = random.weighted<Mode>(
    Object.fromEntries(Object.entries(weights).map(([key, weight]) => [key, weight * (county.favours[key as Mode] ?? 1)])),
  );
  if (!CLEAN_MODES.has(mode)) return notYet(mode === 'none' ? { mode } : { mode, device: random.pick(DEVICES[mode]) });
  const installed = random.chance(county.installed);
  // A conversion that is not installed yet was planned; otherwise no list would have it.
  const inPlan = !installed || random.chance(county.inPlan);
  const batch = random.weighted<ConversionBatch>(inPlan ? { national: 20, provincial: 55, municipal: 25 } : { municipal: 20, self: 80 });
  const device = random.pick(DEVICES[mode]);
  if (!installed) return notYet({ mode, device, year: NEXT_YEAR, batch, inPlan });
  const year = Number(random.weighted<`${keyof typeof YEARS}`>(YEARS));
  const numbers = numbersOf(household, mode, random);
  const connects = random.chance(county.connected);
  const days = daysOf(year, connects, random);
  const yearEnd = `${year}-12-31`;
  return {
    listed: { mode, device, year, batch, inPlan, ...numbers, ...days },
    installedFrom: days.installedOn ?? yearEnd,
    connectedFrom: connects ? (days.connectedOn ?? yearEnd) : null,
  };
}

function notYet(listed: SampleConversion): ConvertedHome {
  return { listed, installedFrom: null, connectedFrom: null };
}

/** Installed in the building season, accepted by township and county, connected in weeks, in winter or never. */
function daysOf(year: number, connected: boolean, random: Random): Partial<SampleConversion> {
  // Old lists often have only the year.
  if (random.chance(0.04)) return {};
  const late = random.chance(0.05);
  const installedOn = addDays(late ? `${year}-11-01` : `${year}-05-10`, random.between(0, late ? 40 : 165));
  const townAcceptedOn = addDays(installedOn, random.between(8, 40));
  const countyAcceptedOn = random.chance(0.85) ? addDays(townAcceptedOn, random.between(10, 60)) : undefined;
  if (!connected) return { installedOn, townAcceptedOn };
  const inWinter = random.chance(0.05);
  const connectedOn = addDays(installedOn, inWinter ? random.between(60, 130) : random.between(2, 35));
  const stoveGone = random.chance(0.62);
  // In one home of a hundred the stove was removed before the new heating was connected (一刀切, docs/definitions.md#rule-r12).
  const stoveRemovedOn = stoveGone ? addDays(connectedOn, random.chance(0.01) ? -20 : random.between(1, 50)) : undefined;
  return {
    installedOn,
    townAcceptedOn,
    ...(countyAcceptedOn && { countyAcceptedOn }),
    connectedOn,
    ...(stoveRemovedOn && { stoveRemovedOn }),
    ...(stoveRemovedOn && random.chance(0.7) && { coalClearedOn: addDays(stoveRemovedOn, random.between(0, 20)) }),
  };
}

function numbersOf(household: string, mode: Mode, random: Random): Partial<SampleConversion> {
  const share = random.next();
  const county = household.slice(0, 6);
  const bought = { serial: `SN${household}`, ...(random.chance(0.9) && { invoice: `FP${household}` }) };
  switch (mode) {
    case 'district_heat':
      return { heatSource: districtHeatSource(county, share), heatAccount: `RH${household}` };
    case 'electric_distributed':
      return { heatSource: distributedHeatSource(county), electricMeter: `D${household}` };
    case 'gas':
      return { gasMeter: `Q${household}`, ...bought };
    case 'electric_household':
    case 'solar':
    case 'geothermal':
      return { electricMeter: `D${household}`, ...bought };
    default:
      return bought;
  }
}
