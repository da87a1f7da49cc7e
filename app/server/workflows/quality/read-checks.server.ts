import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import {
  type CheckerRow,
  type CheckRow,
  type ChecksAt,
  checkersOf,
  checkInScope,
  checksBelow,
  comparedBelow,
  countChecks,
  evidenceOfCheck,
} from '~/database/quality/checks.server';
import { countDrawable, type Draw, drawsOf } from '~/database/quality/draws.server';
import { evidenceForReview } from '~/database/review/evidence.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { maskName } from '~/domain/household/mask';
import { refuse } from '~/domain/problems';
import { agreementOf, comparePair } from '~/domain/quality/check-agreement';
import { DEFAULT_DRAW, sampleSize } from '~/domain/quality/draw-sample';
import { type PlacesApart, placesApart } from '~/domain/quality/places-apart';
import { whyNotChecker } from '~/domain/quality/who-checks';
import type { ComparedAnswer } from '~/domain/review/compare-visits';
import type { EvidenceReview } from '~/domain/review/evidence-review';
import { atPlaceAndSeason, type CoveragePlace, type NoSeasonYet } from '~/server/workflows/facts/read-coverage.server';

/** A check on the desk, without the answers. */
type ShownCheck = Omit<CheckRow, 'firstAnswers' | 'secondAnswers' | 'firstAccount' | 'firstVisit'> & {
  /** How many of the compared answers differ; null until it is done. */
  differs: number | null;
};

export type Checks = CoveragePlace & {
  mayDraw: boolean;
  /** Of a township: its draws, what is left to draw, and who may check. Null above it. */
  township: null | {
    draws: Draw[];
    left: number;
    next: number;
    checkers: Pick<CheckerRow, 'accountId' | 'name' | 'role' | 'places' | 'open'>[];
  };
  below: ChecksAt[];
  checks: ShownCheck[];
  page: number;
  more: boolean;
  agreement: ReturnType<typeof agreementOf>;
};

/** 抽查: what was drawn below a division in a season, who checks it, and how far the answers agree. */
export async function readChecks(
  db: Database,
  person: Person,
  query: { division: string; season: string | null; page: number },
  now: Date,
): Promise<Checks | NoSeasonYet> {
  if (!mayPerson(person, 'quality.read')) refuse('access.not-allowed');
  return atPlaceAndSeason(db, person, query, now, async (sql, place) => {
    const scope = scopeOf(person);
    const at = { division: query.division, season: place.season.name };
    const { rows, more } = await checksBelow(sql, scope, { ...at, page: query.page });
    const mayDraw = mayPerson(person, 'spot-check.draw') && place.season.closedOn === null;
    const isTownship = place.division.level === 'township';
    const ofTownship = { township: query.division, season: place.season.name };
    const left = isTownship && mayDraw ? await countDrawable(sql, scope, ofTownship) : 0;
    const size = sampleSize(left, DEFAULT_DRAW);
    return {
      ...place,
      mayDraw,
      township: isTownship
        ? {
            draws: await drawsOf(sql, scope, ofTownship),
            left,
            next: size.random + size.weighted,
            checkers: mayDraw ? (await checkersOf(sql, scope, query.division)).map(withoutDivisions) : [],
          }
        : null,
      below: isTownship ? [] : await countChecks(sql, scope, at),
      checks: rows.map((row) => shownCheck(row, person)),
      page: query.page,
      more,
      agreement: agreementOf(await comparedBelow(sql, scope, at)),
    };
  });
}

type OneCheck = {
  check: ShownCheck;
  answers: ComparedAnswer[];
  /** Photos and place of both, for whoever may see a household's door. */
  evidence: { first: EvidenceReview; second: EvidenceReview; apart: PlacesApart | null } | null;
  mayWithdraw: boolean;
  /** Who may check it, when it is not done. */
  checkers: Pick<CheckerRow, 'accountId' | 'name' | 'role' | 'places' | 'open'>[];
  /** The township whose page lists it. */
  township: string;
};

/** 一户抽查: both records side by side with their photos, once it is done. An auditor sees neither photos nor places. */
export async function readCheck(db: Database, person: Person, query: { id: string }): Promise<OneCheck> {
  if (!mayPerson(person, 'quality.read')) refuse('access.not-allowed');
  return withSql(db, async (sql) => {
    const scope = scopeOf(person);
    const row = (await checkInScope(sql, scope, query.id)) ?? refuse('spot-check.unknown');
    const township = row.villageCode.slice(0, 9);
    const open = row.state === 'drawn' || row.state === 'assigned';
    const mayWithdraw = open && mayPerson(person, 'spot-check.draw');
    const checkers = mayWithdraw ? await checkersOf(sql, scope, township) : [];
    const beside = mayPerson(person, 'list.personal-columns') ? await evidenceOfCheck(sql, scope, row.id) : null;
    return {
      check: shownCheck(row, person),
      answers: row.firstAnswers && row.secondAnswers ? comparePair({ first: row.firstAnswers, second: row.secondAnswers }) : [],
      evidence: beside && {
        first: await evidenceForReview(sql, scope, row.household, beside.first),
        second: await evidenceForReview(sql, scope, row.household, beside.second),
        apart: placesApart(beside.first.place, beside.second.place),
      },
      mayWithdraw,
      checkers: checkers
        .filter(
          (checker) =>
            whyNotChecker(
              { ...checker, worksInVillage: checker.divisions.includes(row.villageCode), worksInTownship: true },
              { accountId: row.firstAccount, visitor: row.firstVisitor },
            ) === null,
        )
        .map(withoutDivisions),
      township,
    };
  });
}

function withoutDivisions({ accountId, name, role, places, open }: CheckerRow) {
  return { accountId, name, role, places, open };
}

/** An auditor sees no personal data. */
function shownCheck(
  { firstAnswers, secondAnswers, firstAccount: _account, firstVisit: _visit, ...row }: CheckRow,
  person: Person,
): ShownCheck {
  const plain = mayPerson(person, 'list.personal-columns');
  const differs =
    firstAnswers && secondAnswers
      ? comparePair({ first: firstAnswers, second: secondAnswers }).filter(({ change }) => change === 'changed').length
      : null;
  return { ...row, head: plain ? row.head : maskName(row.head), address: plain ? row.address : null, differs };
}
