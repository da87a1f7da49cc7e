/** The heads' names in pinyin, for households that were there before pinyin was kept. */

import type { Sql } from '~/database/connection/sql.server';

const AT_ONCE = 2_000;

export async function headsWithoutPinyin(sql: Sql): Promise<{ number: string; head: string }[]> {
  return sql.query(`SELECT number, head FROM household WHERE head_pinyin IS NULL ORDER BY number LIMIT ${AT_ONCE} FOR UPDATE`);
}

/** Kept as long as the head is the one that was spelled. It is nobody's change: no revision, no history. */
export async function storePinyin(sql: Sql, spelled: readonly { number: string; head: string; pinyin: string }[]): Promise<void> {
  await sql.query(
    `UPDATE household h SET head_pinyin = s.pinyin FROM json_to_recordset($1::json) AS s(number text, head text, pinyin text)
     WHERE h.number = s.number AND h.head = s.head`,
    [JSON.stringify(spelled)],
  );
}
