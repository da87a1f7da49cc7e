import { z } from 'zod';
import templates from './bank-templates.json';

/** What a column of a bank's file holds. */
const FIELDS = ['ordinal', 'account', 'holder', 'amount', 'household', 'head', 'batch'] as const;

const templateSchema = z.object({
  key: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string().min(1),
  /** The file that goes to the bank: one row per household under one row of titles. */
  file: z.object({
    format: z.enum(['csv', 'xlsx']),
    encoding: z.enum(['utf-8', 'gbk']),
    /** 合计 as the last row. */
    total: z.boolean(),
    columns: z.array(z.object({ title: z.string().min(1), field: z.enum(FIELDS) })).min(2),
  }),
  /** The file that comes back: by which titles, and which words mean that it arrived or failed. */
  result: z.object({
    account: z.string(),
    amount: z.string(),
    outcome: z.string(),
    arrived: z.array(z.string()).min(1),
    failed: z.array(z.string()).min(1),
    reason: z.string().optional(),
    day: z.string().optional(),
  }),
});

/**
 * 银行模板 (docs/definitions.md#bank-file): what a bank wants and answers, kept as data in bank-templates.json. The shipped ones are examples
 * and say so in their names; a bank's own is one more entry.
 */
export type BankTemplate = z.infer<typeof templateSchema>;
export const BANK_TEMPLATES: readonly BankTemplate[] = z.array(templateSchema).parse(templates);

export function bankTemplate(key: string): BankTemplate | undefined {
  return BANK_TEMPLATES.find((one) => one.key === key);
}
