import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { villageSums } from '~/database/facts/sums.server';
import { waitingByTownship } from '~/database/phones/waiting-records.server';
import { waitingVisits } from '~/database/review/counts.server';
import { reviewQueue } from '~/database/review/queue.server';
import { visitForReview } from '~/database/review/visit.server';
import { visitHistory } from '~/database/review/visit-history.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { indicator } from '~/domain/indicators/indicators';
import { type Rate, rateOf } from '~/domain/indicators/rate';
import { refuse } from '~/domain/problems';
import { type ComparedAnswer, type ComparedRoom, compareAnswers, compareRooms } from '~/domain/review/compare-visits';
import { type QualityHint, qualityHints } from '~/domain/review/quality-hints';
import type { QueuedVisit, QueueOrder, QueuePosition, VisitStatus, WaitingVisits } from '~/domain/review/queued-visit';
import type { ReviewedVisit, VisitHistoryEntry } from '~/domain/review/reviewed-visit';
import type { UndecidedRecordsAt } from '~/domain/sync/what-waits';
import type { SeasonName } from '~/domain/time/heating-season';
import { atPlaceAndSeason, type CoveragePlace, type NoSeasonYet } from '~/server/workflows/facts/read-coverage.server';

export type ReviewQueue = CoveragePlace & {
  mayReview: boolean;
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
    below: string | null;
    after?: QueuePosition;
  },
  now: Date,
): Promise<ReviewQueue | NoSeasonYet> {
  return atPlaceAndSeason(db, person, query, now, async (sql, place) => {
    const scope = scopeOf(person);
    const season = place.season.name;
    const waiting = await waitingVisits(sql, scope, query.division, season);
    const queue = await reviewQueue(
      sql,
      scope,
      { division: query.below ?? query.division, season, status: query.status, order: query.order },
      query.after,
    );
    return { ...place, mayReview: mayPerson(person, 'visit.review') && place.season.closedOn === null, waiting, ...queue };
  });
}

export type VisitReview = {
  visit: ReviewedVisit;
  answers: ComparedAnswer[];
  rooms: ComparedRoom[];
  hints: QualityHint[];
  history: VisitHistoryEntry[];
  mayReview: boolean;
};

/** 一份入户: this season beside last season, with the hints and everything that happened to it. */
export async function readVisitReview(db: Database, person: Person, id: string): Promise<VisitReview> {
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
        history: await visitHistory(sql, scopeOf(person), id),
        mayReview: mayPerson(person, 'visit.review') && !visit.seasonClosed,
      };
    },
    { readOnly: true },
  );
}

/** A village that is behind: its completeness. */
type VillageBehind = { code: string; name: string; place: string; completeness: Rate };

export type Todo = CoveragePlace & {
  waiting: WaitingVisits[];
  behind: VillageBehind[];
  mayReview: boolean;
  fromPhones: UndecidedRecordsAt[];
};

/** Villages named on the page: about one screen. */
const VILLAGES_BEHIND = 10;

/** 待办: what waits for review, what was returned, and the villages furthest from complete. Places are named, never people. */
export async function readTodo(
  db: Database,
  person: Person,
  query: { division: string; season: SeasonName | null },
  now: Date,
): Promise<Todo | NoSeasonYet> {
  return atPlaceAndSeason(db, person, query, now, async (sql, place) => {
    const scope = scopeOf(person);
    const { numerator, denominator } = indicator('completeness');
    const villages = await villageSums(sql, scope, query.division, place.season.name);
    const behind = villages
      .map(({ sums, ...village }) => ({ ...village, completeness: rateOf(numerator(sums), denominator(sums)) }))
      .filter(({ completeness }) => completeness.rate !== null && completeness.rate < 1)
      .sort((a, b) => a.completeness.rate! - b.completeness.rate! || (a.code < b.code ? -1 : 1))
      .slice(0, VILLAGES_BEHIND);
    return {
      ...place,
      waiting: await waitingVisits(sql, scope, query.division, place.season.name),
      behind,
      mayReview: mayPerson(person, 'visit.review'),
      fromPhones: await waitingByTownship(sql, scope, { division: query.division, season: null }),
    };
  });
}
