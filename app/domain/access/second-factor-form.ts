import { z } from 'zod';
import type { ProblemCode } from '../problems';
import { SECOND_FACTOR_ROLES } from './second-factor';
import { SIGN_IN_FIELDS } from './sign-in-form';

const code = z.string().trim().min(1, 'second-factor.code-missing').max(100, 'second-factor.code-wrong');

/** Setting up: the offer of the page, the own password, and a code by which the phone shows that it has the secret. */
export const setUpForm = z.object({
  offer: z.string().max(1000, 'second-factor.offer-old').min(1, 'second-factor.offer-old'),
  password: z.string().min(1, 'sign-in.password-missing').max(1000, 'password.current-wrong'),
  code,
});

/** At which field a refusal is said. */
export const SECOND_FACTOR_FIELDS: Partial<Record<ProblemCode, string>> = {
  ...SIGN_IN_FIELDS,
  'second-factor.not-in-app': 'code',
  'password.current-wrong': 'password',
};

/** New recovery codes, or turning it off. */
export const provenForm = z.object({ code });

/** Why the administrator takes it from an account; it stands in the history. */
export const resetForm = z.object({
  reason: z.string().trim().min(1, 'second-factor.reason-missing').max(200, 'second-factor.reason-too-long'),
});

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
/** The roles that must have it; none may be chosen. */
export const requiredRolesForm = z.object({
  roles: oneOrMore.optional().transform((chosen = []) => SECOND_FACTOR_ROLES.filter((role) => chosen.includes(role))),
});
