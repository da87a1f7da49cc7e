import { createHash } from 'node:crypto';
import type { Database } from '~/database/connection/open.server';
import { seeSnapshot } from '~/database/connection/snapshot.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { readZones } from '~/database/divisions/no-coal-zones.server';
import { type FactsView, factsView, refreshDueFacts } from '~/database/facts/facts.server';
import { appendHistory, type HistoryEntry, historyHead, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { waitingByTownship } from '~/database/phones/waiting-records.server';
import { countLists, reportFigures } from '~/database/report/figures.server';
import {
  type PersonalColumns,
  type ReportListQuery,
  readHeadChanges,
  readLedger,
  readLetRooms,
  readReburning,
  readUnstable,
  readUsages,
} from '~/database/report/lists.server';
import { ledgerSums, type ReportSubsidyQuery, readContinuity, readPayouts } from '~/database/report/subsidy.server';
import { type Scope, scopeOf } from '~/database/scope.server';
import { keptThresholds } from '~/database/seasons/thresholds.server';
import { targetsBelow } from '~/database/targets/targets.server';
import { lastDayHead } from '~/database/upkeep/day-heads.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { thresholdsOf } from '~/domain/findings/thresholds';
import { maskName } from '~/domain/household/mask';
import { maskFreeText, maskTextsIn } from '~/domain/household/mask-free-text';
import { PACKED_QUESTIONS } from '~/domain/package/packed-sheets';
import { refuse } from '~/domain/problems';
import type { ForecastRow, LedgerRow, ListCounts, ReportUnits } from '~/domain/report/report-rows';
import type { Forecast } from '~/domain/subsidy/forecast';
import { RULE_VERSION } from '~/domain/survey/questions/questions';
import { placesInWords, type UndecidedRecords, waitingTogether } from '~/domain/sync/what-waits';
import { compareTargets } from '~/domain/targets/target';
import { targetGap } from '~/domain/targets/target-gap';
import { type CalendarDay, dayInShanghai, isCalendarDay } from '~/domain/time/calendar-day';
import { checksSheet, difference } from '~/reports/checks';
import { contractSheetName } from '~/reports/contract';
import { coverOf } from '~/reports/cover';
import { findingsSheet } from '~/reports/findings.sheet';
import { ledgerSheet } from '~/reports/household-ledger.sheet';
import { instructionsSheet } from '~/reports/instructions/instructions.sheet';
import { headChangeSheet, letRoomSheet, noCoalZoneSheet, usageSheet } from '~/reports/other-lists.sheet';
import { planSheet } from '~/reports/plans/plans.sheet';
import { reburnSheet, unstableSheet } from '~/reports/problem-lists.sheet';
import { qualitySheet } from '~/reports/quality/quality.sheet';
import { type LedgerOfUnit, reportChecks } from '~/reports/report-checks';
import type { Cell, Sheet, WrittenSheet } from '~/reports/sheet';
import { sheetName } from '~/reports/sheet-name';
import { continuitySheet, payoutSheet } from '~/reports/subsidy.sheet';
import { summarySheet } from '~/reports/summary.sheet';
import { placeOf, summaryRows } from '~/reports/summary-rows';
import { targetSheet } from '~/reports/target.sheet';
import { type Heading, headingOf } from '~/reports/words';
import { WorkbookFile } from '~/reports/write-workbook.server';
import { openHardship } from '~/server/personal/household-values.server';
import { requireDivisionAndSeason } from '~/server/workflows/facts/read-facts.server';
import { planAreas } from '~/server/workflows/plans/plan-areas.server';
import { qualityOfTownships } from '~/server/workflows/quality/quality-of-townships.server';
import { readForecast } from '~/server/workflows/subsidy/read-forecast.server';
import { readReportFindings } from './report-findings.server';
import { refuseFolder, rethrowUnwritable } from './unwritable-file.server';
import { refuseOverWaiting } from './waiting-for-report.server';

export type ReportRequest = {
  division: string;
  season: string;
  /** YYYY-MM-DD; today when it is not given. */
  asOf?: string;
  /** The path of the workbook. An existing file is replaced only when everything is right. */
  file: string;
  /**
   * For a 数据包 (docs/package.md): without names and all that people wrote, of the snapshot that the package's records are read from.
   */
  inPackage?: { snapshot: string };
  /** The most households of one sheet: Excel's limit less the rows above and below. */
  rowsPerSheet?: number;
};

export type MadeReport = {
  division: string;
  name: string;
  season: string;
  asOf: CalendarDay;
  sha256: string;
  historyHead: string;
  households: number;
  frozen: boolean;
  /** What waited for a township when the figures were read. */
  waiting: UndecidedRecords;
  sheets: { name: string; rows: number }[];
};

/**
 * 定稿: with it a workbook is a version of its report, without it a draft. It says what the version keeps beside the workbook. `gather`
 * reads in the workbook's own snapshot; `keep` stores it in the transaction that records the report, and returns what the history keeps.
 */
export type Signing = {
  gather(sql: Sql, view: FactsView, asOf: CalendarDay): Promise<void>;
  keep(sql: Sql, made: MadeReport): Promise<HistoryEntry[]>;
};

export type ReportProgress = (progress: { stage: 'facts' | 'sheets' | 'saving'; done: number; total: number }) => void;

const ROWS_PER_SHEET = 1_048_000;
const ABOVE_COUNTY = new Set(['province', 'city']);
/** Rows between two progress reports. */
const STEP = 500;

/**
 * 报表: writes the workbook of a division and season (docs/definitions.md#report). Everything comes from one snapshot of the
 * database. The rows written are compared with its counts and all checks of 校核 must be zero; otherwise the report is refused
 * and no file is left. The history records who made which report before the file appears, and for a frozen one also the rules
 * and the state of the history it rests on. Conflicts are counted in the same snapshot, so a frozen report covers none,
 * whatever arrives meanwhile.
 */
export async function makeReport(
  db: Database,
  actor: Person,
  request: ReportRequest,
  now: Date,
  { onProgress = () => undefined, signal, signing }: { onProgress?: ReportProgress; signal?: AbortSignal; signing?: Signing } = {},
): Promise<MadeReport> {
  if (!mayPerson(actor, signing ? 'report.freeze' : 'report.make')) refuse('access.not-allowed');
  const today = dayInShanghai(now);
  const asOf = request.asOf ?? today;
  if (!isCalendarDay(asOf)) refuse('day.not-a-day', { day: asOf });
  if (asOf > today) refuse('report.day-ahead', { day: asOf, today });
  await refuseFolder(request.file);
  const scope = scopeOf(actor);
  await inTransaction(db, async (sql) => {
    await requireDivisionAndSeason(sql, scope, request);
    await refreshDueFacts(sql, today);
  });
  onProgress({ stage: 'facts', done: 0, total: 0 });

  const workbook = new WorkbookFile(request.file, { creator: '清暖台账', created: now, signal });
  try {
    const made = await inTransaction(
      db,
      async (sql) => {
        if (request.inPackage) await seeSnapshot(sql, request.inPackage.snapshot);
        return writeReport(sql, scope, workbook, { ...request, asOf, today, now, actor }, onProgress, signing);
      },
      { isolation: 'repeatable read', statementTimeoutMs: 0 },
    );
    await inTransaction(db, async (sql) => {
      const kept = (await signing?.keep(sql, made)) ?? [];
      await appendHistory(sql, now, actor.username, [
        ...kept,
        {
          chain: SYSTEM_CHAIN,
          action: made.frozen ? 'report.freeze' : 'report.make',
          entity: 'report',
          entityKey: `${made.division} ${made.season}`,
          after: {
            asOf,
            sha256: made.sha256,
            sheets: made.sheets,
            ...(made.frozen && { ruleVersion: RULE_VERSION, historyHead: made.historyHead }),
          },
        },
      ]);
    });
    await workbook.putInPlace();
    return made;
  } catch (error) {
    await workbook.discard();
    return rethrowUnwritable(error, request.file);
  }
}

type DatedRequest = ReportRequest & { asOf: CalendarDay; today: CalendarDay; now: Date; actor: Person };

async function writeReport(
  sql: Sql,
  scope: Scope,
  workbook: WorkbookFile,
  request: DatedRequest,
  onProgress: ReportProgress,
  signing?: Signing,
): Promise<MadeReport> {
  const division = (await divisionTrail(sql, scope, request.division))!.at(-1)!;
  const waiting = await waitingByTownship(sql, scope, request);
  if (signing) refuseOverWaiting(waiting);
  const view = await factsView(sql, { season: request.season, asOf: request.asOf, today: request.today, root: request.division });
  const figures = await reportFigures(sql, scope, { ...request, rollUp: view.rollUp });
  const { counts, factSums } = await countLists(sql, scope, { ...request, facts: view.facts });
  const history = { ...(await historyHead(sql)), lastDay: await lastDayHead(sql) };
  await signing?.gather(sql, view, request.asOf);

  const heading = headingOf(division, request.season, request.asOf);
  const writer = new ReportWriter(workbook, expectedRows(figures, counts), onProgress);
  const instructions = await writer.plain(
    instructionsSheet(heading, request.asOf < request.today, thresholdsOf(await keptThresholds(sql, request.season))),
  );
  const rows = summaryRows(division, figures);
  const counties = await writer.figures(summarySheet('附件1', heading, rows.counties));
  const townships = await writer.figures(summarySheet('附件2', heading, rows.townships));
  const villages = await writer.figures(summarySheet('附件3', heading, rows.villages));

  const list: ReportListQuery = {
    root: request.division,
    season: request.season,
    asOf: request.asOf,
    facts: view.facts,
    place: placeOf(figures),
    personal: request.inPackage ? NOTHING_PERSONAL : personalColumns(request.actor),
  };
  const units = ABOVE_COUNTY.has(division.level)
    ? figures.counties
    : [{ ...figures.counties[0], code: division.code, name: division.name }];
  const ledgers: LedgerOfUnit[] = [];
  for (const unit of units) {
    const sheets = await writer.ledger(
      heading,
      { ...unit, alone: !ABOVE_COUNTY.has(division.level) },
      readLedger(sql, scope, { ...list, root: unit.code }),
      request.rowsPerSheet ?? ROWS_PER_SHEET,
    );
    ledgers.push({ name: unit.name, sheets });
  }
  const unstable = await writer.figures(unstableSheet(heading, readUnstable(sql, scope, list)));
  const reburning = await writer.figures(reburnSheet(heading, readReburning(sql, scope, list)));
  const subsidy: ReportSubsidyQuery = { division: request.division, season: request.season, asOf: request.asOf, facts: view.facts };
  const ledger = await ledgerSums(sql, scope, subsidy);
  const countyNames = new Map(figures.counties.map((county) => [county.code, county.name]));
  const payouts = await writer.figures(payoutSheet(heading, await readPayouts(sql, scope, subsidy, (code) => countyNames.get(code))));
  const findings = await writer.figures(
    findingsSheet(heading, readReportFindings(sql, scope, list, request.inPackage ? null : request.actor)),
  );
  const headChanges = await writer.figures(headChangeSheet(heading, readHeadChanges(sql, scope, list)));
  const usages = await writer.figures(usageSheet(heading, readUsages(sql, scope, list)));
  const targetRows = (await targetsBelow(sql, scope, { ...subsidy, rollUp: view.rollUp }))
    .sort(compareTargets)
    .map(({ sums, ...target }) => ({ ...target, gap: targetGap(target.indicator, sums, target.target) }));
  const targets = await writer.figures(targetSheet(heading, targetRows));
  const continuityRows = await readContinuity(sql, scope, subsidy);
  const continuity = await writer.figures(
    continuitySheet(
      heading,
      continuityRows,
      forecastRows(await readForecast(sql, scope, subsidy, [{ name: 'decided' }, { name: 'keep' }], { poor: false })),
    ),
  );
  const letRooms = await writer.figures(letRoomSheet(heading, readLetRooms(sql, scope, list)));
  const zoneRows = await readZones(sql, scope, { ...subsidy, rollUp: view.rollUp, coming: false });
  const zones = await writer.figures(noCoalZoneSheet(heading, zoneRows));
  const planRows = await planAreas(sql, scope, { ...request, rollUp: view.rollUp }, placeOf(figures));
  const plans = await writer.figures(planSheet(heading, planRows));

  const quality = await qualityOfTownships(sql, scope, request, figures);
  const qualityWritten = await writer.figures(qualitySheet(heading, quality.rows));

  const checks = reportChecks({
    counties,
    townships,
    villages,
    ledgers,
    unstable,
    reburning,
    headChanges,
    usages,
    letRooms,
    payouts,
    continuity,
    continuityRows,
    zones,
    findings,
    zoneRows,
    targets,
    targetRows,
    plans,
    planRows,
    quality: qualityWritten,
    checked: quality.checked,
    figures,
    counts,
    factSums,
    ledger,
  });
  const wrong = checks.filter((check) => difference(check) !== 0);
  if (wrong.length > 0) refuse('report.checks-fail', { count: wrong.length, first: wrong[0]!.what, difference: difference(wrong[0]!) });
  const checked = await writer.plain(checksSheet(heading, checks));

  onProgress({ stage: 'saving', done: 0, total: 0 });
  const sha256 = writer.digest();
  const sheets = [instructions, ...writer.written, checked];
  const cover = coverOf({
    heading,
    madeAt: request.now,
    madeBy: request.inPackage ? '' : request.actor.name,
    history,
    sha256,
    sheets,
    frozen: signing !== undefined,
    waiting: { ...waitingTogether(waiting), places: placesInWords(waiting) },
  });
  await workbook.writeCover(cover);
  await workbook.close([cover.name, ...sheets.map((sheet) => sheet.name)]);
  return {
    division: request.division,
    name: division.name,
    season: request.season,
    asOf: request.asOf,
    sha256,
    historyHead: history.head,
    households: counts.households,
    frozen: signing !== undefined,
    waiting: waitingTogether(waiting),
    sheets: sheets.map(({ name, rows: count }) => ({ name, rows: count })),
  };
}

function forecastRows([decided, keep]: readonly Forecast[]): ForecastRow[] {
  return decided!.seasons.map(({ season, reducedHouseholds: losing, total, money }, index) => ({
    season,
    losing: losing.households,
    reburning: losing.reburning,
    loss: losing.loss,
    keep: keep!.seasons[index]!.total,
    decided: total,
    levels: money,
  }));
}

function expectedRows(figures: ReportUnits, counts: ListCounts): number {
  return (
    figures.counties.length +
    figures.townships.length +
    figures.villages.length +
    counts.households +
    counts.unstable +
    counts.reburning +
    counts.suspected +
    counts.letRooms +
    counts.headChanges +
    counts.usages +
    counts.findings
  );
}

/** Of a package: the household's number is all that says who it is. */
const NOTHING_PERSONAL: PersonalColumns = {
  head: () => '',
  masked: () => null,
  address: () => null,
  hardship: () => null,
  written: () => null,
  meter: () => null,
  answers: (answers) => Object.fromEntries(Object.entries(answers).filter(([key]) => OF_LISTS.has(key))),
};
const OF_LISTS: ReadonlySet<string> = new Set(PACKED_QUESTIONS.map(({ question }) => question));

/** An auditor's export has no personal data; everyone else who may make reports gets what the contract prints, masked. */
function personalColumns(actor: Person): PersonalColumns {
  if (mayPerson(actor, 'report.personal-columns')) {
    return {
      head: (name) => name,
      masked: (text) => text,
      address: (text) => text,
      hardship: (sealed, household) => (sealed === null ? null : openHardship(household, sealed)),
      written: (text) => text,
      answers: (answers) => answers,
      meter: (meter) => meter,
    };
  }
  return {
    head: maskName,
    masked: () => null,
    address: () => null,
    hardship: () => null,
    written: (text, names) => (text === null ? null : maskFreeText(text, names)),
    answers: maskTextsIn,
    meter: (meter) => meter,
  };
}

/** Writes the sheets in order and keeps what the cover and the checks need of them. */
class ReportWriter {
  readonly written: WrittenSheet[] = [];
  readonly #hash = createHash('sha256');
  #rows = 0;

  constructor(
    private readonly workbook: WorkbookFile,
    private readonly expected: number,
    private readonly onProgress: ReportProgress,
  ) {}

  plain<Row>(sheet: Sheet<Row>): Promise<WrittenSheet> {
    return this.workbook.writeSheet(sheet);
  }

  /** Writes a sheet of figures or a list, which is part of the data and of its SHA-256. */
  async figures<Row>(sheet: Sheet<Row>): Promise<WrittenSheet> {
    this.#hash.update(`${sheet.name}\n`);
    const written = await this.workbook.writeSheet(sheet, (cells) => this.#seen(cells));
    this.written.push(written);
    return written;
  }

  /** Writes a ledger in as many sheets as it needs. */
  async ledger(
    heading: Heading,
    unit: { name: string; alone: boolean },
    rows: AsyncIterable<LedgerRow>,
    rowsPerSheet: number,
  ): Promise<WrittenSheet[]> {
    const wanted = unit.alone ? contractSheetName('附件4') : `${contractSheetName('附件4')}-${unit.name}`;
    const iterator = rows[Symbol.asyncIterator]();
    const sheets: WrittenSheet[] = [];
    try {
      let next = await iterator.next();
      do {
        const name = sheetName(
          wanted,
          this.written.map((sheet) => sheet.name),
        );
        const part = async function* () {
          for (let count = 0; !next.done && count < rowsPerSheet; count++) {
            yield next.value;
            next = await iterator.next();
          }
        };
        sheets.push(await this.figures(ledgerSheet(heading, name, unit.name, part())));
      } while (!next.done);
    } finally {
      await iterator.return?.();
    }
    return sheets;
  }

  digest(): string {
    return this.#hash.digest('hex');
  }

  #seen(cells: readonly Cell[]): void {
    // Formulas are left out of the hash, because the values they use are in it.
    this.#hash.update(`${JSON.stringify(cells.map((cell) => (cell !== null && typeof cell === 'object' ? null : cell)))}\n`);
    this.#rows += 1;
    if (this.#rows % STEP === 0) this.onProgress({ stage: 'sheets', done: Math.min(this.#rows, this.expected), total: this.expected });
  }
}
