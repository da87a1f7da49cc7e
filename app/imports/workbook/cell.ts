/**
 * A cell as the file has it, before it is interpreted. Numbers keep their written text, which shows whether a long code lost
 * digits. A blank cell is absent.
 */
export type Cell =
  | { kind: 'text'; text: string }
  | { kind: 'number'; text: string }
  /** A number that its format shows with leading zeros, so the person sees more digits than are stored. */
  | { kind: 'padded-number'; text: string; format: string }
  /** A number that its format shows as another text: with letters or signs, as a percentage, in thousands, or not at all. */
  | { kind: 'altered-number'; text: string; format: string }
  /** NaN or INF in the place of a number. */
  | { kind: 'not-finite'; text: string }
  /** A number shown as a date: days since the epoch of the workbook. */
  | { kind: 'date'; text: string; epoch: 1900 | 1904 }
  /** A date stored as text of ISO 8601. */
  | { kind: 'iso-date'; text: string }
  | { kind: 'boolean'; value: boolean }
  /** An error value such as #N/A. */
  | { kind: 'error'; text: string }
  /** A formula whose result was never saved. */
  | { kind: 'formula-without-result' };

/** A row with something in it. `row` is the number at its left edge; `cells` is indexed by column, A is 0. `hidden` by a filter. */
export type SheetRow = { row: number; cells: (Cell | undefined)[]; hidden?: boolean };

/** 'A' → 0, 'AB' → 27. */
export function columnIndex(letters: string): number {
  let index = 0;
  for (let i = 0; i < letters.length; i++) index = index * 26 + (letters.charCodeAt(i) - 64);
  return index - 1;
}

/** 0 → 'A', 27 → 'AB'. */
export function columnLetters(index: number): string {
  let letters = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}
