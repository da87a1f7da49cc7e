/** 更新问题 as a job: asked for by whoever may, by the app every hour, and soon after something changed the rules of many households. */

import { z } from 'zod';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { isAsked, staleFindings } from '~/database/findings/stale.server';
import { mayPerson } from '~/domain/access/who-may';
import { enqueueJob } from '~/server/jobs/enqueue.server';
import type { JobKind } from '~/server/jobs/job-kind.server';
import { updateFindings } from './update-findings.server';

const wanted = z.object({ everything: z.boolean().default(false) });
type FindingsWanted = z.infer<typeof wanted>;

export const findingsJob: JobKind<FindingsWanted> = {
  key: 'findings',
  wanted,
  unattended: true,
  may: (person) => mayPerson(person, 'finding.handle'),
  async run(db, _person, { everything }, { progress }) {
    const { households } = await updateFindings(db, new Date(), {
      everything,
      progress: (done, total) => progress({ stage: 'findings', done, total }),
    });
    return { counts: { households } };
  },
  title: (t) => t('common:jobs.findings'),
  note: (t, { counts }) => t('common:jobs.findingsDone', { households: counts?.households }),
};

/** Asked for by the app; once is enough. `due`: the hour is over, whether or not something is marked. */
export async function askWhenStale(db: Database, due: boolean): Promise<void> {
  const wait = await withSql(db, async (sql) => !(await isAsked(sql, findingsJob.key)) && (due || (await staleFindings(sql)).length > 0));
  if (wait) await enqueueJob(db, { kind: findingsJob.key, asked: { everything: false }, accountId: null });
}
