import { checkCharacterOf } from '~/domain/household/id-number';
import { addDays } from '~/domain/time/calendar-day';
import type { Random } from './random.server';

/**
 * The persons of the sample cannot be real. Names are combined from short lists. ID numbers begin with 999: GB/T 2260 gives no
 * division a code beginning with 9, and the numbers of foreign residents, which do begin with 9, go on with a province and a
 * country, neither of which is 99 or 999. Phones begin with 169, which the numbering plan gives to no operator. Accounts begin
 * with 9999: in ISO/IEC 7812 a 9 is followed by a country's number, and 999 is none.
 */
const SURNAMES = '王李张刘赵杨郭武白高马孙苏贾任吴田冯石薛霍尹边齐丰池蔚解郝乔';
const GIVEN_FIRST = '建国志永玉秀桂春文海福德彦丽俊晓富贵振存润有全喜';
const GIVEN_SECOND = '平军明华英梅兰花荣生林强成义山旺珍云霞龙虎才清仁';

export function personName(random: Random): string {
  const surname = random.pick([...SURNAMES]);
  const second = random.pick([...GIVEN_SECOND]);
  return random.chance(0.15) ? surname + second : surname + random.pick([...GIVEN_FIRST]) + second;
}

const NOBODYS_PLACE = '999999';
/** Days from 1935 to 1989. 37 shares no factor with it, so the first 20,000 households have different days of birth. */
const BIRTH_DAYS = 20_000;

/** The ID number of the household with this running number (from 0). No two are equal below 20,000. */
export function idNumberOf(running: number, random: Random): string {
  const birth = addDays('1935-01-01', (running * 37) % BIRTH_DAYS).replaceAll('-', '');
  const first17 = NOBODYS_PLACE + birth + String(random.between(1, 999)).padStart(3, '0');
  return first17 + checkCharacterOf(first17);
}

/** 7919 is prime and shares no factor with a hundred million, so no two phones are equal. */
export function phoneOf(running: number): string {
  return `169${String((running * 7_919 + 20_210_715) % 100_000_000).padStart(8, '0')}`;
}

export function bankAccountOf(running: number): string {
  return `9999${String(running * 104_729 + 1).padStart(15, '0')}`;
}
