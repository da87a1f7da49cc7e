/**
 * How the cell styles show a number: as it is, as a date, with leading zeros, or as another text. Everything else is ignored.
 */
import { readWholeXml } from './xml.server';

type ShownAs = 'number' | 'date' | 'padded' | 'altered';
/** `zero` is how the format shows 0, which may have a section of its own. */
export type NumberFormat = { code: string; shown: ShownAs; zero: ShownAs };

/**
 * The built-in formats that are dates or times: 14–22 and 45–47 everywhere, 27–36 and 50–58 in the Chinese, Japanese and
 * Korean editions (ECMA-376 part 1, 18.8.30).
 */
function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

/** Percentages and fractions: the only built-in formats beside dates that show another text. */
const BUILT_IN_ALTERED: Readonly<Record<number, string>> = { 9: '0%', 10: '0.00%', 12: '# ?/?', 13: '# ??/??' };

function builtIn(id: number): NumberFormat {
  const shown = isBuiltInDate(id) ? 'date' : id in BUILT_IN_ALTERED ? 'altered' : 'number';
  return { code: BUILT_IN_ALTERED[id] ?? 'General', shown, zero: shown };
}

/** How the first section of a format code (positive numbers) shows a number. */
export function shownAs(formatCode: string): ShownAs {
  return shownBySection(sectionsOf(formatCode)[0]!);
}

function formatOf(code: string): NumberFormat {
  const sections = sectionsOf(code);
  const shown = shownBySection(sections[0]!);
  // With conditions the section depends on the number. One section that alters it is enough.
  const conditional = /\[[<>=]/.test(code) && shown === 'number' && sections.some((section) => shownBySection(section) === 'altered');
  return { code, shown: conditional ? 'altered' : shown, zero: sections.length > 2 ? shownBySection(sections[2]!) : shown };
}

/** A semicolon in quotes or after a backslash does not separate sections. */
function sectionsOf(formatCode: string): string[] {
  const sections = [''];
  for (const [piece] of formatCode.matchAll(/"[^"]*"|\\.|\[[^\]]*\]|./gs)) {
    if (piece === ';') sections.push('');
    else sections[sections.length - 1] += piece;
  }
  return sections;
}

const GENERAL = /^(general|g\/通用格式|@)$/i;
/** The digits of the number, grouped, rounded or in scientific notation. */
const DIGITS = /^[#?,]*[#?0](,[#?0]+)*(\.[#?0]*)?(e[+-][#?0]+)?$/i;

function shownBySection(section: string): ShownAs {
  if (/\[(?:h+|m+|s+)\]/i.test(section)) return 'date'; // elapsed time
  if (/\[dbnum/i.test(section)) return 'altered'; // digits in Chinese characters
  const signs = section
    .replace(/\[[^\]]*\]/g, '') // colours, conditions, locales
    .replace(/[_*]./g, ''); // room for an alignment
  const bare = signs.replace(/"[^"]*"/g, '').replace(/\\./g, '');
  if (/[ymdhs]/i.test(bare)) return 'date';
  const shown = signs.replace(/""|\s/g, '');
  if (/^0{2,}$/.test(shown)) return 'padded';
  return GENERAL.test(shown) || DIGITS.test(shown) ? 'number' : 'altered';
}

/** The styles of a workbook by their index, as `s="3"` of a cell names them. */
export async function readStyles(part: string, chunks: AsyncIterable<Buffer>): Promise<NumberFormat[]> {
  const custom = new Map<number, NumberFormat>();
  const styles: NumberFormat[] = [];
  let inCellStyles = false;
  await readWholeXml(part, chunks, {
    open(name, attributes) {
      if (name === 'numFmt') custom.set(Number(attributes.numFmtId), formatOf(attributes.formatCode || 'General'));
      else if (name === 'cellXfs') inCellStyles = true;
      else if (name === 'xf' && inCellStyles) {
        const id = Number(attributes.numFmtId ?? 0);
        styles.push(custom.get(id) ?? builtIn(id));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellStyles = false;
    },
  });
  return styles;
}
