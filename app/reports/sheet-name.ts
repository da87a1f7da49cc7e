/** The characters Excel refuses in a sheet name, and the apostrophe, which would have to be doubled in every reference. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Excel refuses them.
const REFUSED = /[[\]:*?/\\'\u0000-\u001f]/g;
const LONGEST = 31;

/**
 * A sheet name Excel, WPS and LibreOffice accept: at most 31 characters, without []:*?/\', and different from every name in
 * `taken` (compared without case, as Excel does). `taken` is not changed.
 */
export function sheetName(wanted: string, taken: readonly string[]): string {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  const clean = wanted.replace(REFUSED, ' ').trim();
  for (let number = 1; ; number++) {
    const tail = number === 1 ? '' : `(${number})`;
    const name = `${firstCharacters(clean, LONGEST - tail.length)}${tail}`;
    if (!used.has(name.toLowerCase())) return name;
  }
}

/** The first `length` UTF-16 units (what Excel counts) at most, without splitting a character. */
function firstCharacters(text: string, length: number): string {
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > length) break;
    kept += character;
  }
  return kept;
}

/** The sheet's name as a formula writes it. */
export function sheetReference(name: string): string {
  return `'${name}'!`;
}
