/** The rows of a sheet as values of the contract, with all problems that can be found without the register. */

import type { Policy } from '~/domain/subsidy/policy';
import type { VisitInput } from '~/domain/survey/visit-schema';
import { foldWidth } from '~/domain/text/clean-text';
import { type CheckedRow, checkRow, type Moment, type Remark, type Values } from './check-row';
import { CLEAR, type Column, SHEETS } from './contract-sheets';
import { decoderOf, typedText } from './decode-cell';
import type { Decode, Value } from './decoded';
import type { OpenSheet, ReadingNotes } from './open-sheets';
import { type RowProblem, shownValue } from './problems';
import type { RowSource } from './row-source';
import type { SheetRow } from './workbook/cell';

/** A row as values of the contract. A blank cell is null; so is one that says 清空, whose column is in `cleared`. */
export class DecodedRow {
  visit: VisitInput | undefined;
  policy: Policy | undefined;
  problems: RowProblem[] = [];
  refused = false;

  constructor(
    readonly row: number,
    readonly values: Values,
    readonly cleared: ReadonlySet<string>,
    private readonly ofCells: readonly Remark[],
    private readonly problemOf: (remark: Remark) => RowProblem,
    private readonly checked: (values: Values) => CheckedRow,
  ) {
    this.check();
  }

  /** Checks the row as a whole; called again when blanks have been filled from the register. */
  check(): void {
    const { remarks, visit, policy } = this.checked(this.values);
    const all = [...this.ofCells, ...remarks];
    this.visit = visit;
    this.policy = policy;
    this.refused = all.some(({ level }) => level === 'refused');
    this.problems = all.map(this.problemOf);
  }
}

/** Rows below the header, in batches of the reader's size; `notes` sees each of them. */
export async function* decodeRows(source: RowSource, sheet: OpenSheet, moment: Moment, notes: ReadingNotes): AsyncGenerator<DecodedRow[]> {
  const decoder = new RowDecoder(sheet, moment);
  for await (const batch of source.rows(sheet.inFile)) {
    const rows = batch
      .filter(({ row }) => row > sheet.headerRow)
      .map((row) => {
        notes.see(row);
        return decoder.decode(row);
      })
      .filter((row) => row !== undefined);
    if (rows.length > 0) yield rows;
  }
}

class RowDecoder {
  private readonly columns: { at: number; column: Column; decode: Decode }[];

  constructor(
    private readonly sheet: OpenSheet,
    private readonly moment: Moment,
  ) {
    this.columns = sheet.header.columns.flatMap((column, at) => (column ? [{ at, column, decode: decoderOf(sheet.name, column) }] : []));
  }

  /** Undefined for a row with values only in unknown columns. */
  decode({ row, cells }: SheetRow): DecodedRow | undefined {
    if (!this.columns.some(({ at }) => cells[at])) return undefined;
    const values: Values = {};
    const cleared = new Set<string>();
    const remarks: Remark[] = [];
    for (const { at, column, decode } of this.columns) {
      const cell = cells[at];
      if (cell?.kind === 'text' && foldWidth(cell.text) === CLEAR) {
        values[column.key] = null;
        if (column.required) remarks.push({ column: column.key, code: 'cannot_clear', level: 'refused' });
        else cleared.add(column.key);
        continue;
      }
      const decoded = cell ? decode(cell) : ({ value: null } as const);
      if ('fault' in decoded) {
        remarks.push({ column: column.key, ...decoded.fault, level: 'refused' });
        continue;
      }
      values[column.key] = blankIsNull(decoded.value);
      if (column.required && values[column.key] === null) remarks.push({ column: column.key, code: 'required', level: 'refused' });
    }
    const problemOf = (remark: Remark) => this.problem(row, cells, remark);
    const checked = (all: Values) => checkRow(this.sheet.name, all, this.moment);
    return new DecodedRow(row, values, cleared, remarks, problemOf, checked);
  }

  private problem(row: number, cells: SheetRow['cells'], remark: Remark): RowProblem {
    const at = this.columns.find(({ column }) => column.key === remark.column)?.at;
    const cell = at === undefined ? undefined : cells[at];
    return { sheet: this.sheet.name, row, value: cell ? shownValue(remark.column, typedText(cell)) : '', ...remark };
  }
}

function blankIsNull(value: Value): Value {
  return value === '' || (Array.isArray(value) && value.length === 0) ? null : value;
}

/** Keys of the columns that the sheet has, in the contract's order. Stored values of a missing column are left alone. */
export function presentColumns(sheet: OpenSheet): string[] {
  const present = new Set(sheet.header.columns.flatMap((column) => (column ? [column.key] : [])));
  return SHEETS[sheet.name].columns.filter(({ key }) => present.has(key)).map(({ key }) => key);
}
