import type { Hardship, HouseholdStatus, HouseUse, Residence } from '~/domain/contract/enumerations';
import { type ConvertedHome, type SampleConversion, sampleConversion } from './conversions.server';
import { bankAccountOf, idNumberOf, personName, phoneOf } from './people.server';
import { type Random, randomOf } from './random.server';
import { blocksOf } from './rooms.server';
import type { SampleVillage } from './villages.server';

/** 户台账 of the sample, with the titles of the sheet. */
export type SampleHousehold = SampleConversion & {
  number: string;
  village: string;
  head: string;
  idNumber?: string;
  idMissingReason?: string;
  phone?: string;
  address: string;
  residence: Residence;
  hardship?: Hardship[];
  houseUse: HouseUse;
  status: HouseholdStatus;
  people: number;
  elderly: number;
  heatedArea: number;
  bankAccount?: string;
  bankHolder?: string;
  note: string;
};

/** A household with what the later steps of the sample need to know of it. */
export type Home = { record: SampleHousehold; village: SampleVillage; heat: ConvertedHome; index: number };

/** Written on every record, so that nobody takes a screen of the demonstration for a real register. */
export const SAMPLE_NOTE = '示例数据';

/** The homes of a village. `running` is the number of homes before it in the whole sample. */
export function homesOf(village: SampleVillage, running: number): Home[] {
  return Array.from({ length: village.size }, (_, index) => home(village, index, running + index));
}

function home(village: SampleVillage, index: number, running: number): Home {
  const number = village.code + String(index + 1).padStart(3, '0');
  const random = randomOf(number, 'household');
  const hill = village.zoneType === 'mountain_rural';
  const status = random.weighted<HouseholdStatus>({
    normal: 92,
    idle: 5,
    cancelled: 1.1,
    demolished: village.relocating ? 12 : 0.5,
    nominal: 1.2,
  });
  const residence =
    status === 'idle'
      ? random.weighted<Residence>({ away: 85, moved: 10, deceased: 5 })
      : random.weighted<Residence>({
          resident: hill ? 58 : 68,
          heating_season: 8,
          seasonal: 9,
          away: hill ? 22 : 13,
          moved: 1.4,
          deceased: 0.6,
        });
  const head = personName(random);
  const heat = sampleConversion(number, village);
  const atHome = residence === 'resident' || residence === 'heating_season' || residence === 'seasonal';
  const people = atHome ? random.weighted<'1' | '2' | '3' | '4' | '5' | '6'>({ 1: 20, 2: 40, 3: 18, 4: 14, 5: 6, 6: 2 }) : '0';
  const elderly = atHome && random.chance(0.45) ? random.between(1, Math.min(2, Number(people))) : 0;
  const record: SampleHousehold = {
    number,
    village: village.code,
    head,
    ...(random.chance(0.97) ? { idNumber: idNumberOf(running, random) } : { idMissingReason: '未登记' }),
    ...(random.chance(0.9) && { phone: phoneOf(running) }),
    address: addressOf(village, index, random),
    residence,
    ...hardshipOf(random),
    houseUse: random.weighted<HouseUse>({ living: 93, mixed: 4, business: 2, public: 1 }),
    status,
    people: Number(people),
    elderly,
    heatedArea: Math.round(blocksOf(number, village).reduce((sum, block) => sum + block.heatedArea, 0) * 100) / 100,
    ...heat.listed,
    ...(random.chance(0.96) && { bankAccount: bankAccountOf(running), bankHolder: head }),
    note: SAMPLE_NOTE,
  };
  return { record, village, heat, index };
}

function addressOf(village: SampleVillage, index: number, random: Random): string {
  if (village.zoneType === 'urban_core' || village.zoneType === 'county_seat') {
    return `${1 + Math.floor(index / 24)}号楼${random.between(1, 4)}单元${random.between(1, 6)}0${random.between(1, 2)}室`;
  }
  return `${1 + Math.floor(index / 12)}排${(index % 12) + 1}号`;
}

function hardshipOf(random: Random): { hardship?: Hardship[] } {
  if (random.chance(0.85)) return {};
  const first = random.weighted<Hardship>({
    low_income: 30,
    destitute: 8,
    low_income_edge: 8,
    lifted: 34,
    unstable_lifted: 5,
    at_risk: 5,
    sudden: 2,
    disabled: 8,
  });
  return { hardship: first !== 'disabled' && random.chance(0.1) ? [first, 'disabled'] : [first] };
}
