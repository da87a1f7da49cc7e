import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { waitingByTownship } from '~/database/phones/waiting-records.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { mayFreeze, placesInWords, type UndecidedRecordsAt, waitingTogether } from '~/domain/sync/what-waits';
import { dayInShanghai, isCalendarDay } from '~/domain/time/calendar-day';
import { isSeasonName } from '~/domain/time/heating-season';
import { enqueueJob } from '~/server/jobs/queue.server';
import { requireDivisionAndSeason } from '~/server/workflows/facts/read-facts.server';

/** What a report job was asked for. `name` is the division's, for lists; the job reads it again. */
export type ReportWanted = { division: string; name: string; season: string; asOf: string; frozen: boolean };

/**
 * 生成报表: asks for a workbook. Refuses at once what the job would refuse, so that the person is told beside the field and
 * not minutes later. An as-of date that was left empty is today.
 */
export async function askForReport(
  db: Database,
  person: Person,
  input: { division: string; season: string; asOf: string; frozen?: boolean },
  now: Date,
): Promise<string> {
  if (!mayPerson(person, input.frozen ? 'report.freeze' : 'report.make')) refuse('access.not-allowed');
  const today = dayInShanghai(now);
  const asOf = input.asOf.trim() || today;
  if (!isCalendarDay(asOf)) refuse('day.not-a-day', { day: asOf });
  if (asOf > today) refuse('report.day-ahead', { day: asOf, today });
  const name = await withSql(db, async (sql) => {
    await requireDivisionAndSeason(sql, scopeOf(person), input);
    if (input.frozen) refuseOverWaiting(await waitingByTownship(sql, scopeOf(person), input));
    return (await divisionTrail(sql, scopeOf(person), input.division))!.at(-1)!.name;
  });
  const wanted: ReportWanted = { division: input.division, name, season: input.season, asOf, frozen: input.frozen ?? false };
  return enqueueJob(db, { kind: 'report', asked: wanted, accountId: person.accountId });
}

/** 定稿: no report is frozen over a conflict nobody decided or a record nobody looked at; the townships that have them are named. */
export function refuseOverWaiting(places: readonly UndecidedRecordsAt[]): void {
  const waiting = waitingTogether(places);
  if (!mayFreeze(waiting)) refuse('report.conflicts-open', { ...waiting, places: placesInWords(places) });
}

/** What would keep a report from being frozen now, by township; nothing for who may not freeze one. */
export async function waitingForReport(
  db: Database,
  person: Person,
  query: { division: string; season: string },
): Promise<UndecidedRecordsAt[]> {
  return mayPerson(person, 'report.freeze') ? withSql(db, (sql) => waitingByTownship(sql, scopeOf(person), query)) : [];
}

/** Reads back what a job was asked for; null when it is not a report's. */
export function reportWanted(asked: Record<string, unknown>): ReportWanted | null {
  const { division, name, season, asOf } = asked;
  if (typeof division !== 'string' || typeof name !== 'string' || typeof season !== 'string' || typeof asOf !== 'string') return null;
  return isSeasonName(season) && isCalendarDay(asOf) ? { division, name, season, asOf, frozen: asked.frozen === true } : null;
}

/** 朔州市清洁取暖回头看报表-2020-2021-截止2021-04-30.xlsx, a frozen one with “-定稿”: a plain file name whatever the division is called. */
export function reportFileName({ name, season, asOf, frozen }: Pick<ReportWanted, 'name' | 'season' | 'asOf' | 'frozen'>): string {
  return `${name.replace(/[^\p{L}\p{N}]/gu, '')}清洁取暖回头看报表-${season}-截止${asOf}${frozen ? '-定稿' : ''}.xlsx`;
}
