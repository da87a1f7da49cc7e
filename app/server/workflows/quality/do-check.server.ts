import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { checksOfAccount, checksToDo } from '~/database/quality/checks.server';
import type { Scope } from '~/database/scope.server';
import { draftOf, storeDraft } from '~/database/survey/drafts.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { Refusal, refuse } from '~/domain/problems';
import { frameOfCheck } from '~/domain/quality/check-frame';
import { type Draft, draftSchema, type Place } from '~/domain/survey/draft';
import { proposedVisit } from '~/domain/survey/proposed-visit';
import type { Typed } from '~/domain/survey/typed';
import type { FieldCheck } from '~/domain/sync/protocol';
import { requireOpenSeason, submitVisit, VisitProblems } from '~/server/workflows/survey/submit-visit.server';
import type { FormReceipt, FormToSubmit } from '~/server/workflows/survey/submit-visit-form.server';

/** 要我查的户. */
export async function readOwnChecks(db: Database, person: Person): Promise<FieldCheck[]> {
  if (!mayPerson(person, 'spot-check.do')) refuse('access.not-allowed');
  return withSql(db, (sql) => checksOfAccount(sql, person.accountId));
}

type CheckForm = { check: FieldCheck; typed: Typed; card: Place | null; openedAt: string; savedAt: string | null };

/** 打开抽查表: empty, or what this person typed before. Nothing of the first visit is read. */
export async function openCheckForm(db: Database, person: Person, id: string, now: Date): Promise<CheckForm> {
  return withSql(db, async (sql) => {
    const { check, scope } = await ownCheck(sql, person, id);
    const draft = await draftOf(sql, scope, { accountId: person.accountId, household: check.number, season: check.season as never });
    const own = draft?.visitId === id ? draft : null;
    return {
      check,
      typed: own?.typed ?? {},
      card: own?.card ?? null,
      openedAt: own?.openedAt ?? now.toISOString(),
      savedAt: own?.updatedAt ?? null,
    };
  });
}

export async function saveCheckDraft(db: Database, person: Person, id: string, draft: Draft, now: Date): Promise<{ savedAt: string }> {
  const checked = draftSchema.safeParse(draft);
  if (!checked.success) refuse('draft.not-a-form');
  const { accountId } = person;
  if (accountId === null) return refuse('access.not-allowed');
  return inTransaction(db, async (sql) => {
    const { check, scope } = await ownCheck(sql, person, id);
    await requireOpenSeason(sql, check.season);
    const about = { accountId, household: check.number, season: check.season as never, visitId: id };
    await storeDraft(sql, scope, { ...about, draft: checked.data }, now);
    return { savedAt: now.toISOString() };
  });
}

/** 提交抽查表. Problems of the answers are a result; anything else is refused. */
export async function submitCheckForm(
  db: Database,
  person: Person,
  id: string,
  draft: FormToSubmit['draft'],
  now: Date,
): Promise<Exclude<FormReceipt, { status: 'changed' }>> {
  const { check } = await withSql(db, (sql) => ownCheck(sql, person, id));
  const visit = proposedVisit(draft.typed as Typed, frameOfCheck(check, person.name, draft.openedAt ?? now.toISOString()), {
    outcome: 'done',
    mode: check.mode,
    residence: check.residence,
  });
  try {
    await submitVisit(db, person, visit, now, 'web');
    return { status: 'received', villageCode: '' };
  } catch (error) {
    if (error instanceof VisitProblems) return { status: 'problems', problems: error.problems };
    throw error;
  }
}

/** The check when it is this person's to do now, and the one household's village, in which they have no other right. */
async function ownCheck(sql: Sql, person: Person, id: string): Promise<{ check: FieldCheck; scope: Scope }> {
  if (!mayPerson(person, 'spot-check.do') || person.accountId === null) refuse('access.not-allowed');
  const check = (await checksOfAccount(sql, person.accountId)).find((one) => one.id === id);
  if (!check) throw new Refusal({ code: 'spot-check.unknown' });
  const there = (await checksToDo(sql, [id])).get(id)!;
  return { check, scope: { roots: [there.villageCode] } };
}
