/** Signed-in browsers. Times come from the caller. A session that ended or was revoked gives no person. */

import type { Database } from '~/database/connection/open.server';
import { type Sql, withSql } from '~/database/connection/sql.server';
import { type Language, languageOf } from '~/domain/access/language';
import type { Person } from '~/domain/access/person';
import { mustSetUpSecondFactor } from '~/domain/access/second-factor';
import { sessionEndsAt } from '~/domain/access/session-life';
import type { Role } from '~/domain/contract/enumerations';
import { askedTogether } from './asked-together.server';
import { SECOND_FACTOR_COLUMNS, type SecondFactorColumns } from './second-factors.server';

export type DivisionName = { code: string; name: string; level: string };

/** The person of a session: an account with its divisions and its language. */
export type SessionPerson = Person & {
  accountId: string;
  language: Language;
  mustChangePassword: boolean;
  mustSetUpSecondFactor: boolean;
  divisionNames: DivisionName[];
};

/** `device`: the phone that registered under it. */
export type LiveSession = {
  id: string;
  person: SessionPerson;
  device: string | null;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
};

type Row = {
  id: string;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
  device_id: string | null;
  account_id: string;
  username: string;
  name: string;
  role: Role;
  language: string;
  must_change_password: boolean;
  divisions: DivisionName[];
} & SecondFactorColumns;

const DIVISIONS_OF_ACCOUNT = `
  (SELECT coalesce(jsonb_agg(jsonb_build_object('code', v.code, 'name', v.name, 'level', v.level) ORDER BY v.code), '[]')
   FROM account_division d JOIN division v ON v.code = d.division_code WHERE d.account_id = a.id)`;

/**
 * The live session with this id (the hash of the cookie's token), or null. A disabled account has none. It is SQL because every
 * request asks.
 */
export const liveSession = askedTogether(async (sql, ids, now) => {
  const rows = await sql.query<Row>(
    `SELECT s.id, s.created_at, s.last_seen_at, s.expires_at, s.device_id, a.id AS account_id, a.username, a.name, a.role, a.language,
            a.must_change_password, ${SECOND_FACTOR_COLUMNS}, ${DIVISIONS_OF_ACCOUNT} AS divisions
     FROM session s JOIN account a ON a.id = s.account_id
     WHERE s.id = ANY($1::text[]) AND s.revoked_at IS NULL AND s.expires_at > $2 AND a.disabled_at IS NULL`,
    [ids, now.toISOString()],
  );
  return new Map(rows.map((row) => [row.id, sessionOf(row)]));
});

function sessionOf(row: Row): LiveSession {
  return {
    id: row.id,
    device: row.device_id,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    person: {
      accountId: row.account_id,
      username: row.username,
      name: row.name,
      role: row.role,
      divisions: row.divisions.map((division) => division.code),
      language: languageOf(row.language),
      mustChangePassword: row.must_change_password,
      mustSetUpSecondFactor: mustSetUpSecondFactor(
        { role: row.role, hasSecondFactor: row.has_second_factor },
        row.second_factor_since,
        row.created_at,
      ),
      divisionNames: row.divisions,
    },
  };
}

export async function insertSession(
  sql: Sql,
  session: { id: string; accountId: string; role: Role; userAgent: string | null; now: Date },
): Promise<void> {
  const { id, accountId, now } = session;
  const userAgent = session.userAgent?.slice(0, 300) ?? null;
  const expiresAt = sessionEndsAt(session.role, now, now);
  const data = { id, accountId, createdAt: now, lastSeenAt: now, expiresAt, userAgent };
  await (await sql.prisma()).session.create({ data, select: { id: true } });
}

/**
 * Notes that a session is in use and moves its idle end. It writes at most once a minute, so that reading pages causes few
 * writes.
 */
export async function touchSession(db: Database, session: LiveSession, now: Date): Promise<void> {
  if (now.getTime() - Date.parse(session.lastSeenAt) < 60_000) return;
  await withSql(db, async (sql) =>
    (await sql.prisma()).session.updateMany({
      where: { id: session.id, revokedAt: null },
      data: { lastSeenAt: now, expiresAt: sessionEndsAt(session.person.role, new Date(session.createdAt), now) },
    }),
  );
}

export type SessionLine = { id: string; createdAt: string; lastSeenAt: string; userAgent: string | null };

/** The live sessions of an account, the latest used first. */
export async function sessionsOfAccount(sql: Sql, accountId: string, now: Date): Promise<SessionLine[]> {
  const rows = await (await sql.prisma()).session.findMany({
    where: { accountId, revokedAt: null, expiresAt: { gt: now } },
    select: { id: true, createdAt: true, lastSeenAt: true, userAgent: true },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'asc' }],
  });
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString(), lastSeenAt: row.lastSeenAt.toISOString() }));
}

/** Ends one session of an account; false when it had none with this id. */
export async function revokeSession(sql: Sql, accountId: string, id: string, now: Date): Promise<boolean> {
  const { count } = await (await sql.prisma()).session.updateMany({ where: { id, accountId, revokedAt: null }, data: { revokedAt: now } });
  return count > 0;
}

/** Ends all sessions of an account but one (or all), and its API tokens with them. Returns how many. */
export async function revokeSessionsOf(sql: Sql, accountId: string, now: Date, except: string | null = null): Promise<number> {
  const rows = await sql.query(
    `UPDATE session SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $2
      AND ($3::text IS NULL OR id <> $3) RETURNING id`,
    [accountId, now.toISOString(), except],
  );
  const tokens = await sql.query(
    'UPDATE api_token SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $2 RETURNING id',
    [accountId, now.toISOString()],
  );
  return rows.length + tokens.length;
}

/** 绑定手机: from now on the session is this phone's. False: it is another's. */
export async function bindSession(sql: Sql, id: string, device: string): Promise<boolean> {
  const rows = await sql.query(
    'UPDATE session SET device_id = $2 WHERE id = $1 AND (device_id IS NULL OR device_id = $2) AND revoked_at IS NULL RETURNING id',
    [id, device],
  );
  return rows.length > 0;
}

/**
 * Ends the sessions of this phone, and those of its account that no phone has registered under yet: nobody can tell that they are not in
 * the same browser. Returns how many.
 */
export async function revokeSessionsOfDevice(sql: Sql, device: { id: string; accountId: string }, now: Date): Promise<number> {
  const rows = await sql.query(
    `UPDATE session SET revoked_at = $3 WHERE account_id = $2::uuid AND (device_id = $1 OR device_id IS NULL) AND revoked_at IS NULL
      AND expires_at > $3 RETURNING id`,
    [device.id, device.accountId, now.toISOString()],
  );
  return rows.length;
}

/** Removes what ended more than `days` ago. */
export async function deleteOldSessions(sql: Sql, now: Date, days: number): Promise<void> {
  await (await sql.prisma()).session.deleteMany({ where: { expiresAt: { lt: new Date(now.getTime() - days * 86_400_000) } } });
}
