import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { HouseholdStatus, Mode, Residence } from '~/domain/contract/enumerations';

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
 * Households a person sees, a page by number, without personal numbers. `search` as in the lists: part of the number, the
 * head or the address, the head's initials, or the last four digits of the phone.
 */
export async function householdsForProgram(
  sql: Sql,
  scope: Scope,
  query: { village?: string; search?: string; after?: string; limit: number },
): Promise<{ rows: HouseholdForProgram[]; next: string | null }> {
  const search = query.search?.normalize('NFKC').trim();
  const rows = await sql.query<HouseholdForProgram>(
    `SELECT h.number, h.village_code AS village, v.name AS "villageName", h.head, h.address, h.residence, h.status,
            coalesce(c.mode, 'none') AS mode, h.revision
     FROM household h JOIN division v ON v.code = h.village_code
     LEFT JOIN conversion c ON c.household_number = h.number AND c.current
     WHERE v.path && $1::text[] AND ($2::text IS NULL OR h.village_code = $2) AND ($3::text IS NULL OR h.number > $3)
       AND ($4::text IS NULL OR h.number LIKE '%' || $4 || '%' OR h.head LIKE '%' || $4 || '%' OR h.address LIKE '%' || $4 || '%'
            OR h.head_initials LIKE lower($4) || '%' OR ($5::text IS NOT NULL AND right(h.phone_masked, 4) = $5))
     ORDER BY h.number LIMIT $6`,
    [
      scope.roots,
      query.village ?? null,
      query.after ?? null,
      search === undefined ? null : search.replace(/[\\%_]/g, '\\$&'),
      search !== undefined && /^\d{4}$/.test(search) ? search : null,
      query.limit + 1,
    ],
  );
  const page = rows.slice(0, query.limit);
  return { rows: page, next: rows.length > query.limit ? page.at(-1)!.number : null };
}
