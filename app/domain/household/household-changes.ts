import { z } from 'zod';
import { keysOf } from '../contract/enumerations';
import { foldWidth } from '../text/clean-text';

/**
 * 户情: what a cadre may correct about the household on a visit. A value that is not given stays as it is; `null` cannot be sent,
 * because a visit never empties the register.
 *
 * `people` is 0 to 30: a household of several generations fits, and a larger number is a typing error. `elderly` counts those
 * of them who are 60 or older.
 */
export const MOST_PEOPLE = 30;
export const LONGEST_ADDRESS = 100;

/** True for a mobile number of 11 digits or a landline with its area code (0349-2020202). Blanks and hyphens are ignored. */
export function isPhone(text: string): boolean {
  return /^(1[3-9]\d{9}|0\d{9,11})$/.test(plainPhone(text));
}

/** The digits alone; +86 in front is left out. Full-width digits become plain ones. */
export function plainPhone(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\-–—]/g, '')
    .replace(/^(\+86|0086)(?=1)/, '');
}

const count = z
  .number({ error: 'not_a_number' })
  .int({ error: 'not_whole' })
  .min(0, { error: 'out_of_range' })
  .max(MOST_PEOPLE, { error: 'out_of_range' });

export const householdChangesSchema = z.strictObject(
  {
    residence: z.enum(keysOf('residence'), { error: 'not_a_choice' }).optional(),
    houseUse: z.enum(keysOf('houseUse'), { error: 'not_a_choice' }).optional(),
    people: count.optional(),
    elderly: count.optional(),
    phone: z.string({ error: 'not_a_phone' }).refine(isPhone, { error: 'not_a_phone' }).optional(),
    address: z
      .string({ error: 'not_text' })
      .overwrite(foldWidth)
      .min(1, { error: 'required' })
      .max(LONGEST_ADDRESS, { error: 'too_long' })
      .optional(),
  },
  { error: 'unknown_question' },
);

export type HouseholdChanges = z.infer<typeof householdChangesSchema>;
export const HOUSEHOLD_QUESTION_KEYS = [
  'residence',
  'houseUse',
  'people',
  'elderly',
  'phone',
  'address',
] as const satisfies readonly (keyof HouseholdChanges)[];

/** True when there would be more elderly than people, once the changes are applied to what the register says. */
export function hasMoreElderlyThanPeople(
  changes: HouseholdChanges,
  recorded: { people?: number | null; elderly?: number | null },
): boolean {
  if (changes.people === undefined && changes.elderly === undefined) return false;
  const people = changes.people ?? recorded.people;
  const elderly = changes.elderly ?? recorded.elderly;
  return people != null && elderly != null && elderly > people;
}
