/** Workbooks made by the programs that people use. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { newFolder, PYTHON } from '../helpers/office-programs';

export { convert as resavedByLibreOffice, convertAll as allResavedByLibreOffice, newFolder } from '../helpers/office-programs';

/** Runs Python with openpyxl; the script has `path` and `json_data`. */
export function withOpenpyxl(script: string, data: unknown = null, name = 'openpyxl.xlsx'): string {
  const path = join(newFolder(), name);
  const whole = `import json, sys, datetime, openpyxl\npath = sys.argv[1]\ndata = json.load(sys.stdin)\n${script}`;
  execFileSync(PYTHON, ['-c', whole, path], { input: JSON.stringify(data) });
  return path;
}
