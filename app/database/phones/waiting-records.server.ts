import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import type { Role } from '~/domain/contract/enumerations';
import type { Quarantined } from '~/domain/sync/quarantine-limits';
import type { UndecidedRecordsAt } from '~/domain/sync/what-waits';
import type { PhoneRecordRow } from './records.server';

/** A record that waits for the township, with its place, its sender and the phone. */
export type WaitingRecord = {
  id: string;
  household: string;
  /** Null: the number is not in the register, or not in the reader's area. */
  head: string | null;
  village: string;
  season: string;
  fields: string[];
  reason: string | null;
  by: string;
  phone: string;
  sequence: number;
  receivedAt: string;
};

/**
 * A record belongs where its household is now; one without a household, and one of a household that was none of its sender's, where its
 * sender works ("r".village_code): what somebody sends of others keeps no other township, and no other county, waiting.
 */
const PLACED = `
  FROM phone_record r JOIN account a ON a.id = r.account_id
  LEFT JOIN device d ON d.id = r.device_id AND d.account_id = r.account_id
  LEFT JOIN household h ON h.number = r.household_number
  LEFT JOIN division at ON at.code = h.village_code
  JOIN division v ON v.code = CASE WHEN r.status = 'quarantined' AND r.reason = 'out_of_scope' THEN r.village_code
    ELSE coalesce(h.village_code, r.village_code) END`;
/** Whose household it is reads only whoever has it in scope. */
const HEAD = 'CASE WHEN at.path && $1::text[] THEN h.head END AS head';

const WAITING_SHOWN = 200;

export async function waitingRecords(sql: Sql, scope: Scope, status: 'conflict' | 'quarantined'): Promise<WaitingRecord[]> {
  return sql.query<WaitingRecord>(
    `SELECT r.id::text, r.household_number AS household, ${HEAD}, v.name AS village, r.season, r.fields, r.reason, a.name AS by,
      coalesce(d.name, '') AS phone,
            r.sequence, r.received_at AS "receivedAt" ${PLACED}
     WHERE r.status = $2 AND v.path && $1::text[] ORDER BY r.received_at, r.id LIMIT ${WAITING_SHOWN}`,
    [scope.roots, status],
  );
}

/**
 * How many records wait in a division (null: in the whole scope), by the township that decides them; of one season or of all. A household
 * that a phone added counts in every season.
 */
export async function waitingByTownship(
  sql: Sql,
  scope: Scope,
  query: { division: string | null; season: string | null },
): Promise<UndecidedRecordsAt[]> {
  return sql.query<UndecidedRecordsAt>(
    `WITH waiting AS (
       SELECT v.parent_code, v.path, r.status ${PLACED}
       WHERE r.status IN ('conflict', 'quarantined') AND ($3::text IS NULL OR r.season = $3)
       UNION ALL SELECT v.parent_code, v.path, 'conflict' FROM received_household r JOIN division v ON v.code = r.village_code
       WHERE r.status = 'waiting')
     SELECT w.code, w.name, count(*) FILTER (WHERE x.status = 'conflict') AS conflicts, count(*) FILTER (WHERE x.status = 'quarantined')
      AS quarantined FROM waiting x JOIN division w ON w.code = x.parent_code
     WHERE x.path && $1::text[] AND ($2::text IS NULL OR $2 = ANY(x.path)) GROUP BY w.code, w.name ORDER BY w.code`,
    [scope.roots, query.division, query.season],
  );
}

/** One record, wherever it lies: for whoever has decided about its household already. */
export async function recordById(sql: Sql, id: string): Promise<PhoneRecordRow | null> {
  const [row] = await sql.query<PhoneRecordRow>('SELECT r.*, r.id::text AS id FROM phone_record r WHERE r.id = $1::bigint', [id]);
  return row ?? null;
}

export type RecordToDecide = PhoneRecordRow & {
  by: string;
  phone: string;
  head: string | null;
  village: string;
  decided_by: string | null;
};

/** One record in scope. `lock` keeps others from deciding it meanwhile. */
export async function recordInScope(sql: Sql, scope: Scope, id: string, lock = false): Promise<RecordToDecide | null> {
  if (!/^\d{1,18}$/.test(id)) return null;
  const [row] = await sql.query<RecordToDecide>(
    `SELECT r.*, r.id::text AS id, a.name AS by, coalesce(d.name, '') AS phone, ${HEAD}, v.name AS village ${PLACED}
     WHERE r.id = $2::bigint AND v.path && $1::text[] ${lock ? 'FOR UPDATE OF r' : ''}`,
    [scope.roots, id],
  );
  return row ?? null;
}

/** The village of a household, when it lies in the county of this one. */
export async function villageInCountyOf(sql: Sql, household: string, village: string): Promise<string | null> {
  const [row] = await sql.query<{ code: string }>(
    `SELECT h.village_code AS code FROM household h JOIN division there ON there.code = h.village_code JOIN division here ON here.code = $2
     WHERE h.number = $1 AND EXISTS (SELECT 1 FROM division c
       WHERE c.level = 'county' AND c.code = ANY(here.path) AND c.code = ANY(there.path))`,
    [household, village],
  );
  return row?.code ?? null;
}

/** 转给户所在的乡镇: from now on the record waits where its household is. */
export async function handOver(sql: Sql, id: string, village: string): Promise<void> {
  await sql.query(`UPDATE phone_record SET reason = 'handed_over', village_code = $2 WHERE id = $1::bigint`, [id, village]);
}

/** How many records and added households of each of these accounts came to wait for a township lately. */
export async function quarantinedLately(sql: Sql, accounts: readonly string[], now: Date): Promise<Map<string, Quarantined>> {
  const rows = await sql.query<Quarantined & { account: string }>(
    `SELECT account_id::text AS account, count(*)::int AS day,
      count(*) FILTER (WHERE received_at > $2::timestamptz - interval '1 minute')::int AS minute
     FROM (SELECT account_id, received_at FROM phone_record WHERE reason IS NOT NULL AND source = 'phone' AND account_id = ANY($1::uuid[])
             AND received_at > $2::timestamptz - interval '1 day'
           UNION ALL SELECT account_id, received_at FROM received_household WHERE reason IS NOT NULL AND source = 'phone'
             AND account_id = ANY($1::uuid[]) AND received_at > $2::timestamptz - interval '1 day') waited
     GROUP BY account_id`,
    [accounts, now.toISOString()],
  );
  return new Map(accounts.map((one) => [one, rows.find(({ account }) => account === one) ?? { day: 0, minute: 0 }]));
}

/** The sender, as the account is now. A disabled account is included, because what it recorded still counts. */
export async function senderOf(sql: Sql, accountId: string): Promise<Person & { accountId: string }> {
  const [row] = await sql.query<{ username: string; name: string; role: Role; divisions: string[] }>(
    `SELECT a.username, a.name, a.role,
            (SELECT coalesce(array_agg(d.division_code ORDER BY d.division_code), '{}') FROM account_division d
            WHERE d.account_id = a.id) AS divisions
     FROM account a WHERE a.id = $1::uuid`,
    [accountId],
  );
  return { accountId, ...row! };
}

/** Whose answers the visit holds now, and since when. The desk shows them beside the phone's. */
export async function lastChange(sql: Sql, household: string): Promise<{ by: string; at: string } | null> {
  const [row] = await sql.query<{ by: string; at: string }>(
    `SELECT coalesce(a.name, e.actor) AS by, e.at FROM history e LEFT JOIN account a ON a.username = e.actor
     WHERE (e.entity IN ('household', 'conversion') AND e.entity_key = $1)
        OR (e.entity = 'visit' AND e.entity_key IN (SELECT id FROM visit WHERE household_number = $1))
     ORDER BY e.position DESC LIMIT 1`,
    [household],
  );
  return row ?? null;
}
