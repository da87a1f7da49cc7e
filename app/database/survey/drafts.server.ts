import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import { type Draft, draftSchema } from '~/domain/survey/draft';
import type { SeasonName } from '~/domain/time/heating-season';

export type StoredDraft = Draft & { visitId: string; updatedAt: string };

/** The person's own draft of a household in a season; drafts of others are nobody's business. */
export async function draftOf(
  sql: Sql,
  scope: Scope,
  query: { accountId: string | null; household: string; season: SeasonName },
): Promise<StoredDraft | null> {
  const [row] = await sql.query<{ visitId: string; typed: unknown; updatedAt: string }>(
    `SELECT d.visit_id AS "visitId", d.typed, d.updated_at AS "updatedAt"
     FROM visit_draft d JOIN household h ON h.number = d.household_number JOIN division v ON v.code = h.village_code
     WHERE d.account_id = $1::uuid AND d.household_number = $2 AND d.season = $3 AND v.path && $4::text[]`,
    [query.accountId, query.household, query.season, scope.roots],
  );
  if (!row) return null;
  const draft = draftSchema.safeParse(row.typed);
  // What saveDraft wrote is readable; a draft of a future version is shown empty rather than wrong, and kept until overwritten.
  return { ...(draft.success ? draft.data : { typed: {} }), visitId: row.visitId, updatedAt: row.updatedAt };
}
