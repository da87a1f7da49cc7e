import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql, withSql } from '~/database/connection/sql.server';
import { type ReportRow, reportInScope, reportsBelow, reportsOfHouseholds } from '~/database/findings/problem-reports.server';
import { type Scope, scopeOf } from '~/database/scope.server';
import { arrivedPhotos } from '~/database/survey/photos.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { ShownReport } from '~/domain/findings/problem-report';
import { refuse } from '~/domain/problems';
import { open, seal } from '~/server/personal/seal.server';
import { answerFinding, openFindingOfReport } from './open-report-findings.server';

/** A report on the desk; `household` null: the number sent is not in the register. */
export type DeskReport = ShownReport & {
  household: string | null;
  householdSent: string;
  head: string | null;
  address: string | null;
  village: string;
  phoneSaid: string | null;
};

/** 上报的问题: those below that wait for an answer, or those that have one. */
export async function listReports(
  db: Database,
  person: Person,
  query: { answered: boolean; from: number | null },
): Promise<{ reports: DeskReport[]; next: number | null }> {
  if (!mayPerson(person, 'problem.read')) refuse('access.not-allowed');
  const { rows, next } = await withSql(db, (sql) => reportsBelow(sql, scopeOf(person), query));
  return { reports: rows.map(deskReport), next };
}

export async function readReport(
  db: Database,
  person: Person,
  id: string,
): Promise<{ report: DeskReport; arrived: string[]; mayAnswer: boolean }> {
  if (!mayPerson(person, 'problem.read')) refuse('access.not-allowed');
  return withSql(db, async (sql) => {
    const report = deskReport((await reportInScope(sql, scopeOf(person), id)) ?? refuse('problem-report.unknown'));
    return { report, arrived: await arrivedPhotos(sql, report.photos), mayAnswer: mayPerson(person, 'problem.answer') };
  });
}

/** The reports of one household, for its page. */
export async function reportsOfHousehold(sql: Sql, scope: Scope, number: string): Promise<ShownReport[]> {
  return (await reportsOfHouseholds(sql, scope, [number])).map(shownReport);
}

/**
 * 答复: a word about the progress of the finding that the report is. Once more when the first answer was not good enough, and after it was
 * closed; the cadre sees the last one.
 */
export async function answerReport(db: Database, person: Person, input: { id: string; answer: string }, now: Date): Promise<void> {
  if (!mayPerson(person, 'problem.answer')) refuse('access.not-allowed');
  await inTransaction(db, async (sql) => {
    const report = (await reportInScope(sql, scopeOf(person), input.id, true)) ?? refuse('problem-report.unknown');
    const finding =
      report.findingId ??
      (await openFindingOfReport(sql, { ...report, village: report.villageCode }, now)) ??
      refuse('problem-report.no-season');
    const { username: actor, name: by } = person;
    const answer = { finding, village: report.villageCode, sealed: seal(input.answer), at: now.toISOString() };
    await answerFinding(sql, { ...answer, actor, by, enteredBy: actor }, now);
  });
}

export function shownReport(row: ReportRow): ShownReport {
  const instant = (at: string) => new Date(at).toISOString();
  return {
    id: row.id,
    number: String(row.number),
    kind: row.kind,
    text: open(row.textSealed),
    photos: row.photos,
    reportedAt: instant(row.reportedAt),
    receivedAt: instant(row.receivedAt),
    by: row.by,
    answer: row.answerSealed ? { text: open(row.answerSealed), by: row.answeredBy!, at: instant(row.answeredAt!) } : null,
    ...(row.finding && {
      finding: {
        number: row.finding,
        state: row.state!,
        dueOn: row.dueOn!,
        closed: row.resultSealed ? { result: open(row.resultSealed), by: row.closedBy!, at: instant(row.closedAt!) } : null,
      },
    }),
  };
}

function deskReport(row: ReportRow): DeskReport {
  const { household, householdSent, head, address, village, phoneSaid } = row;
  return { ...shownReport(row), household, householdSent, head, address, village, phoneSaid };
}
