/** The findings that a cadre sees of the own households. */
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import { CADRE_RULES, type CadreFinding } from '~/domain/findings/cadre-finding';
import { lastWords } from './last-words.server';

export type CadreFindingRow = Omit<CadreFinding, 'rule' | 'said'> & {
  rule: string | null;
  saidSealed: string | null;
  saidBy: string | null;
  saidAt: string | null;
};

/**
 * Those of a season's rules, of the township's desk and of the person's own, not closed (domain/findings/cadre-finding.ts). Of one
 * household, of one village, or of all in the scope. Findings by hand stay until they are closed, whatever their season.
 */
export async function cadreFindings(
  sql: Sql,
  scope: Scope,
  query: { village?: string; household?: string; season: string | null; accountId: string | null },
): Promise<CadreFindingRow[]> {
  return sql.query<CadreFindingRow>(
    `SELECT f.number, f.household_number AS household, f.rule, f.kind, f.source, f.urgent, f.state, f.opened_on AS "openedOn",
            f.due_on AS "dueOn", f.measures, s.text_encrypted AS "saidSealed", s.actor_name AS "saidBy", s.at AS "saidAt"
     FROM household h JOIN division v ON v.code = h.village_code JOIN finding f ON f.household_number = h.number
     ${lastWords('s', ['progress', 'proposed', 'returned'])}
     WHERE v.path && $1::text[] AND ($2::text IS NULL OR h.village_code = $2) AND ($3::text IS NULL OR h.number = $3)
       AND f.state <> 'closed' AND f.source <> 'cadre' AND (f.rule = ANY($4::text[]) AND f.season = $5
         OR f.rule IS NULL AND f.level = 'township' OR f.owner_account_id = $6::uuid)
     ORDER BY f.number`,
    [scope.roots, query.village ?? null, query.household ?? null, CADRE_RULES, query.season, query.accountId],
  );
}

/** Head, address and village of households in the scope, by number. */
export async function doorsOfHouseholds(
  sql: Sql,
  scope: Scope,
  numbers: readonly string[],
): Promise<Map<string, { head: string; address: string | null; village: string }>> {
  const rows = await sql.query<{ number: string; head: string; address: string | null; village: string }>(
    `SELECT h.number, h.head, h.address, v.name AS village FROM household h JOIN division v ON v.code = h.village_code
     WHERE h.number = ANY($1::text[]) AND v.path && $2::text[]`,
    [numbers, scope.roots],
  );
  return new Map(rows.map(({ number, ...door }) => [number, door]));
}
