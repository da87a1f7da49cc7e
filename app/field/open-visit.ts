import type { HouseholdChanges } from '~/domain/household/household-changes';
import { isVisitBegun, type Place } from '~/domain/survey/draft';
import type { Evidence } from '~/domain/survey/evidence';
import type { KnownBefore } from '~/domain/survey/prefill';
import type { SurveyRoom } from '~/domain/survey/room';
import { householdField, type Typed, timeTyped, typedOf, VISITED_AT } from '~/domain/survey/typed';
import type { Given } from '~/domain/survey/undo';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import { callToCorrect, type NotOpened, remarksToAnswer, returnedVisit, typedOfVisit, whatOpens } from '~/domain/survey/what-opens';
import type { FieldHousehold, FieldRemark, SeenHousehold } from '~/domain/sync/protocol';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { instantOf, type SaidByClock, trueInstant } from '~/domain/time/phone-clock';
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
  /** For a call at which nobody could be visited: it leaves the draft and its number alone, and knows the household as it is now. */
  call: { id: string; base: SeenHousehold | null; baseRevision: number; given: ReturnType<typeof callToCorrect> };
  /** The account's own visits that were known when the form was first opened. */
  knew: string[];
  typed: Typed;
  evidence: Evidence | undefined;
  card: Place | null;
  baseRevision: number;
  base: SeenHousehold | null;
  /**
   * By the server's clock, as far as the phone knows it. `opening` is what the phone's own clock showed; null when begun on the
   * web.
   */
  openedAt: string;
  opening: SaidByClock | null;
  savedAt: string | null;
  before: KnownBefore;
  remarks: FieldRemark[];
  returned: Given;
  nobody: { days: number; today: boolean };
};

/**
 * 在手机上打开入户表: what app/domain/survey/what-opens opens, from what the phone has. An unsent visit is corrected under its own
 * number. What the form first shows is kept as the base, for the comparison with what others did meanwhile. `shown` is what the
 * phone's clock shows; `fix` the refused record that is corrected.
 */
export function openVisit(
  phone: Phone,
  household: FieldHousehold,
  village: Village,
  shown: string,
  fix?: string,
): OpenedOnPhone | { blocked: NotOpened } {
  const now = trueInstant(phone.clock, shown);
  // A call that is being corrected does not count as an earlier one.
  const waiting = phone.waitingOf(household.number).filter(({ id, record }) => id !== fix || record.visit.outcome === 'done');
  const visits = visitsNow(household, waiting);
  const opens = whatOpens(household, phone.session.season, visits, dayInShanghai(now));
  if (opens.blocked !== null) return opens;
  const { nobody } = opens;
  const correct = visits.find(({ id }) => id === fix) ?? opens.correct;
  const { local, web } = visitBegun(phone, household);
  const unsent = waiting.find((one) => one.id === correct?.id);
  const opening = openingOf(local, web, { said: shown, reading: phone.clock });
  return {
    blocked: null,
    household,
    village,
    visitId: local?.visitId ?? correct?.id ?? web?.visitId ?? newId(),
    call: {
      id: correct?.id ?? newId(),
      base: unsent ? unsent.record.base : seenOf(household),
      baseRevision: unsent?.record.baseRevision ?? household.revision,
      given: callToCorrect(correct),
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
    // The revision shown when the draft was begun, or when its unsent predecessor was.
    baseRevision: local?.draft.baseRevision ?? web?.baseRevision ?? unsent?.record.baseRevision ?? household.revision,
    base: local ? local.base : unsent ? unsent.record.base : seenOf(household),
    openedAt: opening ? instantOf(opening, phone.clock, shown).at : (local?.draft.openedAt ?? web?.openedAt ?? now),
    opening,
    savedAt: local?.savedAt ?? web?.updatedAt ?? null,
    before: { answers: household.lastAnswers, rooms: household.rooms },
    remarks: remarksToAnswer(correct),
    returned: returnedVisit(correct, household.roomsOfThisSeason ? household.rooms : null),
    nobody,
  };
}

/** What was begun of a visit, on this phone or else on the web. */
function visitBegun(phone: Phone, { number, draft: web }: FieldHousehold): { local?: PhoneDraft; web: FieldHousehold['draft'] } {
  const local = phone.drafts.get(number);
  if (local && isVisitBegun(local.draft)) return { local, web: null };
  return { web: web && isVisitBegun(web) ? web : null };
}

/** An older app's draft took its time from the phone's clock and says nothing about that clock. */
function openingOf(local: PhoneDraft | undefined, web: FieldHousehold['draft'], here: SaidByClock): SaidByClock | null {
  if (local?.opening !== undefined) return local.opening;
  if (local?.draft.openedAt) return { said: local.draft.openedAt, reading: null };
  return web?.openedAt ? null : here;
}

/** What was typed so far, here or on the web, as a draft of this phone; null when nothing was. */
export function draftOf(
  phone: Phone,
  { household, village, visitId, typed, evidence, card, baseRevision, base, knew, openedAt, opening, savedAt }: OpenedOnPhone,
): PhoneDraft | null {
  const { local, web } = visitBegun(phone, household);
  if (local) return local;
  if (!web || !savedAt) return null;
  const draft = {
    typed: Object.fromEntries(Object.entries(typed).map(([name, values]) => [name, [...values]])),
    baseRevision,
    openedAt,
    ...(card && { card }),
    ...(evidence && { evidence }),
  };
  return { household: household.number, season: village.season, visitId, draft, base, knew, opening, savedAt };
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
