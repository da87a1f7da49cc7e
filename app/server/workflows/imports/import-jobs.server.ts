/**
 * 导入 in the browser: a workbook is uploaded and checked (a job that keeps nothing), the result looked at, and the same file
 * then imported (a second job). The files lie in the folder of the first job.
 */

import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { unstable_parseMultipartFormData } from '@remix-run/node';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import type { ProblemRow } from '~/database/imports/staging.server';
import { type Job, jobById } from '~/database/jobs/jobs.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { type Problem, refuse } from '~/domain/problems';
import { RIGHT_FOR_SHEET, SHEET_NAMES, type SheetName } from '~/imports/contract-sheets';
import type { FileNote } from '~/imports/open-sheets';
import { deleteJobFolder, jobFilePath, jobFolder } from '~/server/jobs/job-files.server';
import { enqueueJob } from '~/server/jobs/queue.server';
import type { ImportResult, SheetResult } from './import-workbook.server';

export const WORKBOOK_LIMIT_BYTES = 50 * 1024 * 1024;
const UPLOAD = 'upload.xlsx';
const PROBLEMS = 'problems.json';

/** What an import job was asked for. `source` is the job whose folder holds the file; a preview is its own source. */
export type ImportWanted = { fileName: string; source: string; mode: 'preview' | 'import'; acceptValid: boolean };
/** What a job tells of an import, beside its files. */
export type ImportDetails = {
  outcome: ImportResult['outcome'];
  sheets: SheetResult[];
  fileNotes: FileNote[];
  problemCount: number;
  taken?: boolean;
};

/** The sheets a person may import, in their order. */
export function sheetsFor(person: Person): SheetName[] {
  return SHEET_NAMES.filter((name) => mayPerson(person, RIGHT_FOR_SHEET[name]));
}

export function requireImporter(person: Person): void {
  if (sheetsFor(person).length === 0) refuse('access.not-allowed');
}

/** Takes the upload to disk as it arrives, never whole into memory, and asks for its check. Answers the job's id. */
export async function uploadAndCheck(db: Database, person: Person, request: Request): Promise<string> {
  requireImporter(person);
  const id = randomUUID();
  await jobFolder(id);
  try {
    const fileName = await takeUpload(request, jobFilePath(id, UPLOAD));
    const asked: ImportWanted = { fileName, source: id, mode: 'preview', acceptValid: true };
    return await enqueueJob(db, { id, kind: 'import', asked, accountId: person.accountId });
  } catch (error) {
    await deleteJobFolder(id);
    throw error;
  }
}

async function takeUpload(request: Request, path: string): Promise<string> {
  let fileName = '';
  if (!(request.headers.get('Content-Type') ?? '').startsWith('multipart/form-data')) refuse('import.no-file');
  await unstable_parseMultipartFormData(request, async ({ name, filename, data }) => {
    if (name !== 'workbook' || !filename) {
      // Small fields are read and forgotten; a second file would be neither small nor asked for.
      for await (const piece of data) if (piece.length > 64 * 1024) refuse('import.no-file');
      return undefined;
    }
    fileName = basename(filename.replaceAll('\\', '/')).slice(0, 120);
    await pipeline(Readable.from(limited(data)), createWriteStream(path, { mode: 0o600, flags: 'wx' }));
    return undefined;
  });
  if (fileName === '' || (await stat(path).catch(() => null))?.isFile() !== true) refuse('import.no-file');
  return fileName;
}

async function* limited(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of data) {
    bytes += piece.length;
    if (bytes > WORKBOOK_LIMIT_BYTES)
      refuse('workbook.too-large', { megabytes: Math.ceil(bytes / 1024 / 1024), limit: WORKBOOK_LIMIT_BYTES / 1024 / 1024 });
    yield piece;
  }
}

/** Imports what a finished check was about: all of it, or the rows that passed. */
export async function importChecked(db: Database, person: Person, preview: Job, how: 'all' | 'valid'): Promise<string> {
  requireImporter(person);
  const wanted = importWanted(preview.asked);
  const details = detailsOf(preview);
  if (preview.accountId !== person.accountId || wanted?.mode !== 'preview' || !details) return refuse('job.unknown');
  const { all, valid } = await choicesAfter(preview);
  if (how === 'all' ? !all : !valid) refuse('import.not-checked');
  const asked: ImportWanted = { ...wanted, mode: 'import', acceptValid: how === 'valid' };
  return enqueueJob(db, { kind: 'import', asked, accountId: person.accountId });
}

/** What may be done after a check: nothing once the file is gone. */
export async function choicesAfter(job: Job): Promise<{ all: boolean; valid: boolean; fileThere: boolean }> {
  const details = detailsOf(job);
  const fileThere = (await stat(jobFilePath(job.id, UPLOAD)).catch(() => null))?.isFile() === true;
  if (job.state !== 'done' || !details || !fileThere || importWanted(job.asked)?.mode !== 'preview')
    return { all: false, valid: false, fileThere };
  const refused = details.sheets.reduce((sum, sheet) => sum + sheet.refused, 0);
  const passed = details.sheets.reduce((sum, sheet) => sum + sheet.added + sheet.updated + sheet.unchanged, 0);
  return { all: refused === 0, valid: refused > 0 && passed > 0, fileThere };
}

export function importWanted(asked: Record<string, unknown>): ImportWanted | null {
  const { fileName, source, mode, acceptValid } = asked;
  if (typeof fileName !== 'string' || typeof source !== 'string' || (mode !== 'preview' && mode !== 'import')) return null;
  return { fileName, source, mode, acceptValid: acceptValid === true };
}

export function detailsOf(job: Job): ImportDetails | null {
  const details = job.outcome?.details;
  return typeof details === 'object' && details !== null && 'sheets' in details ? (details as ImportDetails) : null;
}

/** Why a workbook was refused as a whole; several reasons stand together. */
export function problemsOfWhole(job: Job): Problem[] {
  const details = job.outcome?.details as { problems?: Problem[] } | undefined;
  if (Array.isArray(details?.problems)) return details.problems;
  return job.outcome?.problem ? [job.outcome.problem] : [];
}

export function uploadPath(wanted: ImportWanted): string {
  return jobFilePath(wanted.source, UPLOAD);
}

/** 台账.xlsx → 台账.errors.xlsx */
export function errorsName(fileName: string): string {
  const plain = fileName
    .replace(/\.xlsx$/i, '')
    .replace(/[\\/\0]/g, '')
    .replace(/^\.+/, '');
  return `${plain || 'import'}.errors.xlsx`;
}

/** Once the rows are in the register, the uploaded file is not kept. */
export function forgetUpload(wanted: ImportWanted): Promise<void> {
  return rm(uploadPath(wanted), { force: true });
}

/** The list of problems, which may be long, lies beside the files; values in it are masked. */
export async function keepProblems(id: string, problems: readonly ProblemRow[]): Promise<void> {
  await writeFile(jobFilePath(id, PROBLEMS), JSON.stringify(problems), { mode: 0o600 });
}

const PROBLEMS_A_PAGE = 50;

export type ProblemPage = { problems: ProblemRow[]; page: number; pages: number };

/** A page of the problems of a sheet, refusals before notes. */
export async function problemPage(id: string, sheet: string, page: number): Promise<ProblemPage> {
  const text = await readFile(jobFilePath(id, PROBLEMS), 'utf8').catch(() => '[]');
  const ofSheet = (JSON.parse(text) as ProblemRow[]).filter((problem) => problem.sheet === sheet);
  const pages = Math.max(1, Math.ceil(ofSheet.length / PROBLEMS_A_PAGE));
  const wanted = Math.min(Math.max(1, page), pages);
  return { problems: ofSheet.slice((wanted - 1) * PROBLEMS_A_PAGE, wanted * PROBLEMS_A_PAGE), page: wanted, pages };
}

/** An import job of the person's own; whose rows they are is nobody else's business. */
export async function importJob(db: Database, person: Person, id: string): Promise<Job> {
  requireImporter(person);
  const job = await withSql(db, (sql) => jobById(sql, id));
  if (job?.kind !== 'import' || job.accountId !== person.accountId || !importWanted(job.asked)) return refuse('job.unknown');
  return job;
}
