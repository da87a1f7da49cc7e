import type { Letting, RoomKind, RoomUse } from '~/domain/contract/enumerations';
import { countyOf, type SampleSeason } from './counties.server';
import { type Random, randomOf } from './random.server';
import type { SampleVillage } from './villages.server';

/** 房屋 of the sample. */
export type SampleRoom = {
  household: string;
  season: SampleSeason;
  room: number;
  kind: RoomKind;
  heatedArea: number;
  letting: Letting;
  connected: boolean;
  use: RoomUse;
};

export type Block = { kind: RoomKind; heatedArea: number; letting: Letting };

/** The blocks of a home: flats in town, courtyards elsewhere; the south rooms and wings near the city are let. */
export function blocksOf(household: string, village: SampleVillage): Block[] {
  const random = randomOf(household, 'blocks');
  const town = village.zoneType === 'urban_core' || village.zoneType === 'county_seat';
  if (town && !random.chance(0.3)) {
    const flat: Block = { kind: 'flat', heatedArea: area(random, 58, 125), letting: random.chance(0.05) ? 'let' : 'own' };
    return random.chance(0.05) ? [flat, { kind: 'shop', heatedArea: area(random, 20, 60), letting: 'own' }] : [flat];
  }
  const blocks: Block[] = [{ kind: 'main', heatedArea: area(random, 38, 96), letting: 'own' }];
  const lets = random.chance(village.zoneType === 'fringe' ? 0.34 : town ? 0.4 : village.zoneType === 'plain_rural' ? 0.07 : 0.03);
  if (lets || random.chance(0.32)) blocks.push({ kind: 'south', heatedArea: area(random, 12, 40), letting: letting(random, lets) });
  if (random.chance(lets ? 0.45 : 0.12)) {
    blocks.push({
      kind: random.pick(['east_wing', 'west_wing', 'wing'] as const),
      heatedArea: area(random, 10, 28),
      letting: letting(random, lets),
    });
  }
  if (random.chance(0.1)) blocks.push({ kind: random.pick(['side', 'other'] as const), heatedArea: area(random, 6, 15), letting: 'own' });
  return blocks;
}

function letting(random: Random, lets: boolean): Letting {
  return lets ? random.weighted<Letting>({ let: 72, let_vacant: 16, own: 12 }) : 'own';
}

function area(random: Random, least: number, most: number): number {
  return random.between(least * 10, most * 10) / 10;
}

/** The blocks as they were in a season. The use of a block depends on whether the home was connected then. */
export function roomsOf(
  household: string,
  village: SampleVillage,
  season: SampleSeason,
  home: { connected: boolean; used: boolean; stands: boolean },
): SampleRoom[] {
  const county = countyOf(village.code);
  return blocksOf(household, village).map((block, i) => {
    const random = randomOf(household, 'room', season, String(i));
    const isHome = block.kind === 'main' || block.kind === 'flat';
    const isLet = block.letting !== 'own';
    const connected = home.connected && (isHome || random.chance(isLet ? county.letConnected : 0.62));
    return {
      household,
      season,
      room: i + 1,
      ...block,
      connected,
      use: unlessStanding(home.stands, useOf(random, { connected, homeUsed: home.used, isHome, block, letUsed: county.letUsed })),
    };
  });
}

function unlessStanding(stands: boolean, use: RoomUse): RoomUse {
  return stands && use === 'normal' ? 'unused' : use;
}

type Circumstances = { connected: boolean; homeUsed: boolean; isHome: boolean; block: Block; letUsed: number };

function useOf(random: Random, { connected, homeUsed, isHome, block, letUsed }: Circumstances): RoomUse {
  if (!connected) return random.weighted<RoomUse>({ unused: isHome ? 25 : 60, coal: isHome ? 75 : 40 });
  if (!homeUsed && isHome) return random.weighted<RoomUse>({ unused: 70, coal: 20, occasional: 10 });
  if (block.letting === 'let_vacant') return 'unused';
  if (block.letting === 'let')
    return random.chance(letUsed) ? 'normal' : random.weighted<RoomUse>({ occasional: 50, unused: 20, coal: 30 });
  return random.weighted<RoomUse>(isHome ? { normal: 94, occasional: 6 } : { normal: 48, occasional: 22, unused: 25, coal: 5 });
}
