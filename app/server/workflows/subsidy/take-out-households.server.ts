/**
 * 异议与移出: a household leaves a batch singly before its release, for an objection during the public notice or for a reason of the
 * bureau's own; the batch goes on, the household is told why, and its money is owed as before.
 */

import { randomUUID } from 'node:crypto';
import type { Database } from '~/database/connection/open.server';
import type { Sql } from '~/database/connection/sql.server';
import { appendHistory, type HistoryEntry } from '~/database/facts/history.server';
import { countPending, type LockedBatch, moveBatch } from '~/database/subsidy/batch-changes.server';
import {
  decideObjectionRow,
  insertObjection,
  lockUndecided,
  type ObjectionDecision,
  removeHousehold,
  villageInBatch,
} from '~/database/subsidy/objections.server';
import type { Person } from '~/domain/access/person';
import { refuse } from '~/domain/problems';
import { CANCELLABLE } from '~/domain/subsidy/payments/batch-states';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { amountOf, appendPayments, type BatchStep, batchEntry, inBatch } from './batch-steps.server';

const about = (chain: string, action: string, id: string, after: object, reason?: string): HistoryEntry => ({
  chain,
  action,
  entity: 'payment_objection',
  entityKey: id,
  after,
  reason,
});

/** 登记异议: during the notice and until the release. */
export async function recordObjection(
  db: Database,
  person: Person,
  step: BatchStep & { household: string; raisedBy: string; raisedOn: CalendarDay; what: string },
  now: Date,
): Promise<void> {
  await inBatch(db, person, 'payments.draft', step, ['noticed'], async (sql, batch) => {
    const { household, raisedBy, raisedOn, what } = step;
    if (raisedOn > dayInShanghai(now) || (batch.noticeFrom !== null && raisedOn < batch.noticeFrom)) {
      refuse('batch.raised-when', { from: batch.noticeFrom ?? '' });
    }
    const village = (await villageInBatch(sql, batch, household)) ?? refuse('batch.household-unknown', { household });
    const id = randomUUID();
    await insertObjection(sql, batch, { id, household, raisedBy, raisedOn, what, by: person.username, at: now.toISOString() }, null);
    await moveBatch(sql, batch, {});
    await appendHistory(sql, now, person.username, [
      about(village, 'objection.record', id, { batch: batch.number, household, raised_by: raisedBy, raised_on: raisedOn, what }),
    ]);
  });
}

/** 处理异议: the household stays, or is taken out. */
export async function decideObjection(
  db: Database,
  person: Person,
  step: BatchStep & { objection: string; decision: ObjectionDecision; reason: string },
  now: Date,
): Promise<void> {
  await inBatch(db, person, 'payments.draft', step, ['noticed'], async (sql, batch) => {
    const { objection, decision, reason } = step;
    const found = (await lockUndecided(sql, batch, objection)) ?? refuse('batch.changed-meanwhile', { batch: batch.number });
    const village = (await villageInBatch(sql, batch, found.household)) ?? refuse('batch.changed-meanwhile', { batch: batch.number });
    const amount = decision === 'taken_out' ? await leave(sql, person, batch, found.household, reason, now) : null;
    await decideObjectionRow(sql, objection, { decision, reason, amount, by: person.username, at: now.toISOString() });
    await moveBatch(sql, batch, {});
    await appendHistory(sql, now, person.username, [
      about(village, 'objection.decide', objection, { batch: batch.number, household: found.household, decision, amount }, reason),
    ]);
    await tellBatch(sql, person, batch, decision, { household: found.household, amount }, reason, now);
  });
}

/** 移出一户: for a reason of the bureau's own, at any time before the release. */
export async function takeOutHousehold(
  db: Database,
  person: Person,
  step: BatchStep & { household: string; reason: string },
  now: Date,
): Promise<void> {
  await inBatch(db, person, 'payments.draft', step, CANCELLABLE, async (sql, batch) => {
    const { household, reason } = step;
    const village = (await villageInBatch(sql, batch, household)) ?? refuse('batch.household-unknown', { household });
    const amount = await leave(sql, person, batch, household, reason, now);
    const id = randomUUID();
    const nobody = { raisedBy: null, raisedOn: null, what: null };
    await insertObjection(sql, batch, { id, household, ...nobody, by: person.username, at: now.toISOString() }, { reason, amount });
    await moveBatch(sql, batch, {});
    await appendHistory(sql, now, person.username, [
      about(village, 'objection.decide', id, { batch: batch.number, household, decision: 'taken_out', amount }, reason),
    ]);
    await tellBatch(sql, person, batch, 'taken_out', { household, amount }, reason, now);
  });
}

/** The household's payments leave the batch, which must not be empty without them: then it is cancelled as a whole. */
async function leave(sql: Sql, person: Person, batch: LockedBatch, household: string, reason: string, now: Date): Promise<number> {
  const payments = await removeHousehold(sql, batch, household);
  if ((await countPending(sql, batch)) === 0) refuse('batch.last-household');
  await appendPayments(sql, person, now, 'payment.take-out', batch, payments, { result: 'pending' }, null, reason);
  return amountOf(payments);
}

async function tellBatch(
  sql: Sql,
  person: Person,
  batch: LockedBatch,
  decision: ObjectionDecision,
  after: { household: string; amount: number | null },
  reason: string,
  now: Date,
): Promise<void> {
  await appendHistory(sql, now, person.username, [
    { ...batchEntry('batch.objection-decided', batch, { state: batch.state }, { state: batch.state, decision, ...after }), reason },
  ]);
}
