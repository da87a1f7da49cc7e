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
  /** Aborted when the process is told to stop. The database takes back what is not committed; files are the kind's own to take away. */
  signal: AbortSignal;
  /** May be called for every row. */
  progress(progress: JobProgress): Promise<void>;
};

/**
 * A kind of long work: what is asked for, who may, how it is done and how it is shown. Each kind is one file; the registry
 * (job-kinds.server.ts) lists them, and nothing else names them.
 */
export interface JobKind<Wanted extends object = object> {
  /** As the table `job` and the queue know it. Stays as it is while the table holds jobs of it. */
  readonly key: string;
  /** Reads back what was kept with the job. A job that does not fit is refused when it runs, and has no title. */
  readonly wanted: ZodType<Wanted>;
  /** Who may ask for it. Looked at again when it runs: rights and divisions may have changed meanwhile. */
  may(person: Person, wanted: Wanted): boolean;
  /**
   * Does it, in a process of its own. It may be killed anywhere and is then run again from its beginning. A thrown Refusal, or an
   * outcome with a `problem`, ends the job as refused; anything else that is thrown ends it as failed.
   */
  run(db: Database, person: Person, wanted: Wanted, at: JobAtWork): Promise<JobOutcome>;
  /** In lists: what was asked for, in a line. */
  title(t: TFunction<typeof NAMESPACES>, wanted: Wanted): string;
  /** What there is to know of what came out, in a sentence. */
  note?(t: TFunction<typeof NAMESPACES>, outcome: JobOutcome): string | null;
  /** The page where its owner sees it, when it has one of its own. */
  page?(jobId: string): string;
  /**
   * The division whose households its files hold: whoever has that division no longer has no files of it either. Read from what was
   * kept as it is, because the files of a frozen report outlive versions.
   */
  filesOf?(asked: Job['asked']): string;
  /** Files that are in its folder before it runs. Any other there is left from an attempt that was cut off, and deleted. */
  readonly given?: readonly string[];
}

/** What a job of this kind was asked for; null when it is another kind's, or of a version that asked for something else. */
export function wantedOf<Wanted extends object>(kind: JobKind<Wanted>, job: Pick<Job, 'kind' | 'asked'>): Wanted | null {
  return job.kind === kind.key ? (kind.wanted.safeParse(job.asked).data ?? null) : null;
}
