/** 核定应补 in the browser: a trial that keeps nothing, which the person looks at, and then the computation itself. Both are jobs. */

import { z } from 'zod';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import type { Job } from '~/database/jobs/jobs.server';
import { scopeOf } from '~/database/scope.server';
import { isClosed } from '~/database/seasons/closing.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { isSeasonName } from '~/domain/time/heating-season';
import { enqueueJob } from '~/server/jobs/enqueue.server';
import type { JobKind } from '~/server/jobs/job-kind.server';
import { requireDivisionAndSeason } from '~/server/workflows/facts/read-facts.server';
import { type ComputeOutcome, computeEntitlements } from './compute-entitlements.server';

const wanted = z.object({ division: z.string(), name: z.string(), season: z.string().refine(isSeasonName), dryRun: z.boolean() });
type ComputeWanted = z.infer<typeof wanted>;

export const entitlementsJob: JobKind<ComputeWanted> = {
  key: 'entitlements',
  wanted,
  may: (person) => mayPerson(person, 'entitlements.compute'),
  async run(db, person, asked, { progress }) {
    const outcome = await computeEntitlements(db, person, asked, { dryRun: asked.dryRun, now: new Date(), progress });
    return { counts: { households: outcome.households }, details: outcome };
  },
  title: (t, { dryRun, name, season }) => t(dryRun ? 'common:jobs.entitlementsTried' : 'common:jobs.entitlements', { name, season }),
};

/** Requests a trial or the computation. What the job would refuse is refused at once. */
export async function askForEntitlements(
  db: Database,
  person: Person,
  input: { division: string; season: string; dryRun: boolean },
): Promise<string> {
  if (!mayPerson(person, 'entitlements.compute')) refuse('access.not-allowed');
  const name = await withSql(db, async (sql) => {
    await requireDivisionAndSeason(sql, scopeOf(person), input);
    if (await isClosed(sql, input.season)) refuse('season.closed', { season: input.season });
    return (await divisionTrail(sql, scopeOf(person), input.division))!.at(-1)!.name;
  });
  const asked: ComputeWanted = { division: input.division, name, season: input.season, dryRun: input.dryRun };
  return enqueueJob(db, { kind: entitlementsJob.key, asked, accountId: person.accountId });
}

/** What a finished computation found. */
export function computeOutcomeOf(job: Job): ComputeOutcome | null {
  const details = job.outcome?.details;
  return typeof details === 'object' && details !== null && 'policies' in details ? (details as ComputeOutcome) : null;
}
