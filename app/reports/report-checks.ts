/** All checks of a report, made from the written sheets and the counts of the database. */
import { keysOf, labelOf } from '~/domain/contract/enumerations';
import { MEASURES, type Measure, type Sums, sumOf } from '~/domain/indicators/measures';
import type {
  ContinuityRow,
  LedgerSums,
  ListCounts,
  NoCoalZoneRow,
  PlanAreaRow,
  ReportUnits,
  TargetRow,
} from '~/domain/report/report-rows';
import { type Check, countOf, ledgerChecks, rowCount, short, summaryChecks, sumOfTotals, totalCell, unequal } from './checks';
import { LEDGER_WORDS } from './household-ledger.sheet';
import { PLAN_STATE_WORDS } from './plans/plans.sheet';
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
  payouts: WrittenSheet;
  continuity: WrittenSheet;
  continuityRows: readonly ContinuityRow[];
  zones: WrittenSheet;
  findings: WrittenSheet;
  zoneRows: readonly NoCoalZoneRow[];
  targets: WrittenSheet;
  targetRows: readonly TargetRow[];
  plans: WrittenSheet;
  planRows: readonly PlanAreaRow[];
  quality: WrittenSheet;
  /** Spot checks done, as the database counts them. */
  checked: number;
  figures: ReportUnits;
  counts: ListCounts;
  /** Sums of the households' own facts. */
  factSums: Sums;
  /** The subsidy ledger's own sums. */
  ledger: LedgerSums;
};

export function reportChecks(report: ReportAsWritten): Check[] {
  const { counties, townships, villages, ledgers, unstable, reburning, headChanges, usages, letRooms, figures, counts, factSums } = report;
  const county =
    (index: number) =>
    (key: Measure): Formula => ({
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
    ...(['H', 'V', 'X'] as const).map(
      (key): Check => ({
        what: `附件16：${columnTitles()[key]}与附件2`,
        left: totalCell(report.quality, key),
        right: totalCell(townships, key),
      }),
    ),
    { what: '附件16：抽查户与数据库已查户数', left: totalCell(report.quality, 'checked'), right: report.checked },
    ...moneyChecks(report),
    {
      what: '附件11：完成的目标与逐项核算',
      left: countOf([report.targets], 'reached', LEDGER_WORDS.yes),
      right: report.targetRows.filter(({ gap }) => gap.reached).length,
    },
    ...continuityChecks(report),
    {
      what: '附件3：列入禁煤区的村与禁煤区名单',
      left: countOf([villages], 'noCoalZone', LEDGER_WORDS.yes),
      right: figures.villages.filter(({ noCoalZone }) => noCoalZone).length,
    },
    {
      what: '附件15：缺方案的村与数据库',
      left: countOf([report.plans], 'state', PLAN_STATE_WORDS.missing),
      right: report.planRows.filter(({ state }) => state === 'missing').length,
    },
    { what: '附件4：写入行数与数据库户数', left: rowCount(ledgers.flatMap((ledger) => ledger.sheets)), right: counts.households },
    ...(
      [
        [unstable, counts.unstable],
        [reburning, counts.reburning + counts.suspected],
        [headChanges, counts.headChanges],
        [usages, counts.usages],
        [letRooms, counts.letRooms],
        [report.findings, counts.findings],
        [report.targets, report.targetRows.length],
        [report.zones, report.zoneRows.length],
        [report.plans, report.planRows.length],
        [report.quality, figures.townships.length],
      ] as const
    ).map(([sheet, count]) => ({ what: `${short(sheet)}：写入行数与数据库行数`, left: rowCount([sheet]), right: count })),
  ];
}

/**
 * Amounts: 附件7 against the ledger's own sums, and 附件1 against 附件7. In a closed season late money still arrives while the facts
 * no longer change, so there 附件1 is checked only against its facts.
 */
function moneyChecks({ counties, ledgers, payouts, factSums, ledger }: ReportAsWritten): Check[] {
  const titles = columnTitles();
  return [
    ...(['due', 'paid', 'arrears'] as const).flatMap((key): Check[] => [
      { what: `附件7${titles[key]?.split('·').at(-1)}（万元）与补贴台账`, left: totalCell(payouts, key), right: ledger[key] / 1_000_000 },
      ledger.closed
        ? { what: `附件1${titles[key]}（万元）与封季时各户之和`, left: totalCell(counties, key), right: factSums[key] / 1_000_000 }
        : { what: `附件1${titles[key]}（万元）与附件7`, left: totalCell(counties, key), right: totalCell(payouts, key) },
    ]),
    // 附件4 lists only the households in scope, 附件1 the money of all.
    ...(['due', 'paid'] as const).map(
      (key): Check => ({
        what: `附件4：${key === 'due' ? '应补' : '已补'}（元）与总户数内各户之和`,
        left: sumOfTotals(
          ledgers.flatMap(({ sheets }) => sheets),
          key,
        ),
        right: ledger.listed[key] / 100,
      }),
    ),
  ];
}

/** 附件12 against 附件1: every household in scope has one status. */
function continuityChecks({ counties, continuity, continuityRows, factSums }: ReportAsWritten): Check[] {
  const shown = new Set(['arrears', 'interrupted', 'reduced', 'continuous']);
  return [
    { what: '附件12：户数与附件1总户数', left: totalCell(continuity, 'households'), right: totalCell(counties, 'H') },
    { what: '附件12：确认复烧与附件1', left: totalCell(continuity, 'B'), right: totalCell(counties, 'B') },
    { what: '附件12：疑似复烧与附件1', left: totalCell(continuity, 'Q'), right: totalCell(counties, 'Q') },
    ...keysOf('continuity').map(
      (key, index): Check => ({
        what: `附件12：${labelOf('continuity', key)}户数与${shown.has(key) ? '附件1' : '各户之和'}`,
        left: {
          formula: `${sheetReference(continuity.name)}${continuity.letters.households}${continuity.firstRow + index}`,
          cached: continuityRows[index]!.households,
        },
        right: shown.has(key) ? totalCell(counties, `continuity.${key}`) : factSums[`continuity.${key}`],
      }),
    ),
  ];
}

/** Compares level by level and figure by figure, which finds differences that cancel out in a total. */
function structure(figures: ReportUnits, factSums: Sums): Check[] {
  const above = (parents: readonly { code: string }[]) => (unit: { path: readonly string[]; sums: Sums }) => ({
    parent: parents.find((parent) => unit.path.includes(parent.code))?.code ?? '',
    sums: unit.sums,
  });
  const villages = sumOf(figures.villages.map((village) => village.sums));
  return [
    {
      what: '村汇总逐项与各户之和不符的项数',
      left: MEASURES.filter((measure) => villages[measure] !== factSums[measure]).length,
      right: 0,
    },
    { what: '逐项与所辖村之和不符的乡镇数', left: unequal(figures.townships, figures.villages.map(above(figures.townships))), right: 0 },
    { what: '逐项与所辖乡镇之和不符的县数', left: unequal(figures.counties, figures.townships.map(above(figures.counties))), right: 0 },
  ];
}

function columnTitles(): Record<string, string> {
  return Object.fromEntries(summaryColumns('附件1').map(({ key, group, title }) => [key, group ? `${group}·${title}` : title]));
}
