import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { appendHistory, type HistoryEntry, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { inScope, scopeOf } from '~/database/scope.server';
import { seasonByName } from '~/database/seasons/seasons.server';
import {
  batchNumberTaken,
  type ChangedPayment,
  countPending,
  draftFailed,
  draftOwed,
  failedChoices,
  holdDrafts,
  insertBatch,
  type LockedBatch,
  lockBatch,
  moveBatch,
  removePending,
  settlePending,
  sumPaidOfBatch,
  wouldOverpay,
} from '~/database/subsidy/batch-changes.server';
import type { Person } from '~/domain/access/person';
import { type Action, mayPerson } from '~/domain/access/who-may';
import type { PayMethod } from '~/domain/contract/enumerations';
import { refuse } from '~/domain/problems';
import type { OwedChoice, PaymentChoice } from '~/domain/subsidy/batch-forms';
import { CANCELLABLE } from '~/domain/subsidy/batch-states';
import { mayRelease, noticeEnd } from '~/domain/subsidy/public-notice';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';

/** The batch, and its revision that the person saw. */
export type BatchStep = { division: string; number: string; revision: number };

const NO_LIMIT = { statementTimeoutMs: 0 };

/** 拟批次: puts what is owed now, of the chosen policies and levels, into a batch. It pays nothing. */
export async function draftBatch(
  db: Database,
  person: Person,
  input: { division: string; season: string; number: string; method: PayMethod; choices: readonly OwedChoice[] },
  now: Date,
): Promise<void> {
  if (!mayPerson(person, 'payments.draft')) refuse('access.not-allowed');
  await inTransaction(
    db,
    async (sql) => {
      if (!(await inScope(sql, scopeOf(person), input.division))) refuse('division.unknown', { code: input.division });
      if (!(await seasonByName(sql, input.season))) refuse('season.unknown', { season: input.season });
      await holdDrafts(sql, input.division);
      if (await batchNumberTaken(sql, input.number)) refuse('batch.number-taken', { batch: input.number });
      await insertBatch(sql, { ...input, resendOf: null, by: person.username, at: now.toISOString() });
      const payments = await draftOwed(sql, scopeOf(person), input, input.choices, now.toISOString());
      if (payments.length === 0) refuse('batch.nothing-owed');
      await appendPayments(sql, person, now, 'payment.draft', input, payments, null, { result: 'pending' });
      await appendHistory(sql, now, person.username, [
        batchEntry('batch.draft', input, undefined, {
          state: 'drafted',
          season: input.season,
          method: input.method,
          payments: payments.length,
          amount: amountOf(payments),
        }),
      ]);
    },
    NO_LIMIT,
  );
}

/** 核对: must be done by another person than the drafter. */
export async function checkBatch(db: Database, person: Person, step: BatchStep, now: Date): Promise<void> {
  await inBatch(db, person, 'payments.check', step, ['drafted'], async (sql, batch) => {
    if (batch.draftedBy === person.username) refuse('batch.own-draft');
    await move(sql, person, batch, 'checked', { checked_at: now.toISOString(), checked_by: person.username }, now);
  });
}

/** 公示: at least seven days, starting today or later. */
export async function noticeBatch(
  db: Database,
  person: Person,
  step: BatchStep & { noticeFrom: CalendarDay; noticeTo: CalendarDay },
  now: Date,
): Promise<void> {
  if (step.noticeFrom < dayInShanghai(now)) refuse('batch.notice-past');
  if (step.noticeTo < noticeEnd(step.noticeFrom)) refuse('batch.notice-short', { day: noticeEnd(step.noticeFrom) });
  await inBatch(db, person, 'payments.release', step, ['checked'], (sql, batch) =>
    move(
      sql,
      person,
      batch,
      'noticed',
      { notice_from: step.noticeFrom, notice_to: step.noticeTo, noticed_at: now.toISOString(), noticed_by: person.username },
      now,
    ),
  );
}

/** 放款: only after the notice has ended, and only when nobody would get more than is due now. */
export async function releaseBatch(db: Database, person: Person, step: BatchStep, now: Date): Promise<void> {
  await inBatch(db, person, 'payments.release', step, ['noticed'], async (sql, batch) => {
    const notice = batch.noticeFrom && batch.noticeTo ? { from: batch.noticeFrom, to: batch.noticeTo } : null;
    if (!mayRelease(notice, dayInShanghai(now))) refuse('batch.notice-not-over', { day: batch.noticeTo ?? '' });
    const over = await wouldOverpay(sql, batch);
    if (over) refuse('batch.overpays', { household: over.household, count: over.count });
    await move(sql, person, batch, 'released', { released_at: now.toISOString(), released_by: person.username }, now);
  });
}

/** 记为失败: what the bank sent back, with its reason. */
export async function failPayments(
  db: Database,
  person: Person,
  step: BatchStep & { payments: readonly PaymentChoice[]; reason: string },
  now: Date,
): Promise<void> {
  await inBatch(db, person, 'payments.release', step, ['released'], async (sql, batch) => {
    const result = { result: 'failed' as const, paidOn: dayInShanghai(now), failReason: step.reason };
    const payments = await settlePending(sql, batch, step.payments, result);
    if (payments.length === 0) refuse('batch.nothing-marked');
    await moveBatch(sql, batch, {});
    await appendPayments(
      sql,
      person,
      now,
      'payment.fail',
      batch,
      payments,
      { result: 'pending' },
      { result: 'failed', paid_on: result.paidOn, fail_reason: step.reason },
    );
  });
}

/** 对账: everything the bank did not send back has arrived. The households' ledgers are updated. */
export async function reconcileBatch(db: Database, person: Person, step: BatchStep & { paidOn: CalendarDay }, now: Date): Promise<void> {
  const today = dayInShanghai(now);
  if (step.paidOn > today) refuse('batch.paid-ahead', { day: step.paidOn });
  await inBatch(db, person, 'payments.release', step, ['released'], async (sql, batch) => {
    if (batch.noticeTo !== null && step.paidOn <= batch.noticeTo) refuse('batch.paid-before-release', { day: batch.noticeTo });
    const over = await wouldOverpay(sql, batch);
    if (over) refuse('batch.overpays', { household: over.household, count: over.count });
    const payments = await settlePending(sql, batch, null, { result: 'ok', paidOn: step.paidOn, failReason: null });
    await sumPaidOfBatch(sql, batch);
    await refreshFacts(
      sql,
      payments.map(({ household }) => household),
      today,
    );
    await appendPayments(
      sql,
      person,
      now,
      'payment.arrive',
      batch,
      payments,
      { result: 'pending' },
      { result: 'ok', paid_on: step.paidOn },
    );
    await move(sql, person, batch, 'reconciled', { reconciled_at: now.toISOString(), reconciled_by: person.username }, now);
  });
}

/** 更正后重发: makes a new batch of the failed payments, which is checked and noticed like any other. */
export async function resendFailed(db: Database, person: Person, step: BatchStep & { newNumber: string }, now: Date): Promise<void> {
  await inBatch(db, person, 'payments.draft', step, ['reconciled'], async (sql, batch) => {
    await holdDrafts(sql, batch.division);
    if (await batchNumberTaken(sql, step.newNumber)) refuse('batch.number-taken', { batch: step.newNumber });
    const next = { division: batch.division, number: step.newNumber, season: batch.season, method: batch.method };
    const failed = await failedChoices(sql, batch);
    await insertBatch(sql, { ...next, choices: failed, resendOf: batch.number, by: person.username, at: now.toISOString() });
    const payments = await draftFailed(sql, next, batch.number, now.toISOString());
    if (payments.length === 0) refuse('batch.nothing-failed');
    await appendPayments(sql, person, now, 'payment.draft', next, payments, null, { result: 'pending', resend_of: batch.number });
    await appendHistory(sql, now, person.username, [
      batchEntry('batch.draft', next, undefined, {
        state: 'drafted',
        season: batch.season,
        method: batch.method,
        resend_of: batch.number,
        payments: payments.length,
        amount: amountOf(payments),
      }),
    ]);
  });
}

/** 作废: before the release, with a reason. The money is owed as before. */
export async function cancelBatch(db: Database, person: Person, step: BatchStep & { reason: string }, now: Date): Promise<void> {
  await inBatch(db, person, 'payments.draft', step, CANCELLABLE, async (sql, batch) => {
    const payments = await removePending(sql, batch);
    await appendPayments(sql, person, now, 'payment.cancel', batch, payments, { result: 'pending' }, null);
    await move(
      sql,
      person,
      batch,
      'cancelled',
      { cancelled_at: now.toISOString(), cancelled_by: person.username, cancel_reason: step.reason },
      now,
      step.reason,
    );
  });
}

/** Checks rights, scope, state and the revision that was seen, and locks the batch. */
async function inBatch(
  db: Database,
  person: Person,
  action: Action,
  step: BatchStep,
  states: readonly string[],
  work: (sql: Sql, batch: LockedBatch) => Promise<void>,
): Promise<void> {
  if (!mayPerson(person, action)) refuse('access.not-allowed');
  await inTransaction(
    db,
    async (sql) => {
      const batch = (await lockBatch(sql, scopeOf(person), step.division, step.number)) ?? refuse('batch.unknown', { batch: step.number });
      if (batch.revision !== step.revision || !states.includes(batch.state)) refuse('batch.changed-meanwhile', { batch: step.number });
      await work(sql, batch);
    },
    NO_LIMIT,
  );
}

async function move(
  sql: Sql,
  person: Person,
  batch: LockedBatch,
  state: string,
  columns: Record<string, string>,
  now: Date,
  reason?: string,
): Promise<void> {
  await moveBatch(sql, batch, { state, ...columns });
  await appendHistory(sql, now, person.username, [
    {
      ...batchEntry(`batch.${state}`, batch, { state: batch.state }, { state, ...columns, pending: await countPending(sql, batch) }),
      reason,
    },
  ]);
}

type Key = { division: string; number: string };

function batchEntry(action: string, batch: Key, before: object | undefined, after: object): HistoryEntry {
  return { chain: SYSTEM_CHAIN, action, entity: 'payment_batch', entityKey: `${batch.division}/${batch.number}`, before, after };
}

/**
 * Entries written at a time. A batch of a county has 100,000 payments, and the history entry of one takes far more memory than
 * the payment.
 */
const HISTORY_PART = 5_000;

/**
 * Writes each payment to the chain of its village. They come in the order of the villages and the batch's own entry comes after
 * them, so that the chains are locked in the order of their names across all parts.
 */
async function appendPayments(
  sql: Sql,
  person: Person,
  now: Date,
  action: string,
  batch: Key,
  payments: readonly ChangedPayment[],
  before: object | null,
  after: object | null,
): Promise<void> {
  for (let start = 0; start < payments.length; start += HISTORY_PART) {
    await appendHistory(
      sql,
      now,
      person.username,
      payments.slice(start, start + HISTORY_PART).map(
        (payment): HistoryEntry => ({
          chain: payment.village,
          action,
          entity: 'payment',
          entityKey: `${payment.household}/${payment.policy}/${payment.level}/${batch.number}`,
          before: before === null ? undefined : { ...before, amount: payment.amount },
          after: after === null ? undefined : { ...after, amount: payment.amount },
        }),
      ),
    );
  }
}

function amountOf(payments: readonly ChangedPayment[]): number {
  return payments.reduce((sum, payment) => sum + payment.amount, 0);
}
