import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { type Database, freshDatabase } from '../../helpers/database';

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
});
beforeEach(() => db.pool.query('DELETE FROM season_dates; DELETE FROM season'));

const seasons = async () => (await db.pool.query<{ name: string }>('SELECT name FROM season ORDER BY name')).rows.map(({ name }) => name);
const create = async (sql: Sql, name: string) => (await sql.prisma()).season.create({ data: { name } });
const close = async (sql: Sql, name: string) =>
  (await sql.prisma()).season.updateMany({ where: { name, closedAt: null }, data: { closedAt: new Date() } });

describe('Prisma on the connection of a transaction', () => {
  it('sees what SQL has written, and SQL what it has', async () => {
    await inTransaction(db, async (sql) => {
      await sql.query(`INSERT INTO season (name) VALUES ('2019-2020')`);
      expect(await (await sql.prisma()).season.count()).toBe(1);
      await create(sql, '2020-2021');
      expect(await sql.query('SELECT count(*) AS n FROM season')).toEqual([{ n: 2 }]);
      expect(await seasons()).toEqual([]);
    });
    expect(await seasons()).toEqual(['2019-2020', '2020-2021']);
  });

  it('keeps nothing when the transaction fails afterwards, whatever the operation', async () => {
    await withSql(db, (sql) => create(sql, '2020-2021'));
    const failed = inTransaction(db, async (sql) => {
      await create(sql, '2021-2022');
      expect(await close(sql, '2020-2021')).toEqual({ count: 1 });
      await (await sql.prisma()).season.deleteMany({ where: { name: '2021-2022' } });
      await (await sql.prisma()).season.createMany({ data: [{ name: '2022-2023' }] });
      throw new Error('half way');
    });
    await expect(failed).rejects.toThrow('half way');
    expect((await db.pool.query('SELECT name, closed_at FROM season')).rows).toEqual([{ name: '2020-2021', closed_at: null }]);
  });

  it('fails with the error of the database, which keeps nothing even when it is swallowed', async () => {
    await withSql(db, (sql) => create(sql, '2020-2021'));
    await expect(inTransaction(db, (sql) => create(sql, '2020-2021'))).rejects.toMatchObject({ code: '23505', constraint: 'season_pkey' });
    const swallowed = inTransaction(db, async (sql) => {
      await create(sql, '2021-2022');
      await create(sql, '2020-2021').catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow(/nothing was kept/);
    expect(await seasons()).toEqual(['2020-2021']);
  });

  it('is tried again after a deadlock, and both get through', async () => {
    const names = ['2019-2020', '2020-2021'] as const;
    for (const name of names) await withSql(db, (sql) => create(sql, name));
    let attempts = 0;
    let met = 0;
    let bothHoldOne = (): void => undefined;
    const both = new Promise<void>((resolve) => {
      bothHoldOne = resolve;
    });
    const sign = (first: string, second: string) =>
      inTransaction(db, async (sql) => {
        attempts += 1;
        const { season } = await sql.prisma();
        await season.update({ where: { name: first }, data: { closedBy: `after ${second}` } });
        met += 1;
        if (met >= 2) bothHoldOne();
        await both;
        await season.update({ where: { name: second }, data: { closedBy: `after ${first}` } });
      });
    await Promise.all([sign(names[0], names[1]), sign(names[1], names[0])]);
    expect(attempts).toBeGreaterThanOrEqual(3);
  });
});

describe('Prisma on a connection without a transaction', () => {
  it('keeps each operation at once, and one of several statements whole or not at all', async () => {
    await withSql(db, async (sql) => {
      await create(sql, '2020-2021');
      expect(await close(sql, '2020-2021')).toEqual({ count: 1 });
      expect(await seasons()).toEqual(['2020-2021']);
      const day = new Date('2021-11-01T00:00:00Z');
      const dates = { create: { divisionCode: 'no such division', startsOn: day, endsOn: day } };
      await expect((await sql.prisma()).season.create({ data: { name: '2021-2022', dates } })).rejects.toMatchObject({ code: '23503' });
      expect(await sql.query('SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
    });
    expect(await seasons()).toEqual(['2020-2021']);
  });

  it('says so when rows are streamed meanwhile, instead of waiting for ever', async () => {
    await withSql(db, async (sql) => {
      const reading = async () => {
        for await (const _ of sql.stream('SELECT 1 AS n')) await create(sql, '2020-2021');
      };
      await expect(reading()).rejects.toThrow(/streaming/);
    });
  });
});

describe('a Prisma client', () => {
  it('is used again on the next connection, and never on two at once', async () => {
    const first = await withSql(db, (sql) => sql.prisma());
    await withSql(db, async (sql) => {
      expect(await sql.prisma()).toBe(first);
      expect(await sql.prisma()).toBe(first);
      await withSql(db, async (other) => expect(await other.prisma()).not.toBe(first));
    });
  });

  it('does nothing once its connection was given back', async () => {
    const kept = await withSql(db, (sql) => sql.prisma());
    await expect(kept.season.create({ data: { name: '2020-2021' } })).rejects.toThrow(/given back/);
    expect(await seasons()).toEqual([]);
  });

  it('is not used again while an operation runs that nobody waited for', async () => {
    let running: Promise<unknown> | undefined;
    const left = await inTransaction(db, async (sql) => {
      const prisma = await sql.prisma();
      running = prisma.season.count().then(undefined, (error: unknown) => error);
      return prisma;
    });
    expect(await withSql(db, (sql) => sql.prisma())).not.toBe(left);
    await running;
  });
});
