import type { ZoneType } from '~/domain/contract/enumerations';
import { randomOf } from './random.server';

/**
 * The villages of the sample: the real list of divisions with attributes that no public list holds (zone type, the belt of 5
 * km, relocation, completion). Those are invented, except that the belt lies around 朔城区, which the source document says.
 */
export type ShippedDivision = { code: string; name: string; parent: string };

export type SampleVillage = ShippedDivision & {
  zoneType: ZoneType;
  within5km: boolean;
  relocating: boolean;
  completedOn?: string;
  /** Households of the sample; a real village has some 235. */
  size: number;
};

/** The village of the demonstration's cadre, large enough for paging and search to matter. */
export const LARGE_VILLAGE = '140602004201';
const LARGE_VILLAGE_SIZE = 236;
/** The cadre's second village. */
export const SECOND_VILLAGE = '140602004202';
const SECOND_VILLAGE_SIZE = 42;
/** The villages of the second cadre, in another township. */
export const OTHER_CADRE_VILLAGE = '140602100201';
const OTHER_CADRE_VILLAGE_SIZE = 31;

/** Streets and towns where a county's seat lies; their residents' committees are its built-up area. */
const SEATS = new Set([
  '140602001',
  '140602002',
  '140603100',
  '140621103',
  '140622100',
  '140623100',
  '140671400',
  '140681001',
  '140681002',
  '140681003',
]);
/** Townships that the sample treats as hilly. */
const HILLS = new Set([
  '140602101',
  '140602208',
  '140602207',
  '140603101',
  '140603200',
  '140603202',
  '140603203',
  '140603204',
  '140603205',
  '140603206',
  '140603209',
  '140603210',
  '140621100',
  '140621200',
  '140621201',
  '140621202',
  '140622206',
  '140622208',
  '140623101',
  '140623200',
  '140623204',
  '140623205',
  '140681101',
  '140681200',
]);
/** Around the built-up area of 朔城区. */
const BELT = new Set(['140602003', '140602004']);

export function sampleVillage(division: ShippedDivision): SampleVillage {
  const random = randomOf(division.code, 'village');
  const within5km = BELT.has(division.parent);
  const zoneType = zoneTypeOf(division, within5km);
  const relocating = within5km && random.chance(0.06);
  const completed = zoneType !== 'mountain_rural' && random.chance(0.2);
  return {
    ...division,
    zoneType,
    within5km,
    relocating,
    ...(completed && { completedOn: random.pick(['2019-10-31', '2020-10-15', '2020-10-31']) }),
    size: sizeOf(division, random.next(), random.between(0, 9)),
  };
}

/** Residents' committees have numbers 0xx in their street or town, villagers' committees 2xx (NBS list of 2023). */
function isCommunity(code: string): boolean {
  return code[9] === '0';
}

function zoneTypeOf({ code, parent }: ShippedDivision, within5km: boolean): ZoneType {
  const ofCity = parent.startsWith('140602') || parent.startsWith('140671');
  if (SEATS.has(parent)) return isCommunity(code) ? (ofCity ? 'urban_core' : 'county_seat') : 'fringe';
  if (within5km) return 'fringe';
  return HILLS.has(parent) ? 'mountain_rural' : 'plain_rural';
}

function sizeOf({ code, parent }: ShippedDivision, share: number, extra: number): number {
  if (code === LARGE_VILLAGE) return LARGE_VILLAGE_SIZE;
  if (code === SECOND_VILLAGE) return SECOND_VILLAGE_SIZE;
  if (code === OTHER_CADRE_VILLAGE) return OTHER_CADRE_VILLAGE_SIZE;
  // The development zone has only four communities. They are larger, so that its rates cover more than a handful of households.
  if (parent.startsWith('140671')) return 60 + 3 * extra;
  // One village in fifteen is a large one.
  return share < 1 / 15 ? 26 + 2 * extra : 5 + Math.floor(share * 7) + (extra % 3);
}
