import type { HouseholdChanges } from '../household/household-changes';
import { type Evidence, tidyEvidence } from './evidence';
import type { SurveyContext } from './survey-context';
import { readTyped, type Typed } from './typed';
import { type VisitAnswers, withoutEmptyAnswers } from './visit-answers';
import { onlyAsked } from './which-questions';

/** What the form knows in addition to the typed fields. */
export type VisitFrame = {
  visit: string;
  household: string;
  season: string;
  visitor: string;
  kind: 'survey' | 'recheck' | 'spot_check';
  /** Proposed time of the visit: when the form was opened, or the recorded time of a visit that is corrected. */
  visitedAt: string;
  baseRevision: number;
  /** Absent when this form takes no photos. */
  evidence?: Evidence;
};

/**
 * The visit a form would submit now, for checkVisit to judge. Answers to questions that do not apply are dropped; a household
 * value equal to the register is no change; rooms are included only when something was typed of them. Phone and server both
 * build the visit with this function.
 */
export function proposedVisit(
  typed: Typed,
  frame: VisitFrame,
  context: SurveyContext,
  recorded: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const read = readTyped(typed);
  const residence = (read.householdChanges.residence ?? context.residence) as SurveyContext['residence'];
  const answers = onlyAsked(withoutEmptyAnswers(read.answers) as VisitAnswers, { ...context, residence });
  const householdChanges = Object.fromEntries(
    Object.entries(read.householdChanges).filter(([question, value]) => recorded[question] !== value),
  ) as HouseholdChanges;
  const done = context.outcome === 'done';
  const { evidence, ...said } = frame;
  return {
    ...said,
    outcome: context.outcome,
    visitedAt: read.visitedAt ?? frame.visitedAt,
    answers,
    ...(done && read.rooms && { rooms: read.rooms }),
    ...(done && Object.keys(householdChanges).length > 0 && { householdChanges }),
    ...(evidence && { evidence: tidyEvidence(evidence) }),
  };
}
