import { z } from 'zod';
import { type FundingLevel, keysOf, type PayMethod } from '../../contract/enumerations';
import { foldWidth } from '../../text/clean-text';
import { isCalendarDay } from '../../time/calendar-day';
import { isLevel } from '../funding-levels';

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
/** 公示文号, as it is printed below the title; nothing takes it away again. */
export const noticeDocumentForm = z.object({
  revision,
  document: z
    .string()
    .trim()
    .max(60, 'batch.document-too-long')
    .transform((text) => text || null),
});
/** 提交对账: with what the person saw of the rest, which must have been looked at when there is one. */
export const askToReconcileForm = z
  .object({
    revision,
    paidOn: z.string().trim().refine(isCalendarDay, 'batch.paid-day'),
    restPayments: z.coerce.number().int().nonnegative(),
    restAmount: z.coerce.number().int().nonnegative(),
    rest: z.string().optional(),
  })
  .refine(({ rest, restPayments }) => restPayments === 0 || rest !== undefined, { path: ['rest'], message: 'batch.rest-not-seen' });

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
const reason = z.string().trim().min(1, 'reason.missing').max(500, 'reason.too-long');
const household = z.string().trim().overwrite(foldWidth).min(1, 'batch.household-missing');

/** 登记异议: against which household, by whom, when, and what was said. */
export const objectionForm = z.object({
  revision,
  household,
  raisedBy: z.string().trim().min(1, 'batch.raised-by').max(60, 'reason.too-long'),
  raisedOn: z.string().trim().refine(isCalendarDay, 'batch.raised-on'),
  what: z.string().trim().min(1, 'batch.raised-what').max(500, 'reason.too-long'),
});
/** 异议处理: the household stays in the batch, or is taken out. */
export const decideObjectionForm = z.object({
  revision,
  objection: z.uuid({ error: 'batch.changed-meanwhile' }),
  decision: z.enum(['kept', 'taken_out'], { error: 'batch.decision-missing' }),
  reason,
});
/** 移出一户. */
export const takeOutForm = z.object({ revision, household, reason });

/** 更正后重发. */
export const resendBatchForm = z.object({ revision, number });
/** 生成银行文件. */
export const bankFileForm = z.object({ revision, template: z.string() });
/** 作废、退回对账、撤销对账. */
export const batchReasonForm = z.object({ revision, reason });
