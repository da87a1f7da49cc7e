import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { DivisionStep } from '~/domain/coverage/division';

/**
 * The division with everything above it that the person sees, from the top down; null when it does not exist or lies
 * outside the scope. The last step is the division itself.
 */
export async function divisionTrail(sql: Sql, scope: Scope, code: string): Promise<DivisionStep[] | null> {
  const trail = await sql.query<DivisionStep>(
    `SELECT a.code, a.name, a.level FROM division d JOIN division a ON a.code = ANY(d.path)
     WHERE d.code = $1 AND d.path && $2::text[] AND a.path && $2::text[] ORDER BY cardinality(a.path)`,
    [code, scope.roots],
  );
  return trail.length === 0 ? null : trail;
}

/** The topmost divisions of a person's scope, without those that lie below another one of them. */
export async function scopeRoots(sql: Sql, scope: Scope): Promise<DivisionStep[]> {
  return sql.query<DivisionStep>(
    `SELECT code, name, level FROM division
     WHERE code = ANY($1::text[]) AND NOT path[:cardinality(path) - 1] && $1::text[] ORDER BY code`,
    [scope.roots],
  );
}
