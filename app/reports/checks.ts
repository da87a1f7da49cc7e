/**
 * 校核: what must agree within the workbook and with the database. Each check is a pair of values that must be equal. Where a
 * value is in a sheet the pair refers to it, so that the check still works when someone changes a cell.
 */
import { MEASURES, type Measure, type Sums } from '~/domain/indicators/measures';
import { contractSheetName } from './contract';
import { LEDGER_WORDS } from './household-ledger.sheet';
import { type Cell, type Column, FIRST_DATA_ROW, type Formula, NO_TOTAL, type Sheet, type WrittenSheet } from './sheet';
import { sheetReference } from './sheet-name';
import type { Heading } from './words';

export type Check = { what: string; left: number | Formula; right: number | Formula };

const numberOf = (side: number | Formula): number => (typeof side === 'number' ? side : Number(side.cached));
/** A sheet holds amounts and areas as binary fractions, so a difference below a millionth is ignored. */
const DECIMALS = 6;

export function difference({ left, right }: Check): number {
  const millionths = Math.round((numberOf(left) - numberOf(right)) * 10 ** DECIMALS);
  return millionths === 0 ? 0 : millionths / 10 ** DECIMALS;
}

export function checksSheet(heading: Heading, checks: readonly Check[]): Sheet<Check & { row: number }> {
  const column = (
    title: string,
    key: string,
    width: number,
    format: Column<Check>['format'],
    value: (check: Check & { row: number }) => Cell,
  ): Column<Check & { row: number }> => ({ group: '', title, key, width, format, total: NO_TOTAL, value });
  return {
    name: contractSheetName('校核'),
    title: `${heading.unit}清洁取暖“回头看”报表校核`,
    subtitle: [heading.unitLine, heading.timeLine, '差额须全部为 0'],
    paper: 'A4',
    columns: [
      column('检查项', 'what', 56, 'text', (check) => check.what),
      column('左值', 'left', 18, 'figure', (check) => check.left),
      column('右值', 'right', 18, 'figure', (check) => check.right),
      column('差额', 'difference', 14, 'figure', (check) => ({
        formula: `ROUND(B${check.row}-C${check.row},${DECIMALS})`,
        cached: difference(check),
      })),
      column('结论', 'verdict', 10, 'word', (check) => ({
        formula: `IF(D${check.row}=0,"相符","不符")`,
        cached: difference(check) === 0 ? '相符' : '不符',
      })),
    ],
    basis: [],
    frozenColumns: 1,
    list: true,
    hasTotal: false,
    rowHeight: 16,
    signed: false,
    notes: ['注：左值、右值尽可能引用本表各附件的单元格；生成时已与数据库同一时点的数据核对，任一差额不为 0 则不出表。'],
    rows: checks.map((check, index) => ({ ...check, row: index + FIRST_DATA_ROW })),
  };
}

/** A reference to the cell 合计 of a column, or its value when the sheet has no such cell. */
export function totalCell(sheet: WrittenSheet, key: string): Formula {
  const cached = sheet.totals[key];
  if (sheet.totalRow === null || cached === undefined) throw new Error(`${sheet.name} has no total of ${key}`);
  return { formula: `${sheetReference(sheet.name)}${sheet.letters[key]}${sheet.totalRow}`, cached };
}

function range(sheet: WrittenSheet, key: string): string {
  const letter = sheet.letters[key];
  if (letter === undefined) throw new Error(`${sheet.name} has no column ${key}`);
  return `${sheetReference(sheet.name)}${letter}$${sheet.firstRow}:${letter}$${sheet.lastRow}`;
}

/** Adds formulas of several sheets, `0` when there is nothing to refer to. */
function added(parts: readonly string[], cached: number): Formula | number {
  return parts.length === 0 ? 0 : { formula: parts.join('+'), cached };
}

export function rowCount(sheets: readonly WrittenSheet[]): Formula | number {
  const filled = sheets.filter((sheet) => sheet.rows > 0);
  return added(
    filled.map((sheet) => `COUNTA(${range(sheet, 'number')})`),
    filled.reduce((sum, sheet) => sum + sheet.rows, 0),
  );
}

/** How often a word stands in a column. */
export function countOf(sheets: readonly WrittenSheet[], key: string, word: string): Formula | number {
  const filled = sheets.filter((sheet) => sheet.rows > 0);
  return added(
    filled.map((sheet) => `COUNTIF(${range(sheet, key)},"${word}")`),
    filled.reduce((sum, sheet) => sum + (sheet.words[key]?.get(word) ?? 0), 0),
  );
}

export function sumOfTotals(sheets: readonly WrittenSheet[], key: string): Formula | number {
  const cells = sheets.map((sheet) => totalCell(sheet, key));
  return added(
    cells.map((cell) => cell.formula),
    cells.reduce((sum, cell) => sum + Number(cell.cached), 0),
  );
}

/** Villages against townships against counties, column by column, and modes against 改造完成户. */
/** What concerns a county as a whole lies in none of its villages, and a shared value counts once in each that holds it. */
const NOT_ADDED: ReadonlySet<string> = new Set(['findings', 'findingsClosed']);

export function summaryChecks(
  counties: WrittenSheet,
  townships: WrittenSheet,
  villages: WrittenSheet,
  titles: Readonly<Record<string, string>>,
): Check[] {
  const both = (a: WrittenSheet, b: WrittenSheet): Check[] =>
    Object.keys(a.totals)
      .filter((key) => key in b.totals && !NOT_ADDED.has(key))
      .map((key) => ({
        what: `${short(a)}合计与${short(b)}合计：${titles[key] ?? key}`,
        left: totalCell(a, key),
        right: totalCell(b, key),
      }));
  const modes = [counties, townships, villages].map((sheet) => {
    const cells = MEASURES.filter((measure) => measure.startsWith('I.')).map((measure) => totalCell(sheet, measure));
    return {
      what: `${short(sheet)}：各改造路径之和与改造完成户小计`,
      left: added(
        cells.map((cell) => cell.formula),
        cells.reduce((sum, cell) => sum + Number(cell.cached), 0),
      ),
      right: totalCell(sheet, 'I'),
    };
  });
  return [...both(villages, townships), ...both(townships, counties), ...modes];
}

export function short(sheet: { name: string }): string {
  return sheet.name.split(' ')[0]!;
}

/** What the ledger of a county must agree with in the county's row of 附件1. */
export function ledgerChecks(where: string, ledgers: readonly WrittenSheet[], countyRow: (key: Measure) => Formula): Check[] {
  const counted = (what: string, key: string, word: string, measure: Measure): Check => ({
    what: `附件4 ${where}：${what}与附件1`,
    left: countOf(ledgers, key, word),
    right: countyRow(measure),
  });
  return [
    { what: `附件4 ${where}：户数与附件1总户数`, left: rowCount(ledgers), right: countyRow('H') },
    counted('入户结果“完成”', 'outcome', LEDGER_WORDS.done, 'V'),
    counted('接通户', 'C', LEDGER_WORDS.yes, 'C'),
    counted('使用户', 'U', LEDGER_WORDS.yes, 'U'),
    counted('确认复烧', 'reburn', LEDGER_WORDS.confirmed, 'B'),
    counted('疑似复烧', 'reburn', LEDGER_WORDS.suspected, 'Q'),
    { what: `附件4 ${where}：出租处数与附件1`, left: sumOfTotals(ledgers, 'let'), right: countyRow('let') },
    { what: `附件4 ${where}：出租用好与附件1`, left: sumOfTotals(ledgers, 'letUsed'), right: countyRow('letUsed') },
  ];
}

/** Divisions whose parts do not add up to them, over all measures. */
export function unequal(wholes: readonly { code: string; sums: Sums }[], parts: readonly { parent: string; sums: Sums }[]): number {
  const added = new Map(wholes.map((whole) => [whole.code, Object.fromEntries(MEASURES.map((measure) => [measure, 0])) as Sums]));
  let strays = 0;
  for (const part of parts) {
    const sums = added.get(part.parent);
    if (!sums) strays += 1;
    else for (const measure of MEASURES) sums[measure] += part.sums[measure];
  }
  return strays + wholes.filter((whole) => MEASURES.some((measure) => whole.sums[measure] !== added.get(whole.code)![measure])).length;
}
