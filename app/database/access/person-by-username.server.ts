import type { Person } from '~/domain/access/person';
import type { Role } from '~/domain/contract/enumerations';
import type { Sql } from '~/database/connection/sql.server';

/** An account as the person who acts, or null when there is none or it is disabled. */
export async function personByUsername(sql: Sql, username: string): Promise<Person | null> {
  const [row] = await sql.query<{ id: string; name: string; role: Role; divisions: string[] }>(
    `SELECT a.id, a.name, a.role,
            (SELECT coalesce(array_agg(d.division_code ORDER BY d.division_code), '{}') FROM account_division d WHERE d.account_id = a.id) AS divisions
     FROM account a WHERE a.username = $1 AND a.disabled_at IS NULL`,
    [username],
  );
  return row ? { accountId: row.id, username, name: row.name, role: row.role, divisions: row.divisions } : null;
}
