/**
 * Reads one sheet as a stream of rows. Empty rows and cells are skipped, so a million formatted but empty rows cost only their
 * parsing. Validations and everything else beside the values are ignored; merged-areas.server.ts reads the merged areas.
 */
import { refuse } from '~/domain/problems';
import { cleanText } from '~/domain/text/clean-text';
import { type Cell, columnIndex, columnLetters, type SheetRow } from './cell';
import { LIMITS } from './limits';
import type { SharedStrings } from './shared-strings.server';
import type { NumberFormat } from './styles.server';
import { unescapeText } from './unescape';
import { type Attributes, readXml } from './xml.server';

export type SheetContext = {
  sheet: string;
  part: string;
  strings: SharedStrings | undefined;
  styles: readonly NumberFormat[];
  epoch: 1900 | 1904;
};

/** Yields the rows with content, a batch for every piece of the file, in the order of the file. */
export async function* readSheet(context: SheetContext, chunks: AsyncIterable<Buffer>): AsyncGenerator<SheetRow[]> {
  const reader = new SheetReader(context);
  let [bytes, filled] = [0, 0];
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      yield chunk;
    }
  };
  for await (const _ of readXml(context.part, counted(), reader)) {
    void _;
    const rows = reader.take();
    filled += rows.length;
    if (bytes > LIMITS.emptyBytes + filled * LIMITS.bytesPerRow)
      refuse('workbook.mostly-empty', { sheet: context.sheet, megabytes: Math.floor(bytes / 1024 / 1024) });
    if (rows.length > 0) yield rows;
  }
}

class SheetReader {
  private rows: SheetRow[] = [];
  private row = 0;
  private cells: (Cell | undefined)[] = [];
  private filled = false;
  private hidden = false;
  private column = -1;
  private type = 'n';
  private style = 0;
  private inData = false;
  private inCell = false;
  private capturing: 'value' | 'formula' | 'inline' | undefined;
  private phonetic = 0;
  private value: string | undefined;
  private inline: string | undefined;
  private formula: string | undefined;

  constructor(private readonly context: SheetContext) {}

  take(): SheetRow[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: Attributes): void {
    if (!this.inData) {
      if (name === 'sheetData') this.inData = true;
      return;
    }
    if (this.inCell) this.openInCell(name);
    else if (name === 'c') this.openCell(attributes);
    else if (name === 'row') this.openRow(attributes);
  }

  text(piece: string): void {
    if (this.capturing === undefined) return;
    const held =
      this.capturing === 'value'
        ? (this.value ?? '') + piece
        : this.capturing === 'inline'
          ? (this.inline ?? '') + piece
          : (this.formula ?? '') + piece;
    if (held.length > LIMITS.cellCharacters * 2) this.tooLong();
    if (this.capturing === 'value') this.value = held;
    else if (this.capturing === 'inline') this.inline = held;
    else this.formula = held;
  }

  close(name: string): void {
    if (!this.inData) return;
    if (this.inCell) {
      if (name === 'c') this.closeCell();
      else if (name === 'rPh') this.phonetic--;
      else if (name === 'v' || name === 't' || name === 'f') this.capturing = undefined;
    } else if (name === 'row') this.closeRow();
    else if (name === 'sheetData') this.inData = false;
  }

  private openRow(attributes: Attributes): void {
    const row = attributes.r === undefined ? this.row + 1 : Number(attributes.r);
    // Row numbers must rise. A file that goes back could hide a row behind another of the same number.
    if (!Number.isInteger(row) || row <= this.row) refuse('workbook.damaged', { part: this.context.part });
    if (row > LIMITS.rows) refuse('workbook.too-many-rows', { sheet: this.context.sheet, limit: LIMITS.rows });
    this.row = row;
    this.column = -1;
    this.filled = false;
    this.hidden = attributes.hidden === '1' || attributes.hidden === 'true';
    if (this.cells.length > 0) this.cells = [];
  }

  private closeRow(): void {
    if (!this.filled) return;
    this.rows.push({ row: this.row, cells: this.cells, ...(this.hidden && { hidden: true }) });
    this.cells = [];
    this.filled = false;
  }

  private openCell(attributes: Attributes): void {
    this.inCell = true;
    this.column = attributes.r === undefined ? this.column + 1 : columnOf(attributes.r);
    if (!(this.column >= 0 && this.column < LIMITS.columns)) refuse('workbook.damaged', { part: this.context.part });
    this.type = attributes.t ?? 'n';
    this.style = attributes.s === undefined ? 0 : Number(attributes.s);
    this.value = this.inline = this.formula = undefined;
  }

  private openInCell(name: string): void {
    if (name === 'v') {
      this.capturing = 'value';
      this.value ??= '';
    } else if (name === 't') this.capturing = this.phonetic === 0 ? 'inline' : undefined;
    else if (name === 'f') {
      this.capturing = 'formula';
      this.formula ??= '';
    } else if (name === 'rPh') this.phonetic++;
  }

  private closeCell(): void {
    this.inCell = false;
    this.capturing = undefined;
    const cell = this.cell();
    if (!cell) return;
    this.cells[this.column] = cell;
    this.filled = true;
  }

  private cell(): Cell | undefined {
    const { value } = this;
    if (this.type === 'inlineStr') return this.textCell(unescapeText(this.inline ?? ''));
    if (value === undefined || value === '') {
      // LibreOffice and openpyxl may leave out the result of a formula. For TRUE() and FALSE() the formula itself gives it. An empty text
      // that was written is a result, for example of IFERROR(VLOOKUP(…), "").
      if (this.formula === undefined) return undefined;
      return logicalFormula(this.formula) ?? (this.type === 'str' && value === '' ? undefined : { kind: 'formula-without-result' });
    }
    switch (this.type) {
      case 's': {
        const text = this.context.strings?.at(Number(value));
        if (text === undefined) refuse('workbook.damaged', { part: this.context.part });
        return this.textCell(text);
      }
      case 'str':
        return this.textCell(unescapeText(value));
      case 'b':
        return { kind: 'boolean', value: value.trim() === '1' || value.trim() === 'true' };
      case 'e':
        return { kind: 'error', text: value };
      case 'd':
        return { kind: 'iso-date', text: value.trim() };
      default:
        return this.numberCell(value.trim());
    }
  }

  private numberCell(text: string): Cell {
    if (this.formula !== undefined) {
      const logical = logicalFormula(this.formula);
      if (logical) return logical;
    }
    if (text === '') refuse('workbook.damaged', { part: this.context.part });
    if (!Number.isFinite(Number(text))) {
      if (NOT_FINITE.test(text)) return { kind: 'not-finite', text };
      refuse('workbook.damaged', { part: this.context.part });
    }
    const format = this.context.styles[this.style];
    const shown = Number(text) === 0 ? format?.zero : format?.shown;
    if (shown === 'date') return { kind: 'date', text, epoch: this.context.epoch };
    if (shown === 'padded') return { kind: 'padded-number', text, format: format!.code };
    if (shown === 'altered') return { kind: 'altered-number', text, format: format!.code };
    return { kind: 'number', text };
  }

  private textCell(text: string): Cell | undefined {
    if (text.length > LIMITS.cellCharacters) this.tooLong();
    return cleanText(text).trim() === '' ? undefined : { kind: 'text', text };
  }

  private tooLong(): never {
    return refuse('workbook.cell-too-long-at', {
      sheet: this.context.sheet,
      cell: columnLetters(this.column) + this.row,
      limit: LIMITS.cellCharacters,
    });
  }
}

/** How programs write what is no number, or one too large for a cell: numpy, Java, C and .NET each in their way. */
const NOT_FINITE = /^[+-]?(nan|inf|infinity|1\.#(inf|ind|qnan|snan)|\d+(\.\d+)?e\+?\d+)$/i;

function logicalFormula(formula: string): Cell | undefined {
  const name = /^=?\s*(TRUE|FALSE)\s*\(\s*\)\s*$/i.exec(formula)?.[1];
  return name === undefined ? undefined : { kind: 'boolean', value: name.toUpperCase() === 'TRUE' };
}

/** The column of a reference such as 'AB12'; −1 when it has none. */
function columnOf(reference: string): number {
  let end = 0;
  while (end < reference.length && end < 4) {
    const code = reference.charCodeAt(end);
    if (code < 65 || code > 90) break;
    end++;
  }
  return columnIndex(reference.slice(0, end));
}
