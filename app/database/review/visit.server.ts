import { actorName } from '~/database/access/actor-name.server';
import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import { placeInScope } from '~/database/divisions/place-name.server';
import type { Scope } from '~/database/scope.server';
import { datesOfVillage } from '~/database/seasons/dates-of-village.server';
import type { HouseholdStatus, Mode, Residence, VisitKind, VisitOutcome } from '~/domain/contract/enumerations';
import { thresholdsOf } from '~/domain/findings/thresholds';
import { isMeteredZero, type MeteredUsage } from '~/domain/heating/reburn';
import type { Room } from '~/domain/review/compare-visits';
import type { VisitStatus } from '~/domain/review/queued-visit';
import type { Remark, ReviewedVisit } from '~/domain/review/reviewed-visit';
import type { Evidence } from '~/domain/survey/evidence';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { seasonBefore } from '~/domain/time/heating-season';
import { PAID_AND_METERED } from './contradictions.server';
import { evidenceForReview } from './evidence.server';

/**
 * One visit with everything a reviewer compares, in four statements, or six with photos. Null when it does not exist or lies
 * outside the scope.
 */
export async function visitForReview(sql: Sql, scope: Scope, id: string): Promise<ReviewedVisit | null> {
  const [row] = await sql.query<VisitRow>(VISIT, [id, scope.roots]);
  if (!row) return null;
  const last = await lastVisit(sql, row.household_number, seasonBefore(row.season));
  const rooms = await sql.query<Room & { season: string }>(
    `SELECT season, room, kind, (heated_area * 100)::bigint AS "heatedArea", letting, connected, use FROM room
     WHERE household_number = $1 AND season = ANY($2::text[]) ORDER BY season, room`,
    [row.household_number, [row.season, seasonBefore(row.season)]],
  );
  const remarks = await sql.query<Remark>(
    `SELECT question, text, actor_name AS "actorName", at, revision, resolved_at IS NOT NULL AS resolved
     FROM visit_remark WHERE visit_id = $1 ORDER BY at DESC, id`,
    [id],
  );
  return {
    id: row.id,
    season: row.season,
    seasonClosed: row.season_closed,
    revision: row.revision,
    status: row.status,
    kind: row.kind,
    outcome: row.outcome,
    visitedAt: row.visited_at,
    day: row.day,
    visitor: row.visitor,
    submittedAt: row.submitted_at,
    reviewedAt: row.reviewed_at,
    reviewedBy: row.reviewed_by,
    reviewedByName: row.reviewed_by_name,
    answers: row.answers,
    evidence: row.evidence && (await evidenceForReview(sql, scope, row.household_number, row.evidence)),
    household: {
      number: row.household_number,
      head: row.head,
      address: row.address,
      phoneMasked: row.phone_masked,
      village: row.village_code,
      place: row.place,
      residence: row.residence,
      status: row.household_status,
      people: row.people,
      mode: row.mode,
    },
    last,
    rooms: rooms.filter((room) => room.season === row.season).map(withoutSeason),
    lastRooms: rooms.filter((room) => room.season !== row.season).map(withoutSeason),
    remarks,
    register: {
      paid: row.paid,
      meteredZero: isMeteredZero(row.mode, row.usages),
      installedOn: row.installed_on,
      connectedOn: row.connected_on,
    },
    signs: { reburning: row.reburning, cold: row.cold, unstable: row.unstable, letNotUsed: row.let_not_used, suspected: row.suspected },
    decides: row.decides,
    seasonStartsOn: row.season_starts_on,
    visitsWithinTheHour: row.visits_within_the_hour,
    visitsAnHour: thresholdsOf(row.finding_thresholds).visitsAnHour,
  };
}

function withoutSeason({ season: _season, ...room }: Room & { season: string }): Room {
  return room;
}

async function lastVisit(sql: Sql, household: string, season: string): Promise<ReviewedVisit['last']> {
  const [last] = await sql.query<NonNullable<ReviewedVisit['last']>>(
    `SELECT t.id, t.season, ${chinaDay('t.visited_at')} AS day, t.visitor, t.answers
     FROM household_facts f JOIN visit t ON t.id = f.visit_id WHERE f.household_number = $1 AND f.season = $2`,
    [household, season],
  );
  return last ?? null;
}

const VISIT = `
  SELECT t.id, t.season, s.closed_at IS NOT NULL AS season_closed, s.finding_thresholds, t.revision, t.status, t.kind, t.outcome,
    t.visited_at,
    ${chinaDay('t.visited_at')} AS day, t.visitor, t.submitted_at, t.reviewed_at,
    ${actorName('t.reviewed_by')} AS reviewed_by_name, t.answers, t.evidence,
    h.number AS household_number, h.head, h.address, h.phone_masked, h.village_code, h.residence, h.status AS household_status, h.people,
    ${placeInScope('$2')} AS place,
    coalesce(c.mode, 'none') AS mode, c.installed_on, c.connected_on, t.reviewed_by,
    ${PAID_AND_METERED('t.season')},
    f.household_number IS NOT NULL AS decides,
    coalesce(f.b > 0, false) AS reburning, coalesce(f.cold > 0, false) AS cold, coalesce(f.unstable > 0, false) AS unstable,
    coalesce(f.let_occupied > f.let_used, false) AS let_not_used, coalesce(f.q > 0, false) AS suspected,
    (SELECT d.starts_on FROM ${datesOfVillage('t.season')} d) AS season_starts_on,
    (SELECT count(*) FROM visit o JOIN household oh ON oh.number = o.household_number
     WHERE oh.village_code = h.village_code AND o.season = t.season AND o.visitor = t.visitor
       AND o.visited_at BETWEEN t.visited_at - interval '30 minutes' AND t.visited_at + interval '30 minutes') AS visits_within_the_hour
  FROM visit t JOIN household h ON h.number = t.household_number JOIN division v ON v.code = h.village_code JOIN season s
  ON s.name = t.season
  LEFT JOIN conversion c ON c.household_number = h.number AND c.current
  LEFT JOIN household_facts f ON f.season = t.season AND f.household_number = t.household_number AND f.visit_id = t.id
  WHERE t.id = $1 AND v.path && $2::text[]`;

type VisitRow = {
  id: string;
  season: string;
  season_closed: boolean;
  finding_thresholds: unknown;
  revision: number;
  status: VisitStatus;
  kind: VisitKind;
  outcome: VisitOutcome;
  visited_at: string;
  day: CalendarDay;
  visitor: string;
  submitted_at: string;
  reviewed_at: string | null;
  reviewed_by: string | null;
  reviewed_by_name: string | null;
  paid: number;
  usages: MeteredUsage[];
  installed_on: CalendarDay | null;
  connected_on: CalendarDay | null;
  answers: VisitAnswers;
  evidence: Evidence | null;
  household_number: string;
  head: string;
  address: string | null;
  phone_masked: string | null;
  village_code: string;
  place: string;
  residence: Residence;
  household_status: HouseholdStatus;
  people: number | null;
  mode: Mode;
  decides: boolean;
  reburning: boolean;
  cold: boolean;
  unstable: boolean;
  let_not_used: boolean;
  suspected: boolean;
  season_starts_on: CalendarDay | null;
  visits_within_the_hour: number;
};
