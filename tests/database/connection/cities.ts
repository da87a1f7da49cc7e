/** Databases in which each city is a schema. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { connect, type Database } from '~/database/connection/connect.server';
import { bringUpToDate } from '~/database/connection/migrate.server';
import { fillMigrated } from '~/database/connection/open.server';

export class ServerDatabase {
  private readonly opened: Database[] = [];
  private constructor(
    readonly name: string,
    readonly admin: pg.Client,
  ) {}

  static async make(): Promise<ServerDatabase> {
    const admin = new pg.Client({ connectionString: inject('databaseServer') });
    await admin.connect();
    const name = `test_${randomBytes(6).toString('hex')}`;
    await admin.query(`CREATE DATABASE ${name}`);
    return new ServerDatabase(name, admin);
  }

  urlOf(schema?: string): string {
    const url = new URL(inject('databaseServer'));
    url.pathname = `/${this.name}`;
    if (schema) url.searchParams.set('schema', schema);
    return url.href;
  }

  /** A connection to a city that another process may have brought up to date. */
  connected(schema?: string): Database {
    const db = connect(this.urlOf(schema), { connections: 10 });
    this.opened.push(db);
    return db;
  }

  /** A migrated city with the shipped divisions. */
  async city(schema: string): Promise<Database> {
    const db = this.connected(schema);
    await bringUpToDate(db.url, (lastNoteBefore) => fillMigrated(db, lastNoteBefore));
    return db;
  }

  async end(): Promise<void> {
    await Promise.all(this.opened.map((db) => db.close()));
    await this.admin.query(`DROP DATABASE ${this.name} WITH (FORCE)`);
    await this.admin.end();
  }
}
