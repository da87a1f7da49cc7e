import { z } from 'zod';
import { foldWidth } from '../text/clean-text';

/**
 * 值班电话: whom a cadre calls, kept with the township and the county. A mobile number, a number with its area code (an extension may
 * follow), a 400 or 800 number, or a short one (110, 12345). Blanks and full-width digits are taken; what is stored has neither.
 */
const NUMBER = /^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,6})?|[48]00-?\d{3}-?\d{4}|1\d{2}|[19]\d{4})$/;

export function plainDutyPhone(text: string): string {
  return foldWidth(text)
    .replace(/[\s()]/g, '')
    .replace(/[‐‑–—－]/g, '-');
}

export const isDutyPhone = (text: string): boolean => NUMBER.test(plainDutyPhone(text));

/** Empty: there is none. */
export const dutyPhoneForm = z.object({
  phone: z
    .string()
    .default('')
    .refine((text) => text.trim() === '' || isDutyPhone(text), 'division.duty-phone-malformed')
    .transform((text) => (text.trim() === '' ? null : plainDutyPhone(text))),
});

/** Whom to call from a household: its township and its county; null where none is kept. */
export type DutyPhones = { township: string; townshipPhone: string | null; county: string; countyPhone: string | null };

/** The address behind a call button: an extension is dialled after a pause. */
export function telOf(phone: string): string {
  return `tel:${phone.replace(/^(0\d+)-(\d+)-(\d+)$/, '$1$2,$3').replace(/-/g, '')}`;
}
