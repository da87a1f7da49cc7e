import { z } from 'zod';
import { clockSchema, deviceIdSchema, KEPT, MOST_RECORDS, sequenceSchema } from './protocol';

/**
 * 入户以外手机发来的: what a phone sends beside visits, each kind at an address of its own and each answered record by record:
 *
 *   POST /field-data/problems    SendSubmissions of problems (problem-report.ts)  → SubmissionsAnswer
 *   POST /field-data/households  SendSubmissions of missed households (received-household.ts) → SubmissionsAnswer
 *
 * An older server answers 404: the phone keeps them until there is a newer one.
 */
export const submissionSchema = z.object({
  /** Counts the records of this device from 1. */
  sequence: sequenceSchema,
  /** = content.id */
  id: z.string().min(1).max(64),
  /** SHA-256 (hex) over contentText(content). */
  contentHash: z.string().regex(/^[0-9a-f]{64}$/),
  content: z.record(z.string(), z.unknown()),
  /** The phone's clock was wrong: what it showed, and by how much it was ahead. The time in `content` is corrected by it. */
  clock: clockSchema.optional(),
});
export type SubmissionSent = z.infer<typeof submissionSchema>;

export const sendSubmissionsSchema = z.object({
  protocol: z.number().int().min(1),
  device: deviceIdSchema,
  app: z.string().max(40).optional(),
  records: z.array(z.unknown()).min(1).max(MOST_RECORDS),
});

const receiptSchema = z.object({
  id: z.string().nullable(),
  contentHash: z.string().nullable(),
  /** conflict: a household that waits for the township; what it is decided to be comes with a later answer. */
  status: z.enum(['received', 'same', 'conflict', 'refused', 'failed']),
  /** What it is called by: 编号; of a household its number in the register. */
  number: z.string().optional(),
  receivedAt: z.string().optional(),
  code: z.string().optional(),
  sentence: z.string().optional(),
});
/** The words of a visit's receipt (protocol.ts) mean the same here. */
export type SubmissionReceipt = z.infer<typeof receiptSchema>;
export const submissionsAnswerSchema = z.object({ protocol: z.number(), receipts: z.array(receiptSchema) });
export type SubmissionsAnswer = z.infer<typeof submissionsAnswerSchema>;

export const isKept = ({ status }: Pick<SubmissionReceipt, 'status'>): boolean => KEPT.has(status);
