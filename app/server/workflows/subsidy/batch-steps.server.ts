/** What every step of a batch has in common: rights, scope, the revision that was seen, and its entries in the history. */

import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory, type HistoryEntry, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { scopeOf } from '~/database/scope.server';
import { type ChangedPayment, countPending, type LockedBatch, lockBatch, moveBatch } from '~/database/subsidy/batch-changes.server';
import type { Person } from '~/domain/access/person';
import { type Action, mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';

/** Which batch, and the revision of it that the person saw. */
export type BatchStep = { division: string; number: string; revision: number };

export const NO_LIMIT = { statementTimeoutMs: 0 };

/** Checks rights, scope, state and the revision that was seen (null where a file was sent), and locks the batch. */
export async function inBatch(
  db: Database,
  person: Person,
  action: Action,
  step: Omit<BatchStep, 'revision'> & { revision: number | null },
  states: readonly string[],
  work: (sql: Sql, batch: LockedBatch) => Promise<void>,
): Promise<void> {
  if (!mayPerson(person, action)) refuse('access.not-allowed');
  await inTransaction(
    db,
    async (sql) => {
      const batch = (await lockBatch(sql, scopeOf(person), step.division, step.number)) ?? refuse('batch.unknown', { batch: step.number });
      const seen = step.revision === null || batch.revision === step.revision;
      if (!seen || !states.includes(batch.state)) refuse('batch.changed-meanwhile', { batch: step.number });
      await work(sql, batch);
    },
    NO_LIMIT,
  );
}

export async function move(
  sql: Sql,
  person: Person,
  batch: LockedBatch,
  state: string,
  columns: Record<string, string | null>,
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

export function batchEntry(action: string, batch: Key, before: object | undefined, after: object): HistoryEntry {
  return { chain: SYSTEM_CHAIN, action, entity: 'payment_batch', entityKey: `${batch.division}/${batch.number}`, before, after };
}

/** Entries at a time: a batch of a county has 100,000 payments, and what the history says of one takes far more memory than the payment. */
const HISTORY_PART = 5_000;

/**
 * Each payment in the chain of its village. They come in the order of the villages and the batch's own entry comes after them, so that
 * chains are locked in the order of their names over all parts.
 */
export async function appendPayments<Payment extends ChangedPayment>(
  sql: Sql,
  person: Person,
  now: Date,
  action: string,
  batch: Key,
  payments: readonly Payment[],
  before: object | null | ((payment: Payment) => object),
  after: object | null | ((payment: Payment) => object),
  reason?: string,
): Promise<void> {
  const told = (what: typeof before, payment: Payment): object | undefined =>
    what === null ? undefined : { ...(typeof what === 'function' ? what(payment) : what), amount: payment.amount };
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
          before: told(before, payment),
          after: told(after, payment),
          reason,
        }),
      ),
    );
  }
}

export function amountOf(payments: readonly ChangedPayment[]): number {
  return payments.reduce((sum, payment) => sum + payment.amount, 0);
}
