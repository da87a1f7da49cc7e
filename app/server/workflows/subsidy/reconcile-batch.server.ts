/**
 * 对账 of a released batch, by two persons (docs/definitions.md#reconciled): what failed is marked, one person asks for the rest to count
 * as arrived and says how much it is, another confirms. A second person undoes it, with a reason, while the season is open.
 */

import type { Database } from '~/database/connection/open.server';
import type { Sql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import { appendHistory } from '~/database/facts/history.server';
import { lockSeason } from '~/database/seasons/seasons.server';
import { failChosen, type LockedBatch, moveBatch, sumPaidOfBatch, wouldOverpay } from '~/database/subsidy/batch-changes.server';
import { failPending, type OpenToReconcile, openToReconcile, settleArrived, unsettleArrived } from '~/database/subsidy/reconcile.server';
import type { Person } from '~/domain/access/person';
import { refuse } from '~/domain/problems';
import { NO_ACCOUNT_REASON } from '~/domain/subsidy/payments/bank-account';
import type { PaymentChoice } from '~/domain/subsidy/payments/batch-forms';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { amountOf, appendPayments, type BatchStep, batchEntry, inBatch, move } from './batch-steps.server';

/** Nobody has asked for the reconciliation. */
export const NOT_ASKED = { settle_asked_at: null, settle_asked_by: null, settle_paid_on: null, settle_payments: null, settle_amount: null };

/** Nobody has asked for the reconciliation to be undone. */
const UNDO_NOT_ASKED = { undo_asked_at: null, undo_asked_by: null, undo_reason: null };

/** What counts as arrived when the batch is reconciled as it is. */
const arriving = ({ answered, rest }: OpenToReconcile) => ({
  payments: answered.payments + rest.payments,
  amount: answered.amount + rest.amount,
});

/** 记为失败: what the bank sent back, with its reason. Whoever asked for the reconciliation before asks again. */
export async function failPayments(
  db: Database,
  person: Person,
  step: BatchStep & { payments: readonly PaymentChoice[]; reason: string },
  now: Date,
): Promise<void> {
  await inBatch(db, person, 'payments.release', step, ['released'], async (sql, batch) => {
    const on = dayInShanghai(now);
    const payments = await failChosen(sql, batch, step.payments, { on, reason: step.reason });
    if (payments.length === 0) refuse('batch.nothing-marked');
    await moveBatch(sql, batch, NOT_ASKED);
    await appendPayments(
      sql,
      person,
      now,
      'payment.fail',
      batch,
      payments,
      { result: 'pending' },
      { result: 'failed', paid_on: on, fail_reason: step.reason, answered_on: null },
    );
  });
}

/** 提交对账: how many payments of the rest, and how much, are as the person saw them. Nothing is paid by it. */
export async function askToReconcile(
  db: Database,
  person: Person,
  step: BatchStep & { paidOn: CalendarDay; restPayments: number; restAmount: number },
  now: Date,
): Promise<void> {
  if (step.paidOn > dayInShanghai(now)) refuse('batch.paid-ahead', { day: step.paidOn });
  await inBatch(db, person, 'payments.release', step, ['released'], async (sql, batch) => {
    if (batch.noticeTo !== null && step.paidOn <= batch.noticeTo) refuse('batch.paid-before-release', { day: batch.noticeTo });
    const open = await openToReconcile(sql, batch);
    if (open.rest.payments !== step.restPayments || open.rest.amount !== step.restAmount) refuse('batch.rest-changed');
    const { payments, amount } = arriving(open);
    const asked = {
      settle_asked_at: now.toISOString(),
      settle_asked_by: person.username,
      settle_paid_on: step.paidOn,
      settle_payments: payments,
      settle_amount: amount,
    };
    await moveBatch(sql, batch, asked);
    await appendHistory(sql, now, person.username, [
      batchEntry('batch.reconcile-asked', batch, { state: 'released' }, { ...asked, unreachable: open.unreachable.payments }),
    ]);
  });
}

/** 退回对账, 撤回对账: with a reason; the batch waits for another request. */
export async function refuseReconcile(db: Database, person: Person, step: BatchStep & { reason: string }, now: Date): Promise<void> {
  await inBatch(db, person, 'payments.release', step, ['released'], async (sql, batch) => {
    if (batch.settleAskedBy === null) refuse('batch.changed-meanwhile', { batch: batch.number });
    await moveBatch(sql, batch, NOT_ASKED);
    const before = { settle_asked_by: batch.settleAskedBy, settle_payments: batch.settlePayments, settle_amount: batch.settleAmount };
    await appendHistory(sql, now, person.username, [
      { ...batchEntry('batch.reconcile-refused', batch, before, NOT_ASKED), reason: step.reason },
    ]);
  });
}

/** 确认到账: by another person than the one who asked. The ledgers of the households follow. */
export async function reconcileBatch(db: Database, person: Person, step: BatchStep, now: Date): Promise<void> {
  await inBatch(db, person, 'payments.release', step, ['released'], async (sql, batch) => {
    const { settleAskedBy, settlePaidOn: paidOn } = batch;
    if (settleAskedBy === null || paidOn === null) return refuse('batch.changed-meanwhile', { batch: batch.number });
    if (settleAskedBy === person.username) refuse('batch.own-reconcile');
    const { payments, amount } = arriving(await openToReconcile(sql, batch));
    if (payments !== batch.settlePayments || amount !== batch.settleAmount) refuse('batch.rest-changed');
    const over = await wouldOverpay(sql, batch);
    if (over) refuse('batch.overpays', { household: over.household, count: over.count });
    const arrived = await settleArrived(sql, batch, paidOn);
    const failed = await failPending(sql, batch, { on: paidOn, reason: NO_ACCOUNT_REASON });
    await followLedgers(
      sql,
      batch,
      arrived.map(({ household }) => household),
      now,
    );
    const settled = [
      ...arrived.map((one) => ({ ...one, after: { result: 'ok', paid_on: one.paidOn } })),
      ...failed.map((one) => ({ ...one, after: { result: 'failed', paid_on: paidOn, fail_reason: NO_ACCOUNT_REASON } })),
    ].sort((a, b) => (a.village < b.village ? -1 : a.village > b.village ? 1 : 0));
    await appendPayments(sql, person, now, 'payment.settle', batch, settled, { result: 'pending' }, ({ after }) => after);
    await move(sql, person, batch, 'reconciled', { reconciled_at: now.toISOString(), reconciled_by: person.username }, now);
  });
}

/** 请人撤销对账: whoever confirmed the reconciliation cannot undo it, and says why another person should. Nothing changes by it. */
export async function askToUndo(db: Database, person: Person, step: BatchStep & { reason: string }, now: Date): Promise<void> {
  await inBatch(db, person, 'payments.release', step, ['reconciled'], async (sql, batch) => {
    await requireUndoable(sql, batch);
    const asked = { undo_asked_at: now.toISOString(), undo_asked_by: person.username, undo_reason: step.reason };
    await moveBatch(sql, batch, asked);
    await appendHistory(sql, now, person.username, [
      { ...batchEntry('batch.undo-asked', batch, { state: 'reconciled' }, { undo_asked_by: person.username }), reason: step.reason },
    ]);
  });
}

/** 不撤销, 撤回请求: with a reason; the reconciliation stays as it is. */
export async function refuseUndo(db: Database, person: Person, step: BatchStep & { reason: string }, now: Date): Promise<void> {
  await inBatch(db, person, 'payments.release', step, ['reconciled'], async (sql, batch) => {
    if (batch.undoAskedBy === null) refuse('batch.changed-meanwhile', { batch: batch.number });
    await moveBatch(sql, batch, UNDO_NOT_ASKED);
    const before = { undo_asked_by: batch.undoAskedBy };
    await appendHistory(sql, now, person.username, [
      { ...batchEntry('batch.undo-refused', batch, before, { undo_asked_by: null }), reason: step.reason },
    ]);
  });
}

async function requireUndoable(sql: Sql, batch: LockedBatch): Promise<void> {
  if (batch.source !== 'drafted') refuse('batch.undo-sheet');
  const season = batch.season === null ? null : await lockSeason(sql, batch.season);
  if (season === null || season.closedAt !== null) refuse('batch.season-closed', { season: batch.season ?? '' });
}

/** 撤销对账: what arrived by it waits for the bank's answer again; what failed stays failed, for it may have been sent again. */
export async function undoReconcile(db: Database, person: Person, step: BatchStep & { reason: string }, now: Date): Promise<void> {
  await inBatch(db, person, 'payments.release', step, ['reconciled'], async (sql, batch) => {
    if (batch.source === 'drafted' && batch.reconciledBy === person.username) refuse('batch.own-undo');
    await requireUndoable(sql, batch);
    const waiting = await unsettleArrived(sql, batch);
    await followLedgers(
      sql,
      batch,
      waiting.map(({ household }) => household),
      now,
    );
    await appendPayments(
      sql,
      person,
      now,
      'payment.undo',
      batch,
      waiting,
      (one) => ({ result: 'ok', paid_on: one.paidOn }),
      { result: 'pending', paid_on: null, answered_on: null },
      step.reason,
    );
    const columns = { ...NOT_ASKED, ...UNDO_NOT_ASKED, reconciled_at: null, reconciled_by: null };
    await moveBatch(sql, batch, { state: 'released', ...columns });
    await appendHistory(sql, now, person.username, [
      {
        ...batchEntry(
          'batch.reconcile-undone',
          batch,
          { state: 'reconciled', reconciled_by: batch.reconciledBy },
          { state: 'released', ...columns, pending: waiting.length, amount: amountOf(waiting) },
        ),
        reason: step.reason,
      },
    ]);
  });
}

async function followLedgers(sql: Sql, batch: LockedBatch, households: readonly string[], now: Date): Promise<void> {
  await sumPaidOfBatch(sql, batch);
  await refreshFacts(sql, households, dayInShanghai(now));
}
