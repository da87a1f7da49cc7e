import { pastDayJob } from '~/server/workflows/facts/past-day-job.server';
import { findingsJob } from '~/server/workflows/findings/findings-job.server';
import { decideChangesJob } from '~/server/workflows/households/decide-changes-job.server';
import { importJob } from '~/server/workflows/imports/import-job.server';
import { packageJob } from '~/server/workflows/package/package-job.server';
import { takeJob } from '~/server/workflows/package/take-job.server';
import { qualityJob } from '~/server/workflows/quality/quality-job.server';
import { reportJob } from '~/server/workflows/report/report-job.server';
import { entitlementsJob } from '~/server/workflows/subsidy/entitlements-job.server';
import { backupJob } from '~/server/workflows/upkeep/backup-job.server';
import type { JobKind } from './job-kind.server';

/** Every kind of long work. */
export const JOB_KINDS: readonly JobKind[] = [
  importJob,
  reportJob,
  entitlementsJob,
  findingsJob,
  qualityJob,
  packageJob,
  takeJob,
  pastDayJob,
  decideChangesJob,
  backupJob,
];

/** Undefined for a kind that no longer exists. */
export function jobKind(key: string, kinds: readonly JobKind[] = JOB_KINDS): JobKind | undefined {
  return kinds.find((kind) => kind.key === key);
}
