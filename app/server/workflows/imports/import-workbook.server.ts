/**
 * 导入: imports a workbook, or rows that a program made, into the register in one transaction. Rows are decoded and staged as
 * they are read. Checks, comparison with the register and changes are statements over whole sheets. Revisions, facts, roll-ups
 * and history follow before the transaction ends, so an error leaves nothing behind.
 */

import { keeperOf } from '~/database/access/account-list.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { takeAccounts } from '~/database/imports/accounts.server';
import { noteConnectedFirst, noteContradictingVisits } from '~/database/imports/contradictions.server';
import { takeDivisions } from '~/database/imports/divisions.server';
import { takeEntitlements } from '~/database/imports/entitlements.server';
import { takeFindings } from '~/database/imports/findings.server';
import { raiseRevisions, refreshTouchedFacts, writeHistory } from '~/database/imports/finish.server';
import { takeFunds } from '~/database/imports/funds.server';
import { takeHeatSources } from '~/database/imports/heat-sources.server';
import { countAskedAccounts } from '~/database/imports/held-accounts.server';
import { noteSharedValues, takeHouseholds } from '~/database/imports/households.server';
import { takeNoCoalZones } from '~/database/imports/no-coal-zones.server';
import { takeRooms, takeUsages, takeVisits } from '~/database/imports/of-households.server';
import { takePayments } from '~/database/imports/payments.server';
import { takePlans } from '~/database/imports/plans.server';
import { takePolicies } from '~/database/imports/policies.server';
import { takeReadings } from '~/database/imports/readings.server';
import { takeSeasons } from '~/database/imports/seasons.server';
import { inOneSpelling } from '~/database/imports/spelling.server';
import {
  analyze,
  type Counts,
  createStaged,
  firstProblems,
  type ImportContext,
  openStaging,
  type ProblemRow,
  recordProblems,
  stageRows,
  tally,
} from '~/database/imports/staging.server';
import { takeTargets } from '~/database/imports/targets.server';
import { scopeOf } from '~/database/scope.server';
import { levelsOfRole } from '~/domain/access/division-level-of-role';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { keysOf, labelOf } from '~/domain/contract/enumerations';
import { Refusal } from '~/domain/problems';
import { RULE_VERSION } from '~/domain/survey/questions/questions';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { words } from '~/i18n/words.server';
import { RIGHT_FOR_SHEET, type SheetName } from '~/imports/contract-sheets';
import { type DecodedRow, decodeRows, presentColumns } from '~/imports/decode-rows';
import { type FileNote, type OpenSheet, openSheets, ReadingNotes, WorkbookRefusal } from '~/imports/open-sheets';
import { type ImportRows, type RowSource, sourceOfRows } from '~/imports/row-source';
import { sentenceOfProblem, titleOf } from '~/imports/sentences';
import { Workbook } from '~/imports/workbook/read-workbook.server';
import { ErrorsFile } from './errors-file.server';
import { fillBlanks } from './fill-blanks.server';
import { STAGED, stagedColumns, stagedRows } from './stage-rows.server';

type ImportStage = 'reading' | 'checking' | 'facts' | 'history';
export type ImportProgress = { stage: ImportStage; sheet?: SheetName; done: number; total: number };

export type ImportOptions = {
  /** Imports good rows although others are refused. Otherwise it is all or nothing. */
  acceptValid?: boolean;
  /** Does everything, then rolls it back. */
  dryRun?: boolean;
  now?: Date;
  progress?: (progress: ImportProgress) => Promise<void> | void;
  /** How many problems of each sheet to return. */
  most?: number;
};

export type SheetResult = Counts & { sheet: SheetName; refused: number; notes: number };

export type ImportResult = {
  /** `imported`: stored. `previewed`: would be stored. `refused`: not stored, because rows were refused. */
  outcome: 'imported' | 'previewed' | 'refused';
  sheets: SheetResult[];
  fileNotes: FileNote[];
  /** The first problems of each sheet, refusals before notes. */
  problems: ProblemRow[];
  problemCount: number;
  historyEntries: number;
  /** Where the refused rows were written. */
  errorsFile?: string;
};

const PROBLEMS_HANDED_BACK = 200;

/** A file with more refused rows is not read on: nobody corrects so many one by one, and what is wrong shows in the first. */
const MOST_REFUSED_ROWS = 5_000;

/** Imports a workbook by its path. Refused rows are written to `errorsTo`; an earlier file of that name is removed. */
export async function importWorkbook(
  db: Database,
  person: Person,
  file: string,
  options: ImportOptions & { errorsTo?: string } = {},
): Promise<ImportResult> {
  const workbook = await Workbook.open(file);
  const errors = options.errorsTo === undefined ? undefined : new ErrorsFile(options.errorsTo, workbook);
  try {
    const result = await importFrom(db, person, workbook, options, errors);
    const errorsFile = await errors?.keep(result.sheets.some(({ refused }) => refused > 0));
    return { ...result, ...(errorsFile !== undefined && { errorsFile }) };
  } finally {
    await errors?.discard();
    workbook.close();
  }
}

/**
 * Imports rows that a program made, with the same checks. It is all or nothing unless asked otherwise, and throws what was
 * refused.
 */
export async function importRows(db: Database, person: Person, rows: ImportRows, options: ImportOptions = {}): Promise<ImportResult> {
  const result = await importFrom(db, person, sourceOfRows(rows), options);
  if (result.outcome === 'refused') throw new RowsRefused(result);
  return result;
}

/** Rows of a program that were refused, with all problems. */
export class RowsRefused extends Refusal {
  constructor(readonly result: ImportResult) {
    const first = result.problems.find(({ level }) => level === 'refused');
    super({
      code: 'import.rows-refused',
      details: {
        refused: result.sheets.reduce((sum, sheet) => sum + sheet.refused, 0),
        sheet: first?.sheet ?? '',
        row: first?.row ?? 0,
        reason: first ? `${titleOf(first.sheet, first.column)} ${first.value} ${sentenceOfProblem(words('zh-CN'), first)}` : '',
      },
    });
  }
}

/** Rolls the transaction back and carries the result. */
class TakenBack extends Error {
  constructor(readonly result: ImportResult) {
    super('taken back');
  }
}

async function importFrom(
  db: Database,
  person: Person,
  source: RowSource,
  options: ImportOptions,
  errors?: ErrorsFile,
): Promise<ImportResult> {
  const { sheets, notes } = await openSheets(source);
  refuseForeignSheets(person, sheets);
  const now = options.now ?? new Date();
  const context: ImportContext = {
    roots: scopeOf(person).roots,
    now: now.toISOString(),
    today: dayInShanghai(now),
    actor: person.username,
    actorName: person.name,
  };
  try {
    return await inTransaction(db, (sql) => importIn(sql, person, source, { sheets, notes, context, options, errors }), {
      statementTimeoutMs: 0,
    });
  } catch (error) {
    if (error instanceof TakenBack) return error.result;
    throw error;
  }
}

function refuseForeignSheets(person: Person, sheets: readonly OpenSheet[]): void {
  const foreign = sheets.filter(({ name }) => !mayPerson(person, RIGHT_FOR_SHEET[name]));
  if (foreign.length === 0) return;
  throw new WorkbookRefusal(
    foreign.map(({ name }) => ({ code: 'workbook.sheet-not-allowed', details: { sheet: name, role: labelOf('role', person.role) } })),
  );
}

type Work = { sheets: OpenSheet[]; notes: FileNote[]; context: ImportContext; options: ImportOptions; errors?: ErrorsFile };

async function importIn(sql: Sql, person: Person, source: RowSource, work: Work): Promise<ImportResult> {
  const { sheets, context, options } = work;
  const report = options.progress ?? (() => undefined);
  await openStaging(sql, context, RULE_VERSION);
  const results: SheetResult[] = [];
  // A copy, because a transaction that is tried again must not repeat the notes of its first try.
  const notes = [...work.notes];
  const spellings = new Map<string, string[]>();
  let rows = 0;
  for (const sheet of sheets) {
    const seen = new ReadingNotes(sheet);
    const refusedBefore = results.reduce((sum, one) => sum + one.refused, 0);
    const staged = await stageSheet(sql, source, sheet, context, report, { seen, most: MOST_REFUSED_ROWS - refusedBefore });
    rows += staged.rows;
    notes.push(...seen.notes());
    if (staged.stopped) {
      results.push({ sheet: sheet.name, ...NOTHING_TAKEN, ...(await tally(sql, STAGED[sheet.name])) });
      return stopReading(sql, work, results, [...notes, stoppedAt(sheet)]);
    }
    await report({ stage: 'checking', sheet: sheet.name, done: 0, total: 1 });
    await inOneSpelling(sql, STAGED[sheet.name], spellings);
    const counts = await take(sql, person, sheet, context, (name) => sheets.some((one) => one.name === name));
    results.push({ sheet: sheet.name, ...counts, ...(await tally(sql, STAGED[sheet.name])) });
    const households = sheet.name === '户台账' ? await countAskedAccounts(sql) : 0;
    if (households > 0) notes.push({ code: 'accounts_wait', households });
    await report({ stage: 'checking', sheet: sheet.name, done: 1, total: 1 });
    if (results.reduce((sum, one) => sum + one.refused, 0) > MOST_REFUSED_ROWS)
      return stopReading(sql, work, results, [...notes, stoppedAt(sheet)]);
  }
  if (rows === 0) throw new WorkbookRefusal([{ code: 'workbook.no-rows' }]);
  await noteContradictions(sql, results);

  const refused = results.reduce((sum, sheet) => sum + sheet.refused, 0);
  const taken = results.reduce((sum, sheet) => sum + sheet.added + sheet.updated + sheet.unchanged, 0);
  if (refused > 0) await work.errors?.write(sql, sheets, options.acceptValid && !options.dryRun ? 0 : goodRows(results));
  const { problems, total } = await firstProblems(sql, options.most ?? PROBLEMS_HANDED_BACK);
  problems.sort((a, b) => sheets.findIndex(({ name }) => name === a.sheet) - sheets.findIndex(({ name }) => name === b.sheet));
  const found = { sheets: results, fileNotes: notes, problems, problemCount: total };
  if ((refused > 0 && !options.acceptValid) || taken === 0) throw new TakenBack({ ...found, outcome: 'refused', historyEntries: 0 });

  await raiseRevisions(sql);
  await refreshTouchedFacts(sql, context, (done, all) => report({ stage: 'facts', done, total: all }));
  const historyEntries = await writeHistory(sql, context, (done, all) => report({ stage: 'history', done, total: all }));
  if (options.dryRun) throw new TakenBack({ ...found, outcome: 'previewed', historyEntries });
  return { ...found, outcome: 'imported', historyEntries };
}

const NOTHING_TAKEN: Counts = { added: 0, updated: 0, unchanged: 0 };
const stoppedAt = ({ name }: OpenSheet): FileNote => ({ code: 'stopped_reading', sheet: name, refused: MOST_REFUSED_ROWS });

/** Ends an import with too many refused rows: what was found so far is told, and nothing is kept. */
async function stopReading(sql: Sql, work: Work, results: readonly SheetResult[], fileNotes: FileNote[]): Promise<never> {
  await work.errors?.write(sql, work.sheets, 0, MOST_REFUSED_ROWS);
  const { problems, total } = await firstProblems(sql, work.options.most ?? PROBLEMS_HANDED_BACK);
  const sheets = results.map((one) => ({ ...one, ...NOTHING_TAKEN }));
  throw new TakenBack({ outcome: 'refused', sheets, fileNotes, problems, problemCount: total, historyEntries: 0 });
}

/** What contradicts each other is noted when all sheets are in: rooms, meters and payments of the file count too. */
async function noteContradictions(sql: Sql, results: SheetResult[]): Promise<void> {
  const noting = { 户台账: noteConnectedFirst, 入户记录: noteContradictingVisits } as const;
  for (const result of results) {
    if (result.sheet !== '户台账' && result.sheet !== '入户记录') continue;
    await noting[result.sheet](sql, STAGED[result.sheet]);
    Object.assign(result, await tally(sql, STAGED[result.sheet]));
  }
}

/** How many rows that passed would change the register. */
export function goodRows(sheets: readonly SheetResult[]): number {
  return sheets.reduce((sum, sheet) => sum + sheet.added + sheet.updated, 0);
}

/** Rows sent to the database at a time: few enough for memory, enough that the round trip does not matter. */
const STAGED_AT_ONCE = 1_000;

/**
 * Reads, decodes and stages a sheet. While the database stores some rows, the next are decoded. Returns how many rows it had, and whether
 * too many were refused.
 */
async function stageSheet(
  sql: Sql,
  source: RowSource,
  sheet: OpenSheet,
  context: ImportContext,
  report: NonNullable<ImportOptions['progress']>,
  { seen, most }: { seen: ReadingNotes; most: number },
): Promise<{ rows: number; stopped: boolean }> {
  const staged = STAGED[sheet.name];
  await createStaged(sql, staged);
  let rows = 0;
  let refused = 0;
  let waiting: DecodedRow[] = [];
  let staging: Promise<void> = Promise.resolve();
  const stage = async (batch: DecodedRow[]): Promise<void> => {
    await fillBlanks(sql, sheet.name, batch);
    refused += batch.filter((row) => row.refused).length;
    await stageRows(sql, staged, await stagedRows(sql, sheet.name, batch));
    await recordProblems(
      sql,
      batch.flatMap(({ problems }) => problems),
    );
  };
  try {
    for await (const decoded of decodeRows(source, sheet, { today: context.today, now: context.now }, seen)) {
      waiting.push(...decoded);
      if (waiting.length < STAGED_AT_ONCE) continue;
      await staging;
      if (refused > most) break;
      rows += waiting.length;
      staging = stage(waiting);
      // It is awaited in the next round; until then a failure must not count as unhandled.
      staging.catch(() => undefined);
      waiting = [];
      // The number of rows is only known at the end, so it is estimated from how much of the sheet has been read.
      await report({
        stage: 'reading',
        sheet: sheet.name,
        done: rows,
        total: Math.max(rows + 1, Math.round(rows / source.shareRead(sheet.inFile))),
      });
    }
  } finally {
    await staging;
  }
  if (refused > most) return { rows, stopped: true };
  await stage(waiting);
  await report({ stage: 'reading', sheet: sheet.name, done: rows + waiting.length, total: rows + waiting.length });
  await analyze(sql, staged);
  return { rows: rows + waiting.length, stopped: refused > most };
}

async function take(
  sql: Sql,
  person: Person,
  sheet: OpenSheet,
  context: ImportContext,
  has: (name: SheetName) => boolean,
): Promise<Counts> {
  const withRoster = has('户台账');
  const keys = presentColumns(sheet);
  const present = stagedColumns(sheet.name, keys);
  switch (sheet.name) {
    case '行政区划':
      return takeDivisions(sql, context, present);
    case '采暖季':
      return takeSeasons(sql, context, present);
    case '用户':
      return takeAccounts(sql, context, keys.includes('phone'), {
        ...keeperOf(person),
        levels: Object.fromEntries(keysOf('role').map((role) => [role, levelsOfRole(role)])),
      });
    case '热源':
      return takeHeatSources(sql, context, present);
    case '户台账': {
      const counts = await takeHouseholds(sql, context, present, words('zh-CN')('imports:headChangeReason'));
      await noteSharedValues(sql, context, present);
      return counts;
    }
    case '房屋':
      return takeRooms(sql, context, present, withRoster);
    case '入户记录':
      return takeVisits(sql, context, withRoster);
    case '用能计量':
      return takeUsages(sql, context, present, withRoster);
    case '抄表':
      return takeReadings(sql, context, withRoster, has('用能计量'));
    case '禁煤区':
      return takeNoCoalZones(sql, context, present);
    case '改造计划':
      return takePlans(sql, context, present);
    case '补贴政策':
      return takePolicies(sql, context);
    case '应补':
      return takeEntitlements(sql, context, withRoster);
    case '问题':
      return takeFindings(sql, context, withRoster);
    case '发放':
      return takePayments(sql, context, present, withRoster);
    case '资金':
      return takeFunds(sql, context, present);
    case '目标':
      return takeTargets(sql, context, present);
  }
}
