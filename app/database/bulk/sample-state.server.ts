import type { Sql } from '~/database/connection/sql.server';

/**
 * What a database holds of the sample. `untouched`: no household, and no account but the given ones. `imported`: the given
 * household exists. `everClosed`: the given season was closed at least once.
 */
export async function sampleState(
  sql: Sql,
  query: { household: string; season: string; note: string; accounts: readonly string[] },
): Promise<{ untouched: boolean; imported: boolean; everClosed: boolean }> {
  const [row] = await sql.query<{ untouched: boolean; imported: boolean; everClosed: boolean }>(
    `SELECT NOT EXISTS (SELECT FROM household) AND NOT EXISTS (SELECT FROM account WHERE username <> ALL ($3::text[])) AS untouched,
            EXISTS (SELECT FROM household WHERE number = $1 AND note = $4) AS imported,
            EXISTS (SELECT FROM history WHERE action = 'season.close' AND entity = 'season' AND entity_key = $2) AS "everClosed"`,
    [query.household, query.season, query.accounts, query.note],
  );
  return row!;
}

/** The divisions of a database, in the order of their codes. */
export async function divisionsInOrder(sql: Sql): Promise<{ code: string; name: string; parent: string }[]> {
  return sql.query('SELECT code, name, coalesce(parent_code, \'\') AS parent FROM division ORDER BY code COLLATE "C"');
}
