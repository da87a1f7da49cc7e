import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import {
  type AskedTogether,
  CHANGES_PAGE,
  countWaitingChanges,
  waitingChanges,
  waitingImports,
} from '~/database/households/ledger/changes.server';
import { latestJobs } from '~/database/jobs/jobs.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { Correction, EventContent } from '~/domain/household/ledger/household-change';
import { refuse } from '~/domain/problems';
import { decideChangesJob } from './decide-changes-job.server';
import { told } from './told-changes.server';

/**
 * 待确认的户变更 below a division, the oldest first, a page at a time; `own` are those that this person asked for. `imports` are those that one
 * import asked for together. With `together` only these are listed, with the person's latest job that decides them.
 */
export async function readWaitingChanges(
  db: Database,
  person: Person,
  query: { division: string; page: number; together?: AskedTogether | null },
) {
  if (!mayPerson(person, 'roster.confirm')) refuse('access.not-allowed');
  const { division, page, together = null } = query;
  return withSql(db, async (sql) => {
    const scope = scopeOf(person);
    const trail = (await divisionTrail(sql, scope, division)) ?? refuse('division.unknown', { code: division });
    const rows = await waitingChanges(sql, scope, division, page, together);
    const { all } = await countWaitingChanges(sql, scope, division, together);
    const own = (askedBy: string) => askedBy === person.username;
    const jobs = together === null || person.accountId === null ? [] : await latestJobs(sql, person.accountId, 20, decideChangesJob.key);
    return {
      trail,
      changes: rows.slice(0, CHANGES_PAGE).map(({ askedBy, content, ...change }) => {
        const { fields, reading } = told(content as Correction & EventContent);
        return { ...change, fields, reading, own: own(askedBy) };
      }),
      more: rows.length > CHANGES_PAGE,
      total: all,
      imports: together === null ? (await waitingImports(sql, scope, division)).map((one) => ({ ...one, own: own(one.askedBy) })) : [],
      together: together && { ...together, own: own(together.askedBy) },
      job: jobs.find(({ asked }) => together && asked.askedAt === together.askedAt && asked.askedBy === together.askedBy) ?? null,
    };
  });
}

/** How many they are; null for a person who confirms none. */
export async function countChangesToConfirm(db: Database, person: Person, division: string): Promise<number | null> {
  if (!mayPerson(person, 'roster.confirm')) return null;
  return withSql(db, async (sql) => (await countWaitingChanges(sql, scopeOf(person), division)).all);
}
