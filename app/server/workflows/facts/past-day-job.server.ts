/** 计算过去某一天的数 as a job: asked for by a page that would otherwise keep its reader waiting. It belongs to nobody. */
import { z } from 'zod';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { analyzePastFacts, computeSomeVillages, trimPastFacts } from '~/database/facts/past/past-facts.server';
import { latestAsked } from '~/database/jobs/jobs.server';
import { EVERYTHING } from '~/database/scope.server';
import { countHouseholdsBelow } from '~/database/subsidy/entitlements.server';
import { mayPerson } from '~/domain/access/who-may';
import { isCalendarDay } from '~/domain/time/calendar-day';
import { isSeasonName } from '~/domain/time/heating-season';
import { enqueueJob } from '~/server/jobs/enqueue.server';
import type { JobKind } from '~/server/jobs/job-kind.server';

const wanted = z.object({
  division: z.string(),
  days: z.array(z.object({ season: z.string().refine(isSeasonName), day: z.string().refine(isCalendarDay) })),
});
type PastDayWanted = z.infer<typeof wanted>;

/** Households in a transaction: about a second's work, so that a page that computes a village meanwhile waits no longer. */
const A_PART = 4_000;
/** After a job that did not end well a page says so for this long before it asks again. */
const FAILED_FOR_MS = 60_000;

export const pastDayJob: JobKind<PastDayWanted> = {
  key: 'past-day',
  wanted,
  unattended: true,
  may: (person) => mayPerson(person, 'coverage.read'),
  async run(db, _person, { division, days }, { progress }) {
    const total = days.length * (await withSql(db, (sql) => countHouseholdsBelow(sql, division)));
    let done = 0;
    for (const day of days) {
      // What was changed while the job was at work is left to the page that asks next.
      for (let some = 1; some > 0 && done < 2 * total + 1; done += some) {
        some = await inTransaction(db, (sql) => computeSomeVillages(sql, EVERYTHING, division, day, A_PART));
        await progress({ stage: 'pastDay', done: Math.min(done + some, total), total });
      }
    }
    await inTransaction(db, (sql) => trimPastFacts(sql, new Date()));
    await withSql(db, analyzePastFacts);
    return { counts: { households: done } };
  },
  title: (t, { days }) => t('as-of:job.title', { day: days[0]?.day }),
};

/** Sees to it that a job for this is on its way, once. `failed`: the last one did not end well a moment ago. */
export async function askForPastDay(db: Database, asked: PastDayWanted, now: Date): Promise<{ failed: boolean }> {
  const last = await withSql(db, (sql) => latestAsked(sql, pastDayJob.key, asked));
  const open = last !== null && (last.state === 'waiting' || last.state === 'running');
  const failed = last !== null && (last.state === 'failed' || last.state === 'refused') && recently(last.finishedAt, now);
  if (!open && !failed) await enqueueJob(db, { kind: pastDayJob.key, asked, accountId: null });
  return { failed };
}

function recently(instant: string | null, now: Date): boolean {
  return instant !== null && now.getTime() - Date.parse(instant) < FAILED_FOR_MS;
}
