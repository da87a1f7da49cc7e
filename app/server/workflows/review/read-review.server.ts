import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { villageSums } from '~/database/facts/sums.server';
import { waitingByTownship } from '~/database/phones/waiting-records.server';
import { waitingVisits } from '~/database/review/counts.server';
import { reviewQueue } from '~/database/review/queue.server';
import { visitForReview } from '~/database/review/visit.server';
import { visitHistory } from '~/database/review/visit-history.server';
import { type Scope, scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { type Contradiction, contradictions } from '~/domain/household/contradictions';
import { indicator, measuresOf } from '~/domain/indicators/indicators';
import { type Rate, rateOf } from '~/domain/indicators/rate';
import { refuse } from '~/domain/problems';
import { type ComparedAnswer, type ComparedRoom, compareAnswers, compareRooms } from '~/domain/review/compare-visits';
import { type QualityHint, qualityHints } from '~/domain/review/quality-hints';
import type { QueuedVisit, QueueOrder, QueuePosition, SignFilter, VisitStatus, WaitingVisits } from '~/domain/review/queued-visit';
import type { ReviewedVisit, VisitHistoryEntry } from '~/domain/review/reviewed-visit';
import { mayStillTakeBack } from '~/domain/review/take-back';
import type { UndecidedRecordsAt } from '~/domain/sync/what-waits';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { seasonSurveyed } from '~/domain/time/current-season';
import type { SeasonName } from '~/domain/time/heating-season';
import { atPlaceAndSeason, type CoveragePlace, type NoSeasonYet } from '~/server/workflows/facts/read-coverage.server';
import { readSubsidyTasks, type SubsidyTasks } from '~/server/workflows/subsidy/read-tasks.server';

export type ReviewQueue = CoveragePlace & {
  mayReview: boolean;
  /** The other open seasons where visits of this state wait, and how many: a new season hides nothing. */
  elsewhere: { season: SeasonName; count: number }[];
  waiting: WaitingVisits[];
  visits: QueuedVisit[];
  next: QueuePosition | null;
};

/** 审核队列: visits of a season in one state below a division, and how many wait in each of its children. */
export async function readReviewQueue(
  db: Database,
  person: Person,
  query: {
    division: string;
    season: SeasonName | null;
    status: VisitStatus;
    order: QueueOrder;
    signs?: SignFilter;
    below: string | null;
    after?: QueuePosition;
  },
  now: Date,
): Promise<ReviewQueue | NoSeasonYet> {
  return atPlaceAndSeason(db, person, query, now, async (sql, place) => {
    const scope = scopeOf(person);
    const season = place.season.name;
    const open = await waitingInOpenSeasons(sql, scope, place);
    const waiting = open.find((one) => one.season === season)?.rows ?? (await waitingVisits(sql, scope, query.division, season));
    const queue = await reviewQueue(
      sql,
      scope,
      { division: query.below ?? query.division, season, status: query.status, order: query.order, signs: query.signs ?? 'all' },
      query.after,
    );
    const elsewhere = open.map((one) => ({
      season: one.season,
      count: one.rows.reduce((sum, row) => sum + (query.status === 'approved' ? 0 : row[query.status]), 0),
    }));
    return {
      ...place,
      mayReview: mayPerson(person, 'visit.review') && place.season.closedOn === null,
      waiting,
      elsewhere: elsewhere.filter((one) => one.season !== season && one.count > 0),
      ...queue,
    };
  });
}

export type VisitReview = {
  visit: ReviewedVisit;
  answers: ComparedAnswer[];
  rooms: ComparedRoom[];
  hints: QualityHint[];
  contradictions: Contradiction[];
  history: VisitHistoryEntry[];
  mayReview: boolean;
  /** Who approved it just now may take that back. */
  mayTakeBack: boolean;
};

/** 一份入户: this season beside last season, with the hints and everything that happened to it. */
export async function readVisitReview(db: Database, person: Person, id: string, now: Date): Promise<VisitReview> {
  if (!mayPerson(person, 'coverage.read')) refuse('access.not-allowed');
  return inTransaction(
    db,
    async (sql) => {
      const visit = await visitForReview(sql, scopeOf(person), id);
      if (!visit) refuse('visit.unknown', { id });
      return {
        visit,
        answers: compareAnswers(visit.last?.answers ?? {}, visit.answers),
        rooms: compareRooms(visit.lastRooms, visit.rooms),
        hints: qualityHints(visit),
        contradictions: visit.outcome === 'done' ? contradictions({ ...visit, ...visit.register }) : [],
        history: await visitHistory(sql, scopeOf(person), id),
        mayReview: mayPerson(person, 'visit.review') && !visit.seasonClosed,
        mayTakeBack:
          mayPerson(person, 'visit.review') && !visit.seasonClosed && visit.reviewedBy === person.username && mayStillTakeBack(visit, now),
      };
    },
    { readOnly: true },
  );
}

/** A village that is behind: its completeness. */
type VillageBehind = { code: string; name: string; place: string; completeness: Rate };

/** What waits in one open season. */
type WaitingInSeason = { season: SeasonName; rows: WaitingVisits[] };

async function waitingInOpenSeasons(sql: Sql, scope: Scope, place: CoveragePlace): Promise<WaitingInSeason[]> {
  const open: WaitingInSeason[] = [];
  for (const { name, closedOn } of place.seasons)
    if (closedOn === null) open.push({ season: name, rows: await waitingVisits(sql, scope, place.division.code, name) });
  return open;
}

export type Todo = CoveragePlace & {
  /** The open seasons with what waits in them, the newest first. */
  waiting: WaitingInSeason[];
  /** Of the season surveyed, which is null when no season is open. */
  surveyed: SeasonName | null;
  behind: VillageBehind[];
  subsidy: SubsidyTasks[];
  mayReview: boolean;
  fromPhones: UndecidedRecordsAt[];
};

/** Villages named on the page: about one screen. */
const VILLAGES_BEHIND = 10;

/**
 * 待办: what waits for review, what was returned, what waits in the subsidies, in all open seasons; and the villages furthest from complete
 * in the season surveyed. Places are named, never people.
 */
export async function readTodo(db: Database, person: Person, query: { division: string }, now: Date): Promise<Todo | NoSeasonYet> {
  return atPlaceAndSeason(db, person, { ...query, season: null }, now, async (sql, place) => {
    const scope = scopeOf(person);
    const mayReview = mayPerson(person, 'visit.review');
    const waiting = await waitingInOpenSeasons(sql, scope, place);
    const surveyed = seasonSurveyed(
      place.seasons.map((season) => ({ ...season, closed: season.closedOn !== null })),
      dayInShanghai(now),
    );
    return {
      ...place,
      waiting,
      surveyed,
      behind: surveyed === null ? [] : await villagesBehind(sql, scope, query.division, surveyed),
      subsidy: await readSubsidyTasks(sql, person, { division: query.division, seasons: waiting.map(({ season }) => season) }),
      mayReview,
      // Who decides them has one list for all of their divisions, and the number is that of the list.
      fromPhones: await waitingByTownship(sql, scope, { division: mayReview ? null : query.division, season: null }),
    };
  });
}

async function villagesBehind(sql: Sql, scope: Scope, division: string, season: SeasonName): Promise<VillageBehind[]> {
  const completeness = indicator('completeness');
  const { numerator, denominator } = completeness;
  return (await villageSums(sql, scope, { division, season, measures: measuresOf(completeness) }))
    .map(({ sums, ...village }) => ({ ...village, completeness: rateOf(numerator(sums), denominator(sums)) }))
    .filter(({ completeness }) => completeness.rate !== null && completeness.rate < 1)
    .sort((a, b) => a.completeness.rate! - b.completeness.rate! || (a.code < b.code ? -1 : 1))
    .slice(0, VILLAGES_BEHIND);
}
