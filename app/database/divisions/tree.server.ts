/** The tree of divisions as counts over it need it. */
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';

/** A division of the scope and those right below it, itself first. */
export async function divisionAndChildren(sql: Sql, scope: Scope, code: string): Promise<{ code: string; name: string }[]> {
  return sql.query(
    `SELECT code, name FROM division v WHERE (code = $1 OR parent_code = $1) AND v.path && $2::text[] ORDER BY code <> $1, code`,
    [code, scope.roots],
  );
}

/** The path of every division at or below one. */
export async function pathsBelow(sql: Sql, code: string): Promise<Map<string, string[]>> {
  const rows = await sql.query<{ code: string; path: string[] }>('SELECT code, path FROM division WHERE path @> ARRAY[$1]::text[]', [code]);
  return new Map(rows.map((row) => [row.code, row.path]));
}

/** The codes of the divisions that lie below none. */
export async function rootDivisions(sql: Sql): Promise<string[]> {
  return (await sql.query<{ code: string }>('SELECT code FROM division WHERE parent_code IS NULL')).map(({ code }) => code);
}
