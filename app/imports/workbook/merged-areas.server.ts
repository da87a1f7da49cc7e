/**
 * The merged areas of a sheet. The file lists them after the rows, so the sheet has to be unpacked once before its rows are read. Only
 * a sheet whose bytes contain the word is parsed for them.
 */
import { columnIndex } from './cell';
import { LIMITS } from './limits';
import { readWholeXml } from './xml.server';

/** Rows count from 1, columns from 0; first and last are included. */
export type MergedArea = { range: string; firstRow: number; lastRow: number; firstColumn: number; lastColumn: number };

const WORD = 'mergeCell';
const RANGE = /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$/;

/** `chunks` starts reading the sheet again at each call. */
export async function readMergedAreas(part: string, chunks: () => AsyncIterable<Buffer>): Promise<MergedArea[]> {
  if (!(await hasWord(chunks()))) return [];
  const areas: MergedArea[] = [];
  await readWholeXml(part, chunks(), {
    open(name, attributes) {
      if (name !== WORD || areas.length >= LIMITS.mergedAreas) return;
      const match = RANGE.exec(attributes.ref ?? '');
      if (!match) return;
      const [, left, top, right, bottom] = match;
      areas.push({
        range: `${left}${top}:${right}${bottom}`,
        firstRow: Number(top),
        lastRow: Number(bottom),
        firstColumn: columnIndex(left!),
        lastColumn: columnIndex(right!),
      });
    },
  });
  return areas;
}

const FORMS = [Buffer.from(WORD, 'utf8'), Buffer.from(WORD, 'utf16le')];
const LONGEST = Math.max(...FORMS.map((form) => form.length));

/** Searches the bytes, also where two chunks meet. */
async function hasWord(chunks: AsyncIterable<Buffer>): Promise<boolean> {
  let end: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const seam = Buffer.concat([end, chunk.subarray(0, LONGEST)]);
    if (FORMS.some((form) => seam.includes(form) || chunk.includes(form))) return true;
    end = Buffer.concat([end, chunk.subarray(-LONGEST)]).subarray(-LONGEST);
  }
  return false;
}
