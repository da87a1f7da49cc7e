/**
 * The sheets of app/domain/contract/import.json as data, and the reading list beside them. Titles, keys, types and what is
 * required are read from the contract and never restated. This file adds only what the contract leaves open (how long a text
 * may be, how large a number).
 */

import type { Action } from '~/domain/access/who-may';
import { ANSWER_COLUMNS } from '~/domain/contract/answer-columns';
import type { EnumName } from '~/domain/contract/enumerations';
import contract from '~/domain/contract/import.json';
import { isQuestionKey, QUESTIONS } from '~/domain/survey/questions/questions';
import { READING_LIST } from './reading-list';

type ColumnType = 'text' | 'enum' | 'bool' | 'int' | 'decimal' | 'money' | 'date' | 'datetime';

export type Column = {
  key: string;
  title: string;
  type: ColumnType;
  required: boolean;
  many: boolean;
  enum?: EnumName;
  values?: readonly string[];
};

export type ContractSheet = { name: string; key: readonly string[]; columns: readonly Column[] };

type RawColumn = { key: string; title: string; type: string; required?: boolean; many?: boolean; enum?: string; values?: string[] };
type RawSheet = { key: string[]; columns: RawColumn[] };

/** The sheet whose answer columns come from the questions. */
const VISITS = '入户记录';
const ALL = contract.sheets as Record<string, RawSheet>;

function sheetOf(name: string): ContractSheet {
  const raw: RawSheet = name === '抄表' ? READING_LIST : ALL[name]!;
  const columns = raw.columns.map((column) => ({
    key: column.key,
    title: column.title,
    type: column.type as ColumnType,
    required: column.required === true,
    many: column.many === true,
    enum: column.enum as EnumName | undefined,
    values: column.values,
  }));
  if (name !== VISITS) return { name, key: raw.key, columns };
  const ofTheVisit = columns.filter(({ key }) => !isQuestionKey(key));
  return { name, key: raw.key, columns: [...ofTheVisit, ...ANSWER_COLUMNS.map((column) => ({ ...column, required: false }))] };
}

/** The sheets that can be imported, in the order of the work: a sheet comes after those it refers to. */
export const SHEET_NAMES = [
  '行政区划',
  '采暖季',
  '用户',
  '热源',
  '户台账',
  '房屋',
  '入户记录',
  '用能计量',
  '抄表',
  '禁煤区',
  '改造计划',
  '补贴政策',
  '应补',
  '发放',
  '问题',
  '资金',
  '目标',
] as const;
export type SheetName = (typeof SHEET_NAMES)[number];

export const SHEETS: Readonly<Record<SheetName, ContractSheet>> = Object.fromEntries(
  SHEET_NAMES.map((name) => [name, sheetOf(name)]),
) as Record<SheetName, ContractSheet>;

export function isSheetName(name: string): name is SheetName {
  return (SHEET_NAMES as readonly string[]).includes(name);
}

/** The right that a sheet needs (app/domain/access/who-may.ts says who has it). */
export const RIGHT_FOR_SHEET: Readonly<Record<SheetName, Action>> = {
  行政区划: 'import.divisions',
  采暖季: 'import.seasons',
  用户: 'import.accounts',
  热源: 'import.roster',
  户台账: 'import.roster',
  房屋: 'import.roster',
  入户记录: 'import.roster',
  用能计量: 'import.roster',
  抄表: 'import.roster',
  禁煤区: 'import.roster',
  改造计划: 'import.roster',
  补贴政策: 'import.subsidy',
  应补: 'import.subsidy',
  发放: 'import.subsidy',
  问题: 'import.findings',
  资金: 'import.subsidy',
  目标: 'import.targets',
};

/** The column of the errors workbook that states the problem. It is ignored when such a workbook is imported again. */
export const ERROR_COLUMN = '错误';

/** Typed into a cell to clear the stored value. A blank cell leaves it as it is. */
export const CLEAR = '清空';

/** Columns that hold an identifier: full-width characters and blanks within them mean nothing. */
const IDENTIFIERS: ReadonlySet<string> = new Set([
  'code',
  'parent',
  'season',
  'division',
  'divisions',
  'username',
  'number',
  'village',
  'household',
  'visit',
  'idNumber',
  'phone',
  'heatSource',
  'electricMeter',
  'gasMeter',
  'heatAccount',
  'meter',
  'oldMeter',
  'serial',
  'invoice',
  'bankAccount',
  'rating',
  'policy',
  'supersedes',
  'batch',
  'zone',
]);

export function isIdentifier(column: Column): boolean {
  return column.type === 'text' && IDENTIFIERS.has(column.key);
}

/** What people write of a finding (sheet 问题), as long as the forms of the desk take it. */
const OF_FINDINGS: ReadonlySet<string> = new Set(['text', 'measures', 'progress', 'evidence']);

/** The most characters of a text. An index holds at most some 2,000 bytes, and longer texts are not read anyway. */
export function longestText(column: Column): number {
  if (column.key === 'note' || isWriting(column)) return 2_000;
  if (column.key === 'address') return 200;
  if (column.key === 'basis' && !column.enum && !column.values) return 200;
  if (OF_FINDINGS.has(column.key)) return 1_000;
  if (column.key === 'tiers' || column.key === 'shares') return 500;
  return isIdentifier(column) ? 64 : 100;
}

function isWriting({ key, type }: Column): boolean {
  return type === 'text' && isQuestionKey(key) && QUESTIONS[key].form === 'text';
}

export type NumberRange = { min: number; max: number; decimals: number };

/**
 * The range of a number. Nothing counted or measured is negative, except a temperature. The upper ends catch wrong units and
 * fit the columns of the database. Answers and rooms have their ranges in their own schemas.
 */
export function rangeOf(sheet: SheetName, column: Column): NumberRange {
  if (sheet === VISITS && column.type !== 'money') return wideRangeOf(column);
  if (column.key === 'year') return { min: 1990, max: 2099, decimals: 0 };
  if (column.key === 'people' || column.key === 'elderly') return { min: 0, max: 999, decimals: 0 };
  if (column.type === 'int') return { min: 0, max: 1_000_000, decimals: 0 };
  if ((sheet === '资金' || sheet === '问题') && column.type === 'money') return { min: 0, max: 99_999_999_999.99, decimals: 2 };
  if (column.type === 'money') return { min: 0, max: 99_999_999.99, decimals: 2 };
  if (sheet === '目标') return { min: 0, max: 100, decimals: 2 };
  if (column.key === 'rate') return { min: 0, max: 999_999, decimals: 4 };
  if (sheet === '应补') return { min: 0, max: 99_999_999.999, decimals: 3 };
  if (sheet === '用能计量' || sheet === '抄表') return { min: 0, max: 9_999_999_999.999, decimals: 3 };
  return { min: 0, max: 9_999_999.99, decimals: 2 };
}

/** A range wide enough that the schema of the answers reports the problem with its own range. */
function wideRangeOf({ key, type }: Column): NumberRange {
  const question = isQuestionKey(key) ? QUESTIONS[key] : undefined;
  const belowZero = question && 'range' in question && question.range.min < 0;
  return { min: belowZero ? -1_000_000 : 0, max: 1_000_000, decimals: type === 'int' ? 0 : 6 };
}
