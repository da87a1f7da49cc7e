import { z } from 'zod';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { waitingByTownship } from '~/database/phones/waiting-records.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { OPEN_ITEMS } from '~/domain/report/what-is-open';
import { dayInShanghai, isCalendarDay } from '~/domain/time/calendar-day';
import { isSeasonName } from '~/domain/time/heating-season';
import { enqueueJob } from '~/server/jobs/enqueue.server';
import { fileSize, jobFilePath, jobFolder } from '~/server/jobs/job-files.server';
import type { JobKind } from '~/server/jobs/job-kind.server';
import { requireDivisionAndSeason } from '~/server/workflows/facts/read-facts.server';
import { readOpen } from './read-open.server';
import { type Acknowledged, requireAcknowledged, requireMayPrepare, signingOf } from './sign-report.server';
import { refuseOverWaiting } from './waiting-for-report.server';

/** The request of a report. `name` is the division's name for lists; the job reads it again. */
const wanted = z.object({
  division: z.string(),
  name: z.string(),
  season: z.string().refine(isSeasonName),
  asOf: z.string().refine(isCalendarDay),
  /** Of a version. Older programs froze workbooks that were none; their files are still there. */
  frozen: z.boolean().default(false),
  /** Of a version: what the person saw open, and why it is frozen all the same. */
  acknowledged: z.object({ seen: z.partialRecord(z.enum(OPEN_ITEMS), z.number().int()), reason: z.string().nullable() }).optional(),
});
type ReportWanted = z.infer<typeof wanted>;

/** 生成报表 as a job. */
export const reportJob: JobKind<ReportWanted> = {
  key: 'report',
  wanted,
  may: (person, { frozen }) => mayPerson(person, frozen ? 'report.freeze' : 'report.make'),
  async run(db, person, asked, { jobId, signal, progress }) {
    await jobFolder(jobId);
    const name = reportFileName({ ...asked, frozen: asked.acknowledged !== undefined });
    const file = jobFilePath(jobId, name);
    const now = new Date();
    const { acknowledged } = asked;
    const signing = acknowledged && signingOf(person, { ...asked, acknowledged, jobId, fileName: name }, now);
    // What writes the workbook is loaded in the job's process, not with the app.
    const { makeReport } = await import('./make-report.server');
    const made = await makeReport(db, person, { ...asked, file }, now, { signal, signing, onProgress: (at) => void progress(at) });
    return {
      files: [{ name, bytes: (await fileSize(file)) ?? 0 }],
      counts: { sheets: made.sheets.length, households: made.households, ...made.waiting },
      details: {
        personal: mayPerson(person, 'report.personal-columns'),
        name: made.name,
        asOf: made.asOf,
        sha256: made.sha256,
        historyHead: made.historyHead,
      },
    };
  },
  title: (t, { name, season, asOf, frozen }) => t(frozen ? 'common:jobs.reportFrozen' : 'common:jobs.report', { name, season, asOf }),
  /** For a draft over undecided conflicts: what waits. */
  note(t, { counts }) {
    const { conflicts = 0, quarantined = 0 } = counts ?? {};
    return conflicts + quarantined > 0 ? t('reports:waiting.draft', { conflicts, quarantined }) : null;
  },
  filesOf: ({ division }) => String(division),
  /** A workbook with personal columns is for those who may have them now; a frozen one always has them. */
  mayTakeFiles(person, { asked, outcome }) {
    const { personal } = (outcome?.details ?? {}) as { personal?: boolean };
    return (personal !== true && asked.frozen !== true) || mayPerson(person, 'report.personal-columns');
  },
};

/**
 * 生成报表: asks for a draft. Refuses at once what the job would refuse, so that the person sees it beside the field and not
 * minutes later. An as-of date that was left empty is today.
 */
export async function askForReport(
  db: Database,
  person: Person,
  input: { division: string; season: string; asOf: string },
  now: Date,
): Promise<string> {
  if (!mayPerson(person, 'report.make')) refuse('access.not-allowed');
  const today = dayInShanghai(now);
  const asOf = input.asOf.trim() || today;
  if (!isCalendarDay(asOf)) refuse('day.not-a-day', { day: asOf });
  if (asOf > today) refuse('report.day-ahead', { day: asOf, today });
  const name = await withSql(db, async (sql) => {
    await requireDivisionAndSeason(sql, scopeOf(person), input);
    return (await divisionTrail(sql, scopeOf(person), input.division))!.at(-1)!.name;
  });
  const asked: ReportWanted = { division: input.division, name, season: input.season, asOf, frozen: false };
  return enqueueJob(db, { kind: reportJob.key, asked, accountId: person.accountId });
}

/**
 * 定稿 for sending: asks for the next version of a report as of today. Refuses what the job would refuse: another office, a version that
 * stands, what waits from phones, and what is open unless just that was acknowledged with a reason.
 */
export async function askForVersion(
  db: Database,
  person: Person,
  input: { division: string; season: string; acknowledged: Acknowledged },
  now: Date,
): Promise<string> {
  const today = dayInShanghai(now);
  const name = await withSql(db, async (sql) => {
    const own = await requireMayPrepare(sql, person, input);
    refuseOverWaiting(await waitingByTownship(sql, scopeOf(person), input));
    const { open } = await readOpen(sql, person, { ...input, level: own.level }, today);
    requireAcknowledged(open, input.acknowledged);
    return own.name;
  });
  const { division, season, acknowledged } = input;
  const asked: ReportWanted = { division, name, season, asOf: today, frozen: true, acknowledged };
  return enqueueJob(db, { kind: reportJob.key, asked, accountId: person.accountId });
}

/** 朔州市清洁取暖回头看报表-2020-2021-截止2021-04-30.xlsx, with “-定稿” when frozen. It is a plain file name, whatever the division is called. */
export function reportFileName({ name, season, asOf, frozen }: Pick<ReportWanted, 'name' | 'season' | 'asOf' | 'frozen'>): string {
  return `${name.replace(/[^\p{L}\p{N}]/gu, '')}清洁取暖回头看报表-${season}-截止${asOf}${frozen ? '-定稿' : ''}.xlsx`;
}
