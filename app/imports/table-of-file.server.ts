/** The table of a file that somebody else's program made, a workbook or a CSV: texts alone, as they are read on the screen. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanText } from '~/domain/text/clean-text';
import { tableOfCsv } from '~/domain/text/csv';
import { decodeUtf8OrGbk } from '~/domain/text/gbk';
import { momentOfSerial } from './decode-date';
import type { Cell } from './workbook/cell';
import { Workbook } from './workbook/read-workbook.server';

export async function tableOfFile(content: Uint8Array): Promise<string[][]> {
  const isZip = content[0] === 0x50 && content[1] === 0x4b;
  if (!isZip) return tableOfCsv(decodeUtf8OrGbk(content)).map((row) => row.map(cleanText));
  const folder = await mkdtemp(join(tmpdir(), 'qingnuan-bank-'));
  try {
    const path = join(folder, 'answer.xlsx');
    await writeFile(path, content, { mode: 0o600 });
    const workbook = await Workbook.open(path);
    try {
      const table: string[][] = [];
      for await (const rows of workbook.rows(workbook.sheets[0] ?? '')) {
        for (const { row, cells } of rows) {
          while (table.length < row - 1) table.push([]);
          table[row - 1] = Array.from(cells, textOf);
        }
      }
      return table;
    } finally {
      workbook.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function textOf(cell: Cell | undefined): string {
  switch (cell?.kind) {
    case 'text':
      return cleanText(cell.text);
    case 'number':
    case 'padded-number':
      return cell.text;
    case 'date':
      return momentOfSerial(Number(cell.text), cell.epoch)?.day ?? '';
    case 'iso-date':
      return cell.text.slice(0, 10);
    default:
      return '';
  }
}
