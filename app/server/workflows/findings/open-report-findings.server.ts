import { randomUUID } from 'node:crypto';
import type { Sql } from '~/database/connection/sql.server';
import { appendHistory } from '~/database/facts/history.server';
import { insertAnswer, insertReportFinding, looseReports, type NewReportFinding } from '~/database/findings/report-findings.server';
import { seasonsNewestFirst } from '~/database/seasons/seasons.server';
import { OPERATOR } from '~/domain/access/person';
import { findingOfReport } from '~/domain/findings/finding-of-report';
import type { ProblemKind } from '~/domain/findings/problem-report';
import { addDays, dayInShanghai } from '~/domain/time/calendar-day';
import { seasonShown } from '~/domain/time/current-season';
import { open } from '~/server/personal/seal.server';

/** A report as a finding needs it. `household`: null when the number that was sent is not in the register, or not theirs. */
type Reported = {
  id: string;
  kind: ProblemKind;
  household: string | null;
  village: string;
  receivedAt: string;
  /** Who reported it. */
  username: string;
  by: string;
};

/**
 * 上报即立案: the finding of a report, in the transaction that receives it. It belongs to the season that is surveyed when it arrives, open or
 * not; null when no season is declared, then `openLooseReports` opens it later. Sent twice it is one.
 */
export async function openFindingOfReport(sql: Sql, report: Reported, now: Date): Promise<string | null> {
  const receivedAt = new Date(report.receivedAt);
  const openedOn = dayInShanghai(receivedAt);
  const season = seasonShown(await seasonsNewestFirst(sql), null, openedOn);
  if (season === null) return null;
  const { urgent, days, level } = findingOfReport(report.kind);
  const finding: NewReportFinding = {
    id: randomUUID(),
    season,
    subject: `report:${report.id}`,
    source: 'cadre',
    division_code: report.village,
    household_number: report.household,
    report_id: report.id,
    level,
    state: 'open',
    urgent,
    opened_on: openedOn,
    due_on: addDays(openedOn, days),
    created_at: receivedAt.toISOString(),
    created_by: report.username,
  };
  const number = await insertReportFinding(sql, finding, report.by);
  if (number === null) return null;
  await appendHistory(sql, now, report.username, [
    {
      chain: report.village,
      action: 'finding.opened',
      entity: 'finding',
      entityKey: number,
      after: { season, source: 'cadre', household: report.household, division: report.village, dueOn: finding.due_on, report: report.id },
    },
  ]);
  return finding.id;
}

/** Keeps a word about the progress with the finding and with the history, where only the fact is written. */
export async function answerFinding(
  sql: Sql,
  answer: { finding: string; village: string; sealed: string; at: string; actor: string; by: string; enteredBy: string },
  now: Date,
): Promise<void> {
  const { number, before, after, revision } = await insertAnswer(sql, { ...answer, text: open(answer.sealed) });
  await appendHistory(sql, now, answer.enteredBy, [
    {
      chain: answer.village,
      action: 'finding.progress',
      entity: 'finding',
      entityKey: number,
      before: { state: before, revision: revision - 1 },
      after: { state: after, revision },
    },
  ]);
}

const AT_A_TIME = 200;

/**
 * Opens the findings of reports that have none: those an older version received, with what was answered then, and those that came before
 * any season was declared. True while there may be more.
 */
export async function openLooseReports(sql: Sql, now: Date): Promise<boolean> {
  const reports = await looseReports(sql, AT_A_TIME);
  for (const report of reports) {
    const finding = await openFindingOfReport(sql, report, now);
    if (finding === null) return false;
    if (report.answerSealed === null) continue;
    const { answerSealed: sealed, answeredAt, answeredBy } = report;
    const by = answeredBy!;
    await answerFinding(
      sql,
      { finding, village: report.village, sealed, at: answeredAt!, actor: by, by, enteredBy: OPERATOR.username },
      now,
    );
  }
  return reports.length === AT_A_TIME;
}
