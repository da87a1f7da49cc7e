import type { TFunction } from 'i18next';
import type { ZodType } from 'zod';
import type { Database } from '~/database/connection/open.server';
import type { Job, JobOutcome } from '~/database/jobs/jobs.server';
import type { Person } from '~/domain/access/person';
import type { NAMESPACES } from '~/i18n/translator';
import type common from '~/i18n/zh-CN/common.json';

/** What a job is doing: one of the sentences of jobs.stage in common.json. */
export type JobStage = keyof (typeof common)['jobs']['stage'];
type JobProgress = { stage: JobStage; done: number; total: number };

type JobAtWork = {
  jobId: string;
  /** Aborted when the process is told to stop. The database rolls back what is not committed; the kind must remove its own files. */
  signal: AbortSignal;
  /** May be called for every row. */
  progress(progress: JobProgress): Promise<void>;
};

/**
 * A kind of long work: what is asked for, who may ask, how it is done and how it is shown. Each kind is one file, and only the
 * registry (job-kinds.server.ts) lists them.
 */
export interface JobKind<Wanted extends object = object> {
  /** The name in the table `job_record` and in the queue. It must not change while the table holds jobs of this kind. */
  readonly key: string;
  /** Parses what was stored with the job. A job that does not fit is refused when it runs, and has no title. */
  readonly wanted: ZodType<Wanted>;
  /** Whether the app asks for it by itself; then it belongs to no account. */
  readonly unattended?: boolean;
  /** Who may ask for it. It is checked again when the job runs, because rights and divisions may have changed meanwhile. */
  may(person: Person, wanted: Wanted): boolean;
  /**
   * Does the work, in a process of its own. It may be killed at any point and is then run again from its beginning. A thrown
   * Refusal, or an outcome with a `problem`, ends the job as refused; any other error ends it as failed.
   */
  run(db: Database, person: Person, wanted: Wanted, at: JobAtWork): Promise<JobOutcome>;
  /** One line for lists: what was asked for. */
  title(t: TFunction<typeof NAMESPACES>, wanted: Wanted): string;
  /** One sentence about the result. */
  note?(t: TFunction<typeof NAMESPACES>, outcome: JobOutcome): string | null;
  /** The page where its owner sees it, when the kind has one. */
  page?(jobId: string): string;
  /**
   * The division whose households are in its files. A person who has lost that division cannot take the files either. It is
   * read from the stored request without parsing, because the files of a frozen report outlive versions.
   */
  filesOf?(asked: Job['asked']): string | readonly string[];
  /**
   * Whether a person may take its files now, beside the right to ask for such a job: for files with personal data that not everyone who may
   * ask gets. It is asked at every download, because roles change.
   */
  mayTakeFiles?(person: Person, job: Pick<Job, 'asked' | 'outcome'>): boolean;
  /** Files that are in its folder before it runs. Any other file there is from an interrupted attempt and is deleted. */
  readonly given?: readonly string[];
}

/** What a job of this kind was asked for. Null when it is of another kind, or of a version that asked for something else. */
export function wantedOf<Wanted extends object>(kind: JobKind<Wanted>, job: Pick<Job, 'kind' | 'asked'>): Wanted | null {
  return job.kind === kind.key ? (kind.wanted.safeParse(job.asked).data ?? null) : null;
}
