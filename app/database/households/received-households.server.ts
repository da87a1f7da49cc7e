import { cityLock } from '~/database/connection/city-lock.server';
import { sealedPlace } from '~/database/connection/opener.server';
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';

/** A missed household as a phone sent it, by its columns. */
export type ReceivedRow = {
  id: string;
  village_code: string;
  status: 'numbered' | 'waiting' | 'set_aside';
  reason: 'might_be_same' | 'retired' | 'out_of_scope' | null;
  candidates: string[];
  household_number: string | null;
  content_fingerprint: string;
  body_encrypted: string;
  account_id: string;
  source: 'phone' | 'export';
  device_id: string;
  received_at: string;
  decision_reason: string | null;
};

const COLUMNS = [
  'id',
  'village_code',
  'status',
  'reason',
  'candidates',
  'household_number',
  'content_fingerprint',
  'body_encrypted',
  'account_id',
  'source',
  'device_id',
  'received_at',
] as const satisfies readonly (keyof ReceivedRow)[];

/** Until the transaction ends, nobody else decides what this number of a phone stands for, or waits for it to be decided. */
export async function lockPhoneNumbers(sql: Sql, ids: readonly string[]): Promise<void> {
  for (const id of [...new Set(ids)].sort()) await sql.query(`SELECT pg_advisory_xact_lock(${cityLock('$1')})`, [id]);
}

/** Where the body of one is sealed for. */
export const placeOfReceived = (id: string): string => sealedPlace('received_household', 'body_encrypted', id);

/** What numbers of phones stand for in the register, as far as that is known. */
export async function numbersOfPhones(sql: Sql, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.query<{ id: string; number: string }>(
    'SELECT id, household_number AS number FROM received_household WHERE id = ANY($1::text[]) AND household_number IS NOT NULL',
    [ids],
  );
  return new Map(rows.map(({ id, number }) => [id, number]));
}

export async function receivedHousehold(sql: Sql, id: string): Promise<ReceivedRow | null> {
  const [row] = await sql.query<ReceivedRow>(`SELECT ${COLUMNS.join(', ')}, decision_reason FROM received_household WHERE id = $1`, [id]);
  return row ?? null;
}

/** Others of the village that say the same. */
export async function receivedAlike(sql: Sql, village: string, fingerprint: string): Promise<ReceivedRow[]> {
  return sql.query<ReceivedRow>(
    `SELECT ${COLUMNS.join(', ')}, decision_reason FROM received_household WHERE village_code = $1 AND content_fingerprint = $2
     ORDER BY received_at, id`,
    [village, fingerprint],
  );
}

export async function insertReceived(sql: Sql, row: Omit<ReceivedRow, 'decision_reason'>): Promise<void> {
  const columns = COLUMNS.join(', ');
  await sql.query(
    `INSERT INTO received_household (${columns}) SELECT ${columns} FROM json_populate_record(null::received_household, $1::json)`,
    [JSON.stringify(row)],
  );
}

export async function decideReceived(
  sql: Sql,
  id: string,
  as: { status: 'numbered' | 'set_aside'; number: string | null; by: string; reason: string; now: Date },
): Promise<void> {
  await sql.query(
    `UPDATE received_household SET status = $2, household_number = $3, decided_by = $4, decision_reason = $5, decided_at = $6
     WHERE id = $1`,
    [id, as.status, as.number, as.by, as.reason, as.now.toISOString()],
  );
}

/** What came under a phone's number is the household's from now on: reports at once, records of visits when they are taken. */
export async function moveToNumber(sql: Sql, id: string, number: string): Promise<string[]> {
  await sql.query(
    `WITH moved AS (UPDATE problem_report SET household_number = $2 WHERE household_sent = $1 AND household_number IS NULL
       RETURNING id, photos)
     INSERT INTO photo_use (sha256, visit_id, household_number) SELECT unnest(photos), id, $2 FROM moved ON CONFLICT DO NOTHING`,
    [id, number],
  );
  const rows = await sql.query<{ id: string }>(
    `UPDATE phone_record SET household_number = $2 WHERE household_number = $1 RETURNING id::text, status`,
    [id, number],
  );
  return (rows as { id: string; status: string }[]).filter(({ status }) => status === 'quarantined').map(({ id: record }) => record);
}

export type WaitingHousehold = Pick<ReceivedRow, 'id' | 'reason' | 'candidates'> & {
  villageCode: string;
  village: string;
  bodyEncrypted: string;
  by: string;
  accountId: string;
  receivedAt: string;
  status: ReceivedRow['status'];
  visits: number;
};

const WAITING = `r.id, r.reason, r.candidates, r.village_code AS "villageCode", v.name AS village, r.body_encrypted AS "bodyEncrypted",
  a.name AS by, r.account_id::text AS "accountId", r.received_at AS "receivedAt", r.status,
  (SELECT count(*)::int FROM phone_record p WHERE p.household_number = r.id) AS visits`;
const PLACED = `FROM received_household r JOIN account a ON a.id = r.account_id JOIN division v ON v.code = r.village_code`;

export async function waitingHouseholds(sql: Sql, scope: Scope): Promise<WaitingHousehold[]> {
  return sql.query<WaitingHousehold>(
    `SELECT ${WAITING} ${PLACED} WHERE r.status = 'waiting' AND v.path && $1::text[] ORDER BY r.received_at, r.id LIMIT 200`,
    [scope.roots],
  );
}

/** One in scope. With `lock` nobody else decides it meanwhile. */
export async function waitingHousehold(sql: Sql, scope: Scope, id: string, lock = false): Promise<WaitingHousehold | null> {
  const [row] = await sql.query<WaitingHousehold>(
    `SELECT ${WAITING} ${PLACED} WHERE r.id = $2 AND v.path && $1::text[] ${lock ? 'FOR UPDATE OF r' : ''}`,
    [scope.roots, id],
  );
  return row ?? null;
}

/** Households of a village by number, as they are shown beside the one that was sent. */
export async function candidatesOf(
  sql: Sql,
  scope: Scope,
  numbers: readonly string[],
): Promise<
  {
    number: string;
    head: string;
    address: string | null;
    residence: string;
    phoneMasked: string | null;
    idMasked: string | null;
    visited: boolean;
  }[]
> {
  return sql.query(
    `SELECT h.number, h.head, h.address, h.residence, h.phone_masked AS "phoneMasked", h.id_number_masked AS "idMasked",
            EXISTS (SELECT 1 FROM visit t WHERE t.household_number = h.number) AS visited
     FROM household h JOIN division v ON v.code = h.village_code WHERE h.number = ANY($1::text[]) AND v.path && $2::text[]
     ORDER BY h.number`,
    [numbers, scope.roots],
  );
}
