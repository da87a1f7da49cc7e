import { z } from 'zod';
import type { ProblemCode } from '../problems';

/** What the sign-in form sends. Messages are problem codes. */
export const signInForm = z.object({
  username: z.string().trim().min(1, 'sign-in.username-missing').max(200, 'sign-in.wrong'),
  password: z.string().min(1, 'sign-in.password-missing').max(1000, 'sign-in.wrong'),
  /** Of the authenticator app, or a recovery code; asked for once the password is right (second-factor.ts). */
  code: z.string().trim().max(100, 'second-factor.code-wrong').optional(),
  to: z.string().optional(),
});

/** At which field a refusal of the code is said. */
export const SIGN_IN_FIELDS: Partial<Record<ProblemCode, string>> = {
  'second-factor.code-needed': 'code',
  'second-factor.code-wrong': 'code',
  'second-factor.code-used': 'code',
};
