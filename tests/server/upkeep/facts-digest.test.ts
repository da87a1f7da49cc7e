/** The digest of a row of facts that the database writes out for speed is the one that the history was begun with. */
import { beforeAll, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { type Database, freshDatabase } from '../../helpers/database';

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
});

test('every column of the facts, set and unset, gives the digest of its JSON', async () => {
  const differing = await withSql(db, async (sql) => {
    const ask = <Row>(text: string, values: unknown[] = []) => sql.query<Row>(text, values);
    const columns = await ask<{ name: string; type: string; nullable: boolean }>(
      `SELECT attname AS name, format_type(atttypid, NULL) AS type, NOT attnotnull AS nullable FROM pg_attribute
       WHERE attrelid = 'household_facts'::regclass AND attnum > 0 AND NOT attisdropped`,
    );
    expect(columns.length).toBeGreaterThan(50);
    const value = (type: string, number: number): unknown =>
      type === 'text' ? `${number}"\\\n朔/é` : type === 'date' ? `2021-01-0${number}` : number;
    const row = Object.fromEntries(columns.map(({ name, type }) => [name, value(type, 1)]));
    const rows = columns.flatMap(({ name, type, nullable }) => [
      { ...row, [name]: value(type, 7) },
      ...(nullable ? [{ ...row, [name]: null }] : []),
    ]);
    return ask<{ row: string }>(
      `SELECT to_json(f)::text AS row FROM json_populate_recordset(null::household_facts, $1::json) f
       WHERE facts_digest(f) IS DISTINCT FROM history_digest(jsonb_strip_nulls(to_jsonb(f)))`,
      [JSON.stringify(rows)],
    );
  });
  expect(differing).toEqual([]);
});
