import { z } from 'zod';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { PACKED_LEVELS } from '~/domain/package/packed-levels';
import { refuse } from '~/domain/problems';
import { dayInShanghai, isCalendarDay } from '~/domain/time/calendar-day';
import { isSeasonName } from '~/domain/time/heating-season';
import { enqueueJob } from '~/server/jobs/enqueue.server';
import { fileSize, jobFilePath, jobFolder } from '~/server/jobs/job-files.server';
import type { JobKind } from '~/server/jobs/job-kind.server';
import { requireDivisionAndSeason } from '~/server/workflows/facts/read-facts.server';
import { shortFingerprint } from './take-package.server';

/** The request of a package. `name` is the division's name for lists. */
const wanted = z.object({
  division: z.string(),
  name: z.string(),
  season: z.string().refine(isSeasonName),
  asOf: z.string().refine(isCalendarDay),
});
type PackageWanted = z.infer<typeof wanted>;

const STAGES = { sheets: 'sheets', figures: 'facts', packing: 'saving' } as const;

/** 打包 as a job. */
export const packageJob: JobKind<PackageWanted> = {
  key: 'package',
  wanted,
  may: (person) => mayPerson(person, 'package.make'),
  async run(db, person, { name, ...asked }, { jobId, signal, progress }) {
    await jobFolder(jobId);
    const fileName = packageFileName({ name, ...asked });
    const file = jobFilePath(jobId, fileName);
    // Loaded in the job's process, not with the app.
    const { makePackage } = await import('./make-package.server');
    const { manifest } = await makePackage(db, person, { ...asked, file }, new Date(), {
      signal,
      onProgress: ({ stage, done, total }) => void progress({ stage: STAGES[stage], done, total }),
    });
    return {
      files: [{ name: fileName, bytes: (await fileSize(file)) ?? 0 }],
      counts: { version: manifest.version, households: manifest.households },
      details: { fingerprint: manifest.sender.fingerprint },
    };
  },
  title: (t, { name, season, asOf }) => t('packages:job.make', { name, season, asOf }),
  note: (t, { counts, details }) =>
    counts && details
      ? t('packages:job.made', {
          version: counts.version,
          households: counts.households,
          fingerprint: shortFingerprint(String((details as { fingerprint?: string }).fingerprint ?? '')),
        })
      : null,
  filesOf: ({ division }) => String(division),
};

/** 打包: asks for a package. Refuses at once what the job would refuse. An as-of date that was left empty is today. */
export async function askForPackage(
  db: Database,
  person: Person,
  input: { division: string; season: string; asOf: string },
  now: Date,
): Promise<string> {
  if (!mayPerson(person, 'package.make')) refuse('access.not-allowed');
  const today = dayInShanghai(now);
  const asOf = input.asOf.trim() || today;
  if (!isCalendarDay(asOf)) refuse('day.not-a-day', { day: asOf });
  if (asOf > today) refuse('report.day-ahead', { day: asOf, today });
  const division = await withSql(db, async (sql) => {
    await requireDivisionAndSeason(sql, scopeOf(person), input);
    return (await divisionTrail(sql, scopeOf(person), input.division))!.at(-1)!;
  });
  if (!PACKED_LEVELS.has(division.level)) refuse('package.level', { code: division.name });
  const asked: PackageWanted = { division: input.division, name: division.name, season: input.season, asOf };
  return enqueueJob(db, { kind: packageJob.key, asked, accountId: person.accountId });
}

/** 朔城区数据包-2020-2021-截止2021-04-30.zip, a plain file name whatever the division is called. */
function packageFileName({ name, season, asOf }: Pick<PackageWanted, 'name' | 'season' | 'asOf'>): string {
  return `${name.replace(/[^\p{L}\p{N}]/gu, '')}数据包-${season}-截止${asOf}.zip`;
}
