import { z } from 'zod';
import { isCalendarDay } from '../time/calendar-day';
import { scaled } from './exact-decimal';
import { isLevel } from './funding-levels';

/** An amount in 元 as typed, with or without commas between thousands, as whole 分. */
const money = (problem: string) =>
  z.string({ error: problem }).transform((text, context): number => {
    const fen = scaled(text.normalize('NFKC').replace(/,/g, ''), 2);
    if (fen !== undefined) return fen;
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });

/** 登记资金: what a level allotted by a document, and how much of it arrived. Messages are problem codes. */
export const fundForm = z
  .object({
    level: z.string({ error: 'fund.level-missing' }).refine(isLevel, 'fund.level-missing'),
    document: z.string().trim().min(1, 'fund.document-missing').max(200, 'policy.document-too-long'),
    allotted: money('fund.allotted-malformed'),
    received: money('fund.received-malformed'),
    receivedOn: z
      .string()
      .trim()
      .default('')
      .refine((text) => text === '' || isCalendarDay(text), 'policy.day-malformed')
      .transform((text) => text || null),
  })
  .refine((fund) => fund.received === 0 || fund.receivedOn !== null, { path: ['receivedOn'], message: 'fund.received-on-missing' });
export type FundInput = z.output<typeof fundForm>;
