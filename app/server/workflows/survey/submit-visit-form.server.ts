import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { householdInScope } from '~/database/households/household.server';
import { scopeOf } from '~/database/scope.server';
import { type ChangeRow, changesSince } from '~/database/survey/visits.server';
import type { Person } from '~/domain/access/person';
import type { VisitOutcome } from '~/domain/contract/enumerations';
import { Refusal, refuse } from '~/domain/problems';
import type { AnswerProblem } from '~/domain/survey/answer-problems';
import type { Draft } from '~/domain/survey/draft';
import { proposedVisit } from '~/domain/survey/proposed-visit';
import type { Typed } from '~/domain/survey/typed';
import { openVisitForm } from './open-visit-form.server';
import { submitVisit, VisitProblems } from './submit-visit.server';

export type FormToSubmit = {
  household: string;
  season: string;
  visitId: string;
  outcome: VisitOutcome;
  draft: Pick<Draft, 'typed' | 'baseRevision' | 'openedAt' | 'evidence'>;
};

export type FormReceipt =
  | { status: 'received'; villageCode: string }
  | { status: 'problems'; problems: AnswerProblem[] }
  | { status: 'changed'; changes: ChangeRow[]; revision: number };

/**
 * 提交入户表: reads what was typed, drops what does not apply, and submits it. Problems of the answers, and a change of the
 * household by somebody else meanwhile, are results of this workflow; anything else is refused.
 */
export async function submitVisitForm(db: Database, person: Person, form: FormToSubmit, now: Date): Promise<FormReceipt> {
  const opened = await openVisitForm(db, person, form.household, now);
  if (opened.blocked === 'not-yours') refuse('access.not-allowed');
  if (opened.blocked === 'approved') refuse('visit.locked');
  if (opened.blocked !== null) refuse('household.out-of-scope', { number: form.household });
  if (form.outcome === 'nobody' && opened.nobody.today) refuse('visit.nobody-today');
  const { household, mode } = opened;
  const visit = proposedVisit(
    form.draft.typed as Typed,
    {
      visit: form.visitId,
      household: form.household,
      season: form.season,
      visitor: person.name,
      kind: 'survey',
      visitedAt: form.draft.openedAt ?? now.toISOString(),
      baseRevision: form.draft.baseRevision ?? household.revision,
      evidence: form.draft.evidence,
    },
    { outcome: form.outcome, mode, residence: household.residence },
    household,
  );
  try {
    await submitVisit(db, person, visit, now, 'web');
    return { status: 'received', villageCode: household.villageCode };
  } catch (error) {
    if (error instanceof VisitProblems) return { status: 'problems', problems: error.problems };
    if (error instanceof Refusal && (error.problem.code === 'household.changed-meanwhile' || error.problem.code === 'visit.outdated')) {
      return { status: 'changed', ...(await whatChanged(db, person, form)) };
    }
    throw error;
  }
}

async function whatChanged(db: Database, person: Person, form: FormToSubmit): Promise<{ changes: ChangeRow[]; revision: number }> {
  return withSql(db, async (sql) => {
    const scope = scopeOf(person);
    const household = (await householdInScope(sql, scope, form.household)) ?? refuse('household.unknown', { number: form.household });
    const { openedAt } = form.draft;
    return { changes: openedAt ? await changesSince(sql, scope, form.household, openedAt) : [], revision: household.revision };
  });
}
