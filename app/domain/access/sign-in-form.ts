import { z } from 'zod';

/** What the sign-in form sends. Messages are problem codes. */
export const signInForm = z.object({
  username: z.string().trim().min(1, 'sign-in.username-missing').max(200, 'sign-in.wrong'),
  password: z.string().min(1, 'sign-in.password-missing').max(1000, 'sign-in.wrong'),
  to: z.string().optional(),
});
