import type { HouseholdChanges } from '~/domain/household/household-changes';
import type { Card } from '~/domain/survey/draft';
import type { Evidence } from '~/domain/survey/evidence';
import type { KnownBefore } from '~/domain/survey/prefill';
import type { SurveyRoom } from '~/domain/survey/room';
import { householdField, type Typed, timeTyped, typedOf, VISITED_AT } from '~/domain/survey/typed';
import type { Given } from '~/domain/survey/undo';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import { type NotOpened, remarksToAnswer, returnedVisit, typedOfVisit, whatOpens } from '~/domain/survey/what-opens';
import type { FieldHousehold, FieldRemark, SeenHousehold } from '~/domain/sync/protocol';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { newId } from '~/offline/device/device-id';
import type { Phone } from '~/offline/phone';
import type { PhoneDraft } from '~/offline/store/phone-draft';
import { ownVisits } from '~/offline/villages/own-visits';
import type { Village } from '~/offline/villages/village';
import { markOf } from '~/offline/villages/visit-mark';
import { visitsNow } from '~/offline/villages/visits-now';

export type OpenedOnPhone = {
  blocked: null;
  household: FieldHousehold;
  village: Village;
  visitId: string;
  /** Of a call at which nobody could be visited: it leaves the draft, and its number, alone, and has seen the household as it is now. */
  call: { id: string; base: SeenHousehold | null; baseRevision: number };
  /** Own visits that were known when the form was opened first. */
  knew: string[];
  typed: Typed;
  evidence: Evidence | undefined;
  card: Card | null;
  baseRevision: number;
  base: SeenHousehold | null;
  openedAt: string;
  savedAt: string | null;
  before: KnownBefore;
  remarks: FieldRemark[];
  returned: Given;
  nobody: { days: number; today: boolean };
};

/**
 * 在手机上打开入户表: what app/domain/survey/what-opens opens, from what the phone has. A visit that waits unsent is corrected under
 * its own number; what the form shows at first is kept as the base, to be compared with what others did meanwhile.
 */
export function openVisit(phone: Phone, household: FieldHousehold, village: Village, now: string): OpenedOnPhone | { blocked: NotOpened } {
  const waiting = phone.waitingOf(household.number);
  const opens = whatOpens(household, phone.session.season, visitsNow(household, waiting), dayInShanghai(now));
  if (opens.blocked !== null) return opens;
  const { correct, nobody } = opens;
  const local = phone.drafts.get(household.number);
  const web = local ? null : household.draft;
  const unsent = waiting.find((one) => one.id === correct?.id);
  return {
    blocked: null,
    household,
    village,
    visitId: local?.visitId ?? correct?.id ?? web?.visitId ?? newId(),
    call: {
      id: correct?.id ?? newId(),
      base: unsent ? unsent.record.base : seenOf(household),
      baseRevision: unsent?.record.baseRevision ?? household.revision,
    },
    knew: local?.knew ?? ownVisits(phone, household.number).map(markOf),
    typed:
      local?.draft.typed ??
      web?.typed ??
      (unsent
        ? typedOfUnsent(unsent.record.visit)
        : correct
          ? typedOfVisit(correct, household.roomsOfThisSeason ? household.rooms : null)
          : {}),
    evidence: (local?.draft as { evidence?: Evidence } | undefined)?.evidence ?? web?.evidence ?? correct?.evidence ?? undefined,
    card: local?.draft.card ?? web?.card ?? null,
    // What was shown when it was begun, or what its unsent predecessor had been shown.
    baseRevision: local?.draft.baseRevision ?? web?.baseRevision ?? unsent?.record.baseRevision ?? household.revision,
    base: local ? local.base : unsent ? unsent.record.base : seenOf(household),
    openedAt: local?.draft.openedAt ?? web?.openedAt ?? now,
    savedAt: local?.savedAt ?? web?.updatedAt ?? null,
    before: { answers: household.lastAnswers, rooms: household.rooms },
    remarks: remarksToAnswer(correct),
    returned: returnedVisit(correct, household.roomsOfThisSeason ? household.rooms : null),
    nobody,
  };
}

/** What was typed so far, here or on the web, as a draft of this phone; null: nothing. */
export function draftOf(
  phone: Phone,
  { household, village, visitId, typed, evidence, card, baseRevision, base, knew, openedAt, savedAt }: OpenedOnPhone,
): PhoneDraft | null {
  const local = phone.drafts.get(household.number);
  if (local) return local;
  if (!household.draft || !savedAt) return null;
  const draft = {
    typed: Object.fromEntries(Object.entries(typed).map(([name, values]) => [name, [...values]])),
    baseRevision,
    openedAt,
    ...(card && { card }),
    ...(evidence && { evidence }),
  };
  return { household: household.number, season: village.season, visitId, draft, base, knew, savedAt };
}

function seenOf(household: FieldHousehold): SeenHousehold {
  const { residence, houseUse, people, elderly, phoneMasked, address } = household;
  return {
    household: { residence, houseUse, people, elderly, phoneMasked, address },
    mode: household.mode,
    rooms: household.roomsOfThisSeason && household.rooms ? household.rooms.map((room) => ({ ...room })) : null,
    visits: household.visits.map(({ id, revision, contentHash, outcome, answers }) => ({
      id,
      revision,
      contentHash,
      outcome,
      answers: { ...answers },
    })),
  };
}

function typedOfUnsent(visit: Record<string, unknown>): Typed {
  const { answers, rooms, householdChanges, visitedAt, outcome } = visit as {
    answers: VisitAnswers;
    rooms?: SurveyRoom[];
    householdChanges?: HouseholdChanges;
    visitedAt: string;
    outcome: string;
  };
  if (outcome !== 'done') return answers.note ? typedOf({ note: answers.note }) : {};
  const changes = Object.entries(householdChanges ?? {}).map(([question, value]) => [householdField(question), [String(value)]] as const);
  return { ...typedOf(answers, rooms ?? null), ...Object.fromEntries(changes), [VISITED_AT]: [timeTyped(visitedAt)] };
}
