import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '~/database/connection/connect.server';
import { ensureSchema } from '~/database/connection/migrate.server';
import { inTransaction } from '~/database/connection/sql.server';
import { managedServerUrl } from '~/database/connection/where.server';
import { openStaging } from '~/database/imports/staging.server';
import { holdForecasts } from '~/database/subsidy/forecast-sums.server';
import { otherClients } from '~/database/upkeep/whole-register.server';
import { AnotherProcess } from '../../programs/another-process';
import { ServerDatabase } from './cities';

const CITIES = ['shuozhou', 'datong', undefined];
const VILLAGE = '140602001001';
let server: ServerDatabase;
const at = new Map<string | undefined, Database>();

beforeAll(async () => {
  server = await ServerDatabase.make();
  // Two processes of each, all at once, in a database that is empty.
  const processes = [...CITIES, ...CITIES].map(
    (city) => new AnotherProcess({ DATABASE_URL: server.urlOf(city), DATA_DIR: '/nonexistent/not-used' }),
  );
  await Promise.all(processes.map((one) => one.opened()));
  await Promise.all(processes.map((one) => one.close()));
  for (const city of CITIES) at.set(city, server.connected(city));
}, 180_000);
afterEach(() => AnotherProcess.killAll());
afterAll(() => server.end());

const rowsOf = async <Row>(city: string | undefined, text: string, values?: unknown[]) =>
  (await at.get(city)!.pool.query(text, values)).rows as Row[];

describe('cities in one database', () => {
  it('have everything of theirs in their schema, and the one without a name in the usual one', async () => {
    type Found = { schema: string; kind: string; n: number };
    const found = await rowsOf<Found>(
      undefined,
      `SELECT n.nspname AS schema, o.kind, count(*)::int AS n FROM (
         SELECT relnamespace AS namespace, 'relation ' || relkind::text AS kind FROM pg_class UNION ALL
         SELECT pronamespace, 'function' FROM pg_proc UNION ALL
         SELECT c.relnamespace, 'trigger' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid UNION ALL
         SELECT typnamespace, 'type' FROM pg_type
       ) o JOIN pg_namespace n ON n.oid = o.namespace
       WHERE n.nspname !~ '^(pg_|information_schema)' GROUP BY 1, 2 ORDER BY 1, 2`,
    );
    const of = (schema: string) => Object.fromEntries(found.filter((one) => one.schema === schema).map(({ kind, n }) => [kind, n]));
    expect([...new Set(found.map(({ schema }) => schema))]).toEqual(['datong', 'public', 'shuozhou']);
    expect(of('public')['relation r']).toBeGreaterThan(50);
    expect(of('shuozhou')).toEqual(of('public'));
    expect(of('datong')).toEqual(of('public'));
    for (const city of CITIES) {
      expect(await rowsOf(city, 'SELECT current_schema() AS schema')).toEqual([{ schema: city ?? 'public' }]);
      expect(await rowsOf(city, 'SELECT count(*)::int AS n FROM division WHERE code = $1', [VILLAGE])).toEqual([{ n: 1 }]);
      expect(await rowsOf(city, 'SELECT count(*)::int AS n FROM _prisma_migrations WHERE finished_at IS NULL')).toEqual([{ n: 0 }]);
    }
  });

  it('hang on nothing of another', async () => {
    const across = await rowsOf(
      undefined,
      `WITH object AS (
         SELECT 'pg_class'::regclass AS class, oid, relnamespace AS namespace FROM pg_class UNION ALL
         SELECT 'pg_proc'::regclass, oid, pronamespace FROM pg_proc UNION ALL
         SELECT 'pg_type'::regclass, oid, typnamespace FROM pg_type UNION ALL
         SELECT 'pg_trigger'::regclass, t.oid, c.relnamespace FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid UNION ALL
         SELECT 'pg_attrdef'::regclass, a.oid, c.relnamespace FROM pg_attrdef a JOIN pg_class c ON c.oid = a.adrelid UNION ALL
         SELECT 'pg_rewrite'::regclass, r.oid, c.relnamespace FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class UNION ALL
         SELECT 'pg_constraint'::regclass, oid, connamespace FROM pg_constraint)
       SELECT pg_describe_object(d.classid, d.objid, 0) AS one, pg_describe_object(d.refclassid, d.refobjid, 0) AS other FROM pg_depend d
       JOIN object a ON (a.class, a.oid) = (d.classid, d.objid) JOIN object b ON (b.class, b.oid) = (d.refclassid, d.refobjid)
       JOIN pg_namespace n ON n.oid = a.namespace JOIN pg_namespace m ON m.oid = b.namespace
       WHERE n.oid <> m.oid AND n.nspname !~ '^(pg_|information_schema)' AND m.nspname !~ '^(pg_|information_schema)'`,
    );
    expect(across).toEqual([]);
    // Nothing names a schema in a function's text either.
    expect(
      await rowsOf(
        undefined,
        `SELECT proname FROM pg_proc WHERE pronamespace = 'shuozhou'::regnamespace AND prosrc ~ '(public|shuozhou)\\.'`,
      ),
    ).toEqual([]);
  });

  it('do not wait for one another', async () => {
    const context = { now: '2021-02-01T04:00:00Z', actor: 'test' } as Parameters<typeof openStaging>[1];
    const hold = (city: string | undefined, meanwhile: () => Promise<unknown>) =>
      inTransaction(
        at.get(city)!,
        async (sql) => {
          await openStaging(sql, context, '1');
          await sql.query('SELECT forget_forecasts(ARRAY[$1]), refresh_subsidy_sums(ARRAY[$1]), refresh_conversion_steps(ARRAY[$1])', [
            VILLAGE,
          ]);
          await sql.query(`SELECT refresh_heat_source_sums(ARRAY[$1]), refresh_batch_sums(ARRAY[$1], ARRAY['1'])`, [VILLAGE]);
          return meanwhile();
        },
        { statementTimeoutMs: 20_000 },
      );
    await hold('shuozhou', async () => {
      // Who changes something in the same city keeps others from storing a forecast; another city does not.
      expect([...(await inTransaction(at.get('shuozhou')!, (sql) => holdForecasts(sql, [VILLAGE])))]).toEqual([]);
      expect([...(await inTransaction(at.get('datong')!, (sql) => holdForecasts(sql, [VILLAGE])))]).toEqual([VILLAGE]);
      await hold('datong', () => hold(undefined, async () => undefined));
    });
  });

  it('count only their own programs as in the way', async () => {
    const [shuozhou, datong] = [at.get('shuozhou')!, at.get('datong')!];
    await datong.pool.query('SELECT 1');
    const second = server.connected('shuozhou');
    const inTheWay = () => inTransaction(shuozhou, otherClients);
    expect(await inTheWay()).toBe(0);
    await second.pool.query('SELECT 1');
    expect(await inTheWay()).toBe(1);
    await second.close();
    // The nodes of a Citus cluster are connected to one another all the time.
    const node = new pg.Client({ connectionString: server.urlOf('shuozhou'), application_name: 'citus_internal gpid=10000000042' });
    await node.connect();
    expect(await inTheWay()).toBe(0);
    await node.end();
  });
});

describe('a schema is refused in words', () => {
  const problemOf = (work: Promise<unknown>) => expect(work).rejects;
  it.each(['Shuozhou', '朔州', 'a-b', 'pgboss', 'pg_x', 'information_schema', '1a', `a${'b'.repeat(30)}`, "a'b", 'user'])(
    'when its name cannot be used: %s',
    async (schema) => {
      await problemOf((async () => ensureSchema(managedServerUrl(server.urlOf(schema))!))()).toMatchObject({
        problem: { code: 'database.schema-name', details: { schema } },
      });
    },
  );

  it('when it is missing and its user may not make it, or may not use it; and one that was made for the user is enough', async () => {
    const role = `plain_${server.name}`;
    await server.admin.query(`CREATE ROLE ${role} LOGIN`);
    const root = server.connected();
    // As that user: the tests' server lets only its own account in, so the account takes the other's part.
    const asRole = (schema: string) => {
      const url = new URL(server.urlOf(schema));
      url.searchParams.set('options', `-c role=${role}`);
      return url.href;
    };
    try {
      await problemOf(ensureSchema(asRole('xinzhou'))).toMatchObject({
        problem: { code: 'database.schema-not-made', details: { schema: 'xinzhou', user: role, database: server.name } },
      });
      await root.pool.query('CREATE SCHEMA xinzhou');
      await problemOf(ensureSchema(asRole('xinzhou'))).toMatchObject({
        problem: { code: 'database.schema-closed', details: { schema: 'xinzhou', user: role } },
      });
      await root.pool.query(`DROP SCHEMA xinzhou; CREATE SCHEMA xinzhou AUTHORIZATION ${role}`);
      const process = new AnotherProcess({ DATABASE_URL: asRole('xinzhou'), DATA_DIR: '/nonexistent/not-used' });
      await process.opened();
      expect(await process.sql('SELECT count(*)::int AS n FROM household')).toEqual([{ n: 0 }]);
      await process.close();
    } finally {
      await root.pool.query(`DROP OWNED BY ${role} CASCADE`);
      await server.admin.query(`DROP ROLE ${role}`);
    }
  });
});
