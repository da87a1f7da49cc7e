/** Cities of a Citus cluster: CITUS_URL names a database of the coordinator and a user that may make schemas there. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type ConnectOptions, connect, type Database } from '~/database/connection/connect.server';
import { broughtUpToDate } from '~/database/connection/open.server';

export const { CITUS_URL } = process.env;

export class CitusCities {
  private readonly opened: Database[] = [];
  private readonly schemas: string[] = [];
  private readonly run = randomBytes(3).toString('hex');
  private constructor(readonly coordinator: pg.Client) {}

  static async make(): Promise<CitusCities> {
    const coordinator = new pg.Client({ connectionString: CITUS_URL, application_name: 'qingnuan-test@coordinator' });
    await coordinator.connect();
    return new CitusCities(coordinator);
  }

  /** The schema of a city of this test, distributed and empty. */
  async schema(name: string): Promise<string> {
    const schema = `t${this.run}_${name}`;
    await this.coordinator.query('SET citus.enable_schema_based_sharding = on');
    await this.coordinator.query(`CREATE SCHEMA ${schema}`);
    await this.coordinator.query('SET citus.enable_schema_based_sharding = off');
    this.schemas.push(schema);
    return schema;
  }

  urlOf(schema: string): string {
    const url = new URL(CITUS_URL!);
    url.searchParams.set('schema', schema);
    return url.href;
  }

  /** As the app opens it: migrated, and used on its worker. */
  async open(schema: string, options: ConnectOptions = { connections: 10 }): Promise<Database> {
    const db = await broughtUpToDate(connect(this.urlOf(schema), options), options);
    this.opened.push(db);
    return db;
  }

  /** The worker on which a city's tables are, one shard each. */
  async workerOf(schema: string): Promise<{ host: string; port: number }> {
    const { rows } = await this.coordinator.query<{ host: string; port: number }>(
      `SELECT DISTINCT n.nodename AS host, n.nodeport AS port FROM pg_dist_shard s JOIN pg_class c ON c.oid = s.logicalrelid
       JOIN pg_dist_placement p USING (shardid) JOIN pg_dist_node n USING (groupid) WHERE c.relnamespace = $1::regnamespace`,
      [schema],
    );
    if (rows.length !== 1) throw new Error(`${schema} is on ${rows.length} workers`);
    return rows[0]!;
  }

  async end(): Promise<void> {
    await Promise.all(this.opened.map((db) => db.close()));
    for (const schema of this.schemas) {
      await this.coordinator.query(`DROP SCHEMA IF EXISTS ${schema}, ${schema}__here CASCADE`);
    }
    await this.coordinator.end();
  }
}
