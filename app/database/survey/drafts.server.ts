import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import { type Draft, draftSchema } from '~/domain/survey/draft';
import type { SeasonName } from '~/domain/time/heating-season';
import { openDraft, sealDraft } from './sealed-draft.server';

export type StoredDraft = Draft & { visitId: string; updatedAt: string };

/** The person's own draft of a household in a season. Drafts of others are never read. */
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
  if (!row || query.accountId === null) return null;
  const draft = draftSchema.safeParse(openDraft(row.typed, { ...query, accountId: query.accountId }));
  // A draft that saveDraft wrote can be read. One of a future version is shown empty rather than wrong, and kept until it is
  // overwritten.
  return { ...(draft.success ? draft.data : { typed: {} }), visitId: row.visitId, updatedAt: row.updatedAt };
}

export type DraftToStore = { accountId: string; household: string; season: SeasonName; visitId: string; draft: Draft };

/** The condition that neither the visit $4 nor the call of the draft $5 was submitted after its form had been opened. */
const NOT_SUBMITTED_SINCE = `NOT EXISTS (
  SELECT 1 FROM visit t WHERE (t.id = $4 AND t.submitted_at >= ($5::jsonb ->> 'openedAt')::timestamptz)
    OR (t.id = $5::jsonb #>> '{closure,visit}' AND t.submitted_at >= ($5::jsonb #>> '{closure,openedAt}')::timestamptz))`;

/** A call's part and the rest are saved by forms of their own: each leaves the other as it is. */
const PART_SAVED = `CASE WHEN excluded.typed ? 'closure'
  THEN visit_draft.typed || jsonb_build_object('closure', excluded.typed -> 'closure')
  ELSE jsonb_strip_nulls(jsonb_build_object('closure', visit_draft.typed -> 'closure')) || excluded.typed END`;

/**
 * Stores a draft of a household in scope, or its part of a call, in place of the one before. A save that was on its way while the same
 * form was submitted does not bring the draft back.
 */
export async function storeDraft(sql: Sql, scope: Scope, draft: DraftToStore, now: Date): Promise<void> {
  await sql.query(
    `INSERT INTO visit_draft (account_id, household_number, season, visit_id, typed, updated_at)
     SELECT $1::uuid, h.number, $3, $4, $5::jsonb, $6
     FROM household h JOIN division v ON v.code = h.village_code
     WHERE h.number = $2 AND v.path && $7::text[] AND ${NOT_SUBMITTED_SINCE}
     ON CONFLICT (account_id, household_number, season)
     DO UPDATE SET visit_id = CASE WHEN excluded.typed ? 'closure' THEN visit_draft.visit_id ELSE excluded.visit_id END,
       typed = ${PART_SAVED}, updated_at = excluded.updated_at`,
    valuesOf(scope, draft, now),
  );
}

/** Stores the draft only where the account has none of the household yet and the season is open; returns whether it did. */
export async function storeDraftWhereNone(sql: Sql, scope: Scope, draft: DraftToStore, now: Date): Promise<boolean> {
  const rows = await sql.query(
    `INSERT INTO visit_draft (account_id, household_number, season, visit_id, typed, updated_at)
     SELECT $1::uuid, h.number, s.name, $4, $5::jsonb, $6
     FROM household h JOIN division v ON v.code = h.village_code JOIN season s ON s.name = $3 AND s.closed_at IS NULL
     WHERE h.number = $2 AND v.path && $7::text[] AND ${NOT_SUBMITTED_SINCE}
     ON CONFLICT (account_id, household_number, season) DO NOTHING RETURNING 1`,
    valuesOf(scope, draft, now),
  );
  return rows.length > 0;
}

function valuesOf(scope: Scope, draft: DraftToStore, now: Date): unknown[] {
  const sealed = sealDraft(draft.draft, draft);
  return [draft.accountId, draft.household, draft.season, draft.visitId, JSON.stringify(sealed), now.toISOString(), scope.roots];
}

/** Deletes a person's own draft, whatever it holds. */
export async function deleteDraft(sql: Sql, draft: { accountId: string; household: string; season: SeasonName }): Promise<void> {
  await sql.query('DELETE FROM visit_draft WHERE account_id = $1::uuid AND household_number = $2 AND season = $3', [
    draft.accountId,
    draft.household,
    draft.season,
  ]);
}

export type SubmittedForm = { account: string; household: string; season: string; visit: string; done: boolean };

/**
 * Deletes the drafts that submitted visits end: the form's own draft, and after a `done` visit all drafts of its account for the
 * household. A call at which nobody could be visited ends what was begun of a call and deletes nothing that was typed of a visit.
 */
export async function deleteDraftsEndedBy(sql: Sql, submitted: readonly SubmittedForm[]): Promise<void> {
  const forms = JSON.stringify(submitted);
  // Phones have theirs with them, so that mostly there is none here.
  const begun = await sql.query(
    `SELECT FROM visit_draft d JOIN json_to_recordset($1::json) AS s(account uuid, household text, season text)
     ON d.account_id = s.account AND d.household_number = s.household AND d.season = s.season LIMIT 1`,
    [forms],
  );
  if (begun.length === 0) return;
  await sql.query(
    `UPDATE visit_draft d SET typed = d.typed - 'closure'
     FROM json_to_recordset($1::json) AS s(account uuid, household text, season text, visit text, done boolean)
     WHERE d.account_id = s.account AND d.household_number = s.household AND d.season = s.season AND d.typed ? 'closure'`,
    [forms],
  );
  await sql.query(
    `DELETE FROM visit_draft d USING json_to_recordset($1::json) AS s(account uuid, household text, season text, visit text, done boolean)
     WHERE d.account_id = s.account AND d.household_number = s.household AND d.season = s.season 
       AND (s.done OR d.visit_id = s.visit OR d.typed = '{"typed": {}}')`,
    [forms],
  );
}
