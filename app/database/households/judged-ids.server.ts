/** Whether ID numbers fail GB 11643, for households that were there before that was kept. */

import type { Sql } from '~/database/connection/sql.server';

const AT_ONCE = 2_000;

export async function idsNotJudged(sql: Sql): Promise<{ number: string; sealed: string }[]> {
  return sql.query(
    `SELECT number, id_number_encrypted AS sealed FROM household WHERE id_number_faulty IS NULL AND id_number_encrypted IS NOT NULL
     ORDER BY number LIMIT ${AT_ONCE} FOR UPDATE`,
  );
}

/** It is nobody's change: no revision, no history. */
export async function storeJudgedIds(sql: Sql, judged: readonly { number: string; faulty: boolean }[]): Promise<void> {
  await sql.query(
    `UPDATE household h SET id_number_faulty = s.faulty FROM json_to_recordset($1::json) AS s(number text, faulty boolean)
     WHERE h.number = s.number`,
    [JSON.stringify(judged)],
  );
}
