import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '~/database/connection/connect.server';
import type { PrismaClient } from '~/database/connection/prisma.server';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { type Database, freshDatabase } from '../../helpers/database';

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
  await db.pool.query(
    `CREATE TABLE thing (id int PRIMARY KEY, text text, tags text[], grid int[], at timestamptz, amount numeric(12, 2), flag boolean,
      answers jsonb, raw bytea)`,
  );
});
beforeEach(() => db.pool.query('TRUNCATE thing'));

const things = () => withSql(db, (sql) => sql.query('SELECT * FROM thing ORDER BY id'));

describe('values', () => {
  it('come back as days, instants, numbers and objects', async () => {
    const [row] = await withSql(db, (sql) =>
      sql.query(`SELECT date '2021-03-31' AS day, timestamptz '2021-03-31 23:59:59.123+08' AS at, 9007199254740991::int8 AS large,
        1234.5600::numeric(12, 4) AS amount, '{"a": [1]}'::jsonb AS answers, ARRAY[date '2020-02-29', NULL] AS days, ARRAY[[1, 2], [3,
        4]]::int8[] AS grid,
        NULL::date AS none, timestamptz 'infinity' AS ever`),
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
      none: null,
      ever: 'infinity',
    });
  });

  it('are never a whole number that JavaScript would round', async () => {
    await expect(withSql(db, (sql) => sql.query('SELECT 9007199254740993::int8 AS n'))).rejects.toThrow('9007199254740993');
    expect(await withSql(db, (sql) => sql.query('SELECT 1 AS fine'))).toEqual([{ fine: 1 }]);
  });

  it('are left alone for other users of the driver', async () => {
    const withPrisma = <T>(work: (prisma: PrismaClient) => Promise<T>) => withSql(db, async (sql) => work(await sql.prisma()));
    const division = await withPrisma((prisma) => prisma.division.findUniqueOrThrow({ where: { code: '1406' } }));
    expect(division.path).toEqual(['14', '1406']);
    await withPrisma((prisma) => prisma.seasonDates.deleteMany());
    await withPrisma((prisma) =>
      prisma.season.create({
        data: {
          name: '2020-2021',
          dates: { create: { divisionCode: '1406', startsOn: new Date('2020-11-01'), endsOn: new Date('2021-03-31') } },
        },
      }),
    );
    const dates = await withPrisma((prisma) => prisma.seasonDates.findFirstOrThrow());
    expect(dates.startsOn).toEqual(new Date('2020-11-01T00:00:00Z'));
    expect(await withSql(db, (sql) => sql.query('SELECT starts_on, ends_on FROM season_dates'))).toEqual([
      { starts_on: '2020-11-01', ends_on: '2021-03-31' },
    ]);
  });
});

describe('copyTextOut', () => {
  it('leaves the connection usable when it is left early, in a table larger than any buffer', async () => {
    await db.pool.query(`INSERT INTO thing (id, text) SELECT n, repeat('长', 700) FROM generate_series(1, 8000) n`);
    const left = withSql(db, async (sql) => {
      const pieces = (async () => {
        for await (const piece of sql.copyTextOut('thing', ['id', 'text'])) throw new Error(`left at ${piece.length > 0}`);
      })();
      await expect(pieces).rejects.toThrow('left at true');
      return sql.query('SELECT count(*) AS n FROM thing');
    });
    expect(await left).toEqual([{ n: 8000 }]);
  });

  it('tells the error of the statement, and the connection goes on', async () => {
    await withSql(db, async (sql) => {
      const read = (async () => {
        for await (const _ of sql.copyTextOut('no_such_table', ['id']));
      })();
      await expect(read).rejects.toThrow(/no_such_table/);
      expect(await sql.query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
    });
  });
});

describe('copyIn', () => {
  const columns = ['id', 'text', 'tags', 'grid', 'at', 'amount', 'flag', 'answers', 'raw'];

  it('stores what it was given, whatever characters are in it', async () => {
    const nasty = 'tab\there, line\nbreak, return\r, back\\slash, \\N, "quoted", {braces}, 逗号，, 𠮷';
    const at = new Date('2021-01-31T16:00:00.500Z');
    const count = await withSql(db, (sql) =>
      sql.copyIn('thing', columns, [
        [
          1,
          nasty,
          [nasty, '', null, 'NULL', 'a,b'],
          [
            [1, 2],
            [3, 4],
          ],
          at,
          12.5,
          true,
          { nested: [nasty, null] },
          Buffer.from([0, 255, 92]),
        ],
        [2, '', [], [], null, '0.10', false, '[1,2]', undefined],
        [3, null, null, undefined, at.toISOString(), 0, null, null, null],
      ]),
    );
    expect(count).toBe(3);
    expect(await things()).toEqual([
      {
        id: 1,
        text: nasty,
        tags: [nasty, '', null, 'NULL', 'a,b'],
        grid: [
          [1, 2],
          [3, 4],
        ],
        at: at.toISOString(),
        amount: 12.5,
        flag: true,
        answers: { nested: [nasty, null] },
        raw: Buffer.from([0, 255, 92]),
      },
      { id: 2, text: '', tags: [], grid: [], at: null, amount: 0.1, flag: false, answers: [1, 2], raw: null },
      { id: 3, text: null, tags: null, grid: null, at: at.toISOString(), amount: 0, flag: null, answers: null, raw: null },
    ]);
  }); // prettier-ignore

  it('keeps nothing when a row is refused, and the connection stays of use', async () => {
    // A value that no column can hold is the text's fault: it becomes a refusal that keeps the database's message for the log.
    await expect(withSql(db, (sql) => sql.copyIn('thing', ['id'], [[1], ['not a number']]))).rejects.toMatchObject({
      problem: { code: 'text.cannot-be-stored' },
      cause: { message: expect.stringMatching(/invalid input syntax/) },
    });
    await expect(withSql(db, (sql) => sql.copyIn('thing', ['id'], [[1], [1]]))).rejects.toThrow(/duplicate key/);
    await withSql(db, async (sql) => {
      await expect(sql.copyIn('thing', ['id'], [[1], [Number.NaN]])).rejects.toThrow(/NaN/);
      await expect(sql.copyIn('thing', ['id'], [[1, 2]])).rejects.toThrow(/2 values for 1 columns/);
      expect(await sql.query('SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
    });
    expect(await things()).toEqual([]);
  });

  it('keeps nothing when the rows stop coming with an error', async () => {
    async function* rows() {
      for (let id = 0; id < 50_000; id += 1) yield [id];
      await Promise.resolve();
      throw new Error('the file ends here');
    }
    await withSql(db, async (sql) => {
      await expect(sql.copyIn('thing', ['id'], rows())).rejects.toThrow('the file ends here');
      expect(await sql.query('SELECT count(*) AS n FROM thing')).toEqual([{ n: 0 }]);
    });
  });

  it('asks for rows only as fast as the server takes them', async () => {
    let made = 0;
    function* rows() {
      for (; made < 200_000; made += 1) yield [made, 'x'.repeat(100)];
    }
    // Another transaction holds the table, so nothing is taken. Once the buffers are full nothing more is requested.
    await inTransaction(db, async (holder) => {
      await holder.query('LOCK TABLE thing IN ACCESS EXCLUSIVE MODE');
      const copying = withSql(db, (sql) => sql.copyIn('thing', ['id', 'text'], rows()));
      for (let before = -1; before !== made; ) {
        before = made;
        await holder.query('SELECT pg_sleep(0.2)');
      }
      expect(made).toBeLessThan(200_000);
      await holder.query('COMMIT; BEGIN');
      expect(await copying).toBe(200_000);
    });
  });

  it('writes into temporary tables of the same connection', async () => {
    await inTransaction(db, async (sql) => {
      await sql.query('CREATE TEMP TABLE incoming (id int) ON COMMIT DROP');
      await sql.copyIn('incoming', ['id'], [[7], [8]]);
      await sql.query('INSERT INTO thing (id) SELECT id FROM incoming');
    });
    expect(await things()).toMatchObject([{ id: 7 }, { id: 8 }]);
  });
});

describe('stream', () => {
  it('gives every row in order', async () => {
    const seen: number[] = [];
    await withSql(db, async (sql) => {
      for await (const row of sql.stream<{ n: number; d: string }>(
        `SELECT n, date '2020-01-01' + n AS d FROM generate_series($1::int, 5000) AS n`,
        [1],
      )) {
        if (row.n === 60) expect(row.d).toBe('2020-03-01');
        seen.push(row.n);
      }
    });
    expect(seen).toEqual(Array.from({ length: 5000 }, (_, at) => at + 1));
  });

  it('can be left early, and the connection is free again', async () => {
    await withSql(db, async (sql) => {
      for await (const row of sql.stream<{ n: number }>('SELECT n FROM generate_series(1, 1000000) AS n')) if (row.n === 10) break;
      expect(await sql.query('SELECT 1 AS free')).toEqual([{ free: 1 }]);
    });
  });

  it('ends with the error of the statement, in the middle too', async () => {
    await withSql(db, async (sql) => {
      const rows = sql.stream<{ n: number }>('SELECT 1 / (2500 - n) AS n FROM generate_series(1, 5000) AS n');
      await expect(
        (async () => {
          for await (const row of rows) void row;
        })(),
      ).rejects.toThrow(/division by zero/);
      expect(await sql.query('SELECT 1 AS free')).toEqual([{ free: 1 }]);
    });
  }); // prettier-ignore

  it('says so when another statement is run meanwhile, instead of waiting for ever', async () => {
    await withSql(db, async (sql) => {
      await expect(
        (async () => {
          for await (const row of sql.stream('SELECT 1 AS n')) await sql.query(`SELECT ${JSON.stringify(row).length}`);
        })(),
      ).rejects.toThrow(/streaming/);
    });
  }); // prettier-ignore
});

describe('inTransaction', () => {
  it('keeps all or nothing', async () => {
    await expect(
      inTransaction(db, async (sql) => {
        await sql.query('INSERT INTO thing (id) VALUES (1)');
        throw new Error('half way');
      }),
    ).rejects.toThrow('half way');
    expect(await things()).toEqual([]);
    expect(
      await inTransaction(db, async (sql) => (await sql.query<{ id: number }>('INSERT INTO thing (id) VALUES (1) RETURNING id'))[0]?.id),
    ).toBe(1);
    expect(await things()).toHaveLength(1);
  });

  it('is not deceived by a failed statement whose error was swallowed', async () => {
    const swallowed = inTransaction(db, async (sql) => {
      await sql.query('INSERT INTO thing (id) VALUES (1)');
      await sql.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow(/nothing was kept/);
    expect(await things()).toEqual([]);
  });

  it('tries again after a deadlock, and both get through', async () => {
    await db.pool.query('INSERT INTO thing (id, amount) VALUES (1, 0), (2, 0)');
    let attempts = 0;
    let met = 0;
    let bothHoldOne: () => void = () => undefined;
    const both = new Promise<void>((resolve) => {
      bothHoldOne = resolve;
    });
    const add = (first: number, second: number) =>
      inTransaction(db, async (sql) => {
        attempts += 1;
        await sql.query('UPDATE thing SET amount = amount + 1 WHERE id = $1', [first]);
        met += 1;
        if (met >= 2) bothHoldOne();
        await both;
        await sql.query('UPDATE thing SET amount = amount + 1 WHERE id = $1', [second]);
      });
    await Promise.all([add(1, 2), add(2, 1)]);
    expect(await things()).toMatchObject([{ amount: 2 }, { amount: 2 }]);
    expect(attempts).toBeGreaterThanOrEqual(3); // the retry may collide with the other one again
  });

  it('loses no update among serializable writers', async () => {
    await db.pool.query('INSERT INTO thing (id, amount) VALUES (1, 0)');
    const add = () =>
      inTransaction(
        db,
        async (sql) => {
          const [row] = await sql.query<{ amount: number }>('SELECT amount FROM thing WHERE id = 1');
          await sql.query('UPDATE thing SET amount = $1 WHERE id = 1', [row!.amount + 1]);
        },
        { isolation: 'serializable' },
      );
    await Promise.all([add(), add(), add()]);
    expect(await things()).toMatchObject([{ amount: 3 }]);
  });

  it('gives up after five attempts', async () => {
    let attempts = 0;
    const always = inTransaction(db, async (sql) => {
      attempts += 1;
      await sql.query(`DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$`);
    });
    await expect(always).rejects.toThrow('again');
    expect(attempts).toBe(5);
  });

  it('does not try again what fails for another reason', async () => {
    let attempts = 0;
    const divide = (sql: Sql) => {
      attempts += 1;
      return sql.query('SELECT 1 / 0');
    };
    await expect(inTransaction(db, divide)).rejects.toThrow(/division by zero/);
    expect(attempts).toBe(1);
  });

  it('can be told to write nothing', async () => {
    await expect(inTransaction(db, (sql) => sql.query('INSERT INTO thing (id) VALUES (1)'), { readOnly: true })).rejects.toThrow(
      /read-only/,
    );
  });
});

describe('connections', () => {
  it('end a statement that takes longer than the web allows, and a transaction may have its own limit', async () => {
    const web = connect(db.url, { statementTimeoutMs: 50, connections: 2 });
    try {
      await expect(withSql(web, (sql) => sql.query('SELECT pg_sleep(30)'))).rejects.toThrow(/statement timeout/);
      await inTransaction(web, (sql) => sql.query('SELECT pg_sleep(0.1)'), { statementTimeoutMs: 0 });
      await expect(inTransaction(web, (sql) => sql.query('SELECT pg_sleep(30)'))).rejects.toThrow(/statement timeout/);
    } finally {
      await web.close();
    }
  });

  it('are replaced after they were cut', async () => {
    const own = connect(db.url, { connections: 1 });
    try {
      const [mine] = await withSql(own, (sql) => sql.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'));
      await expect(
        inTransaction(own, async (sql) => {
          await db.pool.query('SELECT pg_terminate_backend($1)', [mine!.pid]);
          await sql.query('SELECT 1');
        }),
      ).rejects.toThrow();
      expect(await withSql(own, (sql) => sql.query('SELECT 1 AS alive'))).toEqual([{ alive: 1 }]);
    } finally {
      await own.close();
    }
  }); // prettier-ignore

  it('may be cut between two statements without ending the process', async () => {
    const own = connect(db.url, { connections: 1 });
    try {
      const cut = inTransaction(own, async (sql) => {
        const [mine] = await sql.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        await db.pool.query('SELECT pg_terminate_backend($1, 10000)', [mine!.pid]);
        await new Promise((resolve) => setImmediate(resolve)); // until the driver has noticed
        await sql.query('SELECT 1');
      });
      await expect(cut).rejects.toThrow();
      expect(await withSql(own, (sql) => sql.query('SELECT 1 AS alive'))).toEqual([{ alive: 1 }]);
    } finally {
      await own.close();
    }
  });

  it('are cut off by abandon, and what they did is rolled back', async () => {
    const own = connect(db.url, { connections: 2 });
    let begun: () => void = () => undefined;
    const inserted = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const work = inTransaction(own, async (sql) => {
      await sql.query('INSERT INTO thing (id) VALUES (1)');
      begun();
      await sql.query('SELECT pg_sleep(600)');
    });
    const failed = expect(work).rejects.toThrow();
    await inserted;
    await own.abandon();
    await failed;
    expect(await things()).toEqual([]);
  });
});

describe('shipped divisions', () => {
  it('are the real ones of Shuozhou, with paths from the root', async () => {
    const levels = await withSql(db, (sql) =>
      sql.query<{ level: string; n: number }>('SELECT level, count(*) AS n FROM division GROUP BY level'),
    );
    expect(Object.fromEntries(levels.map(({ level, n }) => [level, n]))).toEqual({
      province: 1,
      city: 1,
      county: 7,
      township: 72,
      village: 1277,
    });
    const [village] = await withSql(db, (sql) =>
      sql.query(
        `SELECT v.level, v.parent_code, v.path, v.source, c.name AS county FROM division v JOIN division c ON c.code = v.path[3]
          WHERE v.level = 'village' ORDER BY v.code LIMIT 1`,
      ),
    );
    expect(village).toMatchObject({
      path: ['14', '1406', '140602', '140602001', expect.stringMatching(/^140602001\d{3}$/)],
      parent_code: '140602001',
      county: '朔城区',
      source: 'nbs-2023-06-30',
    });
  });
});
