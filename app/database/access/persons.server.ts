/** Accounts as persons who act: name, role and divisions. A disabled account gives no person. */

import type { Sql } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import type { Role } from '~/domain/contract/enumerations';

type PersonRow = { id: string; username: string; name: string; role: Role; divisions: string[] };

/** The person of that username, or null when there is none or the account is disabled. */
export function personByUsername(sql: Sql, username: string): Promise<Person | null> {
  return personWhere(sql, 'username', username);
}

/**
 * The person of an account as it is now, for work done on its behalf. Null when the account has been deleted or disabled
 * meanwhile.
 */
export function personOfAccount(sql: Sql, accountId: string): Promise<Person | null> {
  return personWhere(sql, 'id', accountId);
}

async function personWhere(sql: Sql, column: 'id' | 'username', value: string): Promise<Person | null> {
  const [row] = await sql.query<PersonRow>(
    `SELECT a.id, a.username, a.name, a.role,
            (SELECT coalesce(array_agg(d.division_code ORDER BY d.division_code), '{}') FROM account_division d
            WHERE d.account_id = a.id) AS divisions
     FROM account a WHERE a.${column} = $1${column === 'id' ? '::uuid' : ''} AND a.disabled_at IS NULL`,
    [value],
  );
  return row ? { accountId: row.id, username: row.username, name: row.name, role: row.role, divisions: row.divisions } : null;
}
