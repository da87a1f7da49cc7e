import type { Energy, Mode } from '~/domain/contract/enumerations';
import { countyOf, type SampleSeason } from './counties.server';
import type { Home } from './households.server';
import { randomOf } from './random.server';

/** 用能计量 of the sample: a season's reading of the meters of gas and electric homes, some of which stand still. */
export type SampleUsage = {
  household: string;
  season: SampleSeason;
  energy: Energy;
  startReading: number;
  endReading: number;
  usage: number;
  source: string;
};

const ENERGY: Partial<Record<Mode, Energy>> = { gas: 'gas', electric_household: 'electricity', electric_distributed: 'electricity', geothermal: 'electricity' };

export function usageOf({ record, village, heat }: Home, season: SampleSeason): SampleUsage | undefined {
  const energy = ENERGY[record.mode];
  const county = countyOf(village.code);
  const [startsOn, endsOn] = county.seasons[season];
  if (!energy || heat.installedFrom === null || heat.installedFrom > endsOn) return undefined;
  const random = randomOf(record.number, 'usage', season);
  if (!random.chance(0.93)) return undefined;
  // Whatever stood in the yard before the season had run before it.
  const startReading = heat.installedFrom < startsOn ? random.between(0, energy === 'gas' ? 2_500 : 9_000) : 0;
  const running = heat.connectedFrom !== null && heat.connectedFrom <= endsOn;
  const lived = record.residence === 'resident' || record.residence === 'heating_season';
  const still = !running || random.chance(lived ? county.meterStands : 0.4);
  const usage = still ? 0 : energy === 'gas' ? random.between(300, 2_400) : random.between(1_500, 12_500);
  return {
    household: record.number,
    season,
    energy,
    startReading,
    endReading: startReading + usage,
    usage,
    source: energy === 'gas' ? '燃气企业抄表' : '供电公司抄表',
  };
}
