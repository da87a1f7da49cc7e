import { z } from 'zod';
import { type FundingLevel, keysOf, type PayMethod } from '../contract/enumerations';
import { foldWidth } from '../text/clean-text';
import { isCalendarDay } from '../time/calendar-day';
import { isLevel } from './funding-levels';

const number = z
  .string({ error: 'batch.number-missing' })
  .overwrite(foldWidth)
  .min(1, 'batch.number-missing')
  .max(60, 'batch.number-too-long');
const revision = z.coerce.number().int();

/** One choice of what goes into a batch: the money of one policy and one level. */
export type OwedChoice = { policy: string; level: FundingLevel };

const owed = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) =>
    [value ?? []].flat().flatMap((text): OwedChoice[] => {
      const [level, ...policy] = text.split('~');
      return isLevel(level) && policy.length > 0 ? [{ level, policy: policy.join('~') }] : [];
    }),
  )
  .refine((choices) => choices.length > 0, 'batch.nothing-chosen');

/** 拟批次. Messages are problem codes. */
export const draftBatchForm = z.object({
  number,
  owed,
  method: z
    .string({ error: 'batch.method-missing' })
    .refine((text) => keysOf('payMethod').includes(text as PayMethod), 'batch.method-missing')
    .transform((text) => text as PayMethod),
});

/** 核对、放款. */
export const batchStepForm = z.object({ revision });
/** 公示. */
export const noticeBatchForm = z.object({
  revision,
  noticeFrom: z.string().trim().refine(isCalendarDay, 'batch.notice-day'),
  noticeTo: z.string().trim().refine(isCalendarDay, 'batch.notice-day'),
});
/** 对账. */
export const reconcileBatchForm = z.object({ revision, paidOn: z.string().trim().refine(isCalendarDay, 'batch.paid-day') });

/** One payment of a batch. */
export type PaymentChoice = { household: string; policy: string; level: FundingLevel };

/** 记为失败: which payments failed, and what the bank said. */
export const failPaymentsForm = z.object({
  revision,
  failReason: z.string().trim().min(1, 'batch.fail-reason').max(200, 'reason.too-long'),
  payment: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((value) =>
      [value ?? []].flat().flatMap((text): PaymentChoice[] => {
        const [level, household, ...policy] = text.split('~');
        return isLevel(level) && household && policy.length > 0 ? [{ level, household, policy: policy.join('~') }] : [];
      }),
    )
    .refine((choices) => choices.length > 0, 'batch.nothing-marked'),
});
/** 更正后重发. */
export const resendBatchForm = z.object({ revision, number });
/** 作废. */
export const cancelBatchForm = z.object({ revision, reason: z.string().trim().min(1, 'reason.missing').max(500, 'reason.too-long') });
