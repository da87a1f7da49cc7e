import { beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, withSql } from '~/database/sql.server';
import { type Database, freshDatabase } from '../helpers/database';

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
});

describe('values', () => {
  it('come back as days, instants, numbers and objects', async () => {
    const [row] = await withSql(db, (sql) =>
      sql.query(`SELECT date '2021-03-31' AS day, timestamptz '2021-03-31 23:59:59.123+08' AS at, 9007199254740991::int8 AS large,
        1234.5600::numeric(12, 4) AS amount, '{"a": [1]}'::jsonb AS answers, ARRAY[date '2020-02-29', NULL] AS days, ARRAY[[1, 2], [3, 4]]::int8[] AS grid`),
    );
    expect(row).toEqual({
      day: '2021-03-31',
      at: '2021-03-31T15:59:59.123Z',
      large: 9007199254740991,
      amount: 1234.56,
      answers: { a: [1] },
      days: ['2020-02-29', null],
      grid: [
        [1, 2],
        [3, 4],
      ],
    });
  });
});

describe('shipped divisions', () => {
  it('are the real ones of Shuozhou, with paths from the root', async () => {
    const levels = await withSql(db, (sql) => sql.query('SELECT level, count(*) AS n FROM division GROUP BY level ORDER BY n'));
    expect(levels.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))).toEqual(
      [
        { level: 'city', n: 1 },
        { level: 'county', n: 7 },
        { level: 'province', n: 1 },
        { level: 'township', n: 72 },
        { level: 'village', n: 1277 },
      ],
    );
  });
});
