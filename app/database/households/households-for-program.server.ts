import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { HouseholdStatus, Mode, Residence } from '~/domain/contract/enumerations';
import { foundBy } from './found-by.server';

export type HouseholdForProgram = {
  number: string;
  village: string;
  villageName: string;
  head: string;
  address: string | null;
  residence: Residence;
  status: HouseholdStatus;
  mode: Mode;
  revision: number;
};

/**
 * Households a person sees, a page by number, without personal numbers. `search` as in the lists (app/domain/household/search).
 */
export async function householdsForProgram(
  sql: Sql,
  scope: Scope,
  query: { village?: string; search?: string; after?: string; limit: number },
): Promise<{ rows: HouseholdForProgram[]; next: string | null }> {
  const values: unknown[] = [scope.roots, query.village ?? null, query.after ?? null, query.limit + 1];
  const rows = await sql.query<HouseholdForProgram>(
    `SELECT h.number, h.village_code AS village, v.name AS "villageName", h.head, h.address, h.residence, h.status,
            coalesce(c.mode, 'none') AS mode, h.revision
     FROM household h JOIN division v ON v.code = h.village_code
     LEFT JOIN conversion c ON c.household_number = h.number AND c.current
     WHERE v.path && $1::text[] AND ($2::text IS NULL OR h.village_code = $2) AND ($3::text IS NULL OR h.number > $3)
       AND ${foundBy(query.search ?? '', values)}
     ORDER BY h.number LIMIT $4`,
    values,
  );
  const page = rows.slice(0, query.limit);
  return { rows: page, next: rows.length > query.limit ? page.at(-1)!.number : null };
}
