import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { type Draft, draftSchema } from '~/domain/survey/draft';
import type { SeasonName } from '~/domain/time/heating-season';
import { requireOpenSeason } from './submit-visit.server';

export type DraftToSave = { household: string; season: SeasonName; visitId: string; draft: Draft };

/**
 * 存草稿: keeps what a cadre has typed, right and wrong. Drafts are counted nowhere and leave no history; they are the
 * person's own and end with the submission.
 */
export async function saveDraft(db: Database, person: Person, input: DraftToSave, now: Date): Promise<{ savedAt: string }> {
  if (!mayPerson(person, 'visit.submit') || person.accountId === null) refuse('access.not-allowed');
  const draft = draftSchema.safeParse(input.draft);
  if (!draft.success || input.visitId.length > 64) refuse('draft.not-a-form');
  return inTransaction(db, async (sql) => {
    await requireOpenSeason(sql, input.season);
    const values = [
      person.accountId,
      input.household,
      input.season,
      input.visitId,
      JSON.stringify(draft.data),
      now.toISOString(),
      scopeOf(person).roots,
    ];
    const [household] = await sql.query(
      'SELECT 1 FROM household h JOIN division v ON v.code = h.village_code WHERE h.number = $1 AND v.path && $2::text[]',
      [input.household, scopeOf(person).roots],
    );
    if (!household) refuse('household.unknown', { number: input.household });
    // A save that was on its way while the same form was submitted must not bring the draft back.
    await sql.query(
      `INSERT INTO visit_draft (account_id, household_number, season, visit_id, typed, updated_at)
       SELECT $1::uuid, h.number, $3, $4, $5::jsonb, $6
       FROM household h JOIN division v ON v.code = h.village_code
       WHERE h.number = $2 AND v.path && $7::text[]
         AND NOT EXISTS (SELECT 1 FROM visit t WHERE t.id = $4 AND t.submitted_at >= ($5::jsonb ->> 'openedAt')::timestamptz)
       ON CONFLICT (account_id, household_number, season)
       DO UPDATE SET visit_id = excluded.visit_id, typed = excluded.typed, updated_at = excluded.updated_at`,
      values,
    );
    return { savedAt: now.toISOString() };
  });
}

/**
 * 放回草稿: what an export of a phone had begun becomes the account's draft again, where it has none of this household and the
 * visit was not submitted since. False: it was left.
 */
export async function putBackDraft(db: Database, person: Person, input: DraftToSave, now: Date): Promise<boolean> {
  return inTransaction(db, async (sql) => {
    const rows = await sql.query(
      `INSERT INTO visit_draft (account_id, household_number, season, visit_id, typed, updated_at)
       SELECT $1::uuid, h.number, s.name, $4, $5::jsonb, $6
       FROM household h JOIN division v ON v.code = h.village_code JOIN season s ON s.name = $3 AND s.closed_at IS NULL
       WHERE h.number = $2 AND v.path && $7::text[]
         AND NOT EXISTS (SELECT 1 FROM visit t WHERE t.id = $4 AND t.submitted_at >= ($5::jsonb ->> 'openedAt')::timestamptz)
       ON CONFLICT (account_id, household_number, season) DO NOTHING RETURNING 1`,
      [
        person.accountId,
        input.household,
        input.season,
        input.visitId,
        JSON.stringify(input.draft),
        now.toISOString(),
        scopeOf(person).roots,
      ],
    );
    return rows.length > 0;
  });
}

/** 删掉草稿: only the person's own. */
export async function discardDraft(db: Database, person: Person, input: { household: string; season: SeasonName }): Promise<void> {
  if (person.accountId === null) return;
  await inTransaction(db, (sql) =>
    sql.query('DELETE FROM visit_draft WHERE account_id = $1::uuid AND household_number = $2 AND season = $3', [
      person.accountId,
      input.household,
      input.season,
    ]),
  );
}
