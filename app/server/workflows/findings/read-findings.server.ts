import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { type Town, townsBelow } from '~/database/divisions/towns-below.server';
import { countOnly, type DeskCounts, deskCounts, type FindingRow, findingByNumber, findingsPage } from '~/database/findings/desk.server';
import { type PossibleOwner, possibleOwners, stepsOf } from '~/database/findings/finding-writes.server';
import { reportInScope } from '~/database/findings/problem-reports.server';
import { type Scope, scopeOf } from '~/database/scope.server';
import { keptThresholds } from '~/database/seasons/thresholds.server';
import { arrivedPhotos } from '~/database/survey/photos.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { DivisionStep } from '~/domain/coverage/division';
import { type EvidenceFile, hoursSince, isOverdue } from '~/domain/findings/desk/finding';
import { FINDING_ACTS, type FindingAct, whatForbids } from '~/domain/findings/desk/finding-acts';
import type { FindingStep } from '~/domain/findings/life';
import type { ShownReport } from '~/domain/findings/problem-report';
import { linesOfRule, type ThresholdLine } from '~/domain/findings/read-thresholds-form';
import { thresholdsOf } from '~/domain/findings/thresholds';
import { type ProblemCode, refuse } from '~/domain/problems';
import type { FindingOnly, FindingsPosition, FindingsView } from '~/domain/tables/findings-table';
import { dayInShanghai } from '~/domain/time/calendar-day';
import type { FindingLine } from '~/reports/tables/findings-list';
import { open } from '~/server/personal/seal.server';
import { atPlaceAlone, type CoveragePlace, type NoSeasonYet, townOf } from '~/server/workflows/facts/read-coverage.server';
import { shownReport } from './answer-report.server';

export type FindingsDesk = CoveragePlace & {
  counts: DeskCounts;
  towns: Town[];
  rows: FindingLine[];
  next: FindingsPosition | null;
  /** To whom several at once can be assigned; empty for somebody who assigns nothing. */
  owners: PossibleOwner[];
};

/**
 * 问题整改: a page of the desk; of a past day with the states that the findings had when it ended. Who shall do what, and what is overdue or
 * theirs, is about today alone.
 */
export function readFindings(
  db: Database,
  person: Person,
  { division, view }: { division: string; view: FindingsView },
  now: Date,
): Promise<FindingsDesk | NoSeasonYet> {
  if (!mayPerson(person, 'finding.read')) refuse('access.not-allowed');
  return atPlaceAlone(db, person, { division, season: view.season, asOf: view.asOf }, now, async (sql, place) => {
    const scope = scopeOf(person);
    await townOf(sql, scope, { division, town: view.town });
    const query = { ...findingsAsked(person, view, place, now), division: view.town ?? division };
    const { rows, next } = await findingsPage(sql, scope, query);
    return {
      ...place,
      counts: await deskCounts(sql, scope, { ...query, division }),
      towns: await townsBelow(sql, scope, division),
      rows: rows.map((row) => lineOf(row, now, place.past)),
      next,
      owners: mayPerson(person, 'finding.handle') && !place.past ? await possibleOwners(sql, scope, division) : [],
    };
  });
}

/** What a list asks for, of a past day where the place has one. */
export function findingsAsked(person: Person, view: FindingsView, { season, asOf, past }: CoveragePlace, now: Date) {
  const day = past ? { pastDay: asOf, only: null } : {};
  return { ...view, season: season.name, person, today: dayInShanghai(now), ...day };
}

/** A row of the database as a line that a person reads. `past`: nothing is said of what is due today. */
export function lineOf(row: FindingRow, now: Date, past = false): FindingLine {
  const { textSealed, since, id: _id, divisionCode: _divisionCode, ...rest } = row;
  return {
    ...rest,
    text: textSealed === null ? null : open(textSealed),
    hours: past ? null : hoursSince({ ...row, since }, now),
    overdue: !past && isOverdue(row, dayInShanghai(now)),
  };
}

type ShownStep = {
  id: string;
  at: string;
  by: string;
  kind: FindingStep;
  text: string | null;
  detail: Record<string, unknown>;
  files: EvidenceFile[];
};

export type FindingPage = {
  trail: DivisionStep[];
  finding: FindingLine & {
    division: string;
    subject: string;
    ownerAccount: string | null;
    proposedAt: string | null;
    cleared: Record<string, unknown> | null;
    result: string | null;
    exception: boolean;
    evidenceNote: string | null;
    closedAt: string | null;
  };
  /** What its rule goes by in its season now; empty for a finding by hand. */
  thresholds: ThresholdLine[];
  steps: ShownStep[];
  report: { id: string; report: ShownReport; arrived: string[] } | null;
  owners: PossibleOwner[];
  /** Why an act is not possible; null: it is. */
  forbidden: Record<FindingAct, ProblemCode | null>;
};

/** 一个问题: what, where, the cause, who does what, and its time line. */
export function readFinding(db: Database, person: Person, number: string, now: Date): Promise<FindingPage> {
  if (!mayPerson(person, 'finding.read')) refuse('access.not-allowed');
  return inTransaction(
    db,
    async (sql) => {
      const scope = scopeOf(person);
      const found = (await findingByNumber(sql, scope, number)) ?? refuse('finding.unknown');
      const forbidden = Object.fromEntries(FINDING_ACTS.map((act) => [act, whatForbids(act, found, person)]));
      return {
        trail: (await divisionTrail(sql, scope, found.divisionCode)) ?? [],
        finding: {
          ...lineOf(found, now),
          division: found.division,
          subject: found.subject,
          ownerAccount: found.ownerAccount,
          proposedAt: found.proposedAt,
          cleared: found.cleared,
          result: found.result,
          exception: found.exception,
          evidenceNote: found.evidenceNote,
          closedAt: found.closedAt,
        },
        thresholds: found.rule === null ? [] : linesOfRule(thresholdsOf(await keptThresholds(sql, found.season)), found.rule, found.urgent),
        steps: (await stepsOf(sql, found.id)).map(({ textSealed, actorName, actor: _actor, at, ...step }) => ({
          ...step,
          at: new Date(at).toISOString(),
          by: actorName,
          text: textSealed === null ? null : open(textSealed),
        })),
        report: found.reportId === null ? null : await reportOf(sql, scope, found.reportId),
        owners: mayPerson(person, 'finding.handle') ? await possibleOwners(sql, scope, found.divisionCode) : [],
        forbidden: forbidden as FindingPage['forbidden'],
      };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

async function reportOf(sql: Sql, scope: Scope, id: string): Promise<FindingPage['report']> {
  const row = await reportInScope(sql, scope, id);
  return row && { id, report: shownReport(row), arrived: await arrivedPhotos(sql, row.photos) };
}

/** 待办: what presses in these seasons. A reader who may not handle anything has no tasks of their own, but sees what is late. */
export function findingsToDo(
  db: Database,
  person: Person,
  { division, seasons }: { division: string; seasons: readonly string[] },
  now: Date,
): Promise<{ season: string; only: Record<FindingOnly, number> }[]> {
  if (!mayPerson(person, 'finding.read')) refuse('access.not-allowed');
  return withSql(db, async (sql) => {
    const tasks = [];
    for (const season of seasons) {
      tasks.push({ season, only: await countOnly(sql, scopeOf(person), { division, season, person, today: dayInShanghai(now) }) });
    }
    return tasks;
  });
}
