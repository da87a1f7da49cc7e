/**
 * Turns a cell into a value of the contract, with one codec per column type. A codec never guesses: a value with two possible
 * meanings, or one that may have lost digits in a spreadsheet, is refused with what to do.
 */
import { type EnumName, keyOf, keysOf, labelOf } from '~/domain/contract/enumerations';
import type { ProblemDetails } from '~/domain/problems';
import { brokenCharacterAt, cleanText, comparableKey, foldWidth } from '~/domain/text/clean-text';
import { type Column, isIdentifier, longestText, type NumberRange, rangeOf, type SheetName } from './contract-sheets';
import { decodeDate, decodeDateTime } from './decode-date';
import type { Decode, Decoded } from './decoded';
import type { RowProblemCode } from './problems';
import type { Cell } from './workbook/cell';

const fault = (code: RowProblemCode, details?: ProblemDetails): Decoded => ({ fault: { code, details } });

/** The value as the person sees it, for the list of problems. */
export function typedText(cell: Cell): string {
  if (cell.kind === 'boolean') return cell.value ? 'TRUE' : 'FALSE';
  if (cell.kind === 'formula-without-result') return '';
  return cell.text;
}

/** The codec of a column. */
export function decoderOf(sheet: SheetName, column: Column): Decode {
  const inner = innerDecoder(sheet, column);
  return (cell) => {
    if (cell.kind === 'error') return fault('cell_error');
    if (cell.kind === 'formula-without-result') return fault('formula_without_result');
    if (cell.kind === 'not-finite') return fault('not_finite');
    if (cell.kind !== 'text') return inner(cell);
    if (cell.text.includes('\uFFFD')) return fault('damaged_character');
    const broken = brokenCharacterAt(cell.text);
    if (broken !== null) return fault('broken_character', { at: broken });
    return inner({ ...cell, text: cleanText(cell.text) });
  };
}

function innerDecoder(sheet: SheetName, column: Column): Decode {
  if (column.many) return listDecoder(column);
  switch (column.type) {
    case 'enum':
      return choiceDecoder(column.enum!);
    case 'bool':
      return decodeYesNo;
    case 'int':
    case 'decimal':
    case 'money':
      return numberDecoder(column.type, rangeOf(sheet, column));
    case 'date':
      return (cell) => decodeDate(cell);
    case 'datetime':
      return (cell) => decodeDateTime(cell);
    default:
      return column.values ? valueDecoder(column.values) : textDecoder(column);
  }
}

/** A code that a spreadsheet rounded before it was saved as text: 1.40681E+11. */
const ROUNDED_CODE = /^\d(\.\d+)?E\+\d{2,}$/i;

/**
 * Identifiers are stored in the form in which they are compared. The text of the cell has been cleaned before. A number in a text column
 * is accepted only when it is certainly what was typed: whole, shown as it is, below 10^15.
 */
function textOf(column: Column, cell: Cell): Decoded {
  switch (cell.kind) {
    case 'text': {
      // A door has plain digits and keeps its blanks and dashes.
      if (column.key === 'address') return { value: foldWidth(cell.text) };
      if (!isIdentifier(column)) return { value: cell.text.trim() };
      const key = comparableKey(cell.text);
      return ROUNDED_CODE.test(key) ? fault('digits_lost') : { value: key };
    }
    case 'number': {
      const digits = digitsOfWhole(cell.text);
      if (digits !== undefined) return { value: digits };
      return /^-?\d+$/.test(cell.text) || /e/i.test(cell.text) ? fault('digits_lost') : fault('number_in_text');
    }
    case 'padded-number':
      return fault('digits_lost');
    case 'altered-number':
      return fault('shown_otherwise');
    case 'date':
    case 'iso-date':
      return fault('date_in_text');
    default:
      return fault('yes_no_in_text');
  }
}

/** The digits of a whole number below 10^15 in any notation: 140681201006, 140681201006.0, 1.40681201006E11. */
export function digitsOfWhole(text: string): string | undefined {
  if (/^\d{1,15}$/.test(text)) return text;
  if (!/^\d+(\.\d*)?(e\+?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isInteger(value) && value < 1e15 ? String(value) : undefined;
}

function textDecoder(column: Column): Decode {
  const most = longestText(column);
  return (cell) => {
    const text = textOf(column, cell);
    if ('value' in text && String(text.value).length > most) return fault('too_long', { most });
    return text;
  };
}

/** Labels are compared without blanks and full-width forms: 煤改电（分布式） equals 煤改电(分布式). */
function normalLabel(label: string): string {
  return label.normalize('NFKC').replace(/\s/g, '');
}

const keysByLabel = new Map<EnumName, ReadonlyMap<string, string>>();

function keyOfLabel(name: EnumName, label: string): string | undefined {
  const exact = keyOf(name, label);
  if (exact) return exact;
  let keys = keysByLabel.get(name);
  if (!keys) {
    keys = new Map(keysOf(name).map((key) => [normalLabel(labelOf(name, key)), key]));
    keysByLabel.set(name, keys);
  }
  return keys.get(normalLabel(label));
}

function choicesOf(name: EnumName): string {
  return keysOf(name)
    .map((key) => labelOf(name, key))
    .join('、');
}

function choiceDecoder(name: EnumName): Decode {
  const known = new Map<string, string>();
  const refused = fault('not_a_choice', { choices: choicesOf(name) });
  return (cell) => {
    if (cell.kind !== 'text') return refused;
    const key = known.get(cell.text) ?? keyOfLabel(name, cell.text);
    if (key === undefined) return refused;
    known.set(cell.text, key);
    return { value: key };
  };
}

function valueDecoder(values: readonly string[]): Decode {
  return (cell) => {
    const value = cell.kind === 'text' ? values.find((one) => one === normalLabel(cell.text).toUpperCase()) : undefined;
    return value === undefined ? fault('not_a_choice', { choices: values.join('、') }) : { value };
  };
}

function decodeYesNo(cell: Cell): Decoded {
  if (cell.kind === 'boolean') return { value: cell.value };
  const text = cell.kind === 'text' ? normalLabel(cell.text) : '';
  if (text === '是') return { value: true };
  if (text === '否') return { value: false };
  return fault('not_yes_no');
}

const SEPARATORS = /[、，,;；\n]/;

function listDecoder(column: Column): Decode {
  return (cell) => {
    const whole = textOf({ ...column, type: 'text' }, cell);
    if ('fault' in whole) return whole;
    const items = String(whole.value)
      .split(SEPARATORS)
      .map((item) => item.trim())
      .filter((item) => item !== '');
    if (column.type !== 'enum') {
      const most = longestText(column);
      if (items.some((item) => item.length > most)) return fault('too_long', { most });
      return { value: [...new Set(items)] };
    }
    const keys = items.map((item) => keyOfLabel(column.enum!, item));
    if (keys.includes(undefined)) return fault('not_a_choice', { choices: choicesOf(column.enum!) });
    return { value: [...new Set(keys as string[])] };
  };
}

const PLAIN_DECIMAL = /^([+-]?)(\d+)(?:\.(\d*))?$/;

/**
 * The number as plain decimal text without superfluous zeros, or undefined. A spreadsheet stores 18.3 as 18.300000000000001 and
 * shows 15 digits; this does the same.
 */
export function plainDecimal(cell: Cell): string | undefined {
  if (cell.kind === 'number' || cell.kind === 'padded-number' || cell.kind === 'altered-number') {
    const value = Number(cell.text);
    if (!Number.isFinite(value) || Math.abs(value) >= 1e15) return undefined;
    return tidyDecimal(PLAIN_DECIMAL.test(cell.text) && cell.text.length <= 15 ? cell.text : expanded(value));
  }
  if (cell.kind !== 'text') return undefined;
  const text = cell.text.normalize('NFKC').replace(/\s/g, '').replace(/^−/, '-');
  return PLAIN_DECIMAL.test(text) && text.length <= 30 ? tidyDecimal(text) : undefined;
}

/** 15 significant digits, never in scientific notation. */
function expanded(value: number): string {
  const rounded = Number(value.toPrecision(15));
  const text = String(rounded);
  return /e/.test(text) ? rounded.toFixed(20) : text;
}

function tidyDecimal(text: string): string {
  const match = PLAIN_DECIMAL.exec(text)!;
  const whole = match[2]!.replace(/^0+(?=\d)/, '');
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  const size = fraction === '' ? whole : `${whole}.${fraction}`;
  return match[1] === '-' && size !== '0' ? `-${size}` : size;
}

function numberDecoder(type: 'int' | 'decimal' | 'money', range: NumberRange): Decode {
  return (cell) => {
    const text = plainDecimal(cell);
    if (text === undefined) return fault('not_a_number');
    const decimals = text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
    if (decimals > range.decimals)
      return range.decimals === 0 ? fault('not_whole') : fault('too_many_decimals', { decimals: range.decimals });
    const value = Number(text);
    if (value < range.min) return fault('below_range', { min: range.min });
    if (value > range.max) return fault('above_range', { max: range.max });
    if (type === 'decimal') return { value: text };
    return { value: type === 'int' ? value : inFen(text) };
  };
}

/** 元 as decimal text to whole 分, computed from the digits without floating point. */
export function inFen(yuan: string): number {
  const [whole = '0', fraction = ''] = yuan.replace('-', '').split('.');
  const fen = Number(whole) * 100 + Number(fraction.padEnd(2, '0').slice(0, 2));
  return yuan.startsWith('-') ? -fen : fen;
}
