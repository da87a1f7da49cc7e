/** 接收数据包 in the browser: the file is uploaded and verified (a job that keeps nothing), the person looks, and a second job takes it. */
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { type Job, jobById } from '~/database/jobs/jobs.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { Manifest } from '~/domain/package/manifest';
import { refuse } from '~/domain/problems';
import { enqueueJob } from '~/server/jobs/enqueue.server';
import { jobFilePath, jobFolder } from '~/server/jobs/job-files.server';
import { type JobKind, wantedOf } from '~/server/jobs/job-kind.server';
import { takeUpload } from '~/server/jobs/take-upload.server';
import { type PackagePreview, previewPackage } from './preview-package.server';
import { takePackage } from './take-package.server';

const UPLOAD = 'package.zip';
/** A city with all its households has some 200 MB. */
const PACKAGE_LIMIT_BYTES = 2 * 1024 * 1024 * 1024;

/** `source` is the job whose folder holds the file; a preview is its own source. */
const wanted = z.object({
  fileName: z.string(),
  source: z.string(),
  mode: z.enum(['preview', 'take']),
  trust: z.boolean().default(false),
});
type TakeWanted = z.infer<typeof wanted>;

const STAGES = { verifying: 'checking', reading: 'reading', storing: 'saving', facts: 'facts', comparing: 'checking' } as const;

export const takeJob: JobKind<TakeWanted> = {
  key: 'take-package',
  wanted,
  may: (person) => mayPerson(person, 'package.take'),
  given: [UPLOAD],
  async run(db, person, { source, mode, trust }, { jobId, signal, progress }) {
    await jobFolder(jobId);
    const file = jobFilePath(source, UPLOAD);
    const onProgress = ({ stage, done, total }: { stage: keyof typeof STAGES; done: number; total: number }) =>
      progress({ stage: STAGES[stage], done, total });
    if (mode === 'preview') return { details: { preview: await previewPackage(db, person, file, new Date(), onProgress) } };
    const { outcome, manifest, replaced } = await takePackage(db, person, { file, trust }, new Date(), { signal, onProgress });
    return {
      counts: { households: manifest.households, version: manifest.version },
      details: { outcome, division: manifest.division, season: manifest.season, asOf: manifest.asOf, replaced },
    };
  },
  title: (t, { fileName }) => t('packages:job.take', { name: fileName }),
  page: (jobId) => `/packages/${jobId}`,
};

/** Writes the upload to disk as it arrives and enqueues its verification. Returns the job's id. */
export async function uploadPackage(db: Database, person: Person, request: Request): Promise<string> {
  if (!mayPerson(person, 'package.take')) refuse('access.not-allowed');
  const taken = await takeUpload(db, person.accountId, request, {
    field: 'package',
    limitBytes: PACKAGE_LIMIT_BYTES,
    tooLarge: () => refuse('package.not-a-package'),
    kind: takeJob.key,
    as: UPLOAD,
    mostKeptBytes: 2 * PACKAGE_LIMIT_BYTES,
  });
  if (!taken) return refuse('package.no-file');
  const asked: TakeWanted = { fileName: taken.fileName, source: taken.id, mode: 'preview', trust: false };
  return enqueueJob(db, { id: taken.id, kind: takeJob.key, asked, accountId: person.accountId });
}

/** Takes the file of a finished verification. `compared`: the person says that the fingerprint was compared with the sender. */
export async function takeChecked(db: Database, person: Person, preview: Job, compared: boolean): Promise<string> {
  const asked = wantedOf(takeJob, preview);
  const found = previewOf(preview);
  if (asked?.mode !== 'preview' || !found) return refuse('job.unknown');
  if (needsComparing(found) && !compared) refuse('package.not-compared');
  if (!(await isThere(preview))) refuse('job.file-gone');
  const taking: TakeWanted = { ...asked, mode: 'take', trust: compared && needsComparing(found) };
  return enqueueJob(db, { kind: takeJob.key, asked: taking, accountId: person.accountId });
}

export const needsComparing = ({ known, order }: PackagePreview): boolean => !known || order === 'other-sender';

export function previewOf(job: Job): PackagePreview | null {
  return ((job.outcome?.details as { preview?: PackagePreview } | undefined)?.preview ?? null) as PackagePreview | null;
}

/** What a job that took a package says of it. */
export function takenBy(job: Job): {
  outcome: 'taken' | 'unchanged';
  code: string;
  name: string;
  season: string;
  version: number;
  households: number;
} | null {
  const details = job.outcome?.details as (Pick<Manifest, 'division' | 'season'> & { outcome?: 'taken' | 'unchanged' }) | undefined;
  const { version = 0, households = 0 } = job.outcome?.counts ?? {};
  if (!details?.outcome) return null;
  const { outcome, division, season } = details;
  return { outcome, code: division.code, name: division.name, season, version, households };
}

/** Whether the uploaded file is still there: it is deleted after a week. */
export async function isThere(job: Job): Promise<boolean> {
  return (await stat(jobFilePath(wantedOf(takeJob, job)!.source, UPLOAD)).catch(() => null))?.isFile() === true;
}

/** A person's own job of this kind. */
export async function ownTaking(db: Database, person: Person, id: string): Promise<Job> {
  if (!mayPerson(person, 'package.take')) refuse('access.not-allowed');
  const job = await withSql(db, (sql) => jobById(sql, id));
  if (!job || job.accountId !== person.accountId || !wantedOf(takeJob, job)) return refuse('job.unknown');
  return job;
}
