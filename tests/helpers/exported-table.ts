import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { headerOf, readBack, rowsOf } from '../reports/read-back';
import { newFolder } from './office-programs';

/** Exports of this file's tests are made in a folder of their own. */
export function exportsInOwnFolder(): void {
  process.env.DATA_DIR = newFolder();
}

/** An exported list as openpyxl reads it: its titles, and its numbered rows without 合计 and notes. */
export function exportedTable({ content }: { content: Buffer }) {
  const file = join(newFolder(), 'list.xlsx');
  writeFileSync(file, content);
  const [sheet] = [...readBack(file, 'values').values()];
  return { titles: headerOf(sheet!).map(([, title]) => title), rows: rowsOf(sheet!).filter((row) => typeof row.序号 === 'number') };
}
