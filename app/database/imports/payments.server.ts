/**
 * 发放 of an import: what was paid, or failed, by batch, household, policy and level. Rows of a batch that was made in the
 * browser are the bank's answer to it: what failed has failed, what arrived counts once two persons have reconciled the batch. Any
 * other batch comes into being with its first row, already reconciled.
 */

import type { Sql } from '~/database/connection/sql.server';
import { makeWorkTable } from '~/database/connection/work-table.server';
import { dueOfLevelIn, levelPlace } from '~/database/subsidy/levels.server';
import { settlePaid } from '~/database/subsidy/payments.server';
import { reaches } from '~/database/subsidy/reach.server';
import { ENTITLEMENTS, refusePolicies } from './entitlements.server';
import { refuseHouseholds } from './references.server';
import { type Counts, type ImportContext, noteRows, refuseRepeated, refuseRows, type StagedTable, touchLedgers } from './staging.server';
import { changedIn, countsOf, keepStored, storeChanges } from './store.server';

export const PAYMENTS: StagedTable = {
  sheet: '发放',
  table: 'incoming_payment',
  key: ['batch_number', 'household_number', 'policy_number', 'level'],
  keyColumn: 'batch',
  columns: [
    ['batch_number', 'text'],
    ['household_number', 'text'],
    ['policy_number', 'text'],
    ['level', 'text'],
    ['amount', 'bigint'],
    ['method', 'text'],
    ['paid_on', 'date'],
    ['result', 'text'],
    ['fail_reason', 'text'],
    ['batch_division', 'text'],
    ['season', 'text'],
    ['answered_on', 'date'],
  ],
};
const SAME_KEY = PAYMENTS.key.map((column) => `r.${column} = s.${column}`).join(' AND ');
const YUAN = (fen: string): string => `to_char((${fen}) / 100.0, 'FM999999999990.00')`;

export async function takePayments(sql: Sql, context: ImportContext, present: readonly string[], withRoster: boolean): Promise<Counts> {
  await refuseRepeated(sql, PAYMENTS);
  await refuseHouseholds(sql, PAYMENTS, context, withRoster);
  await refusePolicies(sql, PAYMENTS);
  await refuseWithoutEntitlement(sql);
  await findBatches(sql);
  await refuseAgainstBatch(sql);
  await refuseTwice(sql);
  await refuseOverpaid(sql);
  await keepStored(sql, PAYMENTS, { target: 'payment', columns: [...new Set([...present, 'fail_reason'])] });
  // A payment that arrived has no reason for failing.
  await sql.query(`UPDATE ${PAYMENTS.table} SET fail_reason = NULL WHERE result = 'ok'`);
  await noteRows(sql, PAYMENTS, {
    column: 'failReason',
    code: `'failed_without_reason'`,
    where: `s.result = 'failed' AND s.fail_reason IS NULL`,
  });
  await takeAsAnswers(sql);
  await noteWithoutAccount(sql);
  const columns = [...new Set([...present, 'season', 'batch_division', 'fail_reason', 'answered_on'])];
  // Season and batch division are not compared, so that a row that repeats a stored payment does not move it.
  const compared = columns.filter((column) => column !== 'season' && column !== 'batch_division');
  await changedIn(sql, PAYMENTS, { target: 'payment', columns: compared });
  const counts = await countsOf(sql, PAYMENTS);
  await touchLedgers(sql, 'SELECT household_number FROM changed_row');
  await makeBatches(sql);
  await storeChanges(sql, PAYMENTS, {
    target: 'payment',
    columns,
    added: { created_at: `current_setting('import.now')::timestamptz` },
    history: {
      chain: '(SELECT h.village_code FROM household h WHERE h.number = t.household_number)',
      entity: 'payment',
      key: `t.household_number || '/' || t.policy_number || '/' || t.level || '/' || t.batch_number`,
    },
  });
  if (counts.added > 1_000) await sql.query('ANALYZE payment');
  await settlePaid(sql, 'SELECT household_number, policy_number FROM changed_row');
  await closeAnsweredBatches(sql);
  return counts;
}

/** Refuses a payment without an entitlement, because nobody could say whether it was too much. */
async function refuseWithoutEntitlement(sql: Sql): Promise<void> {
  const withEntitlements = (await sql.query(`SELECT 1 WHERE to_regclass('${ENTITLEMENTS.table}') IS NOT NULL`)).length > 0;
  const keptOut = `EXISTS (SELECT 1 FROM ${ENTITLEMENTS.table} i WHERE i.refused AND i.household_number = s.household_number
    AND i.policy_number = s.policy_number)`;
  const from = 'LEFT JOIN entitlement e ON e.household_number = s.household_number AND e.policy_number = s.policy_number';
  const missing = 'NOT s.refused AND e.household_number IS NULL';
  if (withEntitlements) {
    await refuseRows(sql, PAYMENTS, {
      column: 'policy',
      code: 'entitlement_refused',
      value: 's.policy_number',
      from,
      where: `${missing} AND ${keptOut}`,
    });
  }
  await refuseRows(sql, PAYMENTS, { column: 'policy', code: 'no_entitlement', value: 's.policy_number', from, where: missing });
}

/** Finds the batch of a row: that of the stored payment, else the one drafted under this number, else the county's own. */
async function findBatches(sql: Sql): Promise<void> {
  await sql.query(
    `UPDATE ${PAYMENTS.table} s SET season = p.season, batch_division = coalesce(r.batch_division, b.division_code, v.path[3], v.code)
     FROM ${PAYMENTS.table} i JOIN household h ON h.number = i.household_number JOIN division v ON v.code = h.village_code
     JOIN subsidy_policy p ON p.number = i.policy_number
     LEFT JOIN payment r ON ${PAYMENTS.key.map((column) => `r.${column} = i.${column}`).join(' AND ')}
     LEFT JOIN payment_batch b ON b.number = i.batch_number AND b.source = 'drafted' AND b.division_code = ANY(v.path)
     WHERE i.sheet_row = s.sheet_row AND NOT s.refused`,
  );
}

async function refuseAgainstBatch(sql: Sql): Promise<void> {
  const drafted = `JOIN payment_batch b ON b.number = s.batch_number AND b.division_code = s.batch_division AND b.source = 'drafted' LEFT
    JOIN payment r ON ${SAME_KEY}`;
  const differs = `(r.result, r.amount, r.paid_on) IS DISTINCT FROM (s.result, s.amount, s.paid_on)`;
  await refuseRows(sql, PAYMENTS, {
    column: 'household',
    code: 'not_in_batch',
    value: 's.household_number',
    from: drafted,
    where: 'NOT s.refused AND r.household_number IS NULL',
  });
  await refuseRows(sql, PAYMENTS, {
    column: 'batch',
    code: 'batch_not_released',
    value: 's.batch_number',
    from: drafted,
    where: `NOT s.refused AND b.state NOT IN ('released', 'reconciled') AND ${differs}`,
  });
  await refuseRows(sql, PAYMENTS, {
    column: 'amount',
    code: 'batch_amount_differs',
    value: YUAN('s.amount'),
    from: drafted,
    where: 'NOT s.refused AND r.amount <> s.amount',
    details: `jsonb_build_object('amount', ${YUAN('r.amount')})`,
  });
  await refuseRows(sql, PAYMENTS, {
    column: 'result',
    code: 'batch_reconciled',
    value: 's.batch_number',
    from: drafted,
    where: `NOT s.refused AND b.state = 'reconciled' AND s.result = 'ok' AND r.result <> 'ok'`,
  });
  await refuseRows(sql, PAYMENTS, {
    column: 'household',
    code: 'no_account',
    value: 's.household_number',
    from: `${drafted} JOIN household h ON h.number = s.household_number`,
    where: `NOT s.refused AND b.state = 'released' AND s.result = 'ok' AND NOT ${reaches('coalesce(r.method, b.method)')}`,
  });
}

/** A payment of the past is taken as it stands, because the account may have been closed since. Somebody has to ask where it went. */
async function noteWithoutAccount(sql: Sql): Promise<void> {
  await noteRows(sql, PAYMENTS, {
    column: 'result',
    code: `'paid_without_account'`,
    value: 's.household_number',
    from: 'JOIN household h ON h.number = s.household_number',
    where: `s.result = 'ok' AND s.amount > 0 AND NOT ${reaches('s.method')}`,
  });
}

/** The bank says that it arrived: in a released batch that waits for its reconciliation, in a reconciled one it is known. */
async function takeAsAnswers(sql: Sql): Promise<void> {
  await sql.query(
    `UPDATE ${PAYMENTS.table} s SET answered_on = CASE WHEN b.state = 'released' THEN s.paid_on ELSE r.answered_on END,
       paid_on = CASE WHEN b.state = 'released' THEN NULL ELSE s.paid_on END,
       result = CASE WHEN b.state = 'released' THEN 'pending' ELSE s.result END
     FROM payment r JOIN payment_batch b ON b.number = r.batch_number AND b.division_code = r.batch_division AND b.source = 'drafted'
     WHERE ${SAME_KEY} AND NOT s.refused AND s.result = 'ok'`,
  );
}

/** Refuses a payment entered twice: the same money to the same household on the same day under another batch number. */
async function refuseTwice(sql: Sql): Promise<void> {
  await refuseRows(sql, PAYMENTS, {
    column: 'batch',
    code: 'paid_twice',
    value: 's.batch_number',
    from: `JOIN payment r ON r.household_number = s.household_number AND r.policy_number = s.policy_number AND r.level = s.level
      AND r.batch_number <> s.batch_number
           AND r.amount = s.amount AND r.paid_on = s.paid_on AND r.result = 'ok'`,
    where: `NOT s.refused AND s.result = 'ok' AND s.amount > 0 AND NOT EXISTS (SELECT 1 FROM payment q
      WHERE ${SAME_KEY.replaceAll('r.', 'q.')})`,
    details: `jsonb_build_object('other', r.batch_number)`,
  });
  await refuseRows(sql, PAYMENTS, {
    column: 'batch',
    code: 'paid_twice',
    value: 's.batch_number',
    from: `JOIN (SELECT sheet_row, first_value(batch_number) OVER same AS other, row_number() OVER same AS n FROM ${PAYMENTS.table}
                 WHERE NOT refused AND result = 'ok' AND amount > 0
                 WINDOW same AS (PARTITION BY household_number, policy_number, level, amount, paid_on ORDER BY batch_number)) k
                 ON k.sheet_row = s.sheet_row`,
    where: 'NOT s.refused AND k.n > 1',
    details: `jsonb_build_object('other', k.other)`,
  });
}

/**
 * Refuses rows that would make the sum arrived larger than the amount due. Rows are added up in the order of their days and
 * batch numbers, so that their order in the file does not matter. Payments in the register count first.
 */
async function refuseOverpaid(sql: Sql): Promise<void> {
  await makeWorkTable(sql, 'payment_sum', 'sheet_row int, due bigint, total numeric');
  await sql.query(
    `INSERT INTO payment_sum
     SELECT s.sheet_row, e.due, k.before + sum(s.amount) OVER (
              PARTITION BY s.household_number, s.policy_number ORDER BY s.paid_on, s.batch_number, ${levelPlace('s.level')}) AS total
     FROM ${PAYMENTS.table} s
     JOIN entitlement e ON e.household_number = s.household_number AND e.policy_number = s.policy_number
     JOIN (SELECT n.household_number, n.policy_number, coalesce(sum(r.amount) FILTER (WHERE r.result = 'ok' AND o.sheet_row IS NULL),
     0) AS before
           FROM (SELECT DISTINCT household_number, policy_number FROM ${PAYMENTS.table} WHERE NOT refused) n
           LEFT JOIN payment r ON r.household_number = n.household_number AND r.policy_number = n.policy_number
           LEFT JOIN ${PAYMENTS.table} o ON o.batch_number = r.batch_number AND o.household_number = r.household_number
           AND o.policy_number = r.policy_number
             AND o.level = r.level AND NOT o.refused
           GROUP BY 1, 2) k ON k.household_number = s.household_number AND k.policy_number = s.policy_number
     WHERE NOT s.refused AND s.result = 'ok'`,
  );
  await sql.query('ANALYZE payment_sum (sheet_row)');
  // An entitlement that shrank after it was paid is shown as overpaid. A row that repeats a stored payment changes nothing and
  // is accepted.
  await refuseRows(sql, PAYMENTS, {
    column: 'amount',
    code: 'overpaid',
    value: YUAN('s.amount'),
    from: `JOIN payment_sum k ON k.sheet_row = s.sheet_row LEFT JOIN payment r ON ${SAME_KEY}`,
    where: `NOT s.refused AND k.total > k.due AND (r.result, r.amount) IS DISTINCT FROM (s.result, s.amount)`,
    details: `jsonb_build_object('due', ${YUAN('k.due')}, 'total', ${YUAN('k.total')})`,
  });
  await noteRows(sql, PAYMENTS, {
    column: 'level',
    code: `'level_overpaid'`,
    value: YUAN('s.amount'),
    from: 'JOIN entitlement e ON e.household_number = s.household_number AND e.policy_number = s.policy_number',
    where: `s.result = 'ok' AND s.amount > ${dueOfLevelIn('s.level')}`,
    details: `jsonb_build_object('due', ${YUAN(dueOfLevelIn('s.level'))})`,
  });
}

async function makeBatches(sql: Sql): Promise<void> {
  await sql.query(
    `WITH made AS (
       INSERT INTO payment_batch (division_code, number, season, state, source, policies, levels, drafted_at, drafted_by, reconciled_at,
       reconciled_by)
       SELECT s.batch_division, s.batch_number, CASE WHEN count(DISTINCT s.season) = 1 THEN min(s.season) END, 'reconciled', 'import',
              array_agg(DISTINCT s.policy_number), array_agg(DISTINCT s.level), current_setting('import.now')::timestamptz,
              current_setting('import.actor'),
              current_setting('import.now')::timestamptz, current_setting('import.actor')
       FROM ${PAYMENTS.table} s JOIN changed_row c ON c.sheet_row = s.sheet_row WHERE c.is_new GROUP BY 1, 2
       ON CONFLICT (division_code, number) DO NOTHING RETURNING *
     )
     INSERT INTO import_history (chain, entity, entity_key, before, after)
     SELECT 'system', 'payment_batch', m.division_code || '/' || m.number, NULL, to_json(m) FROM made m ORDER BY 3`,
  );
}

/** A released batch that got an answer is asked about anew; one whose every payment failed is reconciled. */
async function closeAnsweredBatches(sql: Sql): Promise<void> {
  const answers = `EXISTS (SELECT 1 FROM changed_row c JOIN ${PAYMENTS.table} s ON s.sheet_row = c.sheet_row
    WHERE s.batch_number = b.number AND s.batch_division = b.division_code)`;
  await sql.query(
    `WITH asked AS (SELECT division_code, number, settle_asked_by FROM payment_batch b WHERE b.state = 'released' AND ${answers}),
     anew AS (
       UPDATE payment_batch b SET settle_asked_at = NULL, settle_asked_by = NULL, settle_paid_on = NULL, settle_payments = NULL,
         settle_amount = NULL, revision = b.revision + 1
       FROM asked WHERE asked.division_code = b.division_code AND asked.number = b.number
     )
     INSERT INTO import_history (chain, entity, entity_key, before, after)
     SELECT 'system', 'payment_batch', a.division_code || '/' || a.number, json_build_object('settle_asked_by', a.settle_asked_by),
     json_build_object('settle_asked_by', NULL) FROM asked a WHERE a.settle_asked_by IS NOT NULL ORDER BY 3`,
  );
  await sql.query(
    `WITH answered AS (
       UPDATE payment_batch b SET state = 'reconciled', reconciled_at = current_setting('import.now')::timestamptz, reconciled_by =
       current_setting('import.actor'), revision = revision + 1
       WHERE b.state = 'released' AND ${answers}
         AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.batch_division = b.division_code AND p.batch_number = b.number
         AND p.result = 'pending')
       RETURNING b.*
     )
     INSERT INTO import_history (chain, entity, entity_key, before, after)
     SELECT 'system', 'payment_batch', a.division_code || '/' || a.number, json_build_object('state', 'released'),
     json_build_object('state', a.state, 'reconciled_by', a.reconciled_by, 'reconciled_at', a.reconciled_at) FROM answered a ORDER BY 3`,
  );
}
