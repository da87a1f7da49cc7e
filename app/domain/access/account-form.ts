import { z } from 'zod';
import { keysOf, type Role } from '../contract/enumerations';

const LONGEST_NAME = 60;

/** Codes arrive as several hidden fields, as one field, or typed in one text with commas between them. */
const codes = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) =>
    [value ?? []]
      .flat()
      .flatMap((text) => text.split(/[,，、\s]+/))
      .filter((code) => code !== ''),
  )
  .refine((list) => list.length > 0, 'account.divisions-empty');

const role = z
  .string()
  .optional()
  .refine((text) => keysOf('role').includes(text as Role), 'account.role-missing')
  .transform((text) => text as Role);
const name = z.string().trim().min(1, 'account.name-empty').max(LONGEST_NAME, 'account.name-too-long');

/** The fields of the form for a new account. Messages are problem codes. */
export const newAccountForm = z.object({
  username: z.string().trim().min(1, 'account.username-missing').max(64, 'account.username-too-long'),
  name,
  role,
  divisions: codes,
});

/** The fields of the form for an existing account. */
export const accountForm = z.object({ name, role, divisions: codes });
