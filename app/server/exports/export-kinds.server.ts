/**
 * 导出的种类: every file that is made while its reader waits. They are made in a process of their own (run-exports.server.ts); a route names
 * the kind and what is asked for (answer-export.server.ts), and only this list knows who makes it.
 */
import type { Database } from '~/database/connection/open.server';
import type { Language } from '~/domain/access/language';
import type { Person } from '~/domain/access/person';
import { words } from '~/i18n/words.server';
import type { BatchStep } from '~/server/workflows/subsidy/batch-steps.server';
import { WORD } from './file-types';

/** The file; `type` is left out for a workbook. */
export type MadeFile = { fileName: string; type?: string; content: Uint8Array };
type At = { language: Language; now: Date };
type Maker<Query> = (db: Database, person: Person, query: Query, at: At) => Promise<MadeFile>;

/** A list's file in the language of the person. What makes it is loaded with the first one, because all together take a second. */
function list<Query>(
  load: () => Promise<(db: Database, person: Person, t: never, query: Query, now: Date) => Promise<MadeFile>>,
): Maker<Query> {
  return async (db, person, query, { language, now }) => (await load())(db, person, words(language) as never, query, now);
}

/** A Word file, which is Chinese. */
function word<Query>(load: () => Promise<(db: Database, person: Person, query: Query, now: Date) => Promise<MadeFile>>): Maker<Query> {
  return async (db, person, query, { now }) => ({ type: WORD, ...(await (await load())(db, person, query, now)) });
}

export const EXPORTS = {
  arrears: list(async () => (await import('~/server/workflows/subsidy/export-lists.server')).exportArrears),
  'bank-file': async (db, person, query: BatchStep & { template: string }, { now }) =>
    (await import('~/server/workflows/subsidy/bank-file.server')).makeBankFile(db, person, query, now),
  claims: list(async () => (await import('~/server/workflows/subsidy/export-lists.server')).exportClaims),
  coverage: list(async () => (await import('~/server/workflows/facts/export-coverage.server')).exportCoverage),
  evaluation: word(async () => (await import('~/server/workflows/report/read-evaluation.server')).wordOfEvaluation),
  'evaluation-of-version': word(async () => {
    const { wordOfVersion } = await import('~/server/workflows/report/word-of-version.server');
    return (db, person, { id }: { id: string }) => wordOfVersion(db, person, id);
  }),
  findings: list(async () => (await import('~/server/workflows/findings/export-findings.server')).exportFindings),
  'frozen-list': list(async () => (await import('~/server/workflows/report/read-frozen-list.server')).exportFrozenList),
  'heat-sources': list(async () => (await import('~/server/workflows/targets/export-heat-sources.server')).exportHeatSources),
  households: list(async () => (await import('~/server/workflows/facts/export-coverage.server')).exportHouseholdList),
  'import-template': async (_db, person, _query: object, { language }) => {
    const { templateWorkbook } = await import('~/imports/write-workbook.server');
    const { sheetsFor } = await import('~/server/workflows/imports/import-job.server');
    return { fileName: `${words(language)('imports:templateName')}.xlsx`, content: await templateWorkbook(sheetsFor(person)) };
  },
  plan: word(async () => {
    const { wordOfPlan } = await import('~/server/workflows/plans/export-plan.server');
    return (db, person, { number }: { number: string }) => wordOfPlan(db, person, number);
  }),
  readiness: list(async () => (await import('~/server/workflows/targets/export-clause-lists.server')).exportReadiness),
  review: list(async () => (await import('~/server/workflows/review/review-table.server')).exportReview),
  'subsidy-overview': list(async () => (await import('~/server/workflows/subsidy/export-subsidy.server')).exportSubsidyOverview),
  targets: list(async () => (await import('~/server/workflows/targets/export-clause-lists.server')).exportTargets),
  village: list(async () => (await import('~/server/workflows/households/read-village.server')).exportVillage),
  'village-sheets': word(async () => (await import('~/server/workflows/report/village-sheets.server')).wordOfVillageSheets),
  without: list(async () => (await import('~/server/workflows/subsidy/export-lists.server')).exportNotEntitled),
} satisfies Record<string, Maker<never>>;

export type ExportKind = keyof typeof EXPORTS;
export type ExportQuery<Kind extends ExportKind> = Parameters<(typeof EXPORTS)[Kind]>[2];
