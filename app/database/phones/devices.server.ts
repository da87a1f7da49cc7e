import { askedTogether } from '~/database/access/asked-together.server';
import type { Database } from '~/database/connection/open.server';
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';

/** A phone of a person. */
export type DeviceRow = {
  id: string;
  accountId: string;
  accountName: string;
  username: string;
  name: string;
  app: string | null;
  registeredAt: string;
  lastSeenAt: string;
  lastSequence: number;
  retiredAt: string | null;
  retiredBy: string | null;
  retiredReason: string | null;
  /** Records and drafts that only the phone has, as it last said; null: it has not. */
  unsent: number | null;
  unsentAt: string | null;
};

/** Registers the phone or notes that it was seen; returns whether it is retired. */
export async function registerDevice(
  sql: Sql,
  device: { id: string; accountId: string; name: string; app: string | null; now: Date },
): Promise<{ retired: boolean; isNew: boolean }> {
  const [row] = await sql.query<{ retired: boolean; is_new: boolean }>(
    `INSERT INTO device (id, account_id, name, app, registered_at, last_seen_at) VALUES ($1, $2::uuid, $3, $4, $5, $5)
     ON CONFLICT (id, account_id) DO UPDATE SET last_seen_at = excluded.last_seen_at,
       name = CASE WHEN excluded.name = '' THEN device.name ELSE excluded.name END, app = coalesce(excluded.app, device.app)
     RETURNING retired_at IS NOT NULL AS retired, registered_at = $5 AS is_new`,
    [device.id, device.accountId, device.name, device.app, device.now.toISOString()],
  );
  return { retired: row!.retired, isNew: row!.is_new };
}

const retiredDevice = askedTogether(async (sql, keys) => {
  const asked = keys.map((key) => key.split(' '));
  const rows = await sql.query<{ key: string }>(
    `SELECT d.account_id || ' ' || d.id AS key FROM unnest($1::uuid[], $2::text[]) AS a(account, id)
     JOIN device d ON d.id = a.id AND d.account_id = a.account WHERE d.retired_at IS NOT NULL`,
    [asked.map(([account]) => account), asked.map(([, id]) => id)],
  );
  return new Map(rows.map(({ key }) => [key, true]));
});

export async function deviceState(db: Database, id: string, accountId: string, now: Date): Promise<'active' | 'retired'> {
  return (await retiredDevice(db, `${accountId} ${id}`, now)) ? 'retired' : 'active';
}

/** The same, with the phone locked against being retired meanwhile; null: nobody has heard of it. */
export async function lockedDeviceState(sql: Sql, id: string, accountId: string): Promise<'active' | 'retired' | null> {
  const [row] = await sql.query<{ retired: boolean }>(
    'SELECT retired_at IS NOT NULL AS retired FROM device WHERE id = $1 AND account_id = $2::uuid FOR UPDATE',
    [id, accountId],
  );
  return row ? (row.retired ? 'retired' : 'active') : null;
}

/** The first of these accounts for which the phone is retired. What a phone says of its account need not be one. */
export async function retiredAccountOf(sql: Sql, id: string, accounts: readonly string[]): Promise<string | null> {
  const [row] = await sql.query<{ account: string }>(
    `SELECT account_id::text AS account FROM device WHERE id = $1 AND account_id::text = ANY($2::text[]) AND retired_at IS NOT NULL
     ORDER BY array_position($2::text[], account_id::text) LIMIT 1`,
    [id, accounts],
  );
  return row?.account ?? null;
}

/** Notes that a known phone was heard of, and how much only it has. */
export async function noteHeard(sql: Sql, device: { id: string; accountId: string; unsent: number | null }, now: Date): Promise<void> {
  await sql.query(
    `UPDATE device SET last_seen_at = $4, unsent = coalesce($3, unsent), unsent_at = CASE WHEN $3::int IS NULL THEN unsent_at ELSE $4 END
     WHERE id = $1 AND account_id = $2::uuid
       AND (unsent IS DISTINCT FROM coalesce($3::int, unsent) OR last_seen_at < $4::timestamptz - interval '1 minute'
         OR unsent_at < $4::timestamptz - interval '1 minute')`,
    [device.id, device.accountId, device.unsent, now.toISOString()],
  );
}

/** A phone is in scope when its person works in the scope. */
const OF_PEOPLE_IN_SCOPE = `EXISTS (SELECT 1 FROM account_division ad JOIN division v ON v.code = ad.division_code
  WHERE ad.account_id = d.account_id AND v.path && $1::text[])`;

const DEVICE = `d.id, d.account_id AS "accountId", a.name AS "accountName", a.username, d.name, d.app, d.registered_at AS "registeredAt",
  d.last_seen_at AS "lastSeenAt", d.last_sequence AS "lastSequence", d.retired_at AS "retiredAt", coalesce((SELECT r.name FROM account r
  WHERE r.username = d.retired_by), d.retired_by) AS "retiredBy", d.retired_reason AS "retiredReason",
  d.unsent, d.unsent_at AS "unsentAt"`;

const DEVICES_SHOWN = 200;

/** The phones of the people in scope, the last seen first. */
export async function devicesBelow(sql: Sql, scope: Scope): Promise<DeviceRow[]> {
  return sql.query<DeviceRow>(
    `SELECT ${DEVICE} FROM device d JOIN account a ON a.id = d.account_id
     WHERE ${OF_PEOPLE_IN_SCOPE} ORDER BY d.last_seen_at DESC, d.id LIMIT ${DEVICES_SHOWN}`,
    [scope.roots],
  );
}

/** One phone of a person in scope, locked. */
export async function lockDevice(sql: Sql, scope: Scope, id: string, accountId: string): Promise<DeviceRow | null> {
  const [row] = await sql.query<DeviceRow>(
    `SELECT ${DEVICE} FROM device d JOIN account a ON a.id = d.account_id
     WHERE ${OF_PEOPLE_IN_SCOPE} AND d.id = $2 AND d.account_id::text = $3 FOR UPDATE OF d`,
    [scope.roots, id, accountId],
  );
  return row ?? null;
}

export async function setRetired(
  sql: Sql,
  device: { id: string; accountId: string },
  by: { username: string; reason: string; now: Date } | null,
): Promise<void> {
  await (await sql.prisma()).device.update({
    where: { id_accountId: { id: device.id, accountId: device.accountId } },
    data: { retiredAt: by?.now ?? null, retiredBy: by?.username ?? null, retiredReason: by?.reason ?? null },
    select: { id: true },
  });
}

/** Whether the account works in the scope. */
export async function accountInScope(sql: Sql, scope: Scope, accountId: string): Promise<boolean> {
  const where = { accountId, division: { path: { hasSome: [...scope.roots] } } };
  return (await (await sql.prisma()).accountDivision.findFirst({ where, select: { accountId: true } })) !== null;
}
