import { beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { dropWorkTable, makeWorkTable, nameOfItsOwn } from '~/database/connection/work-table.server';
import { registerTables } from '~/database/upkeep/whole-register.server';
import { type Database, freshDatabase } from '../../helpers/database';

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
});

const left = async () =>
  (await db.pool.query<{ name: string }>(`SELECT relname AS name FROM pg_class WHERE relname LIKE 'incoming%' ORDER BY 1`)).rows;
const fill = async (sql: Sql) => {
  await makeWorkTable(sql, 'incoming_test', 'n bigserial, village text');
  await sql.query('INSERT INTO incoming_test (village) SELECT code FROM division LIMIT 10');
};

describe('a table of one transaction', () => {
  it('can be changed and joined with those of the register, is in no backup, and is gone when it commits', async () => {
    const joined = await inTransaction(db, async (sql) => {
      await fill(sql);
      expect((await registerTables(sql)).map(({ name }) => name)).not.toContain('incoming_test');
      expect(await left()).toEqual([]); // nobody else sees it
      return sql.query<{ n: number }>('SELECT count(*)::int AS n FROM incoming_test i JOIN division d ON d.code = i.village');
    });
    expect(joined).toEqual([{ n: 10 }]);
    expect(await left()).toEqual([]);
  });

  it('is gone when the transaction is rolled back, or dies', async () => {
    await expect(inTransaction(db, async (sql) => fill(sql).then(() => Promise.reject(new Error('no'))))).rejects.toThrow('no');
    expect(await left()).toEqual([]);
    await expect(
      inTransaction(db, async (sql) => {
        await fill(sql);
        const [{ pid }] = (await sql.query('SELECT pg_backend_pid() AS pid')) as [{ pid: number }];
        await db.pool.query('SELECT pg_terminate_backend($1)', [pid]);
        await sql.query('SELECT FROM incoming_test');
      }),
    ).rejects.toThrow();
    expect(await left()).toEqual([]);
  });

  it('is made anew by the same transaction, and after another that has one of the same name', async () => {
    const counts: number[] = [];
    const count = (sql: Sql) =>
      sql.query<{ n: number }>('SELECT count(*)::int AS n FROM incoming_test').then(([row]) => counts.push(row!.n));
    let second: Promise<void> | undefined;
    await inTransaction(db, async (sql) => {
      await fill(sql);
      second = inTransaction(db, async (other) => {
        await makeWorkTable(other, 'incoming_test', 'village text');
        await count(other);
      });
      await expect
        .poll(async () => (await db.pool.query(`SELECT FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()`)).rowCount)
        .toBeGreaterThan(0);
      await count(sql);
      await fill(sql);
      await count(sql);
    });
    await second;
    expect(counts).toEqual([10, 10, 0]);
    expect(await left()).toEqual([]);
    expect(nameOfItsOwn('facts')).not.toBe(nameOfItsOwn('facts'));
  });

  it('never takes the place of a table of the register, and needs a transaction', async () => {
    await expect(inTransaction(db, (sql) => makeWorkTable(sql, 'household', 'n int'))).rejects.toThrow(/already exists/);
    await inTransaction(db, async (sql) => {
      await fill(sql);
      await dropWorkTable(sql, 'incoming_test');
    });
    expect((await db.pool.query('SELECT FROM household')).rowCount).toBe(0);
  });
});
