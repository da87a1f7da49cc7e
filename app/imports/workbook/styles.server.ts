/**
 * Which cell styles show a number as a date, and which pad it with zeros. Everything else about styles is ignored.
 */
import { readWholeXml } from './xml.server';

export type NumberShownAs = 'number' | 'date' | 'padded';

/**
 * The built-in formats that are dates or times: 14–22 and 45–47 everywhere, 27–36 and 50–58 in the Chinese, Japanese and
 * Korean editions (ECMA-376 part 1, 18.8.30).
 */
function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

/** How a format code shows a number. Only its first section (positive numbers) counts. */
export function shownAs(formatCode: string): NumberShownAs {
  const bare = formatCode
    .replace(/\[(?:h+|m+|s+)\]/gi, 'h') // elapsed time
    .replace(/\[[^\]]*\]/g, '') // colours, conditions, locales
    .replace(/"[^"]*"/g, '') // literal text
    .replace(/\\./g, '')
    .replace(/[_*]./g, '')
    .split(';')[0]!;
  if (/^general$/i.test(bare.trim())) return 'number';
  if (/[ymdhs]/i.test(bare)) return 'date';
  if (/^0{2,}$/.test(bare.trim())) return 'padded';
  return 'number';
}

/** The styles of a workbook by their index, as `s="3"` of a cell names them. */
export async function readStyles(part: string, chunks: AsyncIterable<Buffer>): Promise<NumberShownAs[]> {
  const custom = new Map<number, NumberShownAs>();
  const styles: NumberShownAs[] = [];
  let inCellStyles = false;
  await readWholeXml(part, chunks, {
    open(name, attributes) {
      if (name === 'numFmt') custom.set(Number(attributes.numFmtId), shownAs(attributes.formatCode ?? ''));
      else if (name === 'cellXfs') inCellStyles = true;
      else if (name === 'xf' && inCellStyles) {
        const id = Number(attributes.numFmtId ?? 0);
        styles.push(custom.get(id) ?? (isBuiltInDate(id) ? 'date' : 'number'));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellStyles = false;
    },
  });
  return styles;
}
