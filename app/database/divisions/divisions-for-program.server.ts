import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { ZoneType } from '~/domain/contract/enumerations';

export type DivisionForProgram = {
  code: string;
  name: string;
  level: 'province' | 'city' | 'county' | 'township' | 'village';
  parent: string | null;
  zoneType: ZoneType | null;
  within5km: boolean;
  relocating: boolean;
  completedOn: string | null;
  validFrom: string | null;
  validTo: string | null;
  mergedInto: string | null;
};

/** Divisions a person sees, below `root` when given, a page by code. */
export async function divisionsForProgram(
  sql: Sql,
  scope: Scope,
  query: { root?: string; after?: string; limit: number },
): Promise<{ rows: DivisionForProgram[]; next: string | null }> {
  const rows = await sql.query<DivisionForProgram>(
    `SELECT v.code, v.name, v.level, v.parent_code AS parent, v.zone_type AS "zoneType", v.within_5km AS "within5km", v.relocating,
            v.completed_on AS "completedOn", v.valid_from AS "validFrom", v.valid_to AS "validTo", v.merged_into AS "mergedInto"
     FROM division v
     WHERE v.path && $1::text[] AND ($2::text IS NULL OR v.path @> ARRAY[$2::text]) AND ($3::text IS NULL OR v.code > $3)
     ORDER BY v.code LIMIT $4`,
    [scope.roots, query.root ?? null, query.after ?? null, query.limit + 1],
  );
  const page = rows.slice(0, query.limit);
  return { rows: page, next: rows.length > query.limit ? page.at(-1)!.code : null };
}
