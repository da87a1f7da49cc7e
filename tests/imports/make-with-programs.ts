/** Workbooks made by running the programs that people's files come from. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';

/** Debian's own Python: the one openpyxl is installed for, whatever other Python is in the path. */
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const folders: string[] = [];
afterAll(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A new folder, gone when the test file is done. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'qingnuan-import-'));
  folders.push(folder);
  return folder;
}

/** Runs Python with openpyxl; the script has `path` and `json_data`. */
export function withOpenpyxl(script: string, data: unknown = null, name = 'openpyxl.xlsx'): string {
  const path = join(newFolder(), name);
  const whole = `import json, sys, datetime, openpyxl\npath = sys.argv[1]\ndata = json.load(sys.stdin)\n${script}`;
  execFileSync(PYTHON, ['-c', whole, path], { input: JSON.stringify(data) });
  return path;
}

/** Opens a file in LibreOffice and saves it again. */
export function resavedByLibreOffice(file: string, format = 'xlsx'): string {
  const folder = newFolder();
  const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
  execFileSync('soffice', [profile, '--headless', '--convert-to', format, '--outdir', folder, file], { stdio: 'pipe' });
  return join(folder, basename(file).replace(/\.[^.]+$/, `.${format.split(':')[0]}`));
}
