/**
 * 文字的清理: the one form in which a text enters the register, whoever sends it (phone, form, API, workbook). Cleaning what is clean
 * changes nothing.
 * - NFC, so that one character has one spelling; line ends are `\n`;
 * - control characters go (a database text cannot hold NUL), tabs and line ends stay;
 * - format characters go (Unicode Cf: zero-width blanks, direction marks, soft hyphens), since nobody sees them and two equal names
 *   would differ by them; non-characters go;
 * - halves of characters (lone surrogates) cannot be mended: see `brokenCharacterAt`.
 * Blanks at the ends are left to the caller.
 */
export function cleanText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(INVISIBLE, '')
    .normalize('NFC');
}

/** Most texts: Latin, digits and the usual Han characters. */
const PLAIN = /^[\t\n -~\u4e00-\u9fff]*$/;
const INVISIBLE = /(?![\t\n])[\p{Cc}\p{Cf}\ufffe\uffff]/gu;
const HALF_CHARACTER = /\p{Cs}/u;

/** The place (from 1, in characters as people count them) of the first half of a character; null when all are whole. */
export function brokenCharacterAt(text: string): number | null {
  const half = HALF_CHARACTER.exec(text);
  return half ? [...text.slice(0, half.index)].length + 1 : null;
}

/** A half of a character, by the path of the text in what was sent (answers, note) and its place in it. */
export type BrokenCharacter = { path: (string | number)[]; at: number };

/**
 * Cleans every text in what was sent as JSON: values and the names of fields. Returns the first half of a character instead
 * when there is one, because such a text cannot be stored as it was meant.
 */
export function cleanValue(value: unknown): { value: unknown } | { broken: BrokenCharacter } {
  let broken: BrokenCharacter | null = null;
  const cleaned = (one: unknown, path: readonly (string | number)[]): unknown => {
    if (typeof one === 'string') {
      const at = brokenCharacterAt(one);
      if (at !== null) broken ??= { path: [...path], at };
      return cleanText(one);
    }
    if (Array.isArray(one)) return one.map((item, index) => cleaned(item, [...path, index]));
    if (one === null || typeof one !== 'object') return one;
    return Object.fromEntries(Object.entries(one).map(([name, item]) => [cleanText(name), cleaned(item, [...path, cleanText(name)])]));
  };
  const result = cleaned(value, []);
  return broken === null ? { value: result } : { broken };
}

/** Numbers, doors and codes as they are compared and stored: full-width digits and letters become plain ones, no blanks around. */
export function foldWidth(text: string): string {
  return cleanText(text).normalize('NFKC').trim();
}

/**
 * 编号和文号的比较形式 of the numbers of records and documents that people type. Width, the kind of brackets (〔2021〕, [2021], （2021）,
 * ﹝2021﹞, 【2021】), the kind of dash, blanks and apostrophes (a spreadsheet marks text with one) make no difference. Upper and
 * lower case do.
 */
export function comparableKey(key: string): string {
  return PLAIN_KEY.test(key)
    ? key
    : foldWidth(key)
        .replace(BLANKS_AND_APOSTROPHES, '')
        .replace(DASHES, '-')
        .replace(/[[{〔【〖〘〚]/g, '(')
        .replace(/[\]}〕】〗〙〛]/g, ')')
        // A mark that a blank kept apart from its letter is joined to it.
        .normalize('NFC');
}

/** What comparableKey leaves as it is: letters, digits, Han characters and the signs of most codes. */
const PLAIN_KEY = /^[-A-Za-z0-9().,:;/_@#+*\u4e00-\u9fff]*$/;
const BLANKS_AND_APOSTROPHES = /[\s'\u2018\u2019\u201b\u02bc\u2032`\u00b4]/g;
/** Two long dashes are one Chinese dash. */
const DASHES = /\u2014\u2014|[\p{Pd}\u2212\u2043\u02d7\u2500\u30fc]/gu;

/**
 * 姓名的比较形式: two spellings of one name are equal: without blanks (“张 三”), dots in one form, width and case folded. For search,
 * for telling a change of head, for finding a household that is there already; what is shown stays as it was written.
 */
export function comparableName(name: string): string {
  return foldWidth(name)
    .replace(/\s/g, '')
    .replace(/[•・‧∙.]/g, '·')
    .toLowerCase();
}
