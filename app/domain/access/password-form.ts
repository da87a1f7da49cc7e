import { z } from 'zod';

/** What the form for a new password sends. Messages are problem codes; the rule itself is in good-password.ts. */
export const passwordForm = z.object({
  currentPassword: z.string().min(1, 'password.current-missing').max(1000, 'password.current-wrong'),
  newPassword: z.string().min(1, 'password.next-missing').max(1000, 'password.too-long'),
  repeatedPassword: z.string().max(1000, 'password.repeated-differs').default(''),
  to: z.string().optional(),
});
