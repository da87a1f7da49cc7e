/** 一起处理导入要改的账户 as a job: what one import asked for is confirmed, declined or taken back together. */

import { z } from 'zod';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { countWaitingChanges, waitingIds } from '~/database/households/ledger/changes.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { isRefusal, refuse } from '~/domain/problems';
import { enqueueJob } from '~/server/jobs/enqueue.server';
import type { JobKind } from '~/server/jobs/job-kind.server';
import { confirmChange, declineChange, withdrawChange } from './decide-change.server';

const HOW = { confirm: confirmChange, decline: declineChange, withdraw: withdrawChange } as const;
const wanted = z.object({
  division: z.string(),
  name: z.string(),
  askedAt: z.iso.datetime(),
  askedBy: z.string(),
  how: z.enum(['confirm', 'decline', 'withdraw']),
  decision: z.string(),
});
type DecideWanted = z.infer<typeof wanted>;

/**
 * Each household is decided as on its own page, in a transaction of its own, so that what cannot be decided keeps nothing else: it stays
 * where it is, and its page says why. What another person has decided meanwhile is done.
 */
export const decideChangesJob: JobKind<DecideWanted> = {
  key: 'decide-changes',
  wanted,
  may: (person) => mayPerson(person, 'roster.confirm'),
  async run(db, person, { division, how, decision, ...together }, { progress }) {
    const scope = scopeOf(person);
    const { all } = await withSql(db, (sql) => countWaitingChanges(sql, scope, division, together));
    const counts = { decided: 0, left: 0 };
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const ids = await withSql(db, (sql) => waitingIds(sql, scope, division, together, { after, most: 100 }));
      if (ids.length === 0) return { counts };
      for (const change of ids) {
        try {
          await HOW[how](db, person, { change, decision }, new Date());
          counts.decided += 1;
        } catch (error) {
          if (!isRefusal(error)) throw error;
          if (error.problem.code !== 'household-change.decided-already') counts.left += 1;
        }
        await progress({ stage: 'deciding', done: counts.decided + counts.left, total: all });
      }
      after = ids[ids.length - 1]!;
    }
  },
  title: (t, { how, name }) => t(`ledger:together.job.${how}`, { name }),
  note: (t, { counts }) =>
    counts?.left
      ? t('ledger:together.left', { decided: counts.decided, left: counts.left })
      : t('ledger:together.done', { decided: counts?.decided }),
};

/** Asks for it. What the job would refuse for every household is refused at once. */
export async function askToDecideTogether(db: Database, person: Person, asked: Omit<DecideWanted, 'name'>): Promise<string> {
  const { division, how, decision, askedAt, askedBy } = asked;
  if (!mayPerson(person, 'roster.confirm')) refuse('access.not-allowed');
  if (how === 'withdraw' && askedBy !== person.username) refuse('household-change.not-own');
  if (how !== 'withdraw' && askedBy === person.username) refuse('household-change.own');
  if (how === 'decline' && decision === '') refuse('reason.missing');
  const name = await withSql(db, async (sql) => {
    const scope = scopeOf(person);
    const trail = (await divisionTrail(sql, scope, division)) ?? refuse('division.unknown', { code: division });
    const { all } = await countWaitingChanges(sql, scope, division, { askedAt, askedBy });
    if (all === 0) refuse('household-change.decided-already');
    return trail[trail.length - 1]!.name;
  });
  return enqueueJob(db, { kind: decideChangesJob.key, asked: { ...asked, name }, accountId: person.accountId });
}
