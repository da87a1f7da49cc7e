/**
 * 公民身份号码 (GB 11643-1999, docs/definitions.md#source-id-number): 17 digits and a check character. Digits 1–6 are the code of
 * the place where the number was given (any place in China, and divisions since abolished: it is not checked), 7–14 the day of birth,
 * 15–17 a serial number. The check character is that of ISO 7064 MOD 11-2: the digits times these weights, summed, modulo 11, looked up
 * in “10X98765432”. Numbers of 15 digits have not been valid since 1 January 2013.
 */
import { type CalendarDay, isCalendarDay } from '../time/calendar-day';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';
const EARLIEST_BIRTH = '1850-01-01';

/** What is wrong with an ID number; `undefined` from `faultOfIdNumber` means nothing is. */
export type IdNumberFault = 'length' | 'characters' | 'birth-day' | 'birth-in-future' | 'check-character';

/** As it is stored: without blanks, the check character upper case. */
export function canonicalIdNumber(typed: string): string {
  return typed.normalize('NFKC').replace(/\s/g, '').toUpperCase();
}

/** The check character that belongs to the first 17 digits. */
export function checkCharacterOf(first17: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += Number(first17[i]) * WEIGHTS[i]!;
  return CHECK_CHARACTERS[sum % 11]!;
}

/** The day of birth written in a number of the right form. */
function birthDayOf(idNumber: string): CalendarDay {
  return `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`;
}

/** The first fault of a number in canonical form. A day of birth after `today` is a fault. */
export function faultOfIdNumber(idNumber: string, today: CalendarDay): IdNumberFault | undefined {
  if (idNumber.length !== 18) return 'length';
  if (!/^\d{17}[\dX]$/.test(idNumber)) return 'characters';
  const birth = birthDayOf(idNumber);
  if (!isCalendarDay(birth) || birth < EARLIEST_BIRTH) return 'birth-day';
  if (birth > today) return 'birth-in-future';
  if (checkCharacterOf(idNumber) !== idNumber[17]) return 'check-character';
  return undefined;
}

/** Whether a number that was stored fails GB 11643. A day of birth ahead is refused when it is written, and is no fault for ever. */
export function isFaultyIdNumber(stored: string): boolean {
  return faultOfIdNumber(stored, '9999-12-31') !== undefined;
}
