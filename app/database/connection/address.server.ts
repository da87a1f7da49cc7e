import { refuse } from '~/domain/problems';

/**
 * The schema in which a register without `?schema=` in its address lives. Its jobs wait in a schema of their own beside it; those of a
 * city wait in the city's.
 */
const USUAL_SCHEMA = 'public';
const QUEUE_OF_USUAL_SCHEMA = 'pgboss';

/** Ends the name of the schema through which a city is used on its worker (worker-city.server.ts). */
const AT_WORKER = '__here';

/** Short enough for the names that are made with it: of a connection, of the database of a rehearsal. */
const SCHEMA_NAME = /^(?!pg)[a-z][a-z0-9_]{0,29}$/;

/** The schema that an address names, as in `postgresql://…/heating?schema=shuozhou`. Refuses a name that would have to be quoted. */
export function schemaOf(url: string): string {
  const named = parametersOf(url).get('schema');
  if (!named) return USUAL_SCHEMA;
  if (!SCHEMA_NAME.test(named) || named === 'information_schema') refuse('database.schema-name', { schema: named });
  return named;
}

/** Starting helpers and compiling each take 10 to 30 ms, longer than most queries, and the cores are few. */
const OF_SHORT_QUERIES = '-c max_parallel_workers_per_gather=0 -c jit=off';

/**
 * The address with what each of its connections begins with. The server's own defaults may differ, and days and times are read as text.
 * Only the register's schema is searched, so that no name of another city is ever found. Said while connecting: nothing can come before
 * it, it costs no statement, and RESET ALL or DISCARD ALL comes back to it (docs/decisions/0002-sql-and-prisma.md).
 */
export function sessionAddress(url: string): string {
  const asked = parametersOf(url);
  const settings = `-c timezone=UTC -c datestyle=ISO,YMD ${OF_SHORT_QUERIES} -c search_path=${searchedFor(schemaOf(url))}`;
  asked.set('options', [asked.get('options'), settings].filter(Boolean).join(' '));
  return `${url.split('?', 1)[0]}?${asked}`;
}

/** The functions of a city stay where they are when it is used on its worker. */
function searchedFor(schema: string): string {
  return isAtWorker(schema) ? `${schema},${schema.slice(0, -AT_WORKER.length)}` : schema;
}

export function isAtWorker(schema: string): boolean {
  return schema.endsWith(AT_WORKER);
}

/** The schema through which a city is used on its worker. */
export function schemaAtWorker(city: string): string {
  const schema = `${city}${AT_WORKER}`;
  if (!SCHEMA_NAME.test(schema)) refuse('database.schema-name', { schema });
  return schema;
}

/** SQL for the schema that the register's address names, wherever the city is used. */
export const CITY_SCHEMA = `regexp_replace(current_schema(), '${AT_WORKER}$', '')`;

/** The address of a city on its worker. Citus lets its shards be changed where the session says that this is meant. */
export function addressAtWorker(url: string, worker: { host: string; port: number }): string {
  const [address, asked] = [new URL(url), parametersOf(url)];
  address.hostname = worker.host.includes(':') ? `[${worker.host}]` : worker.host;
  address.port = String(worker.port);
  for (const elsewhere of ['host', 'port', 'hostaddr']) asked.delete(elsewhere);
  asked.set('schema', schemaAtWorker(schemaOf(url)));
  const settings = '-c citus.enable_ddl_propagation=off -c citus.enable_manual_changes_to_shards=on';
  asked.set('options', [asked.get('options'), settings].filter(Boolean).join(' '));
  return `${address.href.split('?', 1)[0]}?${asked}`;
}

/** The address of another database of the same server, in its usual schema. */
export function otherDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${encodeURIComponent(name)}`;
  address.searchParams.delete('schema');
  return address.href;
}

/** The schema in which pg-boss keeps what waits. */
export function queueSchema(schema: string): string {
  return schema === USUAL_SCHEMA ? QUEUE_OF_USUAL_SCHEMA : schema;
}

/** A statement of pg-boss. A city's schema is there, and asking for it needs a right that the city's user may lack even then. */
export function ofQueue(statement: string, schema: string): string {
  return schema === USUAL_SCHEMA ? statement : statement.replace(/CREATE SCHEMA IF NOT EXISTS \w+/, 'SELECT');
}

/** What a connection calls itself: several cities share a server, and a city asks only after its own. */
export function nameOfConnection(name: string, schema: string): string {
  return schema === USUAL_SCHEMA ? name : `${name}@${schema}`;
}

/** SQL that is true for a connection that may work on this register: one of ours of the same city, or one that is not ours.
 * Nodes of a Citus cluster work on tables only for a session of theirs that is counted where it began. */
export const OF_THIS_CITY = `CASE WHEN application_name LIKE 'citus\\_%' THEN false WHEN application_name LIKE 'qingnuan-%'
  THEN coalesce(substring(application_name FROM '@(.*)$'), '${USUAL_SCHEMA}') = current_schema() ELSE true END`;

function parametersOf(url: string): URLSearchParams {
  return new URLSearchParams(url.slice(url.split('?', 1)[0]!.length));
}
