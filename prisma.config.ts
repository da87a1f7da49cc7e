import { randomUUID } from 'node:crypto';
import { defineConfig } from 'prisma/config';

/**
 * PostgreSQL's type "char" of one byte, which its own catalogue uses. The adapter does not know it, so it is read as text and
 * the engine is told so.
 */
const CHAR = 18;
const TEXT = 25;
const CHARACTER = 6;

type Result = { fields?: { dataTypeID: number }[]; rows: unknown[] };
type Connection = {
  client: { query: (asked: string | { text: string }, ...more: unknown[]) => Promise<Result> };
  queryRaw: (query: unknown) => Promise<{ columnTypes: number[]; rows: unknown[] }>;
};

/** Prisma holds one lock of the whole database while it migrates; who waits gives up after ten seconds. Each city has its own. */
const PRISMA = 72707369;
const PRISMAS_LOCK = `pg_advisory_lock(${PRISMA})`;

/** The same connection, which can also read the catalogue, and holds up no other schema. */
function readingCatalogue<C>(connection: C, schema: string): C {
  const { client, queryRaw } = connection as unknown as Connection;
  const query = client.query.bind(client);
  const characters = new WeakMap<unknown[], number[]>();
  client.query = async (asked, ...more) => {
    const ofOurs = typeof asked === 'object' && asked.text.includes(PRISMAS_LOCK);
    const result = await query(ofOurs ? { ...asked, text: `SELECT pg_advisory_lock(${PRISMA}, hashtext('${schema}'))` } : asked, ...more);
    for (const [at, field] of (result.fields ?? []).entries()) {
      if (field.dataTypeID !== CHAR) continue;
      field.dataTypeID = TEXT;
      characters.set(result.rows, [...(characters.get(result.rows) ?? []), at]);
    }
    return result;
  };
  const raw = queryRaw.bind(connection);
  return Object.assign(connection as object, {
    queryRaw: async (asked: unknown) => {
      const result = await raw(asked);
      for (const at of characters.get(result.rows) ?? []) result.columnTypes[at] = CHARACTER;
      return result;
    },
  }) as C;
}

/**
 * The JavaScript schema engine with a driver adapter: nothing is downloaded. The adapter is of version 7.10, because 6.19's
 * cannot read the PostgreSQL type `name`, on which `migrate deploy` fails. `migrate diff` needs two things more: that the
 * catalogue can be read, and that its empty database is not ours, whatever the address says.
 */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  experimental: { adapter: true },
  engine: 'js',
  adapter: async () => {
    const { PrismaPg } = await import('@prisma/adapter-pg');
    const url = process.env.DATABASE_URL ?? '';

    const connect = async (address: string) => {
      const schema = new URL(address).searchParams.get('schema') || 'public';
      const settings = { connectionString: address, options: `-c search_path=${schema}` }; // of an address that does not say it itself
      return readingCatalogue(await new PrismaPg(settings, { schema }).connect(), schema);
    };

    async function connectToShadowDb() {
      const name = `prisma_shadow_${randomUUID()}`;
      const ours = await connect(url);
      await ours.executeScript(`CREATE DATABASE "${name}" TEMPLATE template0`);
      const address = new URL(url);
      address.pathname = `/${name}`;
      address.searchParams.delete('schema');
      address.searchParams.delete('options');
      const shadow = await connect(address.href);
      const leave = shadow.dispose.bind(shadow);
      shadow.dispose = async () => {
        await leave();
        await ours.executeScript(`DROP DATABASE "${name}" WITH (FORCE)`);
        await ours.dispose();
      };
      return shadow;
    }

    return { provider: 'postgres', adapterName: '@prisma/adapter-pg', connect: () => connect(url), connectToShadowDb } as never;
  },
});
