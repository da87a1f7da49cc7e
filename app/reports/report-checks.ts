/** All checks of a report, from the sheets as written and the database as counted. */
import { MEASURES, sumOf, type Measure, type Sums } from '~/domain/indicators/measures';
import type { ListCounts, ReportUnits } from '~/domain/report/report-rows';
import { countOf, ledgerChecks, rowCount, short, summaryChecks, totalCell, unequal, type Check } from './checks';
import { LEDGER_WORDS } from './household-ledger.sheet';
import type { Formula, WrittenSheet } from './sheet';
import { sheetReference } from './sheet-name';
import { summaryColumns } from './summary.sheet';

export type LedgerOfUnit = { name: string; sheets: readonly WrittenSheet[] };

export type ReportAsWritten = {
  counties: WrittenSheet;
  townships: WrittenSheet;
  villages: WrittenSheet;
  /** In the order of the rows of 附件1. */
  ledgers: readonly LedgerOfUnit[];
  unstable: WrittenSheet;
  reburning: WrittenSheet;
  headChanges: WrittenSheet;
  usages: WrittenSheet;
  letRooms: WrittenSheet;
  figures: ReportUnits;
  counts: ListCounts;
  /** Sums of the households' own facts. */
  factSums: Sums;
};

export function reportChecks(report: ReportAsWritten): Check[] {
  const { counties, townships, villages, ledgers, unstable, reburning, headChanges, usages, letRooms, figures, counts, factSums } = report;
  const county = (index: number) => (key: Measure): Formula => ({
    formula: `${sheetReference(counties.name)}${counties.letters[key]}${counties.firstRow + index}`,
    cached: figures.counties[index]!.sums[key],
  });
  const total = (key: Measure): Formula => totalCell(counties, key);
  return [
    ...structure(figures, factSums),
    ...summaryChecks(counties, townships, villages, columnTitles()),
    ...ledgers.flatMap(({ name, sheets }, index) => ledgerChecks(name, sheets, county(index))),
    { what: '附件5：行数与附件1不能稳定运行户', left: rowCount([unstable]), right: total('unstable') },
    { what: '附件6：确认与附件1', left: countOf([reburning], 'verdict', LEDGER_WORDS.confirmed), right: total('B') },
    { what: '附件6：疑似与附件1', left: countOf([reburning], 'verdict', LEDGER_WORDS.suspected), right: total('Q') },
    { what: '附件13：行数与附件1出租处数', left: rowCount([letRooms]), right: total('let') },
    { what: '附件13：接通与附件1', left: countOf([letRooms], 'connected', LEDGER_WORDS.yes), right: total('letConnected') },
    ...(['due', 'paid', 'arrears'] as const).map((key) => ({ what: `附件1${columnTitles()[key]}（万元）与补贴台账`, left: total(key), right: factSums[key] / 1_000_000 })),
    { what: '附件4：写入行数与数据库户数', left: rowCount(ledgers.flatMap((ledger) => ledger.sheets)), right: counts.households },
    ...([[unstable, counts.unstable], [reburning, counts.reburning + counts.suspected], [headChanges, counts.headChanges], [usages, counts.usages], [letRooms, counts.letRooms]] as const).map(
      ([sheet, count]) => ({ what: `${short(sheet)}：写入行数与数据库行数`, left: rowCount([sheet]), right: count }),
    ),
  ];
}

/** Level by level and figure by figure; differences that cancel out in a total are found here. */
function structure(figures: ReportUnits, factSums: Sums): Check[] {
  const above = (parents: readonly { code: string }[]) => (unit: { path: readonly string[]; sums: Sums }) => ({ parent: parents.find((parent) => unit.path.includes(parent.code))?.code ?? '', sums: unit.sums });
  const villages = sumOf(figures.villages.map((village) => village.sums));
  return [
    { what: '村汇总逐项与各户之和不符的项数', left: MEASURES.filter((measure) => villages[measure] !== factSums[measure]).length, right: 0 },
    { what: '逐项与所辖村之和不符的乡镇数', left: unequal(figures.townships, figures.villages.map(above(figures.townships))), right: 0 },
    { what: '逐项与所辖乡镇之和不符的县数', left: unequal(figures.counties, figures.townships.map(above(figures.counties))), right: 0 },
  ];
}

function columnTitles(): Record<string, string> {
  return Object.fromEntries(summaryColumns('附件1').map(({ key, group, title }) => [key, group ? `${group}·${title}` : title]));
}
