/** 值得一看, computed for a county and season as a job. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { refreshDueFacts } from '~/database/facts/facts.server';
import { photosToLookAt, readingsToLookAt, storeReasons, visitsToLookAt } from '~/database/quality/reasons.server';
import { scopeOf } from '~/database/scope.server';
import { keptThresholds } from '~/database/seasons/thresholds.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { thresholdsOf } from '~/domain/findings/thresholds';
import { refuse } from '~/domain/problems';
import { randomFromSeed } from '~/domain/quality/random-from-seed';
import { reasonsToLook } from '~/domain/quality/reasons-to-look';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { isSeasonName } from '~/domain/time/heating-season';
import { enqueueJob } from '~/server/jobs/enqueue.server';
import type { JobKind } from '~/server/jobs/job-kind.server';
import { requireDivisionAndSeason } from '~/server/workflows/facts/read-facts.server';

const wanted = z.object({ division: z.string(), name: z.string(), season: z.string().refine(isSeasonName) });
type QualityWanted = z.infer<typeof wanted>;

export const qualityJob: JobKind<QualityWanted> = {
  key: 'quality',
  wanted,
  may: (person) => mayPerson(person, 'quality.compute'),
  async run(db, person, asked, { progress }) {
    const counts = await computeReasons(db, person, asked, new Date(), (done, total) => progress({ stage: 'records', done, total }));
    return { counts };
  },
  title: (t, { name, season }) => t('common:jobs.quality', { name, season }),
  note: (t, { counts }) => t('common:jobs.qualityDone', { visits: counts?.visits, reasons: counts?.reasons }),
};

/** Requests the computation. What the job would refuse is refused at once. */
export async function askForReasons(db: Database, person: Person, input: { division: string; season: string }): Promise<string> {
  if (!mayPerson(person, 'quality.compute')) refuse('access.not-allowed');
  const name = await withSql(db, async (sql) => {
    await requireDivisionAndSeason(sql, scopeOf(person), input);
    return (await divisionTrail(sql, scopeOf(person), input.division))!.at(-1)!.name;
  });
  return enqueueJob(db, { kind: qualityJob.key, asked: { ...input, name }, accountId: person.accountId });
}

/** Reads the records, looks through them outside of any transaction, and stores what was found in one. Doing it twice finds the same. */
export async function computeReasons(
  db: Database,
  person: Person,
  { division, season }: { division: string; season: string },
  now: Date,
  progress: (done: number, total: number) => Promise<void> = async () => undefined,
): Promise<{ visits: number; reasons: number }> {
  const scope = scopeOf(person);
  const place = { division, season: season as never };
  await progress(0, 3);
  const records = await inTransaction(db, async (sql) => {
    await requireDivisionAndSeason(sql, scope, { division, season });
    await refreshDueFacts(sql, dayInShanghai(now));
    return {
      visits: await visitsToLookAt(sql, scope, place),
      readings: await readingsToLookAt(sql, scope, place),
      photos: await photosToLookAt(sql, scope, place),
      visitsAnHour: thresholdsOf(await keptThresholds(sql, season)).visitsAnHour,
    };
  });
  await progress(1, 3);
  const seed = createHash('sha256').update(`${season} ${division}`).digest('hex');
  const reasons = reasonsToLook(records, randomFromSeed(seed));
  await progress(2, 3);
  await inTransaction(db, (sql) => storeReasons(sql, place, records.visits.length, reasons, now));
  return { visits: records.visits.length, reasons: reasons.length };
}
