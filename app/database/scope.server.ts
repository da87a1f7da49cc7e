import type { Sql } from '~/database/connection/sql.server';
import { isOperator, type Person } from '~/domain/access/person';

/**
 * What a person sees: the subtrees of these divisions. Every query that touches divisions, households or anything of theirs
 * takes a Scope and has it in its WHERE: `JOIN division v ON v.code = … WHERE v.path && $n::text[]`, with `scope.roots` as the
 * parameter. A person with an empty list sees nothing.
 */
export type Scope = { readonly roots: readonly string[] };

/** The root of the country's list. A person who has it sees everything. */
export const EVERYTHING: Scope = { roots: ['14'] };

export function scopeOf(person: Person): Scope {
  if (isOperator(person)) return EVERYTHING;
  // The administrator manages accounts and sees no households (docs/definitions.md#role-admin).
  if (person.role === 'admin') return { roots: [] };
  return { roots: person.divisions };
}

/** True when the division exists and lies in the scope. */
export async function inScope(sql: Sql, scope: Scope, divisionCode: string): Promise<boolean> {
  const rows = await sql.query<{ found: boolean }>('SELECT true AS found FROM division v WHERE v.code = $1 AND v.path && $2::text[]', [
    divisionCode,
    scope.roots,
  ]);
  return rows.length > 0;
}
