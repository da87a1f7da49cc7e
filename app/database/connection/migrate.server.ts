import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type pg from 'pg';
import { refuse } from '~/domain/problems';
import { isAtWorker, schemaOf, sessionAddress } from './address.server';
import { loneClient } from './lone-client.server';
import { projectRoot } from './project-root.server';
import { bringHome, sendOut, whereItIs } from './worker-city.server';

/** The advisory locks of the processes that bring a register up to date, one for each schema ("qingnuan", shortened to a number). */
const LOCK = 7_149_462;

/**
 * Brings a database to this version: migrations that are missing are applied by Prisma, then `fill` runs. It is told the last note
 * of the history before migrations were applied, so that what they noted can be sealed; null when none was missing or notes were not
 * kept yet. Several processes may do this at once: one works, the others wait and find nothing left to do. Prisma is started only
 * when a migration is missing, because starting it takes longer than everything else. `before` is called with what is missing when
 * the register holds something; when it throws, nothing is migrated. Both are told the address at which the register is used: a city
 * of a cluster is migrated at `url` and used on its worker.
 */
export async function bringUpToDate(
  url: string,
  fill: (lastNoteBefore: number | null, at: string) => Promise<unknown>,
  before: (missing: readonly string[], at: string) => Promise<void> = async () => undefined,
): Promise<void> {
  return alone(url, async (client) => {
    await client.query('SELECT pg_advisory_lock($1, hashtext($2))', [LOCK, schemaOf(url)]);
    let lastNoteBefore: number | null = null;
    const lacking = await missingMigrations(client);
    if (lacking.length > 0) {
      await makeSchema(client, schemaOf(url));
      if (await holdsHistory(client)) await before(lacking, await whereItIs(client, url));
      lastNoteBefore = await lastNote(client);
      await bringHome(client, url);
      await deploy(url, async () => (await missingMigrations(client)).length === 0);
      const missing = await missingMigrations(client);
      if (missing.length > 0) refuse('database.not-migrated', { migrations: missing.join(', ') });
    }
    await fill(lastNoteBefore, await sendOut(client, url));
  });
}

/** Makes the register's schema when it is missing, or says in words why it cannot be used. */
export function ensureSchema(url: string): Promise<void> {
  return alone(url, (client) => makeSchema(client, schemaOf(url)));
}

/** The address at which the register is used as it is. */
export function whereRegisterIs(url: string): Promise<string> {
  return alone(url, (client) => whereItIs(client, url));
}

/** Brings a city from its worker, as before a migration. */
export function bringRegisterHome(url: string): Promise<void> {
  return alone(url, (client) => bringHome(client, url));
}

async function alone<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await loneClient(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function makeSchema(client: pg.ClientBase, schema: string): Promise<void> {
  type Found = { plain: boolean; usable: boolean | null; user: string; database: string };
  const { rows } = await client.query<Found>(
    `SELECT quote_ident($1) = $1 AS plain, current_user AS user, current_database() AS database,
       has_schema_privilege(to_regnamespace($1)::oid, 'USAGE') AND has_schema_privilege(to_regnamespace($1)::oid, 'CREATE') AS usable`,
    [schema],
  );
  const { plain, usable, user, database } = rows[0]!;
  // A word of SQL itself, or a name that belongs to a city on a worker.
  if (!plain || (isAtWorker(schema) && !usable)) refuse('database.schema-name', { schema });
  if (usable === false) refuse('database.schema-closed', { schema, user });
  if (usable) return;
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`).catch((error: Error & { code?: string }) => {
    if (error.code === '42501') refuse('database.schema-not-made', { schema, user, database });
    throw error;
  });
}

async function lastNote(client: pg.ClientBase): Promise<number | null> {
  const { rows } = await client.query<{ kept: boolean }>(`SELECT to_regclass('history_row') IS NOT NULL AS kept`);
  if (!rows[0]?.kept) return null;
  const { rows: last } = await client.query<{ last: string | null }>('SELECT max(position)::text AS last FROM history_row');
  return Number(last[0]?.last ?? 0);
}

/**
 * The names of this version's migrations that the database lacks. Refuses when the database has a migration that this version
 * does not know.
 */
export async function missingMigrations(client: pg.ClientBase | pg.Pool): Promise<string[]> {
  const shipped = shippedMigrations();
  const { rows: tables } = await client.query<{ found: boolean }>(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found`);
  if (!tables[0]?.found) return shipped;
  const { rows } = await client.query<{ name: string; finished: boolean }>(
    'SELECT migration_name AS name, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const newer = rows.filter((row) => row.finished && !shipped.includes(row.name)).map((row) => row.name);
  if (newer.length > 0) refuse('database.newer-than-program', { migrations: newer.join(', ') });
  const applied = new Set(rows.filter((row) => row.finished).map((row) => row.name));
  return shipped.filter((name) => !applied.has(name));
}

/** Whether anything was ever recorded in the register. */
async function holdsHistory(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(`SELECT to_regclass('history') IS NOT NULL AS found`);
  return rows[0]?.found === true && (await client.query('SELECT FROM history LIMIT 1')).rowCount === 1;
}

/** The folder of the migrations that this version ships. */
export function migrationsFolder(): string {
  return join(projectRoot(), 'prisma', 'migrations');
}

/** Their names, in the order in which they are applied. */
export function shippedMigrations(): string[] {
  return readdirSync(migrationsFolder(), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/**
 * `prisma migrate deploy`. Its JavaScript engine leaves a ten-second timer behind that keeps the finished process alive,
 * so it is ended as soon as the database holds every migration.
 */
function deploy(url: string, done: () => Promise<boolean>): Promise<void> {
  const prisma = join(dirname(createRequire(import.meta.url).resolve('prisma/package.json')), 'build', 'index.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [prisma, 'migrate', 'deploy'], {
      cwd: projectRoot(),
      env: { ...process.env, DATABASE_URL: sessionAddress(url), PRISMA_HIDE_UPDATE_MESSAGE: '1', NO_COLOR: '1', CHECKPOINT_DISABLE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let complete = false;
    let asked = Promise.resolve();
    const heard = (data: Buffer) => {
      output += data.toString();
      asked = asked.then(done).then(
        (yes) => {
          complete ||= yes;
          if (yes) child.kill();
        },
        () => undefined, // the exit code decides, not the message
      );
    };
    child.stdout.on('data', heard);
    child.stderr.on('data', heard);
    child.on('error', reject);
    child.on(
      'close',
      (code) =>
        void asked.then(() =>
          complete || code === 0 ? resolve() : reject(new Error(`prisma migrate deploy ended with ${code}:\n${output}`)),
        ),
    );
  });
}
