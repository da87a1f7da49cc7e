import { randomUUID } from 'node:crypto';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { conversionsOf, type HouseholdRow, householdInScope, type RoomRow, roomsOf } from '~/database/households/household.server';
import { registerBeside } from '~/database/review/contradictions.server';
import { scopeOf } from '~/database/scope.server';
import { seasonsNewestFirst } from '~/database/seasons/seasons.server';
import { draftOf } from '~/database/survey/drafts.server';
import { type ChangeRow, changesSince, type RemarkRow, type VisitRow, visitsOf } from '~/database/survey/visits.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { Mode } from '~/domain/contract/enumerations';
import type { Contradictable } from '~/domain/household/contradictions';
import { refuse } from '~/domain/problems';
import { visitUsed } from '~/domain/survey/counted-visit';
import { type ClosureDraft, isVisitBegun, type Place } from '~/domain/survey/draft';
import type { KnownBefore } from '~/domain/survey/prefill';
import type { SurveyRoom } from '~/domain/survey/room';
import type { Typed } from '~/domain/survey/typed';
import type { Given } from '~/domain/survey/undo';
import { callToCorrect, type NotOpened, remarksToAnswer, returnedVisit, typedOfVisit, whatOpens } from '~/domain/survey/what-opens';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { seasonSurveyed } from '~/domain/time/current-season';
import { type SeasonName, seasonBefore } from '~/domain/time/heating-season';

/** Why a visit cannot be recorded now. */
type NoVisit = 'not-yours' | NotOpened;

type OpenedVisit = {
  household: HouseholdRow & { register: Pick<Contradictable, 'paid' | 'meteredZero' | 'installedOn' | 'connectedOn'> };
  mode: Mode;
  season: SeasonName;
  visitId: string;
  /** The id for a call at which nobody could be visited, which leaves the draft and its id alone. `call` is what was begun of one. */
  callId: string;
  call: ClosureDraft | null;
  callToCorrect: ReturnType<typeof callToCorrect>;
  typed: Typed;
  card: Place | null;
  baseRevision: number;
  openedAt: string;
  savedAt: string | null;
  /** The same of the draft with its part of a call. */
  draftSavedAt: string | null;
  before: KnownBefore;
  remarks: RemarkRow[];
  returned: Given;
  /** What others did to the household since the draft was begun. */
  changes: ChangeRow[];
  /** Different days of this season on which nobody was at home, and whether today is one of them. */
  nobody: { days: number; today: boolean };
};

export type VisitToOpen = { blocked: NoVisit; household: HouseholdRow; season: SeasonName | null } | ({ blocked: null } & OpenedVisit);

/** 打开入户表: what the form of a household opens with, by app/domain/survey/what-opens. A draft continues where it was left. */
export async function openVisitForm(db: Database, person: Person, number: string, now: Date): Promise<VisitToOpen> {
  return withSql(db, async (sql) => {
    const scope = scopeOf(person);
    const household = (await householdInScope(sql, scope, number)) ?? refuse('household.unknown', { number });
    const season = seasonSurveyed(await seasonsNewestFirst(sql), dayInShanghai(now));
    if (!mayPerson(person, 'visit.submit')) return { blocked: 'not-yours', household, season };
    const visits = await visitsOf(sql, scope, number);
    const thisSeason = visits.filter((visit) => visit.season === season);
    const opens = whatOpens(household, season, thisSeason, dayInShanghai(now));
    if (season === null || opens.blocked !== null) return { blocked: opens.blocked ?? 'no-season', household, season };
    const { correct, nobody } = opens;

    const rooms = await roomsOf(sql, scope, number);
    const conversion = (await conversionsOf(sql, scope, number)).find((one) => one.current);
    const stored = await draftOf(sql, scope, { accountId: person.accountId, household: number, season });
    const draft = stored && isVisitBegun(stored) ? stored : null;
    const call = stored?.closure ?? null;
    const openedAt = draft?.openedAt ?? now.toISOString();
    const outdated = draft?.baseRevision !== undefined && draft.baseRevision < household.revision;
    return {
      blocked: null,
      household: { ...household, register: { ...(await registerBeside(sql, scope, number, season)), ...datesOf(conversion) } },
      mode: conversion?.mode ?? 'none',
      season,
      visitId: correct?.id ?? stored?.visitId ?? randomUUID(),
      callId: correct?.id ?? call?.visit ?? randomUUID(),
      call,
      callToCorrect: callToCorrect(correct),
      typed: draft?.typed ?? (correct ? typedOfVisit(correct, roomsIn(rooms, season)) : {}),
      card: draft?.card ?? null,
      // The form shows what changed, so its person has now seen the household as it is.
      baseRevision: household.revision,
      openedAt,
      savedAt: draft?.updatedAt ?? null,
      draftSavedAt: stored?.updatedAt ?? null,
      before: { answers: lastSeasonsAnswers(visits, season), rooms: roomsIn(rooms, season) ?? roomsIn(rooms, seasonBefore(season)) },
      remarks: remarksToAnswer(correct),
      returned: returnedVisit(correct, roomsIn(rooms, season)),
      changes: outdated ? (await changesSince(sql, scope, number, openedAt)).filter((change) => change.actor !== person.username) : [],
      nobody,
    };
  });
}

function datesOf(conversion: { installedOn: CalendarDay | null; connectedOn: CalendarDay | null } | undefined) {
  return { installedOn: conversion?.installedOn ?? null, connectedOn: conversion?.connectedOn ?? null };
}

function roomsIn(rooms: readonly RoomRow[], season: SeasonName): SurveyRoom[] | null {
  const found = rooms.filter((room) => room.season === season).map(({ season: _season, ...room }) => room);
  return found.length > 0 ? found : null;
}

/** The answers of the visit that decided the facts of the season before. */
function lastSeasonsAnswers(visits: readonly VisitRow[], season: SeasonName): KnownBefore['answers'] {
  const last = seasonBefore(season);
  return visitUsed(visits.filter((visit) => visit.season === last))?.answers ?? null;
}
