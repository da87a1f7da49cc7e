import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { householdInScope } from '~/database/households/household.server';
import { scopeOf } from '~/database/scope.server';
import { deleteDraft, storeDraft, storeDraftWhereNone } from '~/database/survey/drafts.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { type Draft, draftSchema } from '~/domain/survey/draft';
import type { SeasonName } from '~/domain/time/heating-season';
import { requireOpenSeason } from './submit-visit.server';

export type DraftToSave = { household: string; season: SeasonName; visitId: string; draft: Draft };

/**
 * 存草稿: stores what a cadre has typed, right or wrong. Drafts enter no figure and no history. They belong to the person and end
 * with the submission.
 */
export async function saveDraft(db: Database, person: Person, input: DraftToSave, now: Date): Promise<{ savedAt: string }> {
  const { accountId } = person;
  if (!mayPerson(person, 'visit.submit') || accountId === null) return refuse('access.not-allowed');
  const draft = draftSchema.safeParse(input.draft);
  if (!draft.success || input.visitId.length > 64) refuse('draft.not-a-form');
  return inTransaction(db, async (sql) => {
    await requireOpenSeason(sql, input.season);
    if (!(await householdInScope(sql, scopeOf(person), input.household))) refuse('household.unknown', { number: input.household });
    await storeDraft(sql, scopeOf(person), { ...input, draft: draft.data, accountId }, now);
    return { savedAt: now.toISOString() };
  });
}

/**
 * 放回草稿: a draft in a phone's export becomes the account's draft again, when the account has none of this household and the
 * visit was not submitted since. Returns false when it was left out.
 */
export async function putBackDraft(db: Database, person: Person, input: DraftToSave, now: Date): Promise<boolean> {
  const { accountId } = person;
  if (accountId === null) return false;
  return inTransaction(db, (sql) => storeDraftWhereNone(sql, scopeOf(person), { ...input, accountId }, now));
}

/** 删掉草稿: only the person's own. */
export async function discardDraft(db: Database, person: Person, input: { household: string; season: SeasonName }): Promise<void> {
  const { accountId } = person;
  if (accountId === null) return;
  await inTransaction(db, (sql) => deleteDraft(sql, { ...input, accountId }));
}
