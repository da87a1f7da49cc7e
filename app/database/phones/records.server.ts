import type { Sql } from '~/database/connection/sql.server';
import { lockHouseholds } from '~/database/facts/facts.server';
import type { Mode, Residence } from '~/domain/contract/enumerations';

export type RecordStatus = 'received' | 'same' | 'merged' | 'conflict' | 'decided' | 'overtaken' | 'quarantined' | 'released' | 'set_aside';

/** The columns of a phone's record. */
export type PhoneRecordRow = {
  id: string;
  device_id: string;
  account_id: string;
  sequence: number;
  order_note: string | null;
  source: string;
  visit_id: string;
  content_hash: string;
  household_number: string;
  village_code: string;
  season: string;
  base_revision: number | null;
  status: RecordStatus;
  reason: string | null;
  fields: string[];
  target_visit_id: string | null;
  revision_after: number | null;
  body_encrypted: string;
  received_at: string;
};

const NEW_COLUMNS = [
  'device_id',
  'account_id',
  'sequence',
  'order_note',
  'source',
  'visit_id',
  'content_hash',
  'household_number',
  'village_code',
  'season',
  'base_revision',
  'status',
  'reason',
  'fields',
  'target_visit_id',
  'revision_after',
  'body_encrypted',
  'received_at',
] as const satisfies readonly (keyof PhoneRecordRow)[];

export type NewPhoneRecord = Pick<PhoneRecordRow, (typeof NEW_COLUMNS)[number]>;

export async function insertPhoneRecords(sql: Sql, records: readonly NewPhoneRecord[]): Promise<string[]> {
  if (records.length === 0) return [];
  const columns = NEW_COLUMNS.join(', ');
  const rows = await sql.query<{ id: string }>(
    `INSERT INTO phone_record (${columns}) SELECT ${columns} FROM json_populate_recordset(null::phone_record, $1::json) RETURNING id::text`,
    [JSON.stringify(records)],
  );
  return rows.map((row) => row.id);
}

/**
 * What phones sent earlier for these visits, or under these running numbers, in the order of arrival. Three questions of an index each: as
 * one condition with OR all records would be read.
 */
export async function earlierRecords(
  sql: Sql,
  query: { visits: readonly string[]; numbers: readonly { device: string; account: string; sequence: number }[] },
): Promise<PhoneRecordRow[]> {
  return sql.query<PhoneRecordRow>(
    `SELECT id::text, ${NEW_COLUMNS.join(', ')} FROM phone_record r
     WHERE r.id IN (SELECT id FROM phone_record WHERE visit_id = ANY($1::text[])
       UNION SELECT id FROM phone_record WHERE target_visit_id = ANY($1::text[]) AND target_visit_id <> visit_id
       UNION SELECT p.id FROM json_to_recordset($2::json) AS n(device text, account uuid, sequence int)
         JOIN phone_record p ON p.device_id = n.device AND p.account_id = n.account AND p.sequence = n.sequence)
     ORDER BY r.id`,
    [query.visits, JSON.stringify(query.numbers)],
  );
}

/** Marks records as no longer waiting. */
export async function closeRecords(
  sql: Sql,
  ids: readonly string[],
  as: { status: RecordStatus; by: string; reason: string | null; now: Date; revisionAfter?: number | null; target?: string | null },
): Promise<void> {
  if (ids.length === 0) return;
  await sql.query(
    `UPDATE phone_record SET status = $2, decided_at = $3, decided_by = $4, decision_reason = $5,
       revision_after = coalesce($6::int, revision_after), target_visit_id = coalesce($7, target_visit_id)
     WHERE id = ANY($1::bigint[])`,
    [ids, as.status, as.now.toISOString(), as.by, as.reason, as.revisionAfter ?? null, as.target ?? null],
  );
}

export type DeviceState = { id: string; account: string; retired: boolean; lastSequence: number };

/** Notes that these phones, known or not, were heard of. Their rows stay locked, in order. */
export async function noteDevices(
  sql: Sql,
  devices: readonly { id: string; account: string; app: string | null; sequence: number }[],
  now: Date,
): Promise<DeviceState[]> {
  return sql.query<DeviceState>(
    `WITH heard AS (SELECT id, account, max(app) AS app, max(sequence) AS sequence FROM json_to_recordset($1::json) AS d(id text,
      account uuid, app text, sequence int)
                    GROUP BY id, account ORDER BY id, account),
     before AS (SELECT d.id, d.account_id, d.last_sequence FROM device d JOIN heard h ON h.id = d.id AND h.account = d.account_id),
     noted AS (
       INSERT INTO device (id, account_id, name, app, registered_at, last_seen_at, last_sequence)
       SELECT id, account, '', app, $2::timestamptz, $2::timestamptz, sequence FROM heard
       ON CONFLICT (id, account_id) DO UPDATE SET last_seen_at = excluded.last_seen_at, app = coalesce(excluded.app, device.app),
         last_sequence = greatest(device.last_sequence, excluded.last_sequence)
       RETURNING id, account_id, retired_at IS NOT NULL AS retired)
     SELECT n.id, n.account_id::text AS account, n.retired, coalesce(b.last_sequence, 0) AS "lastSequence"
     FROM noted n LEFT JOIN before b ON b.id = n.id AND b.account_id = n.account_id`,
    [JSON.stringify(devices), now.toISOString()],
  );
}

export type HouseholdForRecord = {
  number: string;
  villageCode: string;
  inScope: boolean;
  revision: number;
  residence: Residence;
  houseUse: string | null;
  people: number | null;
  elderly: number | null;
  address: string | null;
  phoneMasked: string | null;
  phoneEncrypted: string | null;
  mode: Mode | null;
};

/** The households, locked in the order of their numbers, each with whether it lies in the requester's scope. */
export async function lockHouseholdsFor(
  sql: Sql,
  asks: readonly { number: string; roots: readonly string[] }[],
): Promise<Map<string, HouseholdForRecord>> {
  const numbers = asks.map((query) => query.number);
  await lockHouseholds(sql, numbers);
  const rows = await sql.query<HouseholdForRecord>(
    `SELECT h.number, h.village_code AS "villageCode", v.path && a.roots AS "inScope", h.revision, h.residence, h.house_use AS "houseUse",
      h.people, h.elderly,
            h.address, h.phone_masked AS "phoneMasked", h.phone_encrypted AS "phoneEncrypted",
            (SELECT mode FROM conversion c WHERE c.household_number = h.number AND c.current) AS mode
     FROM json_to_recordset($1::json) AS a(number text, roots text[]) JOIN household h ON h.number = a.number JOIN division v
     ON v.code = h.village_code`,
    [JSON.stringify(asks)],
  );
  return new Map(rows.map((row) => [row.number, row]));
}

/** Those of these files whose bytes have not arrived. */
export async function photosMissing(sql: Sql, hashes: readonly string[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set();
  const rows = await sql.query<{ sha256: string }>(
    'SELECT sha256 FROM unnest($1::text[]) AS w(sha256) WHERE NOT EXISTS (SELECT 1 FROM photo p WHERE p.sha256 = w.sha256)',
    [hashes],
  );
  return new Set(rows.map((row) => row.sha256));
}
