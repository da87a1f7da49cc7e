/** 核定应补 in the browser: a trial that keeps nothing, looked at, and then the computation itself. Both are jobs. */

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
import { enqueueJob } from '~/server/jobs/queue.server';
import { requireDivisionAndSeason } from '~/server/workflows/facts/read-facts.server';
import type { ComputeOutcome } from './compute-entitlements.server';

export type ComputeWanted = { division: string; name: string; season: string; dryRun: boolean };

/** Asks for a trial or the computation. What the job would refuse is refused at once. */
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
  return enqueueJob(db, { kind: 'entitlements', asked, accountId: person.accountId });
}

/** Reads back what a job was asked for; null when it is no computation's. */
export function computeWanted(asked: Record<string, unknown>): ComputeWanted | null {
  const { division, name, season, dryRun } = asked;
  if (typeof division !== 'string' || typeof name !== 'string' || typeof season !== 'string' || typeof dryRun !== 'boolean') return null;
  return isSeasonName(season) ? { division, name, season, dryRun } : null;
}

/** What a finished computation found. */
export function computeOutcomeOf(job: Job): ComputeOutcome | null {
  const details = job.outcome?.details;
  return typeof details === 'object' && details !== null && 'policies' in details ? (details as ComputeOutcome) : null;
}
