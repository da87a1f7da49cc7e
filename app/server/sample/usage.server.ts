import type { Energy, Mode } from '~/domain/contract/enumerations';
import { countyOf, SAMPLE_SEASONS, type SampleSeason } from './counties.server';
import type { Home } from './households.server';
import { randomOf } from './random.server';

/** 用能计量 of the sample: a season's reading of the meters of gas and electric homes, some of which show no use. */
export type SampleUsage = {
  household: string;
  season: SampleSeason;
  energy: Energy;
  startReading: number;
  endReading: number;
  usage: number;
  source: string;
};

const ENERGY: Partial<Record<Mode, Energy>> = {
  gas: 'gas',
  electric_household: 'electricity',
  electric_distributed: 'electricity',
  geothermal: 'electricity',
};

export function usageOf(home: Home, season: SampleSeason): SampleUsage | undefined {
  const { record, village, heat } = home;
  const energy = ENERGY[record.mode];
  const county = countyOf(village.code);
  const [startsOn, endsOn] = county.seasons[season];
  if (!energy || heat.installedFrom === null || heat.installedFrom > endsOn) return undefined;
  const random = randomOf(record.number, 'usage', season);
  if (!random.chance(0.93)) return undefined;
  // A device installed before the season had run before. A meter continues from the reading of the season before.
  const ranBefore = heat.installedFrom < startsOn ? random.between(0, energy === 'gas' ? 2_500 : 9_000) : 0;
  const running = heat.connectedFrom !== null && heat.connectedFrom <= endsOn;
  const lived = record.residence === 'resident' || record.residence === 'heating_season';
  const still = !running || random.chance(lived ? county.meterStands : 0.4);
  const usage = still ? 0 : energy === 'gas' ? random.between(300, 2_400) : random.between(1_500, 12_500);
  const startReading = dialAtStart(home, season) ?? ranBefore;
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

/**
 * The reading at the start of a season: the reading after the season before plus a little use in summer. A few are lower, as if
 * somebody had turned them back.
 */
function dialAtStart(home: Home, season: SampleSeason): number | undefined {
  const earlier = SAMPLE_SEASONS[SAMPLE_SEASONS.indexOf(season) - 1];
  const before = earlier && usageOf(home, earlier);
  if (!before) return undefined;
  const random = randomOf(home.record.number, 'dial', season);
  return random.chance(0.004) ? Math.floor(before.endReading / 2) : before.endReading + random.between(0, 120);
}
