/** A table as the text of a CSV file (RFC 4180), with the line ends that banks' programs read. */
export function csvOf(table: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return table.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** The table in the text of a CSV file; a line without anything is none. */
export function tableOfCsv(text: string): string[][] {
  const reader = new CsvReader();
  return [...reader.rows(text), ...reader.rest()];
}

/** Reads a CSV file whose text comes in pieces, which may be cut anywhere. */
export class CsvReader {
  private row: string[] = [];
  private cell = '';
  private begun = false;
  private quoted = false;
  /** A quote within a quoted cell: the next character says whether the cell ends. */
  private quote = false;

  /** The rows that end in this piece. */
  rows(piece: string): string[][] {
    const table: string[][] = [];
    for (let at = !this.begun && piece.startsWith('\ufeff') ? 1 : 0; at < piece.length; at++) {
      const character = piece[at]!;
      if (this.quoted && !this.quote && character !== '"') this.cell += character;
      else if (this.quoted && !this.quote) this.quote = true;
      else if (this.quote && character === '"') {
        this.cell += character;
        this.quote = false;
      } else {
        this.quoted = false;
        this.quote = false;
        if (character === '"' && this.cell === '') this.quoted = true;
        else if (character === ',') this.endCell();
        else if (character === '\n') table.push(...this.endRow());
        else if (character !== '\r') this.cell += character;
      }
    }
    this.begun ||= piece.length > 0;
    return table;
  }

  /** The last row, when no line end follows it. */
  rest(): string[][] {
    return this.cell !== '' || this.row.length > 0 ? this.endRow() : [];
  }

  private endCell(): void {
    this.row.push(this.cell);
    this.cell = '';
  }

  private endRow(): string[][] {
    this.endCell();
    const { row } = this;
    this.row = [];
    return row.some((one) => one !== '') ? [row] : [];
  }
}
