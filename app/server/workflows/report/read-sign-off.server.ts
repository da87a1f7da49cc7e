import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { waitingByTownship } from '~/database/phones/waiting-records.server';
import {
  type FrozenFigure,
  frozenFigures,
  reportsInWork,
  type SignedReport,
  type SignedStep,
  signedReport,
  signedReports,
  stepsOfReport,
} from '~/database/report/signed-reports.server';
import { type TownshipState, townshipStates } from '~/database/report/township-closings.server';
import { scopeOf } from '~/database/scope.server';
import { type ReopenedSeason, reopenedSeasons } from '~/database/seasons/closing.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { DivisionStep } from '~/domain/coverage/division';
import { refuse } from '~/domain/problems';
import { actsNow, isOver, isSigningLevel, type SignAct } from '~/domain/report/sign-off';
import type { OpenCounts } from '~/domain/report/what-is-open';
import type { UndecidedRecordsAt } from '~/domain/sync/what-waits';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { atPlaceAndSeason, type CoveragePlace, type NoSeasonYet } from '~/server/workflows/facts/read-coverage.server';
import { type CountyState, readOpen } from './read-open.server';
import { signerOf } from './sign-report.server';

export type SignOff = CoveragePlace & {
  /** Of a county or city; null elsewhere, where nothing is sent. */
  open: OpenCounts | null;
  /** What townships have to decide before anything is frozen. */
  waiting: UndecidedRecordsAt[];
  townships: TownshipState[];
  counties: CountyState[];
  /** The division's own versions, the newest first. */
  versions: SignedReport[];
  mayPrepare: boolean;
  /** The townships this person answers for. */
  mayClose: string[];
};

/** 报送: what is open, the townships, the counties and the versions of a division and season. */
export function readSignOff(
  db: Database,
  person: Person,
  query: { division: string; season: string | null },
  now: Date,
): Promise<SignOff | NoSeasonYet> {
  if (!mayPerson(person, 'sign-off.read')) refuse('access.not-allowed');
  return atPlaceAndSeason(db, person, query, now, async (sql, place) => {
    const scope = scopeOf(person);
    const { level, code: division } = place.division;
    const season = place.season.name;
    const versions = (await signedReports(sql, scope, { division, season })).filter((report) => report.division === division);
    const signs = isSigningLevel(level) ? level : null;
    const found = signs && (await readOpen(sql, person, { division, season, level: signs }, dayInShanghai(now)));
    const townships = found?.townships ?? (await townshipStates(sql, scope, { division, season }));
    const standing = versions[0] !== undefined && !isOver(versions[0].state);
    return {
      ...place,
      open: found?.open ?? null,
      waiting: await waitingByTownship(sql, scope, { division, season }),
      townships,
      counties: found?.counties ?? [],
      versions,
      mayPrepare: mayPerson(person, 'sign-off.act') && signs !== null && signerOf(person).office === signs && !standing,
      mayClose: mayPerson(person, 'sign-off.close-township') ? townships.map(({ code }) => code) : [],
    };
  });
}

export type SignedVersion = {
  trail: DivisionStep[];
  report: SignedReport;
  steps: SignedStep[];
  /** The division and its direct children. */
  figures: FrozenFigure[];
  /** The same of the division asked for, the way to it, and which of its rows have divisions below. */
  place: { trail: { code: string; name: string }[]; figures: FrozenFigure[]; deeper: string[] };
  /** The version before: its number and the divisions of `place`. */
  before: { version: number; figures: FrozenFigure[] } | null;
  acts: SignAct[];
};

/** 一个版本: its frozen figures beside those of the version before, its steps, and what this person may do with it. */
export async function readVersion(db: Database, person: Person, id: string, at: string | null = null): Promise<SignedVersion> {
  if (!mayPerson(person, 'sign-off.read')) refuse('access.not-allowed');
  return inTransaction(
    db,
    async (sql) => {
      const scope = scopeOf(person);
      const report = (await signedReport(sql, scope, id)) ?? refuse('sign-off.unknown');
      const all = await signedReports(sql, scope, report);
      const earlier = all.find((one) => one.division === report.division && one.version === report.version - 1);
      const frozen = await frozenFigures(sql, report.id);
      const place = placeIn(frozen, at ?? report.division);
      return {
        trail: (await divisionTrail(sql, scope, report.division))!,
        // The workbook holds personal columns, so only who may see those is offered it.
        report: mayPerson(person, 'report.personal-columns') ? report : { ...report, jobId: null },
        steps: await stepsOfReport(sql, report.id),
        figures: directly(frozen, report.division),
        place,
        before: earlier
          ? { version: earlier.version, figures: directly(await frozenFigures(sql, earlier.id), at ?? report.division) }
          : null,
        acts: mayPerson(person, 'sign-off.act') ? actsNow(signerOf(person), report) : [],
      };
    },
    { readOnly: true },
  );
}

function placeIn(figures: readonly FrozenFigure[], code: string): SignedVersion['place'] {
  const byCode = new Map(figures.map((figure) => [figure.code, figure]));
  if (!byCode.has(code)) refuse('division.unknown', { code });
  const trail: { code: string; name: string }[] = [];
  for (let one = byCode.get(code); one; one = one.parent === null ? undefined : byCode.get(one.parent))
    trail.unshift({ code: one.code, name: one.name });
  const shown = directly(figures, code);
  const parents = new Set(figures.map(({ parent }) => parent));
  return { trail, figures: shown, deeper: shown.flatMap((row) => (row.code !== code && parents.has(row.code) ? [row.code] : [])) };
}

function directly(figures: readonly FrozenFigure[], division: string): FrozenFigure[] {
  const own = figures.filter(({ code }) => code === division);
  return [...own, ...figures.filter(({ parent }) => parent === division)];
}

/**
 * 待办: versions that wait for this person's act, returned ones of the own office, and those that were withdrawn after they had been sent,
 * for the office that sent them and the one that had them.
 */
export async function signOffTasks(db: Database, person: Person, division: string): Promise<SignedReport[]> {
  if (!mayPerson(person, 'sign-off.act')) return [];
  const signer = signerOf(person);
  const reports = await withSql(db, (sql) => reportsInWork(sql, scopeOf(person), division));
  return reports.filter((report) => {
    if (report.state === 'returned') return signer.office === report.level;
    return report.state === 'withdrawn' || actsNow(signer, report).some((act) => act !== 'withdraw');
  });
}

/** 待办: seasons that were reopened, for everyone who reads reports. */
export async function reopenedToTell(db: Database, person: Person): Promise<ReopenedSeason[]> {
  if (!mayPerson(person, 'sign-off.read')) return [];
  return withSql(db, reopenedSeasons);
}
