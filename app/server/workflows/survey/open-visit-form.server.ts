import { randomUUID } from 'node:crypto';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { conversionsOf, type HouseholdRow, householdInScope, type RoomRow, roomsOf } from '~/database/households/household.server';
import { scopeOf } from '~/database/scope.server';
import { seasonsNewestFirst } from '~/database/seasons/seasons.server';
import { draftOf } from '~/database/survey/drafts.server';
import { type ChangeRow, changesSince, type RemarkRow, type VisitRow, visitsOf } from '~/database/survey/visits.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { Mode } from '~/domain/contract/enumerations';
import { nobodyDays } from '~/domain/household/closure';
import { isCounted } from '~/domain/indicators/facts-of';
import { refuse } from '~/domain/problems';
import type { Card } from '~/domain/survey/draft';
import type { KnownBefore } from '~/domain/survey/prefill';
import type { SurveyRoom } from '~/domain/survey/room';
import { type Typed, timeTyped, typedOf, VISITED_AT } from '~/domain/survey/typed';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { seasonSurveyed } from '~/domain/time/current-season';
import { type SeasonName, seasonBefore } from '~/domain/time/heating-season';

/** Why a visit cannot be recorded now. */
type NoVisit = 'not-yours' | 'no-season' | 'out-of-scope' | 'approved';

type OpenedVisit = {
  household: HouseholdRow;
  mode: Mode;
  season: SeasonName;
  visitId: string;
  /** Of a call at which nobody could be visited: it leaves a draft, and its number, alone. */
  callId: string;
  typed: Typed;
  card: Card | null;
  baseRevision: number;
  openedAt: string;
  savedAt: string | null;
  before: KnownBefore;
  remarks: RemarkRow[];
  /** What others did to the household since the draft was begun. */
  changes: ChangeRow[];
  /** Different days of this season on which nobody was at home, and whether today is one of them. */
  nobody: { days: number; today: boolean };
};

export type VisitToOpen = { blocked: NoVisit; household: HouseholdRow; season: SeasonName | null } | ({ blocked: null } & OpenedVisit);

/**
 * 打开入户表: what the form of a household begins with. A visit that was returned, or submitted and not yet reviewed, is
 * corrected under its own number; a draft goes on where it was left; otherwise it is a new visit.
 */
export async function openVisitForm(db: Database, person: Person, number: string, now: Date): Promise<VisitToOpen> {
  return withSql(db, async (sql) => {
    const scope = scopeOf(person);
    const household = (await householdInScope(sql, scope, number)) ?? refuse('household.unknown', { number });
    const season = seasonSurveyed(await seasonsNewestFirst(sql), dayInShanghai(now));
    if (!mayPerson(person, 'visit.submit')) return { blocked: 'not-yours', household, season };
    if (season === null) return { blocked: 'no-season', household, season };
    if (household.status !== 'normal' && household.status !== 'idle') return { blocked: 'out-of-scope', household, season };

    const visits = await visitsOf(sql, scope, number);
    const thisSeason = visits.filter((visit) => visit.season === season && visit.kind !== 'spot_check');
    if (thisSeason.some((visit) => visit.status === 'approved' && visit.outcome === 'done'))
      return { blocked: 'approved', household, season };

    const rooms = await roomsOf(sql, scope, number);
    const conversion = (await conversionsOf(sql, scope, number)).find((one) => one.current);
    const draft = await draftOf(sql, scope, { accountId: person.accountId, household: number, season });
    const correct = visitToCorrect(thisSeason);
    const openedAt = draft?.openedAt ?? now.toISOString();
    const outdated = draft?.baseRevision !== undefined && draft.baseRevision < household.revision;
    const counted = thisSeason.filter((visit) => isCounted(visit));
    return {
      blocked: null,
      household,
      mode: conversion?.mode ?? 'none',
      season,
      visitId: correct?.id ?? draft?.visitId ?? randomUUID(),
      callId: correct?.id ?? randomUUID(),
      typed: draft?.typed ?? (correct ? typedOfVisit(correct, roomsIn(rooms, season)) : {}),
      card: draft?.card ?? null,
      // Whoever opens the form is shown what changed, so from here on they have seen the household as it is.
      baseRevision: household.revision,
      openedAt,
      savedAt: draft?.updatedAt ?? null,
      before: { answers: lastSeasonsAnswers(visits, season), rooms: roomsIn(rooms, season) ?? roomsIn(rooms, seasonBefore(season)) },
      remarks: correct?.status === 'returned' ? correct.remarks.filter((remark) => !remark.resolved) : [],
      changes: outdated ? (await changesSince(sql, scope, number, openedAt)).filter((change) => change.actor !== person.username) : [],
      nobody: {
        days: nobodyDays(counted),
        today: counted.some((visit) => visit.outcome === 'nobody' && visit.day === dayInShanghai(now)),
      },
    };
  });
}

/** A returned visit waits for correction; a completed one that nobody reviewed yet may still be corrected. */
function visitToCorrect(visits: readonly VisitRow[]): VisitRow | undefined {
  return (
    visits.find((visit) => visit.status === 'returned') ?? visits.find((visit) => visit.status === 'submitted' && visit.outcome === 'done')
  );
}

function typedOfVisit(visit: VisitRow, rooms: SurveyRoom[] | null): Typed {
  if (visit.outcome !== 'done') return visit.answers.note ? typedOf({ note: visit.answers.note }) : {};
  return { ...typedOf(visit.answers, rooms), [VISITED_AT]: [timeTyped(visit.visitedAt)] };
}

function roomsIn(rooms: readonly RoomRow[], season: SeasonName): SurveyRoom[] | null {
  const found = rooms.filter((room) => room.season === season).map(({ season: _season, ...room }) => room);
  return found.length > 0 ? found : null;
}

/** Of the season before: the answers of the counted visit that decided its facts (the latest completed one). */
function lastSeasonsAnswers(visits: readonly VisitRow[], season: SeasonName): KnownBefore['answers'] {
  const last = seasonBefore(season);
  return visits.find((visit) => visit.season === last && visit.outcome === 'done' && isCounted(visit))?.answers ?? null;
}
