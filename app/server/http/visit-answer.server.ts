/** The answer that the form gets to a submission, in the person's language. */
import { Refusal } from '~/domain/problems';
import type { SubmitAnswer } from '~/domain/survey/submit-answer';
import { sentenceOf } from '~/i18n/sentence-of.server';
import type { SentVisit } from '~/server/http/sent/visit-form-request.server';
import { submitCheckForm } from '~/server/workflows/quality/do-check.server';
import { submitVisitForm } from '~/server/workflows/survey/submit-visit-form.server';
import { requestContext } from './context.server';
import type { SessionPerson } from './person.server';

export async function answerToSubmission(person: SessionPerson, household: string, sent: SentVisit): Promise<SubmitAnswer> {
  const { db, now, language } = requestContext();
  try {
    const receipt = await submitVisitForm(
      db,
      person,
      { household, season: sent.season, visitId: sent.visit, outcome: 'done', draft: sent.draft },
      now,
    );
    if (receipt.status === 'received')
      return { status: 'received', to: `/villages/${receipt.villageCode}?done=${encodeURIComponent(household)}` };
    if (receipt.status === 'problems') return receipt;
    return {
      status: 'changed',
      revision: receipt.revision,
      changes: receipt.changes.map(({ at, actorName, action }) => ({ at, by: actorName, action })),
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: 'refused', sentence: sentenceOf(language, error.problem) };
  }
}

/** The same for a spot check. */
export async function answerToCheck(person: SessionPerson, id: string, sent: SentVisit): Promise<SubmitAnswer> {
  const { db, now, language } = requestContext();
  try {
    const receipt = await submitCheckForm(db, person, id, sent.draft, now);
    return receipt.status === 'received' ? { status: 'received', to: '/checks?done' } : receipt;
  } catch (error) {
    // A check of somebody else is answered like one that does not exist.
    if (!(error instanceof Refusal) || error.problem.code === 'spot-check.unknown') throw error;
    return { status: 'refused', sentence: sentenceOf(language, error.problem) };
  }
}
