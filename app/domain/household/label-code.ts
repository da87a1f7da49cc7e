const SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*';

/**
 * 校验位 of a household's number on its label: one sign by ISO 7064 MOD 37-2 (GB/T 17710) over its digits and letters; it shows a wrong
 * sign and two that changed places. Everything else in a number (a dash) does not count.
 */
export function checkSign(number: string): string {
  let sum = 0;
  for (const sign of number.toUpperCase()) {
    const value = SIGNS.indexOf(sign);
    if (value >= 0 && value < 36) sum = ((sum + value) * 2) % 37;
  }
  return SIGNS[(38 - sum) % 37]!;
}

/** 户码: what the code on a label says (docs/definitions.md#household-label): the number and its check sign, nothing of a person. */
export function labelText(number: string): string {
  return `${number}:${checkSign(number)}`;
}

/** The number of a label's text; any other text, and one whose check sign is wrong, as it is: then it finds nothing. */
export function numberOfLabel(text: string): string {
  const at = text.length - 2;
  const number = text.slice(0, at);
  return text[at] === ':' && checkSign(number) === text[at + 1]!.toUpperCase() ? number : text;
}

/**
 * The squares of a code, rows of equally many noughts and ones (up to 53), as one short text: a page of labels sends a thousand rows.
 * `unpackedRows` gives them back; a code has as many rows as squares in a row.
 */
export function packedRows(rows: readonly string[]): string {
  return rows.map((row) => Number.parseInt(row, 2).toString(36)).join(' ');
}

export function unpackedRows(packed: string): string[] {
  const rows = packed.split(' ');
  return rows.map((row) => Number.parseInt(row, 36).toString(2).padStart(rows.length, '0'));
}
