import type { Person } from '~/domain/access/person';
import type { Role } from '~/domain/contract/enumerations';
import type { Sql } from '~/database/connection/sql.server';

/** The person of an account as it is now, for work done on its behalf; null when it is gone or disabled meanwhile. */
export async function personOfAccount(sql: Sql, accountId: string): Promise<Person | null> {
  const [row] = await sql.query<{ username: string; name: string; role: Role; divisions: string[] }>(
    `SELECT a.username, a.name, a.role,
            (SELECT coalesce(array_agg(d.division_code ORDER BY d.division_code), '{}') FROM account_division d WHERE d.account_id = a.id) AS divisions
     FROM account a WHERE a.id = $1 AND a.disabled_at IS NULL`,
    [accountId],
  );
  return row ? { accountId, ...row } : null;
}
