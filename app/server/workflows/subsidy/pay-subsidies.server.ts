import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { appendHistory } from '~/database/facts/history.server';
import { inScope, scopeOf } from '~/database/scope.server';
import { seasonByName } from '~/database/seasons/seasons.server';
import { countWithoutAccount } from '~/database/subsidy/accounts.server';
import {
  batchNumberTaken,
  draftFailed,
  draftOwed,
  failedChoices,
  holdDrafts,
  insertBatch,
  moveBatch,
  removePending,
  wouldOverpay,
} from '~/database/subsidy/batch-changes.server';
import { openOfBatch } from '~/database/subsidy/batches.server';
import { undecidedObjections } from '~/database/subsidy/objections.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { PayMethod } from '~/domain/contract/enumerations';
import { refuse } from '~/domain/problems';
import { needsAccount } from '~/domain/subsidy/payments/bank-account';
import type { OwedChoice } from '~/domain/subsidy/payments/batch-forms';
import { BATCH_STEPS, CANCELLABLE } from '~/domain/subsidy/payments/batch-states';
import { mayRelease, noticeEnd } from '~/domain/subsidy/payments/public-notice';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { amountOf, appendPayments, type BatchStep, batchEntry, inBatch, move, NO_LIMIT } from './batch-steps.server';

/**
 * 拟批次: puts what is owed now, of the chosen policies and levels, into a batch, for the households that the method reaches. It pays
 * nothing.
 */
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
      if (payments.length === 0) {
        const { households } = await countWithoutAccount(sql, scopeOf(person), input.division, input.season);
        refuse(needsAccount(input.method) && households > 0 ? 'batch.no-accounts' : 'batch.nothing-owed');
      }
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

/** 公示文号: kept with the batch at any step but a cancelled one, because an office may get its number late. The same one changes nothing. */
export async function setNoticeDocument(
  db: Database,
  person: Person,
  step: BatchStep & { document: string | null },
  now: Date,
): Promise<void> {
  await inBatch(db, person, 'payments.draft', step, BATCH_STEPS, async (sql, batch) => {
    if (batch.noticeDocument === step.document) return;
    await moveBatch(sql, batch, { notice_document: step.document });
    const [before, after] = [{ notice_document: batch.noticeDocument }, { notice_document: step.document }];
    await appendHistory(sql, now, person.username, [batchEntry('batch.document', batch, before, after)]);
  });
}

/** 放款: after the notice has ended, with every objection decided, and only when nobody would get more than is due now. */
export async function releaseBatch(db: Database, person: Person, step: BatchStep, now: Date): Promise<void> {
  await inBatch(db, person, 'payments.release', step, ['noticed'], async (sql, batch) => {
    const notice = batch.noticeFrom && batch.noticeTo ? { from: batch.noticeFrom, to: batch.noticeTo } : null;
    if (!mayRelease(notice, dayInShanghai(now))) refuse('batch.notice-not-over', { day: batch.noticeTo ?? '' });
    const undecided = await undecidedObjections(sql, batch);
    if (undecided > 0) refuse('batch.objections-open', { count: undecided });
    const over = await wouldOverpay(sql, batch);
    if (over) refuse('batch.overpays', { household: over.household, count: over.count });
    await move(sql, person, batch, 'released', { released_at: now.toISOString(), released_by: person.username }, now);
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
    if (payments.length === 0) {
      const { toResend } = await openOfBatch(sql, batch.division, batch.number);
      refuse(toResend > 0 ? 'batch.no-accounts' : 'batch.nothing-failed');
    }
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
