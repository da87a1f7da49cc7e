/** The register as a whole, for backing it up and for restoring it: every table as PostgreSQL's own text, whatever tables there are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { CITY_SCHEMA, OF_THIS_CITY } from '~/database/connection/address.server';
import { migrationsFolder, shippedMigrations } from '~/database/connection/migrate.server';
import { nothingLeftForCommit, type Sql } from '~/database/connection/sql.server';
import { historyHead } from '~/database/facts/history.server';
import { sumsInView } from '~/database/facts/sums-as-of.server';
import { isLeftOut } from '~/domain/upkeep/left-out-of-backup';

export type RegisterTable = { name: string; columns: string[]; bytes: number };
type Counter = { name: string; value: string; called: boolean };
/** What must be equal in a restored register: the head over all chains, and by season the sums of the topmost divisions and those below. */
export type RegisterFigures = {
  chains: number;
  entries: number;
  head: string;
  facts: { season: string; division: string; sums: Record<string, number> }[];
};

const named = (name: string): string => pg.escapeIdentifier(name);

/** The lasting tables of the register, with the columns that are stored, except those that stay behind. */
export async function registerTables(sql: Sql): Promise<RegisterTable[]> {
  return (await lastingTables(sql)).filter(({ name }) => !isLeftOut(name));
}

async function lastingTables(sql: Sql): Promise<RegisterTable[]> {
  return sql.query<RegisterTable>(
    `SELECT c.relname AS name, pg_table_size(c.oid) AS bytes, ARRAY(
       SELECT a.attname::text FROM pg_attribute a
       WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum) AS columns
     FROM pg_class c
     WHERE c.relnamespace = (${CITY_SCHEMA})::regnamespace AND c.relkind = 'r' AND c.relpersistence = 'p' AND NOT ${OF_EXTENSION}
       AND NOT ${OF_QUEUE}
     ORDER BY c.relname COLLATE "C"`,
  );
}

/** An object that belongs to an extension of the server and not to the register. */
const OF_EXTENSION = `EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')`;

/** A table of pg-boss, which keeps what waits in a city's schema. It makes them anew; the register's `job_record` says what is to do. */
const OF_QUEUE = `(c.relispartition OR c.relname IN ('version', 'queue', 'schedule', 'subscription', 'archive'))`;

/** The migrations that the register has, in the order of their names. */
export async function appliedMigrations(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL
     ORDER BY migration_name COLLATE "C"`,
  );
  return rows.map(({ name }) => name);
}

/** Where the numbers that the database hands out stand. Read after the tables, so that none stands below what a table holds. */
export async function counters(sql: Sql): Promise<Counter[]> {
  const names = await sql.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'S' AND NOT ${OF_EXTENSION}
     ORDER BY c.relname COLLATE "C"`,
  );
  const found: Counter[] = [];
  for (const { name } of names) {
    const [row] = await sql.query<{ value: string; called: boolean }>(
      `SELECT last_value::text AS value, is_called AS called FROM ${named(name)}`,
    );
    found.push({ name, ...row! });
  }
  return found;
}

/** The figures as they are stored, and the head of the history, in the moment that `sql` sees. */
export async function registerFigures(sql: Sql): Promise<RegisterFigures> {
  const seasons = await sql.query<{ name: string }>('SELECT name FROM season ORDER BY name COLLATE "C"');
  const roots = await sql.query<{ code: string }>('SELECT code FROM division WHERE parent_code IS NULL ORDER BY code COLLATE "C"');
  const facts: RegisterFigures['facts'] = [];
  for (const { name: season } of seasons) {
    for (const { code } of roots) {
      const { own, divisionsBelow } = await sumsInView(sql, { facts: 'household_facts', rollUp: 'roll_up', stored: true }, code, season);
      for (const { code: division, sums } of [own, ...divisionsBelow]) facts.push({ season, division, sums });
    }
  }
  return { ...(await historyHead(sql)), facts };
}

/** How many rows a table holds. */
export async function rowsOf(sql: Sql, table: string): Promise<number> {
  const [row] = await sql.query<{ n: number }>(`SELECT count(*) AS n FROM ${named(table)}`);
  return row!.n;
}

/** Other programs that are connected to this database and may use this register, by the names they gave. */
export async function otherClients(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ n: number }>(
    `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'
       AND application_name <> current_setting('application_name') AND ${OF_THIS_CITY}`,
  );
  return row!.n;
}

/**
 * The first table that holds something, or null for an empty register: one without tables, or one that was migrated and started and in
 * which nothing was recorded. A new instance has divisions as they were shipped, its list of migrations, and what an app that runs notes
 * for itself.
 */
export async function firstFilledTable(sql: Sql): Promise<string | null> {
  for (const { name } of await lastingTables(sql)) {
    if (name === '_prisma_migrations' || isLeftOut(name) || NOTED_BY_ITSELF.has(name)) continue;
    const what = name === 'division' ? `${named(name)} WHERE source NOT LIKE 'nbs-%'` : named(name);
    if ((await sql.query(`SELECT FROM ${what} LIMIT 1`)).length > 0) return name;
  }
  return null;
}

/** An app that runs over an empty register asks for its jobs and seals its days. */
const NOTED_BY_ITSELF = new Set(['job', 'job_record', 'history_day', 'instance_key', 'backup_run']);

/** Takes an empty register away: its tables with what hangs on them, its views, functions and types. What an extension brought stays. */
async function dropRegister(sql: Sql): Promise<void> {
  const relations = await sql.query<{ name: string; kind: string }>(
    `SELECT c.relname AS name, c.relkind AS kind FROM pg_class c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT ${OF_EXTENSION}`,
  );
  const word: Record<string, string> = { r: 'TABLE', p: 'TABLE', v: 'VIEW', m: 'MATERIALIZED VIEW' };
  for (const { name, kind } of relations) await sql.query(`DROP ${word[kind]} IF EXISTS ${named(name)} CASCADE`);
  const functions = await sql.query<{ name: string }>(
    `SELECT p.oid::regprocedure::text AS name FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND NOT EXISTS (
       SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e')`,
  );
  for (const { name } of functions) await sql.query(`DROP ROUTINE IF EXISTS ${name} CASCADE`);
  const types = await sql.query<{ name: string }>(
    `SELECT t.typname AS name FROM pg_type t WHERE t.typnamespace = current_schema()::regnamespace AND t.typtype = 'e' AND NOT EXISTS (
       SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.classid = 'pg_type'::regclass AND d.deptype = 'e')`,
  );
  for (const { name } of types) await sql.query(`DROP TYPE ${named(name)}`);
}

export type UnderConstruction = { finish(counters: readonly Counter[]): Promise<void> };

/**
 * Makes the tables of a register that has exactly these migrations, empty, in place of an empty one. Nothing checks or counts until
 * `finish`: then keys, indexes and triggers are in force, and the database has compared every reference.
 */
export async function makeEmptyRegister(sql: Sql, migrations: readonly string[]): Promise<UnderConstruction> {
  await dropRegister(sql);
  // A coordinator of Citus would pass on to the workers what lies with it until the register is whole.
  await sql.query(
    `SELECT set_config('citus.enable_ddl_propagation', 'off', true) WHERE to_regclass('pg_catalog.pg_dist_schema') IS NOT NULL`,
  );
  for (const name of shippedMigrations().filter((one) => migrations.includes(one))) {
    await sql.query(readFileSync(join(migrationsFolder(), name, 'migration.sql'), 'utf8'));
  }
  // As Prisma makes it. Its rows are in the backup.
  await sql.query(
    `CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
       migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
       applied_steps_count INTEGER NOT NULL DEFAULT 0)`,
  );
  const tables = await lastingTables(sql);
  const references = await sql.query<{ table: string; name: string; definition: string }>(
    `SELECT c.relname AS table, k.conname AS name, pg_get_constraintdef(k.oid) AS definition FROM pg_constraint k
     JOIN pg_class c ON c.oid = k.conrelid WHERE k.connamespace = current_schema()::regnamespace AND k.contype = 'f'`,
  );
  const indexes = await sql.query<{ name: string; definition: string }>(
    `SELECT i.relname AS name, pg_get_indexdef(x.indexrelid) AS definition FROM pg_index x
     JOIN pg_class i ON i.oid = x.indexrelid WHERE i.relnamespace = current_schema()::regnamespace
       AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid)`,
  );
  for (const { table, name } of references) await sql.query(`ALTER TABLE ${named(table)} DROP CONSTRAINT ${named(name)}`);
  for (const { name } of indexes) await sql.query(`DROP INDEX ${named(name)}`);
  for (const { name } of tables) await sql.query(`ALTER TABLE ${named(name)} DISABLE TRIGGER USER`);
  // Some migrations put rows in.
  await sql.query(`TRUNCATE ${tables.map(({ name }) => named(name)).join(', ')}`);
  return {
    async finish(stand) {
      for (const { definition } of indexes) await sql.query(definition);
      for (const { table, name, definition } of references)
        await sql.query(`ALTER TABLE ${named(table)} ADD CONSTRAINT ${named(name)} ${definition}`);
      for (const { name } of tables) await sql.query(`ALTER TABLE ${named(name)} ENABLE TRIGGER USER`);
      for (const { name, value, called } of stand) await sql.query('SELECT setval($1::regclass, $2, $3)', [named(name), value, called]);
      // The notes of the rows, and the entries that seal them, are in the backup; an older register has no such table.
      nothingLeftForCommit(sql);
    },
  };
}
