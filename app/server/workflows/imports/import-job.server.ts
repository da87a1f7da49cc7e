/** 导入 as a job: the check that keeps nothing, and the import itself. */

import { rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { MOST_SHOWN, type ProblemRow } from '~/database/imports/staging.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { RIGHT_FOR_SHEET, SHEET_NAMES, type SheetName } from '~/imports/contract-sheets';
import { type FileNote, WorkbookRefusal } from '~/imports/open-sheets';
import { fileSize, jobFilePath, jobFolder } from '~/server/jobs/job-files.server';
import type { JobKind } from '~/server/jobs/job-kind.server';
import type { ImportResult, SheetResult } from './import-workbook.server';

/** The uploaded workbook, in the folder of the job that checks it. */
export const UPLOAD = 'upload.xlsx';
/** All problems found, one page of which is shown at a time. */
export const PROBLEMS = 'problems.json';

/** The request of an import. `source` is the job whose folder holds the file; a preview is its own source. */
const wanted = z.object({
  fileName: z.string(),
  source: z.string(),
  mode: z.enum(['preview', 'import']),
  acceptValid: z.boolean().default(false),
  /** Where the person worked who uploaded it: the rows are from there. Absent in jobs of an older version. */
  divisions: z.array(z.string()).default([]),
});
export type ImportWanted = z.infer<typeof wanted>;
/** What a job reports of an import, besides its files. */
export type ImportDetails = {
  outcome: ImportResult['outcome'];
  sheets: SheetResult[];
  fileNotes: FileNote[];
  problemCount: number;
};

/** The sheets a person may import, in their order. */
export function sheetsFor(person: Person): SheetName[] {
  return SHEET_NAMES.filter((name) => mayPerson(person, RIGHT_FOR_SHEET[name]));
}

export const importJob: JobKind<ImportWanted> = {
  key: 'import',
  wanted,
  may: (person) => sheetsFor(person).length > 0,
  given: [UPLOAD],
  filesOf: ({ divisions }) => (Array.isArray(divisions) ? divisions.map(String) : []),
  /** The refused rows are those of its sheets. */
  mayTakeFiles(person, { outcome }) {
    const { sheets = [] } = (outcome?.details ?? {}) as Partial<ImportDetails>;
    const own = new Set<string>(sheetsFor(person));
    return sheets.every(({ sheet }) => own.has(sheet));
  },
  async run(db, person, asked, { jobId, progress }) {
    await jobFolder(jobId);
    const errors = errorsName(asked.fileName);
    // Loaded in the job's process, not with the app.
    const { importWorkbook } = await import('./import-workbook.server');
    const result = await importWorkbook(db, person, uploadPath(asked), {
      acceptValid: asked.acceptValid,
      dryRun: asked.mode === 'preview',
      errorsTo: jobFilePath(jobId, errors),
      most: MOST_SHOWN.refused,
      progress: ({ stage, done, total }) => progress({ stage, done, total }),
    }).catch((error: unknown) => {
      if (error instanceof WorkbookRefusal) return error;
      throw error;
    });
    // All reasons to refuse the whole workbook are reported together.
    if (result instanceof WorkbookRefusal) return { problem: result.problem, details: { problems: result.problems } };
    await keepProblems(jobId, result.problems);
    if (result.outcome === 'imported') await forgetUpload(asked);
    const refused = result.sheets.reduce((sum, sheet) => sum + sheet.refused, 0);
    const bytes = result.errorsFile === undefined ? null : await fileSize(result.errorsFile);
    const { outcome, sheets, problemCount } = result;
    const shown = result.problems.length;
    const fileNotes = [
      ...result.fileNotes,
      ...(shown < problemCount ? [{ code: 'not_all_shown', shown, all: problemCount } satisfies FileNote] : []),
    ];
    return {
      files: bytes === null ? [] : [{ name: errors, bytes, rows: refused }],
      details: { outcome, sheets, fileNotes, problemCount } satisfies ImportDetails,
      ...(outcome === 'refused' && asked.mode === 'import' && { problem: { code: 'import.refused-meanwhile', details: { refused } } }),
    };
  },
  title: (t, { fileName }) => t('common:jobs.import', { name: fileName }),
  page: (jobId) => `/imports/${jobId}`,
};

function uploadPath(wanted: ImportWanted): string {
  return jobFilePath(wanted.source, UPLOAD);
}

/** The longest file name in bytes that leaves room for `.errors.xlsx`. */
const LONGEST_NAME_BYTES = 255 - '.errors.xlsx'.length;

/** 台账.xlsx → 台账.errors.xlsx */
export function errorsName(fileName: string): string {
  let plain = fileName
    .replace(/\.xlsx$/i, '')
    .replace(/[\\/\0]/g, '')
    .replace(/^\.+/, '');
  while (Buffer.byteLength(plain) > LONGEST_NAME_BYTES) plain = Array.from(plain).slice(0, -1).join('');
  return `${plain || 'import'}.errors.xlsx`;
}

/** The uploaded file is deleted once its rows are in the register. */
function forgetUpload(wanted: ImportWanted): Promise<void> {
  return rm(uploadPath(wanted), { force: true });
}

/** The list of problems may be long, so it is stored beside the files. Its values are masked. */
async function keepProblems(id: string, problems: readonly ProblemRow[]): Promise<void> {
  await writeFile(jobFilePath(id, PROBLEMS), JSON.stringify(problems), { mode: 0o600 });
}
