import { z } from 'zod';
import type { ProblemCode } from '../problems';

/** What the form for a new password sends. Messages are problem codes; the rule itself is in good-password.ts. */
export const passwordForm = z.object({
  currentPassword: z.string().min(1, 'password.current-missing').max(1000, 'password.current-wrong'),
  newPassword: z.string().min(1, 'password.next-missing').max(1000, 'password.too-long'),
  repeatedPassword: z.string().max(1000, 'password.repeated-differs').default(''),
  to: z.string().optional(),
});

/** At which field a refusal of the new password is said. */
export const PASSWORD_FIELDS: Partial<Record<ProblemCode, string>> = {
  'password.current-wrong': 'currentPassword',
  'password.too-short': 'newPassword',
  'password.too-long': 'newPassword',
  'password.one-kind-only': 'newPassword',
  'password.contains-username': 'newPassword',
  'password.guessed-first': 'newPassword',
  'password.same-as-before': 'newPassword',
  'password.repeated-differs': 'repeatedPassword',
};
