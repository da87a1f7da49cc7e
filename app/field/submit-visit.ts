import type { Draft } from '~/domain/survey/draft';
import { proposedVisit, type VisitFrame } from '~/domain/survey/proposed-visit';
import type { SubmitAnswer } from '~/domain/survey/submit-answer';
import { instantOf } from '~/domain/time/phone-clock';
import type { Phone } from '~/offline/phone';
import { givenSince } from '~/offline/villages/own-visits';
import { markOf } from '~/offline/villages/visit-mark';
import { listAddress } from '~/screens/households/last-list';
import type { OpenedOnPhone } from './open-visit';

export function frameOf(phone: Phone, { household, village, visitId, openedAt, baseRevision }: OpenedOnPhone) {
  const frame: VisitFrame = {
    visit: visitId,
    household: household.number,
    season: village.season,
    visitor: phone.session.name,
    kind: 'survey',
    visitedAt: openedAt,
    baseRevision,
  };
  return { frame, context: { outcome: 'done' as const, mode: household.mode ?? ('none' as const), residence: household.residence } };
}

/**
 * 提交 on the phone: puts the visit into the outbox. When another tab has submitted this household since the form was opened, the
 * person is told first, because the older answers of this form would replace the newer ones. After that they decide.
 */
export async function submitVisit(phone: Phone, opened: OpenedOnPhone, draft: Draft, at: string): Promise<SubmitAnswer> {
  const { household, village, knew } = opened;
  const { frame, context } = frameOf(phone, opened);
  const baseRevision = draft.baseRevision ?? frame.baseRevision!;
  await phone.reread();
  const given = givenSince(phone, household.number, knew);
  if (given.length > 0) {
    knew.push(...given.map(markOf));
    return {
      status: 'changed',
      revision: baseRevision,
      changes: given.map(({ visitedAt, visitor }) => ({ at: visitedAt, by: visitor, action: 'visit.submit' })),
    };
  }
  // The phone may know its clock better now than when the form was opened.
  const visitedAt = opened.opening ? instantOf(opened.opening, phone.clock, at).at : frame.visitedAt;
  const visit = proposedVisit(draft.typed, { ...frame, visitedAt, baseRevision, evidence: draft.evidence }, context, {
    ...household,
    village: village.village.name,
  });
  const about = { head: household.head, address: household.address, village: village.village.name };
  await phone.queueVisit(
    visit as typeof visit & { visit: string; household: string },
    opened.base,
    opened.baseRevision,
    about,
    at,
    null,
    opened.opening ?? undefined,
  );
  return { status: 'received', to: listAddress(village.village.code, household.number) };
}
