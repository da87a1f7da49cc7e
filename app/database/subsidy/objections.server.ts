/** 异议 against households of a batch, and households that were taken out of one. */

import { actorName } from '~/database/access/actor-name.server';
import type { Sql } from '~/database/connection/sql.server';
import { PLACE_BELOW_COUNTY } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { CHANGED_OF, type ChangedPayment } from './batch-changes.server';

export type ObjectionDecision = 'kept' | 'taken_out';
export type Objection = {
  id: string;
  household: string;
  head: string;
  place: string;
  /** Nobody objected where the household was taken out by the bureau itself. */
  raisedBy: string | null;
  raisedOn: CalendarDay | null;
  what: string | null;
  recordedAt: string;
  recordedBy: string;
  decision: ObjectionDecision | null;
  reason: string | null;
  amount: number | null;
  decidedAt: string | null;
  decidedBy: string | null;
};

/** Those of a batch, the undecided first. */
export async function objectionsOfBatch(sql: Sql, scope: Scope, division: string, number: string): Promise<Objection[]> {
  return sql.query<Objection>(
    `SELECT o.id, o.household_number AS household, h.head, ${PLACE_BELOW_COUNTY} AS place, o.raised_by AS "raisedBy",
       o.raised_on AS "raisedOn", o.what, o.recorded_at AS "recordedAt", ${actorName('o.recorded_by')} AS "recordedBy", o.decision,
       o.reason, o.amount, o.decided_at AS "decidedAt", ${actorName('o.decided_by')} AS "decidedBy"
     FROM payment_objection o JOIN household h ON h.number = o.household_number JOIN division v ON v.code = h.village_code
     WHERE o.batch_division = $1 AND o.batch_number = $3 AND v.path && $2::text[]
     ORDER BY o.decision IS NOT NULL, o.recorded_at DESC, o.id`,
    [division, scope.roots, number],
  );
}

export type TakenOut = { batch: string; season: string | null; reason: string; amount: number; on: string };

/** The batches that a household was taken out of, the latest first, with the reason it is told. */
export async function takenOutOf(sql: Sql, scope: Scope, household: string): Promise<TakenOut[]> {
  return sql.query<TakenOut>(
    `SELECT o.batch_number AS batch, b.season, o.reason, coalesce(o.amount, 0) AS amount, o.decided_at AS "on"
     FROM payment_objection o JOIN payment_batch b ON b.division_code = o.batch_division AND b.number = o.batch_number
     JOIN household h ON h.number = o.household_number JOIN division v ON v.code = h.village_code
     WHERE o.household_number = $1 AND o.decision = 'taken_out' AND v.path && $2::text[] ORDER BY o.decided_at DESC`,
    [household, scope.roots],
  );
}

type Key = { division: string; number: string };

export async function undecidedObjections(sql: Sql, batch: Key): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    'SELECT count(*) AS count FROM payment_objection WHERE batch_division = $1 AND batch_number = $2 AND decision IS NULL',
    [batch.division, batch.number],
  );
  return row!.count;
}

/** The village of a household that waits in the batch; null when it is not in it. */
export async function villageInBatch(sql: Sql, batch: Key, household: string): Promise<string | null> {
  const [row] = await sql.query<{ village: string }>(
    `SELECT h.village_code AS village FROM household h WHERE h.number = $3 AND EXISTS (SELECT 1 FROM payment p
       WHERE p.batch_division = $1 AND p.batch_number = $2 AND p.household_number = h.number AND p.result = 'pending')`,
    [batch.division, batch.number, household],
  );
  return row?.village ?? null;
}

type NewObjection = {
  id: string;
  household: string;
  raisedBy: string | null;
  raisedOn: CalendarDay | null;
  what: string | null;
  by: string;
  at: string;
};

export async function insertObjection(sql: Sql, batch: Key, one: NewObjection, decided: { reason: string; amount: number } | null) {
  await sql.query(
    `INSERT INTO payment_objection (id, batch_division, batch_number, household_number, raised_by, raised_on, what, recorded_at,
       recorded_by, decision, reason, amount, decided_at, decided_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      one.id,
      batch.division,
      batch.number,
      one.household,
      one.raisedBy,
      one.raisedOn,
      one.what,
      one.at,
      one.by,
      decided && 'taken_out',
      decided?.reason,
      decided?.amount,
      decided && one.at,
      decided && one.by,
    ],
  );
}

/** The household that an undecided objection of the batch is about, held until it is decided. */
export async function lockUndecided(sql: Sql, batch: Key, id: string): Promise<{ household: string } | null> {
  const [row] = await sql.query<{ household: string }>(
    `SELECT household_number AS household FROM payment_objection
     WHERE id = $3 AND batch_division = $1 AND batch_number = $2 AND decision IS NULL FOR UPDATE`,
    [batch.division, batch.number, id],
  );
  return row ?? null;
}

export async function decideObjectionRow(
  sql: Sql,
  id: string,
  decided: { decision: ObjectionDecision; reason: string; amount: number | null; by: string; at: string },
): Promise<void> {
  await sql.query('UPDATE payment_objection SET decision = $2, reason = $3, amount = $4, decided_at = $5, decided_by = $6 WHERE id = $1', [
    id,
    decided.decision,
    decided.reason,
    decided.amount,
    decided.at,
    decided.by,
  ]);
}

/** What waits for a household in the batch is taken out of it; the money is owed as before. */
export async function removeHousehold(sql: Sql, batch: Key, household: string): Promise<ChangedPayment[]> {
  return sql.query<ChangedPayment>(
    `WITH gone AS (DELETE FROM payment WHERE batch_division = $1 AND batch_number = $2 AND household_number = $3 AND result = 'pending'
      RETURNING household_number, policy_number, level, amount)
     ${CHANGED_OF('gone')}`,
    [batch.division, batch.number, household],
  );
}
