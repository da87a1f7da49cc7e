/**
 * 导入 in the browser: a workbook is uploaded and checked (a job that keeps nothing), the person looks at the result, and a
 * second job imports the same file. The files are in the folder of the first job.
 */

import { readFile, stat } from 'node:fs/promises';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import type { ProblemRow } from '~/database/imports/staging.server';
import { type Job, jobById } from '~/database/jobs/jobs.server';
import type { Person } from '~/domain/access/person';
import { type Problem, refuse } from '~/domain/problems';
import { enqueueJob } from '~/server/jobs/enqueue.server';
import { jobFilePath } from '~/server/jobs/job-files.server';
import { wantedOf } from '~/server/jobs/job-kind.server';
import { areInScope } from '~/server/jobs/job-view.server';
import { takeUpload } from '~/server/jobs/take-upload.server';
import { type ImportDetails, type ImportWanted, importJob, PROBLEMS, sheetsFor, UPLOAD } from './import-job.server';

export const WORKBOOK_LIMIT_BYTES = 50 * 1024 * 1024;

export function requireImporter(person: Person): void {
  if (sheetsFor(person).length === 0) refuse('access.not-allowed');
}

/** What one person may have uploaded and not yet imported: ten files of the largest size. */
const MOST_KEPT_BYTES = 10 * WORKBOOK_LIMIT_BYTES;

/** Writes the upload to disk as it arrives, never holding all of it in memory, and enqueues its check. Returns the job's id. */
export async function uploadAndCheck(db: Database, person: Person, request: Request): Promise<string> {
  requireImporter(person);
  const taken = await takeUpload(db, person.accountId, request, {
    field: 'workbook',
    limitBytes: WORKBOOK_LIMIT_BYTES,
    tooLarge: refuseTooLarge,
    kind: importJob.key,
    as: UPLOAD,
    mostKeptBytes: MOST_KEPT_BYTES,
  });
  if (!taken) return refuse('import.no-file');
  const { id, fileName } = taken;
  const asked: ImportWanted = { fileName, source: id, mode: 'preview', acceptValid: true, divisions: [...person.divisions] };
  return enqueueJob(db, { id, kind: importJob.key, asked, accountId: person.accountId });
}

function refuseTooLarge(bytes: number): never {
  return refuse('workbook.too-large', { megabytes: Math.ceil(bytes / 1024 / 1024), limit: WORKBOOK_LIMIT_BYTES / 1024 / 1024 });
}

/** Imports the file of a finished check: all of it, or the rows that passed. */
export async function importChecked(db: Database, person: Person, preview: Job, how: 'all' | 'valid'): Promise<string> {
  requireImporter(person);
  const wanted = wantedOf(importJob, preview);
  const details = detailsOf(preview);
  if (preview.accountId !== person.accountId || wanted?.mode !== 'preview' || !details) return refuse('job.unknown');
  const { all, valid } = await choicesAfter(preview);
  if (how === 'all' ? !all : !valid) refuse('import.not-checked');
  const asked: ImportWanted = { ...wanted, mode: 'import', acceptValid: how === 'valid' };
  return enqueueJob(db, { kind: importJob.key, asked, accountId: person.accountId });
}

/** What may be done after a check; nothing once the file is gone. */
export async function choicesAfter(job: Job): Promise<{ all: boolean; valid: boolean; fileThere: boolean }> {
  const details = detailsOf(job);
  const fileThere = (await stat(jobFilePath(job.id, UPLOAD)).catch(() => null))?.isFile() === true;
  if (job.state !== 'done' || !details || !fileThere || wantedOf(importJob, job)?.mode !== 'preview')
    return { all: false, valid: false, fileThere };
  const refused = details.sheets.reduce((sum, sheet) => sum + sheet.refused, 0);
  const passed = details.sheets.reduce((sum, sheet) => sum + sheet.added + sheet.updated + sheet.unchanged, 0);
  return { all: refused === 0, valid: refused > 0 && passed > 0, fileThere };
}

export function detailsOf(job: Job): ImportDetails | null {
  const details = job.outcome?.details;
  return typeof details === 'object' && details !== null && 'sheets' in details ? (details as ImportDetails) : null;
}

/** Why a workbook was refused as a whole; there may be several reasons. */
export function problemsOfWhole(job: Job): Problem[] {
  const details = job.outcome?.details as { problems?: Problem[] } | undefined;
  if (Array.isArray(details?.problems)) return details.problems;
  return job.outcome?.problem ? [job.outcome.problem] : [];
}

const PROBLEMS_A_PAGE = 50;

type ProblemPage = { problems: ProblemRow[]; page: number; pages: number };

/** A page of the problems of a sheet, refusals before notes. */
export async function problemPage(id: string, sheet: string, page: number): Promise<ProblemPage> {
  const text = await readFile(jobFilePath(id, PROBLEMS), 'utf8').catch(() => '[]');
  const ofSheet = (JSON.parse(text) as ProblemRow[]).filter((problem) => problem.sheet === sheet);
  const pages = Math.max(1, Math.ceil(ofSheet.length / PROBLEMS_A_PAGE));
  const wanted = Math.min(Math.max(1, page), pages);
  return { problems: ofSheet.slice((wanted - 1) * PROBLEMS_A_PAGE, wanted * PROBLEMS_A_PAGE), page: wanted, pages };
}

/** An import job of the person's own. Its rows are shown to nobody else. */
export async function ownImport(db: Database, person: Person, id: string): Promise<Job> {
  requireImporter(person);
  return withSql(db, async (sql) => {
    const job = await jobById(sql, id);
    const asked = job && wantedOf(importJob, job);
    if (!asked || job.accountId !== person.accountId) return refuse('job.unknown');
    // Its rows are from where the person worked then.
    return (await areInScope(sql, person, asked.divisions)) ? job : refuse('job.unknown');
  });
}
