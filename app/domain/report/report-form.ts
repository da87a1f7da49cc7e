import { z } from 'zod';

/** What the form of a new report sends. An empty as-of date is today. Messages are problem codes. */
export const reportForm = z.object({
  division: z.string({ error: 'report.division-missing' }).trim().min(1, 'report.division-missing'),
  season: z.string({ error: 'report.season-missing' }).trim().min(1, 'report.season-missing'),
  asOf: z.string().trim().max(20, 'report.day-malformed').default(''),
  /** The value of the button that was pressed: 1 asks for a package. */
  pack: z
    .string()
    .max(1)
    .optional()
    .transform((value) => value === '1'),
});
