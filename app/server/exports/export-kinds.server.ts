/**
 * 导出的种类: every file that is made while its reader waits. They are made in a process of their own (run-exports.server.ts); a route names
 * the kind and what is asked for (answer-export.server.ts), and only this list knows who makes it.
 */
import type { Database } from '~/database/connection/open.server';
import type { Language } from '~/domain/access/language';
import type { Person } from '~/domain/access/person';
import { words } from '~/i18n/words.server';
import { templateWorkbook } from '~/imports/write-workbook.server';
import { exportCoverage, exportHouseholdList } from '~/server/workflows/facts/export-coverage.server';
import { exportFindings } from '~/server/workflows/findings/export-findings.server';
import { exportVillage } from '~/server/workflows/households/read-village.server';
import { sheetsFor } from '~/server/workflows/imports/import-job.server';
import { wordOfPlan } from '~/server/workflows/plans/export-plan.server';
import { wordOfEvaluation } from '~/server/workflows/report/read-evaluation.server';
import { exportFrozenList } from '~/server/workflows/report/read-frozen-list.server';
import { wordOfVillageSheets } from '~/server/workflows/report/village-sheets.server';
import { wordOfVersion } from '~/server/workflows/report/word-of-version.server';
import { exportReview } from '~/server/workflows/review/review-table.server';
import { makeBankFile } from '~/server/workflows/subsidy/bank-file.server';
import { exportArrears, exportClaims, exportNotEntitled } from '~/server/workflows/subsidy/export-lists.server';
import { exportSubsidyOverview } from '~/server/workflows/subsidy/export-subsidy.server';
import { exportReadiness, exportTargets } from '~/server/workflows/targets/export-clause-lists.server';
import { exportHeatSources } from '~/server/workflows/targets/export-heat-sources.server';
import { WORD } from './file-types';

/** The file; `type` is left out for a workbook. */
export type MadeFile = { fileName: string; type?: string; content: Uint8Array };
type At = { language: Language; now: Date };
type Maker<Query> = (db: Database, person: Person, query: Query, at: At) => Promise<MadeFile>;

/** A list's file in the language of the person. */
function list<Query>(make: (db: Database, person: Person, t: never, query: Query, now: Date) => Promise<MadeFile>): Maker<Query> {
  return (db, person, query, { language, now }) => make(db, person, words(language) as never, query, now);
}

/** A Word file, which is Chinese. */
function word<Query>(make: (db: Database, person: Person, query: Query, now: Date) => Promise<MadeFile>): Maker<Query> {
  return async (db, person, query, { now }) => ({ type: WORD, ...(await make(db, person, query, now)) });
}

export const EXPORTS = {
  arrears: list(exportArrears),
  'bank-file': (db, person, query: Parameters<typeof makeBankFile>[2], { now }) => makeBankFile(db, person, query, now),
  claims: list(exportClaims),
  coverage: list(exportCoverage),
  evaluation: word(wordOfEvaluation),
  'evaluation-of-version': word((db, person, { id }: { id: string }) => wordOfVersion(db, person, id)),
  findings: list(exportFindings),
  'frozen-list': list(exportFrozenList),
  'heat-sources': list(exportHeatSources),
  households: list(exportHouseholdList),
  'import-template': async (_db, person, _query: object, { language }) => ({
    fileName: `${words(language)('imports:templateName')}.xlsx`,
    content: await templateWorkbook(sheetsFor(person)),
  }),
  plan: word((db, person, { number }: { number: string }) => wordOfPlan(db, person, number)),
  readiness: list(exportReadiness),
  review: list(exportReview),
  'subsidy-overview': list(exportSubsidyOverview),
  targets: list(exportTargets),
  village: list(exportVillage),
  'village-sheets': word(wordOfVillageSheets),
  without: list(exportNotEntitled),
} satisfies Record<string, Maker<never>>;

export type ExportKind = keyof typeof EXPORTS;
export type ExportQuery<Kind extends ExportKind> = Parameters<(typeof EXPORTS)[Kind]>[2];
