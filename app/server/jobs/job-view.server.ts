import { accountDetails, keeperOf } from '~/database/access/account-list.server';
import type { Sql } from '~/database/connection/sql.server';
import { type Job, jobById } from '~/database/jobs/jobs.server';
import { inScope, scopeOf } from '~/database/scope.server';
import type { Language } from '~/domain/access/language';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { sentenceOf } from '~/i18n/sentence-of.server';
import { translator } from '~/i18n/words.server';

/**
 * A job a person may look at: their own; the city office and the administrator those of the accounts they keep. Another's
 * files hold household data, which the administrator has none of: `mayTakeFiles` says so.
 */
export async function jobFor(sql: Sql, person: Person, id: string, now: Date): Promise<{ job: Job; mayTakeFiles: boolean }> {
  const job = await jobById(sql, id);
  if (!job) return refuse('job.unknown');
  // A report holds the households of a division: whoever has moved to another county has no files of this one.
  const filesInScope = job.kind !== 'report' || (await inScope(sql, scopeOf(person), String(job.asked.division)));
  if (job.accountId === person.accountId) return { job, mayTakeFiles: filesInScope };
  const kept =
    job.accountId !== null &&
    mayPerson(person, 'accounts.manage') &&
    (await accountDetails(sql, keeperOf(person), job.accountId, now)) !== null;
  return kept ? { job, mayTakeFiles: filesInScope && mayPerson(person, 'households.read') } : refuse('job.unknown');
}

/** A job in the words of a language, as the browser shows it. */
export function jobView(job: Job, language: Language, mayTakeFiles: boolean) {
  const { t } = translator(language);
  const { outcome } = job;
  return {
    id: job.id,
    kind: job.kind,
    title: titleOf(job, language),
    state: job.state,
    stage: job.state === 'running' && job.stage ? t(`common:jobs.stage.${job.stage}`) : null,
    done: job.done,
    total: job.total,
    /** Of a draft over undecided conflicts: what waits. */
    note: noteOf(job, language),
    sentence: outcome?.problem ? sentenceOf(language, outcome.problem) : null,
    files: mayTakeFiles
      ? (outcome?.files ?? []).map((file) => ({ ...file, url: `/jobs/${job.id}/files/${encodeURIComponent(file.name)}` }))
      : [],
    filesDeleted: outcome?.filesDeleted === true,
    createdAt: job.createdAt,
    finishedAt: job.finishedAt,
  };
}

function noteOf({ kind, outcome }: Job, language: Language): string | null {
  const { conflicts = 0, quarantined = 0 } = outcome?.counts ?? {};
  return kind === 'report' && conflicts + quarantined > 0
    ? translator(language).t('reports:waiting.draft', { conflicts, quarantined })
    : null;
}

/** What was asked for, in a line: a report's division and season, an import's file. */
function titleOf({ kind, asked }: Job, language: Language): string {
  const { t } = translator(language);
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  if (kind === 'report')
    return t(asked.frozen === true ? 'common:jobs.reportFrozen' : 'common:jobs.report', {
      name: text(asked.name),
      season: text(asked.season),
      asOf: text(asked.asOf),
    });
  if (kind === 'entitlements')
    return t(asked.dryRun === true ? 'common:jobs.entitlementsTried' : 'common:jobs.entitlements', {
      name: text(asked.name),
      season: text(asked.season),
    });
  return t('common:jobs.import', { name: text(asked.fileName) });
}
