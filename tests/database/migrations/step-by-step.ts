/** A database as an earlier version had it, and each migration as Prisma applies it. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';

const FOLDER = join('prisma', 'migrations');

export const MIGRATIONS = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** A database that keeps the migrations applied so far, from which databases are copied; without a row of its own. */
export class Chain {
  private readonly name = `migration_${randomBytes(6).toString('hex')}`;
  private applied = 0;

  private constructor(private readonly server: pg.Client) {}

  static async begin(): Promise<Chain> {
    const server = new pg.Client({ connectionString: inject('databaseServer') });
    await server.connect();
    const chain = new Chain(server);
    await server.query(`CREATE DATABASE ${chain.name} TEMPLATE template0`);
    return chain;
  }

  /** Runs `work` on a database of its own with all migrations before this one. */
  async before<T>(name: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
    const count = MIGRATIONS.indexOf(name);
    if (count < this.applied) throw new Error(`${name} is applied already`);
    await this.connected(this.name, async (client) => {
      while (this.applied < count) await applyMigration(client, MIGRATIONS[this.applied++]!);
    });
    const copy = `${this.name}_${count}`;
    await this.server.query(`CREATE DATABASE ${copy} TEMPLATE ${this.name}`);
    try {
      return await this.connected(copy, work);
    } finally {
      await this.server.query(`DROP DATABASE ${copy} WITH (FORCE)`);
    }
  }

  async end(): Promise<void> {
    await this.server.query(`DROP DATABASE ${this.name} WITH (FORCE)`);
    await this.server.end();
  }

  private async connected<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
    const url = new URL(inject('databaseServer'));
    url.pathname = `/${database}`;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}

/**
 * Applies a migration statement by statement, split at every semicolon as Prisma's engine does. A semicolon in a text or a
 * comment breaks it here too.
 */
export async function applyMigration(client: pg.Client, name: string): Promise<void> {
  const script = readFileSync(join(FOLDER, name, 'migration.sql'), 'utf8');
  for (const statement of script.split(';').filter((one) => one.replace(/--.*$/gm, '').trim() !== '')) await client.query(statement);
}

export type Rows = Record<string, Record<string, unknown>[]>;

/** Every row of every table, without views. */
export async function allRows(client: pg.Client): Promise<Rows> {
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const found: Rows = {};
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) AS row FROM "${name}" t ORDER BY to_jsonb(t)::text`,
    );
    found[name] = rows.map(({ row }) => row);
  }
  return found;
}

/** The rows with only the columns they had before. */
export function asBefore(before: Rows, after: Rows): Rows {
  return Object.fromEntries(
    Object.entries(before).map(([table, rows]) => {
      const columns = Object.keys(rows[0] ?? {});
      const kept = (after[table] ?? []).map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])));
      return [table, rows.length === 0 ? [] : kept.sort(byText)];
    }),
  );
}

export function sorted(rows: Rows): Rows {
  return Object.fromEntries(Object.entries(rows).map(([table, all]) => [table, [...all].sort(byText)]));
}

const text = (row: Record<string, unknown>): string => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
const byText = (a: Record<string, unknown>, b: Record<string, unknown>): number => (text(a) < text(b) ? -1 : 1);
