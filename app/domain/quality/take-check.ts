import type { ProblemCode } from '../problems';
import { COUNTED_QUESTIONS } from '../review/compare-visits';
import type { VisitInput } from '../survey/visit-schema';

/** A check as it stands when the visit for it arrives. */
type CheckThere = { household: string; season: string; checkerId: string | null; done: boolean; withdrawn: boolean };
type Sender = { accountId: string | null; name: string };
type Visitor = { account: string | null; visitor: string };

/**
 * 收不收这次抽查 (docs/definitions.md#spot-check): why a visit of kind 抽查 is refused; null takes it. Only the person it was assigned to does it,
 * for the household and season drawn, once, and not after it was withdrawn. Whoever visited the household is told so and never checks it,
 * whatever was assigned: `visitors` are those of its other visits.
 */
export function whyCheckRefused(
  sender: Sender,
  visit: Pick<VisitInput, 'household' | 'season' | 'outcome'>,
  check: CheckThere | undefined,
  visitors: readonly Visitor[],
): ProblemCode | null {
  if (visitors.some(({ account, visitor }) => (account !== null && account === sender.accountId) || visitor === sender.name))
    return 'spot-check.own-visit';
  if (!check || sender.accountId === null || check.checkerId !== sender.accountId) return 'spot-check.not-assigned';
  if (check.household !== visit.household || check.season !== visit.season) return 'spot-check.not-assigned';
  if (check.withdrawn) return 'spot-check.withdrawn';
  if (check.done) return 'spot-check.done';
  return visit.outcome === 'done' ? null : 'spot-check.not-completed';
}

/** 抽查只比答案: rooms and the household's particulars of a check change nothing in the register, so that they are not kept. */
export function answersAlone(visit: VisitInput): VisitInput {
  const { rooms: _rooms, householdChanges: _changes, ...rest } = visit;
  return rest;
}

/** The answers that are compared, without free text. */
export function comparedAnswers(answers: VisitInput['answers']): VisitInput['answers'] {
  return Object.fromEntries(Object.entries(answers).filter(([question]) => (COUNTED_QUESTIONS as readonly string[]).includes(question)));
}
