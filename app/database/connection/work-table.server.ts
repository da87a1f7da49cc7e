/**
 * Tables in which one transaction works: unlogged tables of the city's schema, made by the transaction and gone with it, whether it
 * commits, is rolled back or dies. Nobody else sees them. Temporary tables would do on one server; where a city lies on another machine
 * of a cluster, no statement may change or join them together with the city's own (docs/decisions/0002-sql-and-prisma.md).
 */
import { randomUUID } from 'node:crypto';
import { atEndOf, type Sql } from './sql.server';

const made = new WeakMap<Sql, Set<string>>();

/** Makes an empty one, in place of one of this name that the transaction made before. Another transaction's of this name is waited for. */
export async function makeWorkTable(sql: Sql, name: string, columns: string): Promise<void> {
  const tables = tablesOf(sql);
  if (tables.has(name)) await dropWorkTable(sql, name);
  await sql.query(`CREATE UNLOGGED TABLE ${name} (${columns})`);
  tables.add(name);
}

export async function dropWorkTable(sql: Sql, name: string): Promise<void> {
  await sql.query(`DROP TABLE ${name}`);
  tablesOf(sql).delete(name);
}

/** A name that no other transaction uses. */
export function nameOfItsOwn(name: string): string {
  return `${name}_${randomUUID().slice(0, 8)}`;
}

function tablesOf(sql: Sql): Set<string> {
  const known = made.get(sql);
  if (known) return known;
  const tables = new Set<string>();
  made.set(sql, tables);
  atEndOf(sql, async () => {
    if (tables.size > 0) await sql.query(`DROP TABLE ${[...tables].join(', ')}`);
  });
  return tables;
}
