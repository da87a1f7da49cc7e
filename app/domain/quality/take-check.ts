import type { ProblemCode } from '../problems';
import { COUNTED_QUESTIONS } from '../review/compare-visits';
import type { Evidence } from '../survey/evidence';
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

/**
 * 抽查只作对照: rooms and the household's particulars of a check change nothing in the register, and a pledge is not signed in one, so that
 * they are not kept. Photos and place stay: they are looked at beside those of the first visit.
 */
export function answersAlone(visit: VisitInput): VisitInput {
  const { rooms: _rooms, householdChanges: _changes, evidence, ...rest } = visit;
  return { ...rest, ...(evidence && { evidence: evidenceBeside(evidence) }) };
}

/** What is shown beside each other of two visits of a household: all but the pledge that it signed. */
function evidenceBeside({ signature: _signature, ...beside }: Evidence): Evidence {
  return beside;
}

/** 前一次此时的样子: what of the first visit a check is held against from now on: answers without free text, photos and place. */
export function firstVisitThen(first: { firstAnswers: VisitInput['answers']; firstEvidence: Evidence | null }) {
  const compared = Object.entries(first.firstAnswers).filter(([question]) => (COUNTED_QUESTIONS as readonly string[]).includes(question));
  return { answers: Object.fromEntries(compared) as VisitInput['answers'], evidence: evidenceBeside(first.firstEvidence ?? {}) };
}
