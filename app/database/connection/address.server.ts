import { refuse } from '~/domain/problems';

/**
 * The schema in which a register without `?schema=` in its address lives. Its jobs wait in a schema of their own beside it; those of a
 * city wait in the city's.
 */
const USUAL_SCHEMA = 'public';
const QUEUE_OF_USUAL_SCHEMA = 'pgboss';

/** Short enough for the names that are made with it: of a connection, of the database of a rehearsal. */
const SCHEMA_NAME = /^(?!pg)[a-z][a-z0-9_]{0,29}$/;

/** The schema that an address names, as in `postgresql://…/heating?schema=shuozhou`. Refuses a name that would have to be quoted. */
export function schemaOf(url: string): string {
  const named = parametersOf(url).get('schema');
  if (!named) return USUAL_SCHEMA;
  if (!SCHEMA_NAME.test(named) || named === 'information_schema') refuse('database.schema-name', { schema: named });
  return named;
}

/**
 * The address with what each of its connections begins with. The server's own defaults may differ, and days and times are read as text.
 * Only the register's schema is searched, so that no name of another city is ever found. Said while connecting: nothing can come before
 * it, it costs no statement, and RESET ALL or DISCARD ALL comes back to it (docs/decisions/0002-sql-and-prisma.md).
 */
export function sessionAddress(url: string): string {
  const asked = parametersOf(url);
  const settings = `-c timezone=UTC -c datestyle=ISO,YMD -c search_path=${schemaOf(url)}`;
  asked.set('options', [asked.get('options'), settings].filter(Boolean).join(' '));
  return `${url.split('?', 1)[0]}?${asked}`;
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

/** SQL that is true for a connection that may work on this register: one of ours of the same city, or one that is not ours. */
export const OF_THIS_CITY = `CASE WHEN application_name LIKE 'qingnuan-%'
  THEN coalesce(substring(application_name FROM '@(.*)$'), '${USUAL_SCHEMA}') = current_schema() ELSE true END`;

function parametersOf(url: string): URLSearchParams {
  return new URLSearchParams(url.slice(url.split('?', 1)[0]!.length));
}
