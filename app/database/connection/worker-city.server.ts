/**
 * A city on a worker of a Citus cluster. Its schema is distributed: every table is one shard, all on one worker, and Citus moves them.
 * The app asks the coordinator where that is and works there, because what PostgreSQL itself offers (triggers that join other tables,
 * INSERT … SELECT, snapshots, locks) holds only inside one server. On the worker the tables' own names belong to Citus, and what reads
 * them is planned anew; so a schema beside the city's has a view of each shard under its table's name, the city's views over those, and
 * the sequences. It is searched first, also by the functions of triggers (docs/decisions/0002-sql-and-prisma.md).
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
import { refuse } from '~/domain/problems';
import { addressAtWorker, isAtWorker, schemaAtWorker, schemaOf } from './address.server';
import { loneClient } from './lone-client.server';

type Shard = { table: string; shard: string; id: string };
type Counter = { sequence: string; table: string; column: string; isText: boolean; value: string; last: string };
type Distributed = { worker: { host: string; port: number }; shards: Shard[] };

const quoted = pg.escapeIdentifier;

/** Where the city is used now: on its worker when it lives on one, otherwise at its own address. */
export async function whereItIs(client: pg.ClientBase, url: string): Promise<string> {
  const city = schemaOf(url);
  const found = (await inCluster(client, city)) ? await distributed(client, city) : null;
  if (!found) return url;
  const at = addressAtWorker(url, found.worker);
  await drawViews(client, city, at, found);
  return at;
}

/**
 * Brings a city that lives on a worker to the coordinator, where its tables are ordinary ones and migrations and a restore may change
 * them as they like. Without its views nobody else can write there any more, and who was writing is waited for.
 */
export async function bringHome(client: pg.ClientBase, url: string): Promise<void> {
  const city = schemaOf(url);
  if (!(await inCluster(client, city)) || !(await isDistributed(client, city))) return;
  // That the city belongs on a worker is remembered by this schema, also when what follows is cut off.
  await makeSchemaAtWorker(client, city);
  const found = await distributed(client, city);
  if (found) {
    const worker = await loneClient(addressAtWorker(url, found.worker));
    try {
      const counters = await countersOf(worker, schemaAtWorker(city));
      await inOne(worker, () => dropViews(worker, schemaAtWorker(city)));
      for (const [name, last] of counters) {
        await client.query('SELECT setval(to_regclass($1)::oid::regclass, $2) WHERE to_regclass($1) IS NOT NULL', [quoted(name), last]);
      }
    } finally {
      await worker.end();
    }
  }
  await client.query('SELECT set_config($1, $2, false)', ['citus.enable_unsafe_triggers', 'on']);
  await client.query('SELECT citus_schema_undistribute(to_regnamespace($1))', [city]);
}

/** Sends a migrated city to a worker when it belongs on one, and returns the address at which it is used from now on. */
export async function sendOut(client: pg.ClientBase, url: string): Promise<string> {
  const city = schemaOf(url);
  if (!(await inCluster(client, city))) return url;
  const wanted = await client.query<{ there: boolean }>('SELECT to_regnamespace($1) IS NOT NULL AS there', [schemaAtWorker(city)]);
  if (!wanted.rows[0]!.there && !(await isDistributed(client, city))) return url;
  await makeSchemaAtWorker(client, city);
  if (!(await isDistributed(client, city))) {
    await distribute(client, city);
    await toEmptiestWorker(client, city);
  }
  return whereItIs(client, url);
}

async function inCluster(client: pg.ClientBase, city: string): Promise<boolean> {
  if (isAtWorker(city)) return false; // the address of a process that the app started says already where
  const { rows } = await client.query<{ citus: boolean }>(`SELECT to_regclass('pg_catalog.pg_dist_schema') IS NOT NULL AS citus`);
  return rows[0]!.citus;
}

async function isDistributed(client: pg.ClientBase, city: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM pg_dist_schema WHERE schemaid = to_regnamespace($1)', [city]);
  return rowCount === 1;
}

/** The shards of a city and their worker; null when it has none, because its schema is ordinary or empty. */
async function distributed(client: pg.ClientBase, city: string): Promise<Distributed | null> {
  const { rows } = await client.query<Shard & { host: string; port: number }>(
    `SELECT c.relname AS table, shard_name(s.logicalrelid, s.shardid) AS shard, s.shardid::text AS id,
       n.nodename AS host, n.nodeport AS port
     FROM pg_dist_shard s JOIN pg_class c ON c.oid = s.logicalrelid JOIN pg_dist_placement p ON p.shardid = s.shardid
     JOIN pg_dist_node n ON n.groupid = p.groupid AND n.noderole = 'primary'
     WHERE c.relnamespace = to_regnamespace($1) AND to_regnamespace($1) IN (SELECT schemaid FROM pg_dist_schema)
     ORDER BY c.relname COLLATE "C"`,
    [city],
  );
  const [one] = rows;
  return one ? { worker: { host: one.host, port: one.port }, shards: rows } : null;
}

/** The schema is on every node, and empty except on the city's worker. */
async function makeSchemaAtWorker(client: pg.ClientBase, city: string): Promise<void> {
  const schema = schemaAtWorker(city);
  type Found = { there: boolean; user: string; database: string };
  const { rows } = await client.query<Found>(
    'SELECT to_regnamespace($1) IS NOT NULL AS there, current_user AS user, current_database() AS database',
    [schema],
  );
  const { there, user, database } = rows[0]!;
  if (there) return;
  await client.query(`SELECT set_config('citus.enable_schema_based_sharding', 'off', false)`);
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`).catch((error: Error & { code?: string }) => {
    if (error.code === '42501') refuse('database.schema-not-made', { schema, user, database });
    throw error;
  });
}

/** Triggers must not act while rows are copied: they have acted when the rows were written. */
async function distribute(client: pg.ClientBase, city: string): Promise<void> {
  const tables = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relkind = 'r' ORDER BY oid`,
    [city],
  );
  const each = async (does: string) => {
    for (const { name } of tables.rows) await client.query(`ALTER TABLE ${quoted(name)} ${does} TRIGGER USER`);
  };
  await inOne(client, async () => {
    await client.query(`SET LOCAL citus.enable_unsafe_triggers = 'on'; SET LOCAL client_min_messages = 'warning'`);
    await each('DISABLE');
    await client.query('SELECT citus_schema_distribute(to_regnamespace($1))', [city]);
    await each('ENABLE');
  });
}

/**
 * Citus gives schemas to workers in turn, and one that comes and goes for a migration takes part in that, so that all cities could end on
 * the same worker. When another has two fewer, the city goes there. Where its user may not move it, it stays.
 */
async function toEmptiestWorker(client: pg.ClientBase, city: string): Promise<void> {
  const { rows } = await client.query<{ host: string; port: number; cities: number; ours: boolean }>(
    `SELECT n.nodename AS host, n.nodeport AS port, count(DISTINCT c.relnamespace)::int AS cities,
       coalesce(bool_or(c.relnamespace = to_regnamespace($1)), false) AS ours
     FROM pg_dist_node n LEFT JOIN pg_dist_placement p ON p.groupid = n.groupid LEFT JOIN pg_dist_shard s ON s.shardid = p.shardid
     LEFT JOIN pg_class c ON c.oid = s.logicalrelid AND c.relnamespace IN (SELECT schemaid FROM pg_dist_schema)
     WHERE n.noderole = 'primary' AND n.isactive AND n.shouldhaveshards GROUP BY 1, 2 ORDER BY 3, 1, 2`,
    [city],
  );
  const [emptiest, here] = [rows[0], rows.find(({ ours }) => ours)];
  if (!emptiest || !here || here.cities - emptiest.cities < 2) return;
  await client
    .query(`SELECT citus_schema_move(to_regnamespace($1), $2, $3, shard_transfer_mode => 'block_writes')`, [
      city,
      emptiest.host,
      emptiest.port,
    ])
    .catch((error: Error & { code?: string }) => {
      if (error.code !== '42501') throw error;
    });
}

/** Draws the city's views on its worker, unless those are there that belong to these shards. */
async function drawViews(client: pg.ClientBase, city: string, at: string, { shards }: Distributed): Promise<void> {
  const schema = schemaAtWorker(city);
  const worker = await loneClient(at);
  try {
    const mark = createHash('sha256')
      .update(`1\n${shards.map(({ shard }) => shard).join('\n')}`)
      .digest('hex');
    const drawn = await worker.query<{ mark: string | null }>(`SELECT obj_description(to_regnamespace($1), 'pg_namespace') AS mark`, [
      schema,
    ]);
    if (drawn.rows[0]!.mark === mark) return;
    const views = await client.query<{ name: string; definition: string }>(
      `SELECT relname AS name, pg_get_viewdef(oid) AS definition FROM pg_class
       WHERE relnamespace = to_regnamespace($1) AND relkind = 'v' ORDER BY oid`,
      [city],
    );
    const functions = await functionsOf(client, city);
    const counters = await serialColumns(client, city);
    await inOne(worker, async () => {
      const stood = await countersOf(worker, schema);
      await dropViews(worker, schema);
      await worker.query('SET LOCAL check_function_bodies = off');
      for (const { table, shard } of shards) {
        await worker.query(`CREATE VIEW ${schema}.${quoted(table)} AS SELECT * FROM ${shard}`);
        await worker.query(`COMMENT ON VIEW ${schema}.${quoted(table)} IS ${pg.escapeLiteral(shard)}`);
      }
      const shardOf = new Map(shards.map(({ table, shard }) => [table, shard]));
      for (const counter of counters) await drawCounter(worker, schema, counter, shardOf.get(counter.table)!, stood.get(counter.sequence));
      // Citus sends a function to the workers when something distributed hangs on it; the others are called by the app. One that takes
      // rows of a table takes those of its view here.
      const sent = await functionsOf(worker, city);
      const takesRows = (name: string) => shards.some(({ table }) => new RegExp(`[( ]${table}[\\[,)]`).test(name));
      for (const [name, definition] of functions)
        if (!sent.has(name) || takesRows(name)) await worker.query(definition.replace(` ${city}.`, ` ${schema}.`));
      for (const { name, definition } of views.rows) await worker.query(`CREATE VIEW ${schema}.${quoted(name)} AS ${definition}`);
      await worker.query(holdFunction(schema, shards[0]!.id));
      await worker.query(`COMMENT ON SCHEMA ${schema} IS ${pg.escapeLiteral(mark)}`);
    });
  } finally {
    await worker.end();
  }
}

/**
 * Every transaction that may write calls it first: Citus waits for this lock before it takes a shard to another worker, and what came
 * after that must not be written into what stays behind.
 */
function holdFunction(schema: string, shard: string): string {
  return `CREATE OR REPLACE FUNCTION ${schema}.hold_city() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    PERFORM lock_shard_metadata(5, ARRAY[${shard}::bigint]);
    IF NOT EXISTS (SELECT FROM pg_dist_placement p JOIN pg_dist_local_group g ON g.groupid = p.groupid WHERE p.shardid = ${shard}) THEN
      RAISE EXCEPTION 'the city lives on another worker now' USING ERRCODE = 'QN002';
    END IF;
  END $$`;
}

/** Numbers go on where they stood: at the coordinator, on this worker before, or in the table after the city has moved. */
async function drawCounter(worker: pg.ClientBase, schema: string, counter: Counter, shard: string, stood = '0'): Promise<void> {
  const sequence = `${schema}.${quoted(counter.sequence)}`;
  const column = quoted(counter.column);
  const number = counter.isText ? `substring(${column} FROM '[0-9]+$')::bigint` : column;
  await worker.query(`CREATE SEQUENCE IF NOT EXISTS ${sequence}`);
  await worker.query(
    `SELECT setval('${sequence}'::regclass, n) FROM (
       SELECT greatest((SELECT max(${number}) FROM ${shard}), $1::bigint, $2::bigint) AS n) x WHERE n > 0`,
    [counter.last, stood],
  );
  // The sequence of this name that is searched first is the one just made.
  await worker.query(`ALTER TABLE ${shard} ALTER COLUMN ${column} SET DEFAULT ${counter.value}`);
}

/** The columns that a sequence fills, and the last number the coordinator gave out. */
async function serialColumns(client: pg.ClientBase, city: string): Promise<Counter[]> {
  const { rows } = await client.query<Omit<Counter, 'last'>>(
    `SELECT s.relname AS sequence, c.relname AS table, a.attname AS column, a.atttypid = 'text'::regtype AS "isText",
       pg_get_expr(e.adbin, e.adrelid) AS value
     FROM pg_attrdef e JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = e.oid AND d.refclassid = 'pg_class'::regclass
     JOIN pg_class s ON s.oid = d.refobjid AND s.relkind = 'S' JOIN pg_class c ON c.oid = e.adrelid
     JOIN pg_attribute a ON a.attrelid = e.adrelid AND a.attnum = e.adnum WHERE c.relnamespace = to_regnamespace($1)`,
    [city],
  );
  const last = await countersOf(client, city);
  return rows.map((row) => ({ ...row, last: last.get(row.sequence) ?? '0' }));
}

async function countersOf(client: pg.ClientBase, schema: string): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; last: string }>(
    `SELECT sequencename::text AS name, last_value::text AS last FROM pg_sequences WHERE schemaname = $1 AND last_value IS NOT NULL`,
    [schema],
  );
  return new Map(rows.map(({ name, last }) => [name, last]));
}

async function functionsOf(client: pg.ClientBase, schema: string): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT proname || '(' || pg_get_function_identity_arguments(oid) || ')' AS name, pg_get_functiondef(oid) AS definition
     FROM pg_proc WHERE pronamespace = to_regnamespace($1) AND prokind IN ('f', 'p')`,
    [schema],
  );
  return new Map(rows.map(({ name, definition }) => [name, definition]));
}

/** Takes away what was drawn. The queue, and what is numbered on, stay. */
async function dropViews(worker: pg.ClientBase, schema: string): Promise<void> {
  const { rows } = await worker.query<{ drop: string }>(
    `SELECT 'DROP VIEW ' || string_agg(c.oid::regclass::text, ', ') || ' CASCADE' AS drop FROM pg_class c
     WHERE c.relnamespace = to_regnamespace($1) AND c.relkind = 'v' HAVING count(*) > 0`,
    [schema],
  );
  for (const { drop } of rows) await worker.query(drop);
  await worker.query(`COMMENT ON SCHEMA ${schema} IS NULL`);
}

async function inOne(client: pg.ClientBase, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  try {
    await work();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
