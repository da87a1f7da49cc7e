import { accountDetails, keeperOf } from '~/database/access/account-list.server';
import type { Sql } from '~/database/connection/sql.server';
import { type Job, jobById } from '~/database/jobs/jobs.server';
import { inScope, scopeOf } from '~/database/scope.server';
import type { Language } from '~/domain/access/language';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { sentenceOf } from '~/i18n/sentence-of.server';
import { words } from '~/i18n/words.server';
import { type JobStage, wantedOf } from './job-kind.server';
import { jobKind } from './job-kinds.server';

/**
 * A job a person may look at: their own; for the city office and the administrator also those of the accounts they manage. The
 * files of another person's job hold household data, which the administrator may not see, so `mayTakeFiles` is separate.
 */
export async function jobFor(sql: Sql, person: Person, id: string, now: Date): Promise<{ job: Job; mayTakeFiles: boolean }> {
  const job = await jobById(sql, id);
  if (!job) return refuse('job.unknown');
  // The files hold the households of a division, and a person who moved to another county has lost that division.
  const filesInScope = mayTakeNow(person, job) && (await areInScope(sql, person, divisionsOfFiles(job)));
  if (job.accountId === person.accountId) return { job, mayTakeFiles: filesInScope };
  const kept =
    job.accountId !== null &&
    mayPerson(person, 'accounts.manage') &&
    (await accountDetails(sql, keeperOf(person), job.accountId, now)) !== null;
  return kept ? { job, mayTakeFiles: filesInScope && mayPerson(person, 'households.read') } : refuse('job.unknown');
}

/** The divisions whose households are in the files of a job, none when they belong to no division. */
function divisionsOfFiles({ kind, asked }: Job): string[] {
  return [jobKind(kind)?.filesOf?.(asked) ?? []].flat();
}

export async function areInScope(sql: Sql, person: Person, divisions: readonly string[]): Promise<boolean> {
  const scope = scopeOf(person);
  for (const division of divisions) if (!(await inScope(sql, scope, division))) return false;
  return true;
}

/**
 * The role may have changed since the job was asked for. What an older version has asked is not known here, and then the division and the
 * kind of data decide alone. Nobody takes the files of a kind that no longer exists.
 */
function mayTakeNow(person: Person, job: Job): boolean {
  const kind = jobKind(job.kind);
  if (!kind) return false;
  const wanted = wantedOf(kind, job);
  return (wanted === null || kind.may(person, wanted)) && (kind.mayTakeFiles?.(person, job) ?? true);
}

/** A job in the words of a language, as the browser shows it. */
export function jobView(job: Job, language: Language, mayTakeFiles: boolean) {
  const t = words(language);
  const kind = jobKind(job.kind);
  const wanted = kind ? wantedOf(kind, job) : null;
  const { outcome } = job;
  return {
    id: job.id,
    title: kind && wanted ? kind.title(t, wanted) : t('common:jobs.goneKind'),
    page: kind?.page?.(job.id) ?? `/jobs/${job.id}`,
    state: job.state,
    stage: job.state === 'running' && job.stage ? t(`common:jobs.stage.${job.stage as JobStage}`) : null,
    done: job.done,
    total: job.total,
    note: (outcome && kind?.note?.(t, outcome)) ?? null,
    sentence: outcome?.problem ? sentenceOf(language, outcome.problem) : null,
    files:
      mayTakeFiles && kind
        ? (outcome?.files ?? []).map((file) => ({ ...file, url: `/jobs/${job.id}/files/${encodeURIComponent(file.name)}` }))
        : [],
    filesDeleted: outcome?.filesDeleted === true,
    createdAt: job.createdAt,
    finishedAt: job.finishedAt,
  };
}
