import { z } from 'zod';
import { keysOf } from '../contract/enumerations';
import type { ProblemCode } from '../problems';
import { foldWidth } from '../text/clean-text';
import { isPhone, LONGEST_ADDRESS } from './household-changes';
import { canonicalIdNumber, checkCharacterOf } from './id-number';

const code = (problem: ProblemCode) => ({ error: problem });

/**
 * 补录一户: what a village cadre says of a household that the roster missed (“查遗补漏”, docs/definitions.md#clause-c4).
 * The number is given by the system.
 * `sameHead`: the cadre has been told that the village already has a head of this name and says it is another household.
 */
export const newHouseholdSchema = z.object({
  head: z.string(code('household.head-missing')).trim().min(1, code('household.head-missing')).max(50, code('household.head-too-long')),
  address: z
    .string(code('household.door-missing'))
    .overwrite(foldWidth)
    .min(1, code('household.door-missing'))
    .max(LONGEST_ADDRESS, code('household.door-too-long')),
  residence: z.enum(keysOf('residence'), code('household.residence-missing')),
  phone: z
    .string()
    .trim()
    .refine((text) => text === '' || isPhone(text), code('household.phone-malformed'))
    .default(''),
  /** 身份证号, when it is at hand: it tells namesakes apart. */
  idNumber: z
    .string()
    .trim()
    .refine((text) => text === '' || isIdNumber(text), code('household.id-malformed'))
    .default(''),
  reason: z.string(code('reason.missing')).trim().min(1, code('reason.missing')).max(200, code('reason.too-long')),
  sameHead: z
    .string()
    .optional()
    .transform((text) => text === 'yes'),
});
/** By its form and check character; the day of birth is left to the importer, which has a clock. */
function isIdNumber(text: string): boolean {
  const number = canonicalIdNumber(text);
  return /^\d{17}[\dX]$/.test(number) && checkCharacterOf(number) === number[17];
}

export type NewHousehold = z.infer<typeof newHouseholdSchema>;

/**
 * The number of the n-th household added in a village: its code, the letter B (补录) and four digits. Rosters number with digits
 * alone, so the number of an added household never collides with one of the roster.
 */
export function addedNumber(villageCode: string, running: number): string {
  return `${villageCode}B${String(running).padStart(4, '0')}`;
}
