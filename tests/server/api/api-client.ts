import { randomUUID } from 'node:crypto';
import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import type { Role } from '~/domain/contract/enumerations';
import { hashPassword } from '~/server/personal/password.server';

export const PASSWORD = 'Kang-2021-nuan';
let hashed: Promise<string> | undefined;

/** Adds an account that can sign in with PASSWORD and returns its user name. */
export async function addAccount(
  db: Database,
  role: Role,
  divisions: readonly string[],
  change: { mustChangePassword?: boolean } = {},
): Promise<string> {
  const username = `${role.slice(0, 3)}${randomUUID().slice(0, 8)}`;
  hashed ??= hashPassword(PASSWORD);
  const passwordHash = await hashed;
  await inTransaction(db, async (sql) => {
    const [account] = await sql.query<{ id: string }>(
      `INSERT INTO account (id, username, name, role, password_hash, must_change_password) VALUES (gen_random_uuid(), $1, $2, $3, $4, $5)
        RETURNING id`,
      [username, `${role} 示例`, role, passwordHash, change.mustChangePassword ?? false],
    );
    await sql.query('INSERT INTO account_division (account_id, division_code) SELECT $1, unnest($2::text[])', [account!.id, divisions]);
  });
  return username;
}

export type Answer = { status: number; type: string; headers: Headers; body: unknown; text: string };
export type Call = (
  method: string,
  path: string,
  send?: { body?: unknown; raw?: string | Uint8Array<ArrayBuffer>; headers?: Record<string, string> },
) => Promise<Answer>;

/** Makes requests below /api/v1 of a running app, with or without a token. */
export function apiClient(url: string, token?: string): Call {
  return async (method, path, send = {}) => {
    const body = send.raw ?? (send.body === undefined ? undefined : JSON.stringify(send.body));
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...send.headers,
      },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    const type = (response.headers.get('Content-Type') ?? '').split(';')[0]!;
    return {
      status: response.status,
      type,
      headers: response.headers,
      text,
      body: /json$/.test(type) ? (JSON.parse(text) as unknown) : undefined,
    };
  };
}

/** Signs an account in and returns its token. */
export async function tokenOf(url: string, username: string): Promise<string> {
  const { status, body, text } = await apiClient(url)('POST', '/sign-in', { body: { username, password: PASSWORD } });
  if (status !== 200) throw new Error(`signing in answered ${status}: ${text}`);
  return (body as { token: string }).token;
}
